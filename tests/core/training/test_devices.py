"""The same small run on a graphics device. Only where there is one: `pytest -m cuda` (or mps, xpu)."""

import pytest
import torch
from safetensors.torch import load_file

from core.contracts.commands import Stop
from core.contracts.events import Notice, PhaseChanged, StepDone, TrainingPlanned
from core.models.build import build_model
from core.models.freezing import freeze
from tests.tiny_encoders import WORDS, write_encoder

DEVICES = [pytest.param(kind, marks=getattr(pytest.mark, kind)) for kind in ("cuda", "mps", "xpu")]
PRECISIONS = {"cuda": ("bf16", "fp16", "fp32"), "mps": ("fp32",), "xpu": ("bf16", "fp32")}


def _on(spec, device, **training):
    return {**spec, "training": {**spec["training"], "device": device, "precision": "auto", **training}}


@pytest.mark.parametrize("device", DEVICES)
def test_a_run_learns_on_the_device_in_every_precision(trainer, small_spec, device):
    quick = {"epochs": 12, "lr": 3e-3, "augmentation": {"preset": "none"}, "head_start": "random"}
    for precision in PRECISIONS[device]:
        spec = {**small_spec, "layers": {"trainable": "all"}}
        said = trainer.go(trainer.create(**_on(spec, device, precision=precision, **quick)))
        assert said[-1].reason == "completed", said[-1].error
        plan = next(event for event in said if isinstance(event, TrainingPlanned))
        assert (plan.device, plan.precision) == (device, precision)
        assert not any(isinstance(event, Notice) and event.code == "device_fell_back" for event in said)
        assert sum(_losses(said)[-9:]) / 9 < 0.6 * sum(_losses(said)[:3]) / 3


@pytest.mark.parametrize("device", DEVICES)
def test_frozen_blocks_stay_bit_for_bit_on_the_device(trainer, small_spec, device):
    run = trainer.create(**_on(small_spec, device))
    trainer.go(run)
    handle = build_model(run.read_record().spec.model, ("disc", "square"), seed=0)
    freeze(handle, 3)
    before, after = handle.module.state_dict(), load_file(run.best_model_path / "model.safetensors")
    frozen = [name for block in handle.blocks[:-3] for name in (*block.parameters, *block.buffers)]
    assert all(torch.equal(before[name], after[name]) for name in frozen)


@pytest.mark.parametrize("device", DEVICES)
def test_a_stopped_run_goes_on_where_it_was_on_the_device(trainer, small_spec, device):
    def stop(event, inbox):
        if isinstance(event, StepDone) and event.step == 4:
            inbox.put(Stop())

    run = trainer.create(**_on(small_spec, device, precision="fp32"))
    assert trainer.go(run, stop)[-1].reason == "stopped"
    said = trainer.go(run)
    assert said[-1].reason == "completed"
    assert [event.step for event in said if isinstance(event, StepDone)] == list(range(1, 7))


@pytest.mark.parametrize("device", DEVICES)
def test_kept_features_learn_as_the_whole_network_does_on_the_device(trainer, small_spec, device, monkeypatch):
    spec = _on({**small_spec, "layers": {"trainable": 2}}, device, precision="fp32", augmentation={"preset": "none"}, epochs=4)
    kept = trainer.go(trainer.create(**spec))
    assert "features" in [event.phase for event in kept if isinstance(event, PhaseChanged)]
    monkeypatch.setattr("core.runtime.train_job.reuse_features", lambda *_: None)
    whole = trainer.go(trainer.create(**spec))
    assert "features" not in [event.phase for event in whole if isinstance(event, PhaseChanged)]
    # convolutions of such a device may round to TF32
    assert _losses(kept) == pytest.approx(_losses(whole), abs=5e-3)


@pytest.mark.parametrize("device", DEVICES)
def test_texts_learn_on_the_device_in_every_precision(trainer, tmp_path, device):
    write_encoder("bert", tmp_path / "model")
    for mood, word in (("bad", "dull"), ("good", "great")):
        (tmp_path / "texts" / mood).mkdir(parents=True)
        for number in range(30):
            words = f"the film was {word} {'and the story ' * (number % 5)}" + " ".join(WORDS[: number % len(WORDS)])
            (tmp_path / "texts" / mood / f"{number}.txt").write_text(words)
    spec = {
        "task": "text-classification",
        "dataset": {"folder": str(tmp_path / "texts")},
        "model": {"entry": str(tmp_path / "model")},
        "training": {"epochs": 12, "batch_size": 8, "lr": 3e-3, "head_start": "random"},
    }
    for precision in PRECISIONS[device]:
        said = trainer.go(trainer.create(**_on(spec, device, precision=precision)))
        assert said[-1].reason == "completed", said[-1].error
        assert next(event for event in said if isinstance(event, TrainingPlanned)).precision == precision
        assert sum(_losses(said)[-10:]) / 10 < 0.8 * sum(_losses(said)[:5]) / 5


def _losses(said):
    assert said[-1].reason == "completed", said[-1].error
    return [event.loss for event in said if isinstance(event, StepDone)]


@pytest.mark.cuda
def test_real_memory_that_runs_out_halves_the_pieces(trainer, small_spec):
    """Sixteen pictures of 512 pixels keep about 2 GB for the backward pass, in half precision."""
    torch.cuda.set_per_process_memory_fraction(2**30 / torch.cuda.get_device_properties(0).total_memory)
    try:
        wanted = {**small_spec, "model": {**small_spec["model"], "image_size_px": 512}, "layers": {"trainable": "all"}}
        said = trainer.go(trainer.create(**_on(wanted, "cuda", batch_size=16, epochs=1)))
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)
    assert said[-1].reason == "completed" or said[-1].error.code == "out_of_memory"
    assert any(isinstance(event, Notice) and event.code == "micro_batch_halved" for event in said)

"""What goes wrong while training: a loss that is not finite, memory that runs out, a folder that goes away."""

import errno
import math
import os
import shutil

import pytest
import torch
from safetensors.torch import load_file

from core.contracts.events import Evaluated, Notice, StepDone
from core.store import atomic
from core.store.checkpoints import find_checkpoint
from core.tasks.classification import ClassificationTask
from core.training import engine
from core.training.device import Device


def _codes(said):
    return [event.code for event in said if isinstance(event, Notice)]


def _losses(said):
    return [event.loss for event in said if isinstance(event, StepDone)]


class _Spoiled:
    """Loss sums that are spoiled at chosen calls."""

    def __init__(self, monkeypatch, spoiled):
        self.calls = 0
        plain = ClassificationTask.loss_sum

        def loss_sum(task, logits, labels):
            self.calls += 1
            return plain(task, logits, labels) * (math.nan if self.calls in spoiled else 1)

        monkeypatch.setattr(ClassificationTask, "loss_sum", loss_sum)


def test_a_step_whose_loss_is_no_number_is_undone_and_told(trainer, small_spec, monkeypatch):
    _Spoiled(monkeypatch, {2})
    run = trainer.create(**small_spec)
    said = trainer.go(run)
    assert said[-1].reason == "completed"
    assert [math.isnan(loss) for loss in _losses(said)] == [False, True, False, False, False, False]
    assert _codes(said).count("loss_not_finite") == 1
    rates = [event.lr for event in said if isinstance(event, StepDone)]
    assert rates[2] < 0.75 * rates[1]
    assert all(math.isfinite(event.loss) for event in said if isinstance(event, Evaluated))


def test_batch_norm_forgets_the_step_that_was_undone(trainer, small_spec, monkeypatch):
    spec = {**small_spec, "training": {**small_spec["training"], "epochs": 1}}
    _Spoiled(monkeypatch, {1, 2, 3})
    monkeypatch.setattr("core.training.engine._SKIPS_BEFORE_RESTORE", 99)
    run = trainer.create(**spec)
    trainer.go(run)
    monkeypatch.undo()
    from core.models.build import build_model

    before = build_model(run.read_record().spec.model, ("disc", "square"), seed=0).module.state_dict()
    after = load_file(run.best_model_path / "model.safetensors")
    for name in ("classifier.3.weight", "classifier.3.bias"):  # calibrated, as what is kept always is
        torch.testing.assert_close(after.pop(name) * run.read_record().temperature, before[name])
    assert all(torch.equal(before[name], value) for name, value in after.items())


def test_weights_go_back_to_the_best_after_several(trainer, small_spec, monkeypatch):
    _Spoiled(monkeypatch, {4, 5, 6})
    said = trainer.go(trainer.create(**small_spec))
    assert said[-1].reason == "completed"
    assert "weights_restored" in _codes(said)


def test_a_hopeless_run_ends_with_a_sentence(trainer, small_spec, monkeypatch):
    _Spoiled(monkeypatch, set(range(100)))
    run = trainer.create(**small_spec)
    said = trainer.go(run)
    assert (said[-1].reason, said[-1].error.code) == ("failed", "loss_diverged")
    assert "learning rate" in said[-1].error.sentence()
    assert run.status() == "failed"


def test_a_learning_rate_that_explodes_is_noticed(trainer, small_spec):
    training = {**small_spec["training"], "optimizer": "sgd", "lr": 100.0, "warmup_share": 0.0, "epochs": 12}
    said = trainer.go(trainer.create(**{**small_spec, "training": training}))
    codes = set(_codes(said)) | {said[-1].error.code if said[-1].error else ""}
    if all(math.isfinite(loss) for loss in _losses(said)):
        pytest.fail("the rate was not high enough to test anything")
    assert codes & {"loss_not_finite", "loss_diverged"}


@pytest.mark.slow
def test_memory_that_runs_out_halves_the_pieces_not_the_batch(trainer, small_spec, monkeypatch):
    plain = trainer.go(trainer.create(**_no_norm(small_spec)))
    send = Device.send

    def small(device, inputs):
        if len(inputs) > 2:
            raise RuntimeError("CUDA out of memory. Tried to allocate 20.00 GiB")
        return send(device, inputs)

    monkeypatch.setattr(Device, "send", small)
    run = trainer.create(**_no_norm(small_spec))
    said = trainer.go(run)
    assert said[-1].reason == "completed"
    # from six to three to two, told once
    assert [event.params["micro"] for event in said if isinstance(event, Notice)] == [2]
    assert _codes(said) == ["micro_batch_halved"]
    # no batch norm, no dropout: the pieces together are the batch
    assert _losses(said) == pytest.approx(_losses(plain), rel=1e-4)


def test_memory_for_not_even_one_picture_is_a_sentence(trainer, small_spec, monkeypatch):
    def none(device, inputs):
        raise MemoryError

    monkeypatch.setattr(Device, "send", none)
    said = trainer.go(trainer.create(**small_spec))
    assert (said[-1].reason, said[-1].error.code) == ("failed", "out_of_memory")


def test_a_picture_that_vanishes_is_skipped_and_told(trainer, small_spec, tmp_path, empty_cache):
    folder = tmp_path / "data"
    shutil.copytree(small_spec["dataset"]["folder"], folder)
    spec = {**small_spec, "dataset": {"folder": str(folder)}}

    def remove_one(event, inbox):
        if isinstance(event, StepDone) and event.step == 3:
            (folder / "disc" / "000.png").unlink(missing_ok=True)
            (folder / "square" / "001.png").write_bytes(b"")
            (folder / "square" / "002.png").write_bytes(b"")
            (folder / "disc" / "003.png").write_bytes(b"")

    run = trainer.create(**spec)
    said = trainer.go(run, remove_one)
    assert said[-1].reason == "completed", said[-1].error
    assert set(_codes(said)) == {"sample_skipped", "left_out_of_result"}


def test_a_folder_that_is_unplugged_stops_the_run_resumable(trainer, small_spec, tmp_path, empty_cache):
    folder = tmp_path / "data"
    shutil.copytree(small_spec["dataset"]["folder"], folder)
    spec = {**small_spec, "dataset": {"folder": str(folder)}}

    def unplug(event, inbox):
        if isinstance(event, StepDone) and event.step == 3 and folder.exists():
            folder.rename(tmp_path / "unplugged")

    run = trainer.create(**spec)
    said = trainer.go(run, unplug)
    assert (said[-1].reason, said[-1].error.code) == ("failed", "data_folder_gone")
    (tmp_path / "unplugged").rename(folder)
    assert trainer.go(run)[-1].reason == "completed"


def test_a_disk_that_is_full_ends_the_run_with_a_sentence_and_loses_nothing(trainer, small_spec, monkeypatch):
    def full(path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def fill_up(event, inbox):
        if isinstance(event, StepDone) and event.step == 5:
            # from now on no checkpoint can be written; what is there stays
            monkeypatch.setattr(atomic, "sync_file", full)

    monkeypatch.setattr(engine, "CHECKPOINT_AFTER_EPOCH_S", 0.0)
    run = trainer.create(**small_spec)
    said = trainer.go(run, fill_up)
    assert (said[-1].reason, said[-1].error.code) == ("failed", "disk_full")
    assert "Free some space" in said[-1].error.sentence()
    assert find_checkpoint(run.checkpoints_path).step == 3
    monkeypatch.undo()
    assert run.status() in ("failed", "lost")
    assert trainer.go(run)[-1].reason == "completed"


def _no_norm(spec):
    return {
        **spec,
        "model": {"entry": "torchvision/convnext_tiny", "weights": "random", "image_size_px": 32},
        "layers": {"trainable": "head"},
        "training": {**spec["training"], "lr": 1e-4},
    }

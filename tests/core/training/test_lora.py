"""A run with LoRA through the whole job: stopped, resumed, rolled back; what it leaves is a plain network."""

import math

import pytest
import torch
from safetensors.torch import load_file

from core.contracts.commands import Stop
from core.contracts.events import Notice, PhaseChanged, StepDone, TrainingPlanned
from core.contracts.spec import ModelSpec
from core.evaluation.sources import open_source
from core.models.build import build_model, load_model
from core.models.lora import LORA_FILE, add_lora
from core.tasks.classification import ClassificationTask
from core.training.checkpoint import Checkpoints
from tests.written_texts import write_texts

STEPS = 6


@pytest.fixture
def lora_spec(small_spec):
    return {**small_spec, "layers": {"trainable": 3, "method": "lora", "lora_rank": 4}}


@pytest.fixture
def unbroken(trainer, lora_spec):
    run = trainer.create(**lora_spec)
    said = trainer.go(run)
    assert said[-1].reason == "completed", said[-1].error
    return run


def _files(run, name):
    folder = run.checkpoints_path / name
    return load_file(folder / "model.safetensors") | load_file(folder / LORA_FILE)


def _same(a, b):
    return a.keys() == b.keys() and all(a[name].equal(b[name]) for name in a)


def _first_network(run):
    return build_model(run.read_record().spec.model, ("disc", "square"), seed=0)


def test_stopped_and_resumed_gives_the_same_weights(trainer, lora_spec, unbroken):
    for step in (1, 4):
        run = trainer.create(**lora_spec)
        first = trainer.go(run, _stop_at(step))
        assert first[-1].reason == "stopped"
        assert trainer.go(run)[-1].reason == "completed"
        for name in (f"step-{STEPS:08d}", "best"):
            assert _same(_files(run, name), _files(unbroken, name)), (step, name)
        assert run.metrics() == unbroken.metrics()


def _stop_at(step):
    return lambda event, inbox: inbox.put(Stop()) if isinstance(event, StepDone) and event.step == step else None


def test_the_best_is_a_plain_network_that_opens_without_lora(unbroken):
    first = _first_network(unbroken)
    weights = load_file(unbroken.best_model_path / "model.safetensors")
    assert weights.keys() == first.module.state_dict().keys()
    best = load_model(unbroken.best_model_path)
    assert best.lora_layers == ()
    assert not any("lora" in type(part).__module__ for part in best.module.modules())
    assert open_source(str(unbroken.path)).class_names == ("disc", "square")
    assert build_model(ModelSpec(entry=str(unbroken.path)), ("x", "y", "z")).parent_run == unbroken.read_record().run_id


def test_only_what_lora_adds_to_is_different_in_the_end(unbroken):
    first = _first_network(unbroken)
    before, after = first.module.state_dict(), load_file(unbroken.best_model_path / "model.safetensors")
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    add_lora(first, 3, 4, seed=0)
    fitting, head = {f"{layer}.weight" for layer in first.lora_layers}, set(first.head.parameters)
    assert head <= moved <= fitting | head
    assert moved & fitting


def test_the_plan_counts_additions_and_head_only(trainer, lora_spec):
    run = trainer.create(**lora_spec)
    (plan,) = [event for event in trainer.go(run) if isinstance(event, TrainingPlanned)]
    handle = _first_network(run)
    head, whole = handle.parameter_count(handle.head), sum(p.numel() for p in handle.module.parameters())
    add_lora(handle, 3, 4, seed=0)
    added = sum(p.numel() for p in handle.module.parameters()) - whole
    assert plan.trainable_parameters == head + added
    assert plan.resolved["lr"] == pytest.approx(5e-3)


def test_weights_go_back_to_the_best_after_several_bad_steps(trainer, lora_spec, monkeypatch):
    calls, restored = 0, []
    plain_loss, plain_load = ClassificationTask.loss_sum, Checkpoints.load_weights

    def spoiled(task, logits, labels):
        nonlocal calls
        calls += 1
        return plain_loss(task, logits, labels) * (math.nan if calls in (4, 5, 6) else 1)

    def load(checkpoints, handle, folder):
        plain_load(checkpoints, handle, folder)
        names = [name for name in handle.module.state_dict() if ".lora_" in name]
        saved = load_file(folder / LORA_FILE)
        restored.append(bool(names) and all(torch.equal(handle.module.state_dict()[name], saved[name]) for name in names))

    monkeypatch.setattr(ClassificationTask, "loss_sum", spoiled)
    monkeypatch.setattr(Checkpoints, "load_weights", load)
    said = trainer.go(trainer.create(**lora_spec))
    assert said[-1].reason == "completed", said[-1].error
    assert "weights_restored" in [event.code for event in said if isinstance(event, Notice)]
    assert restored == [True]


def test_blocks_thaw_one_by_one_with_their_additions(trainer, lora_spec):
    layers = {**lora_spec["layers"], "unfreeze_every_epochs": 1}
    run = trainer.create(**{**lora_spec, "layers": layers})
    assert trainer.go(run)[-1].reason == "completed"
    first = _first_network(run)
    last_block = set(first.blocks[-1].parameters)
    before, after = first.module.state_dict(), load_file(run.checkpoints_path / f"step-{STEPS:08d}" / "model.safetensors")
    moved = {name for name in before if not torch.equal(before[name], after[name])} - set(first.head.parameters)
    assert moved and moved <= last_block  # the second of two epochs is the first in which a block learns


def test_frozen_layers_below_lora_run_once(trainer, lora_spec):
    training = {**lora_spec["training"], "epochs": 3, "augmentation": {"preset": "none"}}
    run = trainer.create(**{**lora_spec, "training": training})
    said = trainer.go(run)
    assert said[-1].reason == "completed", said[-1].error
    assert "features" in [event.phase for event in said if isinstance(event, PhaseChanged)]
    moved = _files(run, "best")
    assert any(tensor.abs().sum() > 0 for name, tensor in moved.items() if ".lora_B." in name)


@pytest.mark.slow
def test_texts_learn_with_lora_on_the_bundled_model(trainer, tmp_path):
    training = {"epochs": 4, "batch_size": 8, "lr": 5e-3, "device": "cpu", "precision": "fp32"}
    spec = {
        "task": "text-classification",
        "dataset": {"folder": str(write_texts(tmp_path / "texts"))},
        "layers": {"trainable": 2, "method": "lora"},
        "training": training,
    }
    run = trainer.create(**spec)
    said = trainer.go(run)
    assert said[-1].reason == "completed", said[-1].error
    (plan,) = [event for event in said if isinstance(event, TrainingPlanned)]
    assert plan.trainable_parameters < 0.02 * plan.total_parameters
    assert run.metrics().validation.accuracy > 0.7
    first, best = build_model(run.read_record().spec.model, ("content", "unhappy")), load_model(run.best_model_path)
    before, after = first.module.state_dict(), best.module.state_dict()
    assert before.keys() == after.keys()
    below = [name for block in first.blocks[:-2] for name in block.parameters]
    assert all(torch.equal(before[name], after[name]) for name in below)

"""The mean of the weights: what it is, and that it is what a run is judged by."""

import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from core.contracts.events import CheckpointSaved, Evaluated, StepDone
from core.contracts.spec import ModelSpec, RunSpec
from core.models.build import build_model
from core.training import engine
from core.training.warm_weights import WarmWeights
from core.training.weight_average import WeightAverage


@pytest.fixture(scope="module")
def handle():
    model = ModelSpec(entry="torchvision/mobilenet_v3_small", weights="random", image_size_px=32)
    return build_model(model, ("disc", "square"), seed=0)


@pytest.fixture
def weights(handle):
    """Of the head and one block, and the head's last bias, by which a test tells them apart."""
    return WarmWeights(handle, 1)


def bias(handle) -> nn.Parameter:
    return handle.module.get_parameter(handle.head.parameters[-1])


def learn(handle, average: WeightAverage, step: int, value: float) -> None:
    with torch.no_grad():
        bias(handle).fill_(value)
    average.follow(step)


def test_the_first_steps_count_alike_then_the_older_ones_less(handle, weights):
    average = WeightAverage(weights, memory_steps=3)
    for step, (value, mean) in enumerate([(3.0, 3.0), (5.0, 4.0), (1.0, 3.0), (6.0, 4.0), (1.0, 3.0)], start=1):
        learn(handle, average, step, value)
        with average.in_place():
            assert bias(handle).tolist() == pytest.approx([mean, mean])
        assert bias(handle).tolist() == [value, value]


def test_without_a_memory_there_is_no_mean(handle, weights):
    average = WeightAverage(weights, memory_steps=1)
    for step in (1, 2):
        learn(handle, average, step, step)
    assert average.named() == {}
    with average.in_place():
        assert bias(handle).tolist() == [2.0, 2.0]


def test_what_is_written_meanwhile_is_what_learns(handle, weights):
    average = WeightAverage(weights, memory_steps=9)
    for step, value in ((1, 2.0), (2, 4.0)):
        learn(handle, average, step, value)
    with average.in_place(), average.in_place():
        with average.out_of_place():
            assert bias(handle).tolist() == [4.0, 4.0]
        assert bias(handle).tolist() == [3.0, 3.0]
    assert bias(handle).tolist() == [4.0, 4.0]


def test_statistics_of_batch_norm_are_averaged_and_its_counter_is_not(handle, weights):
    counters = [name for name in weights.names if name.endswith("num_batches_tracked")]
    means = [name for name in weights.names if name.endswith("running_mean")]
    assert counters and means
    average = WeightAverage(weights, memory_steps=9)
    for step in (1, 2):
        for name in (*counters, *means):
            handle.module.get_buffer(name).fill_(2 * step)
        average.follow(step)
    named = average.named()
    assert all(named[name] == 4 and named[name].dtype == torch.int64 for name in counters)
    assert all((named[name] == 3).all() for name in means)


def test_a_run_keeps_the_mean_as_its_model_and_learns_as_without(trainer, small_spec, monkeypatch):
    """Over one epoch with a memory of all its steps: the plain mean of what was saved after each."""
    monkeypatch.setattr(engine, "CHECKPOINT_EVERY_S", -1.0)
    training = {**small_spec["training"], "epochs": 1}
    saved = []

    def keep(event, inbox):
        if isinstance(event, CheckpointSaved) and not event.is_best:
            folder = run.checkpoints_path / event.path.split("/")[-1]
            saved.append((event.step, load_file(folder / "model.safetensors")))

    losses = []
    for share in (0.0, 0.99):
        saved.clear()
        run = trainer.create(**{**small_spec, "training": {**training, "weight_averaging": share}})
        said = trainer.go(run, keep)
        assert said[-1].reason == "completed", said[-1].error
        losses.append([event.loss for event in said if isinstance(event, StepDone)])
        assert any(isinstance(event, Evaluated) and event.is_best for event in said)
    assert losses[0] == losses[1]
    after = dict(saved)
    best, temperature = load_file(run.best_model_path / "model.safetensors"), run.read_record().temperature
    for name, tensor in best.items():
        if tensor.is_floating_point():
            mean = torch.stack([after[step][name] for step in (1, 2, 3)]).mean(0)
            softened_by = temperature if name.startswith("classifier.3.") else 1.0
            torch.testing.assert_close(tensor * softened_by, mean, rtol=1e-2, atol=1e-5)
    assert any(not torch.equal(tensor, after[3][name]) for name, tensor in best.items())


def test_only_texts_are_averaged_by_default():
    dataset = {"folder": "texts"}
    text = RunSpec.model_validate({"task": "text-classification", "dataset": dataset})
    assert text.training.weight_averaging == 0.2
    assert RunSpec.model_validate({"dataset": dataset}).training.weight_averaging == 0.0

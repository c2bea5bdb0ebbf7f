"""Which epoch is kept: the latest that is not clearly worse than the best, and as sure as it is right."""

import math
from dataclasses import dataclass, field

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from core.contracts.events import CheckpointSaved, Evaluated
from core.tasks import classification
from core.tasks.classification import CalibratedLoss, EpochScores, calibrated_loss
from core.training import engine
from core.training.hooks import BestCheckpointHook
from core.training.state import TrainingState


@dataclass
class Taken:
    """What was told to be kept, in place of copies of weights."""

    temperatures: list[float] = field(default_factory=list)

    def take(self, step, temperature):
        self.temperatures.append(temperature)


@dataclass
class FakeLoop:
    epoch_number: int = 0
    best: Taken = field(default_factory=Taken)
    state: TrainingState = field(default_factory=lambda: TrainingState(micro_batch_size=1))


def kept(losses, error=0.1, first_epoch=1, temperature=2.0, only_head=False, accuracy=0.5):
    """The epoch that is kept after each of these losses, and the loop."""
    loop, found = FakeLoop(), []
    for epoch, loss in enumerate(losses, start=first_epoch):
        loop.epoch_number = epoch
        scores = EpochScores(2 * loss, CalibratedLoss(loss, error, temperature), accuracy, 0.5, 0.5, (0.5, 0.5))
        BestCheckpointHook(only_head=only_head).after_evaluation(loop, scores)
        found.append(loop.state.best_epoch)
    return found, loop


def test_a_later_epoch_that_is_as_good_within_chance_is_kept():
    assert kept([1.0, 0.5, 0.59, 0.55])[0] == [1, 2, 3, 4]


def test_a_later_epoch_that_is_clearly_worse_is_not_kept():
    found, loop = kept([1.0, 0.5, 0.61, 0.7])
    assert found == [1, 2, 2, 2]
    assert loop.state.epochs_since_best == 2


def test_chance_is_counted_from_the_lowest_not_from_step_to_step():
    assert kept([0.5, 0.58, 0.66, 0.74])[0] == [1, 2, 2, 2]


def test_nothing_worse_than_the_fitted_head_is_kept():
    assert kept([0.5, 0.55, 0.49, 0.5, 0.51], first_epoch=0)[0] == [0, 0, 2, 3, 3]


def test_of_a_head_alone_the_lowest_is_kept():
    assert kept([0.5, 0.5, 0.49, 0.495], first_epoch=0, only_head=True)[0] == [0, 0, 2, 2]


@pytest.mark.parametrize("temperature", [2.5, 0.4])
def test_it_is_made_as_sure_as_it_is_right(temperature):
    loop = kept([0.5], temperature=temperature)[1]
    assert loop.best.temperatures == [temperature] == [loop.state.best_temperature]


def test_where_all_answers_are_right_it_stays_as_sure_as_it_was_trained_to_be():
    assert kept([0.5], temperature=0.05, accuracy=1.0)[1].best.temperatures == [1.0]


def test_the_standard_error_is_that_of_the_mean_loss(monkeypatch):
    monkeypatch.setattr(classification, "_PRIOR_DEVIATION", math.inf)  # the temperature is then the one of the loss
    numbers = torch.Generator().manual_seed(0)
    labels = torch.randint(3, (50,), generator=numbers)
    logits = 4 * (torch.eye(3)[labels] + torch.randn(50, 3, generator=numbers))
    found = calibrated_loss(logits, labels)
    losses = -torch.log_softmax(logits.double() / found.temperature, dim=1)[torch.arange(50), labels].numpy()
    assert found.value == pytest.approx(losses.mean())
    assert found.standard_error == pytest.approx(losses.std() / math.sqrt(50))
    around = [calibrated_loss(logits / scale, labels).value for scale in (0.5, 2.0)]
    assert np.allclose(around, found.value, atol=1e-4)  # at its best temperature the scale of the logits is nothing


def right_and_wrong(count):
    """Answers that are a little surer of the right class, and every 24th one of a wrong one, by a hair."""
    labels = torch.arange(count) % 3
    logits = torch.eye(3)[labels]
    logits[::24] = 0.02 * torch.eye(3)[(labels[::24] + 1) % 3]
    return calibrated_loss(logits, labels)


def test_few_answers_do_not_make_it_certain():
    few, many = right_and_wrong(24), right_and_wrong(24 * 40)
    assert few.value == pytest.approx(many.value, rel=1e-3)
    assert many.temperature < 0.15 < 0.25 < few.temperature < 0.6


def assert_softened(run, weights):
    """What a run keeps are these, with a head that is divided by what its record says."""
    temperature = run.read_record().temperature
    for name, tensor in load_file(run.best_model_path / "model.safetensors").items():
        if name.startswith("classifier.3."):
            tensor = tensor * temperature
        torch.testing.assert_close(tensor, weights[name])


def test_the_record_of_a_run_that_dies_says_how_what_it_keeps_was_softened(trainer, small_spec, monkeypatch):
    monkeypatch.setattr(engine, "CHECKPOINT_AFTER_EPOCH_S", 0.0)
    run = trainer.create(**{**small_spec, "training": {**small_spec["training"], "lr": 0.03}})

    def die(event, inbox):
        if isinstance(event, CheckpointSaved) and not event.is_best:
            raise KeyboardInterrupt

    assert trainer.go(run, die)[-1].reason == "stopped"
    (checkpoint,) = run.checkpoints_path.glob("step-*")
    assert_softened(run, load_file(checkpoint / "model.safetensors"))


def test_what_a_run_keeps_is_its_last_step_with_a_softened_head(trainer, small_spec, monkeypatch):
    monkeypatch.setattr(engine, "CHECKPOINT_EVERY_S", -1.0)
    training = {**small_spec["training"], "epochs": 1, "lr": 0.03}
    run = trainer.create(**{**small_spec, "training": training})
    steps = []

    def keep(event, inbox):
        if isinstance(event, CheckpointSaved) and not event.is_best:
            steps.append(load_file(run.checkpoints_path / event.path.split("/")[-1] / "model.safetensors"))

    said = trainer.go(run, keep)
    assert run.read_record().temperature > 1.05, "it was not too sure of itself"
    assert_softened(run, steps[-1])
    of_the_epoch = next(event for event in said if isinstance(event, Evaluated))
    validation = run.metrics().validation
    assert validation.accuracy == pytest.approx(of_the_epoch.accuracy)
    assert validation.loss < of_the_epoch.loss

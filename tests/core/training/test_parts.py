"""The small parts of the loop, each by itself."""

import json
import math

import numpy as np
import pytest
import torch

from core.models.device_choice import DeviceChoice, choose_device
from core.store.checkpoints import CheckpointInfo
from core.tasks.classification import ClassificationTask, balanced_class_weights
from core.training.checkpoint import read_state
from core.training.randomness import epoch_plan, seed_step, steps_per_epoch
from core.training.schedule import lr_factor


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 8, 9, 13])
@pytest.mark.parametrize("batch_size", [1, 2, 4, 20])
def test_an_epoch_has_every_item_once_and_no_batch_of_one(count, batch_size):
    plan = epoch_plan(7, 3, count, batch_size)
    assert sorted(np.concatenate(plan).tolist()) == list(range(count))
    assert len(plan) == steps_per_epoch(count, batch_size)
    if count > 1 and batch_size > 1:
        assert min(map(len, plan)) > 1


def test_order_depends_on_seed_and_epoch_only():
    order = [epoch_plan(seed, epoch, 50, 50)[0].tolist() for seed, epoch in ((0, 0), (0, 0), (0, 1), (1, 0))]
    assert order[0] == order[1]
    assert order[0] != order[2] != order[3] != order[0]


def test_dropout_depends_on_seed_and_step_only():
    draws = []
    for seed, step in ((0, 1), (0, 1), (0, 2), (1, 1)):
        torch.rand(3)
        seed_step(seed, step)
        draws.append(torch.rand(4).tolist())
    assert draws[0] == draws[1]
    assert draws[0] != draws[2] != draws[3] != draws[0]


@pytest.mark.parametrize("schedule", ["constant", "cosine", "linear", "step"])
def test_schedules_rise_and_never_rise_again(schedule):
    factors = [lr_factor(schedule, step, 100, 10) for step in range(100)]
    assert all(0 < factor <= 1 for factor in factors)
    assert factors[:10] == sorted(factors[:10])
    assert factors[10:] == sorted(factors[10:], reverse=True)
    assert factors[10] == pytest.approx(1)


def test_cosine_is_half_way_in_the_middle():
    assert lr_factor("cosine", 60, 100, 20) == pytest.approx(0.5)
    assert [lr_factor("step", step, 90, 0) for step in (0, 29, 31, 89)] == pytest.approx([1, 1, 0.1, 0.01])


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_loss_in_pieces_is_the_loss_of_the_whole(weighted, smoothing):
    weights = torch.tensor([0.5, 2.0, 1.0]) if weighted else None
    task = ClassificationTask("abc", class_weights=weights, label_smoothing=smoothing)
    logits, labels = torch.randn(12, 3, generator=torch.Generator().manual_seed(0)), torch.arange(12) % 3
    expected = torch.nn.CrossEntropyLoss(weights, label_smoothing=smoothing)(logits, labels)
    pieces = sum(task.loss_sum(a, b) for a, b in zip(logits.split(5), labels.split(5), strict=True))
    assert float(pieces) / task.weight_of(labels) == pytest.approx(float(expected), rel=1e-6)


def test_disagreement_is_the_mean_of_both_divergences():
    task, random = ClassificationTask("abc"), torch.Generator().manual_seed(0)
    one, other = torch.randn(5, 3, generator=random), torch.randn(5, 3, generator=random)
    first, second = one.log_softmax(1), other.log_softmax(1)
    there = torch.nn.functional.kl_div(first, second, log_target=True, reduction="sum")
    back = torch.nn.functional.kl_div(second, first, log_target=True, reduction="sum")
    assert float(task.disagreement_sum(one, other)) == pytest.approx(float(there + back) / 2, rel=1e-5)
    assert float(task.disagreement_sum(one, one)) == 0


def test_scores_use_hard_labels_and_no_weights():
    task = ClassificationTask("ab", class_weights=torch.tensor([1.0, 9.0]), label_smoothing=0.3)
    logits, labels = torch.tensor([[2.0, 0.0], [0.0, 1.0], [1.0, 0.0], [3.0, 0.0]]), torch.tensor([0, 1, 1, 0])
    scores = task.scores(logits, labels)
    assert scores.accuracy == 0.75
    assert scores.per_class_recall == (1.0, 0.5)
    assert scores.balanced_accuracy == 0.75
    assert scores.loss == pytest.approx(float(torch.nn.functional.cross_entropy(logits, labels)), rel=1e-6)


def test_a_class_without_items_has_no_recall_and_does_not_count():
    scores = ClassificationTask("abc").scores(torch.eye(3)[:2] * 9, torch.tensor([0, 1]))
    assert math.isnan(scores.per_class_recall[2])
    assert scores.balanced_accuracy == 1


def test_balanced_weights_let_classes_count_the_same():
    labels = np.array([0] * 6 + [1] * 2)
    weights = balanced_class_weights(labels, 3)
    assert weights.tolist() == pytest.approx([8 / 18, 8 / 6, 1.0])


def test_a_device_that_is_not_there_falls_back_and_says_so():
    missing = next(kind for kind in ("mps", "xpu", "cuda") if choose_device(kind).kind != kind)
    choice = choose_device(missing)
    assert choice.fell_back
    assert choice.kind == "cpu"
    assert not choose_device("auto").fell_back
    assert DeviceChoice("cpu", "cpu", "fp32").fell_back is False


def test_a_state_from_before_heads_were_fitted_says_that_nothing_was_judged(tmp_path):
    values = {"micro_batch_size": 4, "step": 2, "best_loss": math.inf, "best_epoch": 0}
    (tmp_path / "state.json").write_text(json.dumps(values))
    assert read_state(CheckpointInfo(tmp_path, 2, 0)).best_epoch is None
    (tmp_path / "state.json").write_text(json.dumps({**values, "best_loss": 0.5}))
    state = read_state(CheckpointInfo(tmp_path, 2, 0))
    assert (state.best_epoch, state.lowest_loss) == (0, 0.5)

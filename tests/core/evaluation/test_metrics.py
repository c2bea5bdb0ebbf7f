"""Metrics against numbers worked out by hand, and against what their sources say."""

import numpy as np
import pytest

from core.evaluation.metrics import expected_calibration_error, log_loss, part_metrics, wilson_interval

NAMES = ("cat", "dog", "owl")


def answers(*rows: tuple[float, ...]) -> np.ndarray:
    return np.array(rows, np.float64)


def test_a_small_part_counted_by_hand():
    cats = (0.8, 0.1, 0.1), (0.6, 0.3, 0.1), (0.3, 0.6, 0.1)
    probabilities = answers(*cats, (0.1, 0.7, 0.2), (0.5, 0.1, 0.4), (0.1, 0.1, 0.8))
    labels = np.array([0, 0, 0, 1, 2, 2])
    metrics = part_metrics(probabilities, labels, NAMES, "cat", loss=0.5)
    assert metrics.accuracy == pytest.approx(4 / 6)
    assert metrics.confusion == ((2, 1, 0), (0, 1, 0), (1, 0, 1))
    assert metrics.balanced_accuracy == pytest.approx((2 / 3 + 1 + 1 / 2) / 3)
    assert metrics.per_class["cat"].precision == pytest.approx(2 / 3)
    assert metrics.per_class["dog"].f1 == pytest.approx(2 / 3)
    assert metrics.macro_f1 == pytest.approx(2 / 3)
    assert [metrics.per_class[name].count for name in NAMES] == [3, 1, 2]
    assert (metrics.majority_accuracy, metrics.majority_class) == (0.5, "cat")
    assert (metrics.loss, metrics.count) == (0.5, 6)


def test_the_baseline_is_the_class_that_is_largest_in_training_not_here():
    metrics = part_metrics(answers((0.9, 0.1, 0), (0.9, 0.1, 0), (0.9, 0.1, 0)), np.array([0, 0, 1]), NAMES, "dog", loss=1)
    assert metrics.majority_accuracy == pytest.approx(1 / 3)


def test_a_class_that_is_absent_does_not_count_as_a_miss():
    metrics = part_metrics(answers((0.9, 0.1, 0), (0.1, 0.9, 0)), np.array([0, 1]), NAMES, "cat", loss=0)
    assert metrics.balanced_accuracy == 1
    assert metrics.macro_f1 == 1
    assert metrics.per_class["owl"].count == 0


def test_answering_an_absent_class_is_a_miss_of_the_true_one():
    metrics = part_metrics(answers((0.9, 0.1, 0), (0.1, 0.2, 0.7)), np.array([0, 1]), NAMES, "cat", loss=0)
    assert metrics.balanced_accuracy == 0.5
    assert metrics.macro_f1 == 0.5
    assert metrics.confusion[1] == (0, 0, 1)


@pytest.mark.parametrize(
    ("correct", "count", "low", "high"),
    # worked out from Wilson's formula with z = 1.959964
    [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (339, 394, 0.8227, 0.8912)],
)
def test_wilson_interval(correct: int, count: int, low: float, high: float):
    assert wilson_interval(correct, count) == pytest.approx((low, high), abs=2e-4)


def test_calibration_error_counted_by_hand():
    # bin (0.8, 0.867]: two answers at 0.85, one right: |0.5 - 0.85|; bin (0.533, 0.6]: one at 0.55, right: |1 - 0.55|
    probabilities = answers((0.85, 0.15), (0.85, 0.15), (0.45, 0.55))
    error = expected_calibration_error(probabilities, np.array([0, 1, 1]))
    assert error == pytest.approx(2 / 3 * 0.35 + 1 / 3 * 0.45)


def test_certain_and_right_is_perfectly_calibrated():
    assert expected_calibration_error(answers((1, 0), (0, 1)), np.array([0, 1])) == 0


def test_log_loss_of_logits_that_would_overflow_as_probabilities():
    assert log_loss(np.array([[1000.0, 0.0], [0.0, 0.0]]), np.array([1, 0])) == pytest.approx((1000 + np.log(2)) / 2)


@pytest.mark.parametrize("shape", [(0, 3), (2, 2), (1, 3)])
def test_shapes_that_disagree_are_refused(shape: tuple[int, int]):
    with pytest.raises(ValueError):
        part_metrics(np.full(shape, 0.5), np.zeros(0 if shape[0] == 0 else 2, int), NAMES, "cat", loss=0)

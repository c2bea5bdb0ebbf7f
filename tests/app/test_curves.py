"""Smoothing, ranges and the table behind the plots."""

import csv
import io

import numpy as np
import pytest

from app.widgets.curves import Smoother, curves_as_csv, nearest, robust_range
from app.widgets.plot_tools import smoothing_weight
from tests.app.synthetic_training import run_model


def plain_average(values: np.ndarray, weight: float) -> list[float]:
    """The same written as a loop: weighted mean of all finite values so far."""
    smoothed, total, mass = [], 0.0, 0.0
    for value in values:
        total *= weight
        mass *= weight
        if np.isfinite(value):
            total, mass = total + value, mass + 1
            smoothed.append(total / mass)
        else:
            smoothed.append(np.nan)
    return smoothed


@pytest.mark.parametrize("weight", [0.3, 0.9, 0.996])
def test_smoothing_is_a_weighted_mean_of_what_came_before(weight: float) -> None:
    values = np.random.default_rng(0).normal(size=5_000)
    assert np.allclose(Smoother(weight).update(values), plain_average(values, weight))


def test_smoothing_in_pieces_is_the_same_as_at_once() -> None:
    values = np.random.default_rng(1).normal(size=700)
    smoother = Smoother(0.9)
    for end in (1, 2, 50, 51, 400, 700):
        smoother.update(values[:end])
    assert np.allclose(smoother.update(values), Smoother(0.9).update(values))


def test_values_that_are_not_finite_leave_a_gap_and_spoil_nothing() -> None:
    values = np.array([1.0, np.nan, 1.0, np.inf, 1.0, -np.inf, 1.0])
    smoothed = Smoother(0.5).update(values)
    assert np.allclose(smoothed, [1, np.nan, 1, np.nan, 1, np.nan, 1], equal_nan=True)


def test_a_series_that_starts_anew_is_smoothed_anew() -> None:
    smoother = Smoother(0.9)
    smoother.update(np.full(10, 5.0))
    assert np.allclose(smoother.update(np.ones(3)), 1.0)


def test_weight_nought_is_the_series_itself() -> None:
    values = np.array([3.0, 1.0, 2.0])
    assert np.array_equal(Smoother(smoothing_weight(0)).update(values), values)


def test_one_spike_does_not_flatten_the_rest() -> None:
    values = np.concatenate([np.linspace(1, 0, 999), [1e6]])
    low, high = robust_range(values) or (0, 0)
    assert low == 0
    assert high <= 1


def test_a_logarithmic_range_leaves_out_what_is_not_positive() -> None:
    assert robust_range(np.array([-1.0, 0.0, 2.0, 2.0]), logarithmic=True) == (2.0, 2.0)
    assert robust_range(np.array([-1.0, 0.0]), logarithmic=True) is None
    assert robust_range(np.array([np.nan, np.inf]), np.empty(0)) is None


def test_the_nearest_point() -> None:
    values = np.array([1.0, 2.0, 4.0])
    assert [nearest(values, value) for value in (-5, 1.4, 1.6, 3.5, 99, np.inf)] == [0, 0, 1, 2, 2, 2]
    assert nearest(np.empty(0), 1) is None


def test_the_table_has_a_row_a_step_and_validation_where_it_was_measured() -> None:
    model = run_model(epochs=2, done=2, not_finite=(3,))
    steps = {name: model.steps[name] for name in ("step", "epoch", "loss", "lr", "items_per_s")}
    columns = ("step", "epoch", "loss", "accuracy", "balanced_accuracy", "macro_f1")
    evaluations = {name: model.evaluations[name] for name in columns}
    rows = list(csv.DictReader(io.StringIO(curves_as_csv(steps, evaluations))))
    assert [int(row["step"]) for row in rows] == list(range(1, 21))
    assert rows[2]["training_loss"] == "nan"
    assert float(rows[0]["training_loss"]) == pytest.approx(model.steps["loss"][0])
    assert [row["step"] for row in rows if row["validation_loss"]] == ["10", "20"]
    assert float(rows[9]["validation_accuracy"]) == pytest.approx(model.evaluations["accuracy"][0])


def test_an_evaluation_between_two_steps_has_a_row_of_its_own() -> None:
    nothing = {name: np.empty(0) for name in ("step", "epoch", "loss", "lr", "items_per_s")}
    names = ("step", "epoch", "loss", "accuracy", "balanced_accuracy", "macro_f1")
    text = curves_as_csv(nothing, {name: np.array([4.0]) for name in names})
    assert text.splitlines()[1].split(",") == ["4", "4", "", "", "", "4", "4", "4", "4"]

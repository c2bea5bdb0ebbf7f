"""What a row makes of the numbers of its runs. The runs themselves are made up here: no network, no clock."""

import pytest

from tests.benchmarks.__main__ import ROWS
from tests.benchmarks.bench import Bench

STEPS = [[0, float(second)] for second in range(60)]


class MadeUp(Bench):
    """Fettle takes a second and half a second a step, a peer ten times that."""

    def run(self, function, *, cache=None, python=None, **parameters):
        ours = function.startswith(("fettle_run", "window_beside"))
        took_s = 1.0 if ours else 10.0
        return {
            "seconds": took_s,
            "start_s": 5.0,
            "setup_s": 0.0,
            "epoch_s": [took_s],
            "test_s": 0.0,
            "floor_s": 0.9,
            "step_ends": [[epoch, second * took_s / 2] for epoch, second in STEPS],
            "losses": [0.5 if ours else 0.502] * 50,
            "test_accuracy": 0.9 if ours else 0.88,
            "phases": {"features": 0.5, "training": 0.5},
            "split": "split.csv",
            "precision": "fp32",
            "batch_size": 16,
            "lr": 0.01,
        }

    def fastai(self):
        return "python"


@pytest.fixture
def bench(tmp_path, drawn_data):
    for name in ("solar-cells", "stamps", "digits", "reviews", "emails"):
        (tmp_path / "data" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "data" / name).symlink_to(drawn_data)
    return MadeUp(data=tmp_path / "data", work=tmp_path)


def numbers(lines):
    return {line.what: (line.measured, line.reached) for line in lines if line.aim}


def test_frozen_runs_scale_the_peers_epochs(bench):
    found = numbers(ROWS["frozen"](bench))
    assert found["frozen backbone, 10 epochs, against HF Trainer"] == ("100 x", True)
    assert found["the same again on the same folder, against HF Trainer"] == ("100 x", True)
    assert found["frozen backbone, 10 epochs, whole run over one decode + one forward pass"] == ("1.11 x", True)


@pytest.mark.parametrize(("row", "count"), [("last", 2), ("all-conv", 3), ("all-vit", 3), ("text-all", 1)])
def test_steps_are_compared_by_their_length(bench, row, count):
    found = numbers(ROWS[row](bench))
    assert len(found) == count
    assert next(measured for what, (measured, _) in found.items() if "per step" in what or "equal steps" in what) == "10 x"
    losses = [measured for what, (measured, _) in found.items() if "loss after" in what]
    assert losses == (["0.398 %"] if count == 3 else [])


def test_text_and_window_rows(bench):
    assert numbers(ROWS["text-frozen"](bench))["text: frozen, 3 epochs, against HF Trainer"] == ("30 x", True)
    assert numbers(ROWS["window"](bench)) == {"training with the window open against without": ("0 %", True)}


def test_accuracy_is_told_against_the_best_peer_of_each_set(bench):
    lines = ROWS["accuracy"](bench)
    assert numbers(lines)["automatic recipe minus the best peer, mean"] == ("+2.0 points", True)
    assert sum(line.what.startswith("accuracy on") for line in lines) == 5


def test_what_is_not_here_is_a_sentence(tmp_path):
    lines = ROWS["text-all"](MadeUp(data=None, work=tmp_path))
    assert "FETTLE_BENCH_DATA" in lines[0].note
    assert lines[0].reached is None

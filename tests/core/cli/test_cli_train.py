"""`fettle train`: what it prints, what lies in the run folder."""

import csv
import json
import re
from pathlib import Path

import pytest

from core.contracts.events import Event, RunFinished, StepDone, TrainingPlanned, event_from_line
from core.contracts.records import RunMetrics
from tests.core.cli.conftest import SMALL, Fettle, Outcome


@pytest.fixture(scope="module")
def rows(trained_run: Path) -> list[list[str]]:
    with (trained_run / "predictions.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_last_line_is_the_run_folder(trained: Outcome, trained_run: Path) -> None:
    assert trained.code == 0
    assert (trained_run / "run.json").is_file()


def test_a_table_with_both_parts_is_printed(trained: Outcome) -> None:
    heading, validation, test, took, _folder = trained.out.splitlines()[-5:]
    assert heading.split()[:3] == ["part", "samples", "accuracy"]
    assert validation.split()[:2] == ["validation", "4"]
    assert test.split()[:2] == ["test", "4"]
    # what was expected follows where the network was measured here
    assert re.match(r"took \d+(\.\d)? s and \d+\.\d GB", took)


def test_metrics_json_has_the_promised_keys(trained_run: Path) -> None:
    raw = json.loads((trained_run / "metrics.json").read_bytes())
    assert list(raw) == ["validation", "test", "baseline"]
    assert raw["baseline"] is None  # of texts alone
    for part in (raw["validation"], raw["test"]):
        assert {"accuracy", "accuracy_interval", "balanced_accuracy", "macro_f1", "count", "per_class"} <= set(part)
        assert set(part["per_class"]) == {"disc", "square"}
        assert {"precision", "recall", "f1", "count"} == set(part["per_class"]["disc"])
        low, high = part["accuracy_interval"]
        assert 0 <= low <= part["accuracy"] <= high <= 1
    assert RunMetrics.model_validate(raw).test is not None


def test_predictions_csv_has_a_probability_for_each_class(rows: list[list[str]], drawn_data: Path) -> None:
    header, *lines = rows
    assert header == ["file", "part", "label", "predicted", "disc", "square"]
    assert sorted(line[1] for line in lines) == ["test"] * 4 + ["validation"] * 4
    for file, _part, label, predicted, disc, square in lines:
        assert (drawn_data / file).is_file()
        assert file.split("/")[0] == label
        assert float(disc) + float(square) == pytest.approx(1, abs=1e-5)
        assert predicted == ("disc" if float(disc) > float(square) else "square")


def test_scores_are_those_of_the_answers(rows: list[list[str]], trained_run: Path) -> None:
    raw = json.loads((trained_run / "metrics.json").read_bytes())
    for part in ("validation", "test"):
        hits = [label == predicted for _file, its_part, label, predicted, *_ in rows[1:] if its_part == part]
        assert raw[part]["count"] == len(hits)
        assert raw[part]["accuracy"] == sum(hits) / len(hits)


def test_json_is_one_event_a_line_and_nothing_else(fettle: Fettle, drawn_data: Path, tmp_path: Path) -> None:
    """Also: --layers 2 lets more change than the head, and a device that is not here is said to be replaced."""
    asked = ("--layers", 2, "--device", "xpu", "--seed", 5, "--set", "training.batch_size=8")
    done = fettle("train", "--data", drawn_data, "--runs", tmp_path, "--json", *asked, *SMALL)
    assert done.code == 0
    assert done.err == ""
    events: list[Event] = [event_from_line(line.encode()) for line in done.out.splitlines()]
    assert [event.seq for event in events] == list(range(len(events)))
    plan = next(event for event in events if isinstance(event, TrainingPlanned))
    assert plan.batch_size == 8
    assert plan.trainable_parameters > 100_000  # the last two blocks; the head alone has 2,562
    assert plan.device == "cpu"
    assert "device_fell_back" in [event.code for event in events if event.kind == "notice"]
    assert [event.step for event in events if isinstance(event, StepDone)] == [1, 2]
    end = events[-1]
    assert isinstance(end, RunFinished)
    assert end.reason == "completed"
    run = Path(str(end.result["run"]))
    assert run.parent == tmp_path
    assert (run / "events.jsonl").read_text(encoding="utf-8") == done.out
    saved = json.loads((run / "run.json").read_bytes())["spec"]
    assert (saved["layers"]["trainable"], saved["training"]["seed"], saved["dataset"]["split"]["seed"]) == (2, 5, 5)

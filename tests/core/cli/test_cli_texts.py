"""Texts from the command line: trained from a folder and from a table, asked, scored elsewhere."""

import csv
import json
from pathlib import Path

import pytest

from tests.core.cli.conftest import Fettle, Outcome, call
from tests.written_texts import write_texts, written_texts

QUICK = ("--epochs", "3", "--layers", "head", "--set", "training.precision=fp32")


def write_table(path: Path, per_class: int = 20, columns: tuple[str, str] = ("what they say", "mood")) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("id", *columns))
        for label, texts in written_texts(per_class).items():
            rows.writerows((number, text, label) for number, text in enumerate(texts))
    return path


@pytest.fixture(scope="module")
def trained_texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run folder of a head on the bundled model."""
    folder = write_texts(tmp_path_factory.mktemp("texts") / "moods")
    runs = tmp_path_factory.mktemp("runs")
    assert call("train", "--data", folder, "--runs", runs, "--name", "moods", *QUICK) == 0
    (run,) = runs.iterdir()
    return run


def events(outcome: Outcome) -> list[dict[str, object]]:
    return [json.loads(line) for line in outcome.out.splitlines()]


def test_the_task_is_what_the_data_are(trained_texts: Path) -> None:
    record = json.loads((trained_texts / "run.json").read_bytes())
    assert record["spec"]["task"] == "text-classification"
    assert record["spec"]["model"]["entry"] == "text/all-MiniLM-L6-v2"
    assert record["class_names"] == ["content", "unhappy"]


def test_a_table_is_trained_on_by_its_columns(fettle: Fettle, tmp_path: Path) -> None:
    table = write_table(tmp_path / "moods.csv")
    named = ("--task", "text-classification", "--text-column", "what they say", "--label-column", "mood")
    done = fettle("train", "--data", table, "--runs", tmp_path / "runs", "--json", *named, *QUICK)
    assert done.code == 0, done.err
    said = events(done)
    assert said[-1]["kind"] == "run_finished"
    assert said[-1]["reason"] == "completed"
    (run,) = (tmp_path / "runs").iterdir()
    with (run / "predictions.csv").open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    assert first["file"].startswith("moods.csv#")
    assert first["input text"] in {text for texts in written_texts(20).values() for text in texts}


def test_a_column_that_is_not_there_is_wrong_use(fettle: Fettle, tmp_path: Path) -> None:
    table = write_table(tmp_path / "moods.csv")
    done = fettle("train", "--data", table, "--runs", tmp_path / "runs", "--text-column", "sentence", *QUICK)
    assert done.code == 2
    assert "sentence" in done.err
    assert "Traceback" not in done.err


def test_a_text_is_answered_as_it_is(fettle: Fettle, trained_texts: Path) -> None:
    done = fettle("predict", trained_texts, "--text", "A wonderful lamp!", "--text", "It broke after two days, awful.")
    assert done.code == 0, done.err
    good, bad = done.out.splitlines()[-2:]
    assert good.startswith("A wonderful lamp!: ")
    assert bad.startswith("It broke after two days, awful.: ")
    assert "%" in good


def test_each_line_of_a_file_is_answered_in_a_table(fettle: Fettle, trained_texts: Path, tmp_path: Path) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_text("What a joy!\n\nعمل رائع\nNever again 😡\n", encoding="utf-8")
    done = fettle("predict", trained_texts, lines, "--lines", "--csv", tmp_path / "answers.csv")
    assert done.code == 0, done.err
    with (tmp_path / "answers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["input text"] for row in rows] == ["What a joy!", "عمل رائع", "Never again 😡"]
    assert all(abs(float(row["content"]) + float(row["unhappy"]) - 1) < 1e-6 for row in rows)


def test_a_run_is_scored_on_another_table(fettle: Fettle, trained_texts: Path, tmp_path: Path) -> None:
    table = write_table(tmp_path / "new.csv", per_class=6, columns=("text", "label"))
    done = fettle("evaluate", trained_texts, table)
    assert done.code == 0, done.err
    assert json.loads(Path(done.last_line).read_bytes())["test"]["count"] == 12


def test_check_lists_what_a_table_holds(fettle: Fettle, tmp_path: Path) -> None:
    table = write_table(tmp_path / "moods.csv")
    done = fettle("check", table, "--text-column", "what they say", "--label-column", "mood")
    assert done.code == 0, done.err
    assert "unhappy" in done.out


def test_texts_for_a_model_of_pictures_are_refused(fettle: Fettle, trained_run: Path) -> None:
    done = fettle("predict", trained_run, "--text", "a text")
    assert done.code == 2
    assert "pictures" in done.err


def test_nothing_to_answer_is_said(fettle: Fettle, trained_texts: Path) -> None:
    assert fettle("predict", trained_texts).code == 2


def test_a_table_is_asked_by_the_column_that_was_trained_on(fettle: Fettle, tmp_path: Path) -> None:
    """The guess would take "text"; the run was told otherwise."""
    table = tmp_path / "mails.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("text", "answer", "label"))
        for label, texts in written_texts(20).items():
            rows.writerows((f"Ticket number {number}, see below", text, label) for number, text in enumerate(texts))
    named = ("--text-column", "answer", "--label-column", "label")
    done = fettle("train", "--data", table, "--runs", tmp_path / "runs", *named, *QUICK)
    assert done.code == 0, done.err
    done = fettle("predict", done.last_line, table, "--csv", tmp_path / "answers.csv")
    assert done.code == 0, done.err
    with (tmp_path / "answers.csv").open(encoding="utf-8", newline="") as file:
        asked = [row["input text"] for row in csv.DictReader(file)]
    assert asked == [text for texts in written_texts(20).values() for text in texts]

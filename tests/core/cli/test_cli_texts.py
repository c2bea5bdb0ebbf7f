"""Texts from the command line: trained from a folder and from a table, asked, scored elsewhere."""

import csv
import json
import shutil
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


def test_all_rows_that_are_left_out_of_a_score_are_counted(fettle: Fettle, trained_texts: Path, tmp_path: Path) -> None:
    table = write_table(tmp_path / "new.csv", per_class=6, columns=("text", "label"))
    with table.open("a", encoding="utf-8") as file:
        file.write("ragged\n" * 450 + "13,,content\n")
    done = fettle("evaluate", trained_texts, table)
    assert done.code == 0, done.err
    assert "451 of 463 samples can't be used" in done.out
    assert "The first: new.csv#13: This row has more or fewer values than the heading." in done.out


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


@pytest.fixture(scope="module")
def trained_on_guess(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run folder of a table whose columns nobody named: "words" is the text because it is the longest."""
    table = write_table(tmp_path_factory.mktemp("table") / "moods.csv", columns=("words", "label"))
    runs = tmp_path_factory.mktemp("runs")
    assert call("train", "--data", table, "--runs", runs, "--name", "moods", *QUICK) == 0
    (run,) = runs.iterdir()
    return run


def write_remarks(path: Path, text_column: str = "words") -> list[str]:
    """The same kind of texts beside a column that is longer, and a "set" that has nothing to do with parts."""
    texts = [(text, label) for label, texts in written_texts(6).items() for text in texts]
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("id", text_column, "remark", "label"))
        rows.writerows((n, text, f"Nothing else to say, number {n}. " * 20, label) for n, (text, label) in enumerate(texts))
    return [text for text, _ in texts]


def asked_texts(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row["input text"] for row in csv.DictReader(file)]


def test_a_table_is_asked_by_the_column_that_was_guessed_in_training(
    fettle: Fettle, trained_on_guess: Path, tmp_path: Path
) -> None:
    texts = write_remarks(tmp_path / "new.csv")
    done = fettle("predict", trained_on_guess, tmp_path / "new.csv", "--csv", tmp_path / "answers.csv")
    assert done.code == 0, done.err
    assert asked_texts(tmp_path / "answers.csv") == texts


def test_a_table_is_scored_by_the_columns_that_were_guessed_in_training(
    fettle: Fettle, trained_on_guess: Path, tmp_path: Path
) -> None:
    texts = write_remarks(tmp_path / "new.csv")
    done = fettle("evaluate", trained_on_guess, tmp_path / "new.csv")
    assert done.code == 0, done.err
    assert asked_texts(Path(done.last_line).with_name("predictions.csv")) == texts


def test_a_table_without_the_guessed_column_is_told_and_asked_by_a_new_guess(
    fettle: Fettle, trained_on_guess: Path, tmp_path: Path
) -> None:
    texts = write_remarks(tmp_path / "new.csv", text_column="review")
    done = fettle("evaluate", trained_on_guess, tmp_path / "new.csv")
    assert done.code == 2
    assert "has no column words" in done.err
    assert fettle("predict", trained_on_guess, tmp_path / "new.csv", "--csv", tmp_path / "answers.csv").code == 0
    assert asked_texts(tmp_path / "answers.csv") == texts


def test_a_run_that_kept_no_columns_still_answers(fettle: Fettle, trained_on_guess: Path, tmp_path: Path) -> None:
    run = shutil.copytree(trained_on_guess, tmp_path / "run")
    record = json.loads((run / "run.json").read_bytes())
    record.pop("table", None)
    (run / "run.json").write_text(json.dumps(record), encoding="utf-8")
    texts = write_remarks(tmp_path / "new.csv", text_column="review")
    for command in (("predict", run, tmp_path / "new.csv", "--csv", tmp_path / "answers.csv"), ("evaluate", run)):
        done = fettle(*command)
        assert done.code == 0, done.err
    assert asked_texts(tmp_path / "answers.csv") == texts

"""A table that a model is judged on: the classes are the model's own, however few rows each of them has here."""

import csv
from pathlib import Path

import pytest

from core.contracts.errors import UserError
from core.contracts.records import DatasetInfo
from core.contracts.spec import TableSpec
from core.dataset.text_scan import scan_texts_for_scoring

CLASSES = tuple(f"section {number:02}" for number in range(58))
NUMBERS = tuple(str(number) for number in range(58))
NAMED = TableSpec(text_column="text", label_column="label")


def judged(path: Path, class_names: tuple[str, ...], table: TableSpec = TableSpec()) -> DatasetInfo:
    return scan_texts_for_scoring(str(path), class_names, lambda *_: None, lambda: False, table=table)


def write_sample(path: Path, labels: tuple[str, ...], rows: int = 100) -> Path:
    """Rows of all these labels in turn, beside a column that looks more like labels than theirs."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(("text", "label", "free"))
        lines.writerows((f"Text number {row}.", labels[row % len(labels)], ("yes", "no")[row % 2]) for row in range(rows))
    return path


@pytest.mark.parametrize("table", [NAMED, TableSpec()], ids=["named", "guessed"])
def test_a_sample_with_a_row_or_two_of_each_class_is_judged(table: TableSpec, tmp_path: Path) -> None:
    dataset = judged(write_sample(tmp_path / "sample.csv", CLASSES), CLASSES, table)
    assert dataset.count == 100
    assert {sample.label for sample in dataset.samples} == set(CLASSES)
    assert dataset.table.label_column == "label"


def test_classes_that_are_numbers_are_judged_where_the_column_is_named(tmp_path: Path) -> None:
    assert judged(write_sample(tmp_path / "sample.csv", NUMBERS), NUMBERS, NAMED).count == 100


def test_other_columns_with_numbers_are_not_taken_for_classes(tmp_path: Path) -> None:
    path = tmp_path / "sample.csv"
    path.write_text("text,label,free\n" + "".join(f"Text {row}.,{('bad', 'good')[row % 2]},{row % 2}\n" for row in range(40)))
    with pytest.raises(UserError) as caught:
        judged(path, ("0", "1"))
    assert (caught.value.code, caught.value.info.params["found"]) == ("data_no_known_class", "bad, good")


def test_a_column_of_no_class_of_the_model_is_refused_for_that(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        judged(write_sample(tmp_path / "sample.csv", CLASSES), ("ham", "spam"), NAMED)
    assert caught.value.code == "data_no_known_class"

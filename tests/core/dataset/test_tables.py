"""Which tables are meant, how they are shown first, and which columns are taken for text, label and part."""

from pathlib import Path

import pytest

from core.contracts.errors import UserError
from core.contracts.spec import DatasetSpec, TableSpec
from core.dataset.table_files import root_of, split_address, tables_of
from core.dataset.tables import PREVIEW_ROWS, guess_columns, preview_table

FILMS = "text,label\n" + "a long and good film,pos\na long and bad film,neg\n" * 20


def guessed(columns: str, rows: list[tuple[str, ...]], **asked: str) -> tuple[str, str, str]:
    return guess_columns(columns.split(","), rows, TableSpec(**asked))


# ---- which files ----


def test_a_table_alone_and_its_root(tmp_path):
    (tmp_path / "films.CSV").write_text(FILMS)
    assert [table.file for table in tables_of(str(tmp_path / "films.CSV"))] == ["films.CSV"]
    assert root_of(str(tmp_path / "films.CSV")) == tmp_path
    assert [table.file for table in tables_of(str(tmp_path))] == ["films.CSV"]
    assert root_of(str(tmp_path)) == tmp_path


@pytest.mark.parametrize(
    ("names", "parts"),
    [
        (("train.csv", "validation.csv", "test.csv"), {"train", "validation", "test"}),
        (("Training.jsonl", "dev.jsonl", "notes.md"), {"train", "validation"}),
        (("train-00000-of-00002.parquet", "train-00001-of-00002.parquet", "test-00000-of-00001.parquet"), {"train", "test"}),
        (("films_train.csv", "films_test.csv"), set()),
        (("train.csv", "sample_submission.csv"), set()),
        (("trainers.csv", "test.csv"), set()),
    ],
)
def test_tables_for_the_parts_are_known_by_their_names(tmp_path, names, parts):
    for name in names:
        (tmp_path / name).write_text(FILMS)
    assert {table.part for table in tables_of(str(tmp_path))} == parts


def test_a_table_beside_class_folders_is_not_the_data(tmp_path):
    (tmp_path / "spam").mkdir()
    (tmp_path / "list.csv").write_text(FILMS)
    assert tables_of(str(tmp_path)) == []


def test_a_folder_that_is_called_like_a_table(tmp_path):
    (tmp_path / "mails.csv" / "spam").mkdir(parents=True)
    assert tables_of(str(tmp_path / "mails.csv")) == []
    assert root_of(str(tmp_path / "mails.csv")) == tmp_path / "mails.csv"


def test_addresses_of_rows():
    assert split_address("a/films.csv#17") == ("a/films.csv", 17)
    for name in ("films.csv", "films.csv#0", "films.csv#x", "#", "films.csv#"):
        assert split_address(name) == (name, None)


# ---- the first look ----


def preview(path: Path, **asked: str):
    return preview_table(DatasetSpec(folder=str(path), table=TableSpec(**asked)))


def test_preview_shows_the_first_rows_and_the_guess(tmp_path):
    (tmp_path / "films.csv").write_text(FILMS)
    table = preview(tmp_path / "films.csv")
    assert table.columns == ("text", "label")
    assert len(table.rows) == PREVIEW_ROWS
    assert table.rows[0] == ("a long and good film", "pos")
    assert (table.text_column, table.label_column, table.split_column) == ("text", "label", "")
    assert table.path == str(tmp_path / "films.csv")


def test_preview_of_several_tables_is_that_of_training(tmp_path):
    (tmp_path / "test.csv").write_text("text\nunknown\n")
    (tmp_path / "train.csv").write_text(FILMS)
    assert preview(tmp_path).path == str(tmp_path / "train.csv")


def test_columns_asked_for_count_and_one_that_is_not_there_is_none(tmp_path):
    (tmp_path / "films.csv").write_text("text,label,other\n" + "a film,pos,x\n" * 5)
    assert preview(tmp_path / "films.csv", label_column="other").label_column == "other"
    assert preview(tmp_path / "films.csv", text_column="gone").text_column == ""
    assert preview(tmp_path / "films.csv", text_column="gone").label_column == "label"


def test_long_values_are_cut_in_the_preview(tmp_path):
    (tmp_path / "films.csv").write_text(f"text,label\n{'word ' * 30_000},pos\n")
    assert len(preview(tmp_path / "films.csv").rows[0][0]) < 400


def test_a_folder_without_a_table_is_a_sentence(tmp_path):
    with pytest.raises(UserError, match="no table"):
        preview(tmp_path)


# ---- the guess ----


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ("id,Review Text,sentiment", ("Review Text", "sentiment", "")),
        ("label,body,title", ("body", "label", "")),
        ("v1,v2,v3", ("v2", "v1", "")),
        ("label,label_text,text", ("text", "label_text", "")),
        ("tweetText,x,targetClass", ("tweetText", "targetClass", "")),
    ],
)
def test_columns_are_known_by_name(columns, expected):
    words = {"label": "1", "sentiment": "pos", "v1": "pos", "label_text": "pos", "targetClass": "pos", "id": "7"}
    names = columns.split(",")
    rows = [tuple(words.get(name, f"{name} some words {number}") for name in names) for number in range(40)]
    assert guessed(columns, rows) == expected


def test_columns_with_names_that_say_nothing_are_known_by_content():
    rows = [(str(number), f"a rather long text, number {number}", f"user{number}", "abc"[number % 3]) for number in range(60)]
    assert guessed("q,r,s,t", rows) == ("r", "t", "")


def test_words_are_rather_labels_than_numbers():
    rows = [(f"text {number} is here", str(number % 2), ("good", "bad", "so so")[number % 3]) for number in range(60)]
    assert guessed("a,b,c", rows) == ("a", "c", "")


def test_a_column_called_label_with_a_value_of_its_own_in_each_row_is_none():
    rows = [(f"a rather long text, number {number}", f"n{number}", "xy"[number % 2]) for number in range(60)]
    assert guessed("text,label,kind", rows) == ("text", "kind", "")


def test_column_of_the_parts():
    rows = [(f"text {number}", "ab"[number % 2], ("train", "dev", "Test")[number % 3]) for number in range(30)]
    assert guessed("text,label,usage", rows) == ("text", "label", "usage")
    assert guessed("text,label,which", rows) == ("text", "label", "which")
    assert guessed("text,label,usage", rows, split_column="") == ("text", "label", "")


def test_a_set_that_is_no_part_is_not_taken_for_one():
    rows = [(f"text {number}", "ab"[number % 2], ("red", "blue")[number % 2]) for number in range(30)]
    assert guessed("text,label,set", rows)[2] == ""


def test_where_nothing_fits_nothing_is_guessed():
    assert guessed("a,b", [(str(number), str(number * 7)) for number in range(50)]) == ("", "", "")


def test_a_table_that_is_sorted_by_class(tmp_path):
    rows = "".join(f"{label},some words {number}\n" for label in ("neg", "pos") for number in range(3000))
    (tmp_path / "sorted.csv").write_text("x,y\n" + rows)
    table = preview(tmp_path / "sorted.csv")
    assert (table.text_column, table.label_column) == ("y", "x")

"""Texts by their addresses: the same text that the scan saw, each table read once."""

from pathlib import Path

import pytest

from core.contracts.errors import UserError
from core.contracts.spec import DatasetSpec, TableSpec
from core.dataset import text_items
from core.dataset.text_check import hash_of
from core.dataset.text_items import lines_of, load_texts, read_text_at
from core.dataset.text_scan import scan_texts


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.csv"
    rows = [*(f"Text {number}.,{'ab'[number % 2]}" for number in range(12)), "too few", " ,a", '"last, one",b']
    path.write_text("text,label\n" + "\n".join(rows) + "\n")
    return path


def codes(texts: list[str | UserError]) -> list[str]:
    return [text if isinstance(text, str) else text.code for text in texts]


def test_rows_in_the_order_asked_for(table):
    files = ["table.csv#5", "table.csv#1", "table.csv#15", "table.csv#5"]
    assert load_texts(table.parent, files, TableSpec()) == ["Text 4.", "Text 0.", "last, one", "Text 4."]


def test_a_text_that_cannot_be_had_says_why_and_the_others_come(table):
    (table.parent / "mail.txt").write_text("words")
    (table.parent / "nothing.txt").write_text("")
    files = ["table.csv#13", "table.csv#14", "table.csv#99", "mail.txt", "nothing.txt", "gone.txt", "gone.csv#1", "table.csv#1"]
    assert codes(load_texts(table.parent, files, TableSpec())) == [
        "text_row_unreadable",
        "text_empty",
        "text_row_missing",
        "words",
        "text_empty",
        "text_missing",
        "data_folder_missing",
        "Text 0.",
    ]


def test_texts_are_those_that_the_scan_saw(table, tmp_path):
    for name, content in (("a", "Grüße".encode("cp1252")), ("b", "Другой текст, совсем другой".encode("utf-16"))):
        for number in range(4):
            (tmp_path / "folder" / name).mkdir(parents=True, exist_ok=True)
            (tmp_path / "folder" / name / f"{number}.txt").write_bytes(content + content[2:4] * number)
    for path in (table, tmp_path / "folder"):
        dataset = scan_texts(DatasetSpec(folder=str(path)), lambda *_: None, lambda: False, cache_folder=tmp_path / "cache")
        texts = load_texts(text_items.root_of(dataset.folder), [sample.file for sample in dataset.samples], TableSpec())
        assert [hash_of(text) for text in texts] == [sample.sha256 for sample in dataset.samples]


def test_a_table_is_opened_once_for_all_of_its_rows(table, monkeypatch):
    opened: list[Path] = []

    def noting(path: Path):
        opened.append(path)
        return open_table(path)

    open_table = text_items.open_table
    monkeypatch.setattr(text_items, "open_table", noting)
    load_texts(table.parent, [f"table.csv#{number}" for number in range(1, 12)], TableSpec(text_column="text"))
    assert opened == [table]


def test_the_column_asked_for_and_one_that_is_not_there(table):
    assert load_texts(table.parent, ["table.csv#1"], TableSpec(text_column="label")) == ["a"]
    (error,) = load_texts(table.parent, ["table.csv#1"], TableSpec(text_column="words"))
    assert isinstance(error, UserError)
    assert error.code == "table_no_text_column"


def test_the_column_of_a_test_table_is_that_of_training(tmp_path):
    train = "".join(f"{number},a long text {number},{'ab'[number % 2]}\n" for number in range(20))
    (tmp_path / "train.csv").write_text("id,words,label\n" + train)
    (tmp_path / "test.csv").write_text("id,words,remark\n" + "7,short,a remark that is far longer than the text\n" * 3)
    assert load_texts(tmp_path, ["test.csv#2"], TableSpec()) == ["short"]


def test_one_text_by_its_address(table):
    assert read_text_at(f"{table}#2") == "Text 1."
    (table.parent / "letter#3").write_text("Dear all")
    assert read_text_at(str(table.parent / "letter#3")) == "Dear all"
    for address, code in ((f"{table}#77", "text_row_missing"), (str(table.parent / "gone.txt"), "text_missing")):
        with pytest.raises(UserError) as caught:
            read_text_at(address)
        assert caught.value.code == code


def test_lines_of_a_file_are_texts(tmp_path):
    path = tmp_path / "lines.txt"
    path.write_bytes("first one\r\n\r\n  \r\nthird one, très bien\r\n".encode("cp1252"))
    assert lines_of(str(path)) == [f"{path}#1", f"{path}#4"]
    assert [read_text_at(address) for address in lines_of(str(path))] == ["first one", "third one, très bien"]


def test_rows_of_a_table_are_texts(table):
    assert lines_of(str(table))[:2] == [f"{table}#1", f"{table}#2"]
    assert len(lines_of(str(table))) == 15


def test_lines_of_a_missing_file_are_a_sentence(tmp_path):
    with pytest.raises(UserError, match="does not exist"):
        lines_of(str(tmp_path / "gone.txt"))

"""Texts by their addresses: the same text that the scan saw, each table read once."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.contracts.errors import UserError
from core.contracts.spec import DatasetSpec, TableSpec
from core.dataset import text_items
from core.dataset.table_rows import open_table
from core.dataset.text_check import hash_of
from core.dataset.text_items import lines_of, load_texts, read_text_at
from core.dataset.text_memo import TextMemo, stamp_of
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


def test_rows_of_parquet_are_texts(tmp_path):
    pq.write_table(pa.table({"text": ["one", "two"], "label": ["a", "b"]}), tmp_path / "a.parquet")
    addresses = lines_of(str(tmp_path / "a.parquet"))
    assert [read_text_at(address) for address in addresses] == ["one", "two"]


def test_lines_of_a_missing_file_are_a_sentence(tmp_path):
    with pytest.raises(UserError, match="does not exist"):
        lines_of(str(tmp_path / "gone.txt"))


@pytest.fixture
def memo(monkeypatch) -> TextMemo:
    """One that nobody has put anything into."""
    fresh = TextMemo()
    monkeypatch.setattr(text_items, "_memo", fresh)
    return fresh


def write_rows(path: Path, texts: list[str]) -> list[str]:
    path.write_text("text,label\n" + "".join(f"{text},a\n" for text in texts))
    return [f"{path.name}#{number}" for number in range(1, len(texts) + 1)]


def test_table_is_read_once_for_all_who_ask(tmp_path, memo, monkeypatch):
    opened = []
    monkeypatch.setattr(text_items, "open_table", lambda path: opened.append(path) or open_table(path))
    texts = [f"text {number}" for number in range(300)]
    files = write_rows(tmp_path / "a.csv", texts)
    spec = TableSpec(text_column="text")
    assert load_texts(tmp_path, files[:200], spec) == texts[:200]
    assert load_texts(tmp_path, files[150:], spec) == texts[150:]
    assert load_texts(tmp_path, files[:1], spec) == texts[:1]
    assert len(opened) == 1
    (missing,) = load_texts(tmp_path, ["a.csv#301"], spec)
    assert missing.code == "text_row_missing"


def test_table_that_has_changed_is_read_again(tmp_path, memo):
    spec = TableSpec(text_column="text")
    files = write_rows(tmp_path / "a.csv", [f"text {number}" for number in range(300)])
    load_texts(tmp_path, files, spec)
    write_rows(tmp_path / "a.csv", [f"another {number}" for number in range(300)])
    assert load_texts(tmp_path, files, spec)[:2] == ["another 0", "another 1"]


def test_another_column_is_another_text(tmp_path, memo):
    files = write_rows(tmp_path / "a.csv", [f"text {number}" for number in range(300)])
    assert load_texts(tmp_path, files, TableSpec(text_column="text"))[0] == "text 0"
    assert load_texts(tmp_path, files, TableSpec(text_column="label"))[0] == "a"


def test_more_than_is_meant_to_be_held_is_read_all_the_same(tmp_path, memo):
    memo.most_bytes = 20_000
    texts = [f"text {number} " + "long " * 20 for number in range(300)]
    files = write_rows(tmp_path / "a.csv", texts)
    stamp = (*stamp_of(tmp_path / "a.csv"), repr(TableSpec(text_column="text")))
    assert load_texts(tmp_path, files, TableSpec(text_column="text")) == [text.strip() for text in texts]
    assert memo.find(stamp) is None


def test_oldest_texts_go_first():
    memo = TextMemo(3000)
    for number in range(10):
        memo.hold(number, {0: "x" * 500})
        memo.find(0)
    assert [number for number in range(10) if memo.find(number)] == [0, 7, 8, 9]

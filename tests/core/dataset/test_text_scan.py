"""Labelled texts, in folders and in tables: what counts, what is left out and why, and what can't be used at all."""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from core.contracts.errors import Stopped, UserError
from core.contracts.messages import worded
from core.contracts.records import DatasetInfo
from core.contracts.spec import DatasetSpec, SplitSpec, TableSpec
from core.dataset import text_scan
from core.dataset.text_check import check_text, hash_of
from core.dataset.text_scan import MOST_ALIKE, scan_texts, scan_texts_for_scoring


@pytest.fixture
def scan(tmp_path: Path) -> Callable[..., DatasetInfo]:
    """Scans texts with a cache of the test's own; every finding must have its sentence."""

    def run(path: Path, table: TableSpec | None = None, excluded: tuple[str, ...] = ()) -> DatasetInfo:
        spec = DatasetSpec(folder=str(path), table=table or TableSpec(), excluded=excluded)
        dataset = scan_texts(spec, lambda done, total: None, lambda: False, cache_folder=tmp_path / "cache")
        for finding in dataset.findings:
            sentence = worded(f"finding_{finding.code}", finding.params)
            assert "{" not in sentence
            assert "picture" not in sentence
        return dataset

    return run


@pytest.fixture
def make_texts(tmp_path: Path) -> Callable[..., Path]:
    """A folder of text files: `make_texts({"spam": 5, "train/ham": 3})`, each different."""

    def make(counts: dict[str, int]) -> Path:
        root = tmp_path / "data"
        for name, count in counts.items():
            (root / name).mkdir(parents=True, exist_ok=True)
            for number in range(count):
                (root / name / f"{number:03}.txt").write_text(f"Text {number} of {name}.\n")
        return root

    return make


@pytest.fixture
def make_table(tmp_path: Path) -> Callable[..., Path]:
    """A CSV file with these rows under "text,label"."""

    def make(rows: Sequence[str], name: str = "table.csv", heading: str = "text,label") -> Path:
        (tmp_path / name).write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
        return tmp_path / name

    return make


def rows_of(counts: dict[str, int]) -> list[str]:
    return [f"Text {number} of {label}.,{label}" for label, count in counts.items() for number in range(count)]


def refusal(scan, path: Path, **columns: str) -> UserError:
    with pytest.raises(UserError) as caught:
        scan(path, TableSpec(**columns))
    assert "{" not in str(caught.value)
    assert "picture" not in str(caught.value).replace("pictures or texts", "")
    return caught.value


def told(dataset: DatasetInfo) -> dict[str, str]:
    return {finding.file: finding.code for finding in dataset.findings}


# ---- folders ----


def test_a_folder_of_texts(make_texts, scan):
    dataset = scan(make_texts({"spam": 20, "ham": 20}))
    assert (dataset.kind, dataset.class_names, dataset.table) == ("text", ("ham", "spam"), None)
    assert dataset.counts()["ham"] == {"train": 14, "validation": 3, "test": 3}
    sample = dataset.samples[0]
    assert (sample.file, sample.characters, sample.excerpt) == ("ham/000.txt", 14, "Text 0 of ham.")
    assert sample.sha256 == hash_of("Text 0 of ham.")


def test_part_folders_of_texts_are_honoured(make_texts, scan):
    dataset = scan(make_texts({"train/a": 4, "train/b": 5, "val/a": 2, "val/b": 2, "test/a": 1, "test/b": 3}))
    assert dataset.split_by_folders
    assert dataset.counts()["b"] == {"train": 5, "validation": 2, "test": 3}


def test_what_is_no_text_is_left_out_and_told(make_texts, scan):
    folder = make_texts({"a": 5, "b": 5})
    (folder / "a" / "empty.txt").write_bytes(b"")
    (folder / "a" / "blank.txt").write_bytes(b" \n ")
    (folder / "a" / "scan.pdf").write_bytes(b"%PDF-1.4 and so on")
    assert told(scan(folder)) == {"a/empty.txt": "text_empty", "a/blank.txt": "text_empty", "a/scan.pdf": "not_a_text"}


def test_one_text_in_two_encodings_is_the_same_text(make_texts, scan):
    folder = make_texts({"a": 5, "b": 5})
    (folder / "a" / "x.txt").write_bytes("Schöne Grüße".encode())
    (folder / "a" / "y.txt").write_bytes("\r\nSchöne Grüße\r\n".encode("utf-16"))
    dataset = scan(folder)
    assert told(dataset) == {"a/y.txt": "duplicate"}
    assert len({sample.part for sample in dataset.samples if sample.file in ("a/x.txt", "a/y.txt")}) == 1


def test_the_same_text_under_two_labels_is_left_out(make_texts, scan):
    folder = make_texts({"a": 5, "b": 5})
    for name in ("a", "b"):
        (folder / name / "same.txt").write_text("the same")
    dataset = scan(folder)
    assert told(dataset) == {"a/same.txt": "two_classes", "b/same.txt": "two_classes"}
    assert dataset.count == 10


def test_a_training_text_that_is_judged_on_too_is_left_out_of_training(make_texts, scan):
    folder = make_texts({"train/a": 4, "train/b": 4, "test/a": 2, "test/b": 2})
    (folder / "train" / "a" / "x.txt").write_text("Text 0 of test/a.")
    assert told(scan(folder)) == {"train/a/x.txt": "in_two_parts"}


def test_few_texts_and_uneven_classes_are_told(make_texts, scan):
    dataset = scan(make_texts({"a": 12, "b": 2}))
    assert told(dataset) == {"b": "few_texts", "": "uneven"}


def test_a_second_scan_of_texts_opens_only_what_has_changed(make_texts, scan, monkeypatch):
    opened: list[str] = []

    def noting(path: Path):
        opened.append(path.name)
        return check_text(path)

    monkeypatch.setattr(text_scan, "check_text", noting)
    folder = make_texts({"a": 5, "b": 5})
    first = scan(folder)
    assert len(opened) == 10
    opened.clear()
    assert scan(folder) == first
    (folder / "a" / "000.txt").write_text("something else")
    os.utime(folder / "a" / "000.txt", (1, 1))
    assert scan(folder).fingerprint != first.fingerprint
    assert opened == ["000.txt"]


# ---- tables ----


def test_a_table_of_texts(make_table, scan):
    path = make_table(rows_of({"spam": 20, "ham": 20}))
    dataset = scan(path)
    assert (dataset.kind, dataset.folder, dataset.class_names) == ("text", str(path), ("ham", "spam"))
    assert dataset.counts()["ham"] == {"train": 14, "validation": 3, "test": 3}
    assert [sample.file for sample in dataset.samples[:3]] == ["table.csv#1", "table.csv#2", "table.csv#3"]
    assert (dataset.table.text_column, dataset.table.label_column) == ("text", "label")
    assert dataset.samples[0].sha256 == hash_of("Text 0 of spam.")


def test_samples_can_be_saved_and_read_again(make_table, make_texts, scan):
    for path in (make_table(rows_of({"a": 5, "b": 5})), make_texts({"a": 5, "b": 5})):
        dataset = scan(path)
        assert DatasetInfo.model_validate_json(dataset.model_dump_json()) == dataset


def test_a_folder_with_one_table_in_it(make_table, scan, tmp_path):
    make_table(rows_of({"a": 5, "b": 5}))
    (tmp_path / "readme.md").write_text("about the data")
    assert scan(tmp_path).samples[0].file == "table.csv#1"


def test_the_order_of_the_rows_does_not_change_their_parts(make_table, scan):
    rows = rows_of({"a": 30, "b": 30})
    first, second = scan(make_table(rows)), scan(make_table(rows[::-1], "other.csv"))
    assert first.fingerprint == second.fingerprint


def test_tables_for_the_parts_are_honoured(make_table, scan, tmp_path):
    make_table(rows_of({"a": 6, "b": 6}), "train.csv")
    make_table([f"Seen later {number}.,{'ab'[number % 2]}" for number in range(8)], "test.csv")
    dataset = scan(tmp_path)
    assert dataset.split_by_folders
    assert dataset.counts()["a"] == {"train": 5, "validation": 1, "test": 4}
    assert {sample.file.partition("#")[0] for sample in dataset.samples if sample.part == "test"} == {"test.csv"}


def test_a_test_table_without_labels_is_left_out(make_table, scan, tmp_path):
    make_table(rows_of({"a": 12, "b": 12}), "train.csv")
    make_table(["What is this?"], "test.csv", heading="text")
    make_table(["1,a"], "sample_submission.csv", heading="id,label")
    dataset = scan(tmp_path)
    assert told(dataset) == {"test.csv": "table_lacks_column", "sample_submission.csv": "beside_tables"}
    assert dataset.counts()["a"]["test"] == 2


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a name be any bytes")
def test_a_file_beside_tables_whose_name_is_no_text_can_be_told(make_table, scan, tmp_path):
    make_table(rows_of({"a": 12, "b": 12}), "train.csv")
    make_table([f"Seen later {number}.,{'ab'[number % 2]}" for number in range(8)], "test.csv")
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.md"))).write_text("about the data")
    dataset = scan(tmp_path)
    assert told(dataset) == {"caf\\xe9.md": "beside_tables"}
    assert DatasetInfo.model_validate_json(dataset.model_dump_json()) == dataset


def test_a_column_of_parts_is_honoured(make_table, scan):
    parts = ["train"] * 4 + ["dev", "TEST "]
    rows = [f"Text {number} of {label}.,{label},{parts[number]}" for label in "ab" for number in range(6)]
    dataset = scan(make_table([*rows, "Somewhere.,a,unsup"], heading="text,label,split"), TableSpec(split_column="split"))
    assert dataset.counts()["a"] == {"train": 4, "validation": 1, "test": 1}
    assert dataset.split_by_folders
    assert told(dataset) == {"table.csv#13": "split_unknown"}


def test_a_row_that_the_person_left_out(make_table, scan):
    dataset = scan(make_table(rows_of({"a": 5, "b": 5})), excluded=("table.csv#3",))
    assert dataset.count == 9
    assert told(dataset) == {"table.csv#3": "excluded"}


# ---- rows as they come ----


def test_broken_rows_are_named_and_the_others_used(make_table, scan):
    rows = [*rows_of({"a": 5, "b": 5}), "too few", "too,many,values", '"never closed,a', " ,a", "no label, ", "last,b"]
    dataset = scan(make_table(rows))
    assert told(dataset) == {
        "table.csv#11": "row_ragged",
        "table.csv#12": "row_ragged",
        "table.csv#13": "row_unclosed_quote",
        "table.csv#14": "text_empty",
        "table.csv#15": "label_missing",
    }
    assert dataset.samples[-1].file == "table.csv#16"


def test_labels_with_white_space_are_one_class(make_table, scan):
    dataset = scan(make_table([*rows_of({"spam": 5, "ham": 5}), "One.,spam ", "Two., spam", "Three.,spam "]))
    assert dataset.class_names == ("ham", "spam")
    assert sum(dataset.counts()["spam"].values()) == 8
    findings = [finding for finding in dataset.findings if finding.code == "label_cleaned"]
    assert [(finding.file, finding.params) for finding in findings] == [
        ("spam", {"written": " spam", "count": 1}),
        ("spam", {"written": "spam ", "count": 2}),
    ]
    assert not findings[0].left_out


def test_labels_that_are_numbers(make_table, scan, tmp_path):
    dataset = scan(make_table([*rows_of({"1": 5, "0": 5, "2.0": 5}), "One more.,2", "Half.,0.5", "Halves.,0.5"]))
    assert dataset.class_names == ("0", "0.5", "1", "2")
    lines = "".join(f'{{"text": "Text {number}", "label": {number % 2}{".0" * (number > 4)}}}\n' for number in range(10))
    (tmp_path / "table.jsonl").write_text(lines)
    assert scan(tmp_path / "table.jsonl").class_names == ("0", "1")


def test_labels_that_differ_in_case_stay_two_and_that_is_told(make_table, scan):
    dataset = scan(make_table(rows_of({"Spam": 5, "spam": 5})))
    assert dataset.class_names == ("Spam", "spam")
    assert told(dataset) == {"spam": "labels_alike"}


def test_texts_of_every_kind_are_samples(make_table, scan):
    odd = ["房间很干净，", "فيلم رائع", "😀👍🏽", "yes", "good " * 20_000, "fr\0ee"]
    dataset = scan(make_table([*rows_of({"a": 5, "b": 5}), *(f'"{text}",a' for text in odd)]))
    assert [sample.characters for sample in dataset.samples[-6:]] == [6, 9, 3, 3, 99_999, 4]
    assert told(dataset) == {"": "uneven"}


def test_many_findings_of_one_kind_become_two_hundred_and_a_number(make_table, scan):
    dataset = scan(make_table([*rows_of({"a": 5, "b": 5}), *["ragged"] * 450]))
    ragged = [finding for finding in dataset.findings if finding.code == "row_ragged"]
    assert len(ragged) == MOST_ALIKE
    (more,) = [finding for finding in dataset.findings if finding.code == "more_alike"]
    assert more.params == {"count": 250, "of": "row_ragged"}
    assert dataset.findings.index(more) == dataset.findings.index(ragged[-1]) + 1


def test_halves_of_characters_in_labels_parts_and_keys_can_be_saved(scan, tmp_path):
    row = '{{"text": "Text {}.", "lab\\ude00el": "{}", "part": "{}"}}\n'
    rows = [row.format(number, "ab"[number % 2], "train") for number in range(10)]
    rows += [row.format(10, "a\\ud83d", "train"), row.format(11, "a", "tr\\ud83dain")]
    (tmp_path / "table.jsonl").write_text("".join(rows))
    dataset = scan(tmp_path / "table.jsonl", TableSpec(split_column="part"))
    assert DatasetInfo.model_validate_json(dataset.model_dump_json()) == dataset
    assert (dataset.table.columns, dataset.table.label_column) == (("text", "label", "part"), "label")
    params = {finding.code: finding.params for finding in dataset.findings}
    assert params["label_cleaned"] == {"written": "a\\ud83d", "count": 1}
    assert params["split_unknown"] == {"value": "tr\\ud83dain"}


# ---- scoring ----


def test_everything_is_judged_and_unknown_classes_are_told(make_table, tmp_path):
    path = make_table(rows_of({"a": 3, "b": 3, "zebra": 2}))
    dataset = scan_texts_for_scoring(str(path), ("a", "b", "c"), lambda *_: None, lambda: False)
    assert dataset.class_names == ("a", "b", "c")
    assert {sample.part for sample in dataset.samples} == {"test"}
    assert dataset.count == 6
    assert told(dataset) == {"zebra": "class_not_known"}


def test_scoring_takes_the_columns_it_is_told(make_table):
    path = make_table([f"x,{number},Text {number}.,{'ab'[number % 2]}" for number in range(8)], heading="text,label,words,kind")
    table = TableSpec(text_column="words", label_column="kind")
    dataset = scan_texts_for_scoring(str(path), ("a", "b"), lambda *_: None, lambda: False, table=table)
    assert dataset.samples[1].sha256 == hash_of("Text 1.")


def test_nothing_to_judge_is_a_sentence(make_table):
    path = make_table(rows_of({"x": 3, "y": 3}))
    with pytest.raises(UserError) as caught:
        scan_texts_for_scoring(str(path), ("a", "b"), lambda *_: None, lambda: False)
    assert caught.value.code == "data_no_known_class"


# ---- data that can't be used ----


def test_missing_data(scan, tmp_path):
    assert refusal(scan, tmp_path / "nowhere").code == "data_folder_missing"
    assert refusal(scan, tmp_path / "nowhere.csv").code == "data_folder_missing"
    for name in ("x" * 300, "x" * 300 + ".csv"):
        assert refusal(scan, tmp_path / name).code == "data_folder_missing"


def test_a_folder_without_classes_or_with_several_tables(make_table, scan, tmp_path):
    folder = tmp_path / "loose"
    folder.mkdir()
    assert refusal(scan, folder).code == "data_folder_empty"
    (folder / "a.txt").write_text("words")
    assert refusal(scan, folder).code == "data_no_subfolders"
    for name in ("one.csv", "two.csv"):
        (folder / name).write_text("text,label\na,b\n")
    assert refusal(scan, folder).info.params["tables"] == "one.csv, two.csv"


@pytest.mark.parametrize(
    ("heading", "rows", "columns", "code"),
    [
        ("a,b", [f"{number},{number * 3}" for number in range(30)], {}, "table_no_text_column"),
        ("text,id", [f"Text {number}.,u{number}" for number in range(30)], {}, "table_no_label_column"),
        (
            "text,label",
            [f"Text {number}.,u{number}" for number in range(30)],
            {"label_column": "label"},
            "table_too_many_classes",
        ),
        ("text,label", ["One.,a", "Two.,b"], {"text_column": "words"}, "table_lacks_column"),
        ("text,label", ["One.,a", "Two.,b"], {"label_column": "kind"}, "table_lacks_column"),
        ("text,label", ["One.,a", "Two.,b"], {"split_column": "part"}, "table_lacks_column"),
        ("text,label", ["a,a", "b,b"], {"text_column": "label", "label_column": "label"}, "table_one_column_twice"),
        ("text,label", [f"Text {number}.,a" for number in range(30)], {}, "data_one_class_of_texts"),
        ("text,label", [",a", ",b", " ,a"], {"text_column": "text", "label_column": "label"}, "data_no_texts"),
        ("text,label", ["One.,a", "Two.,b"], {"text_column": "text", "label_column": "label"}, "data_too_few_texts"),
    ],
)
def test_tables_that_cannot_be_used(make_table, scan, heading, rows, columns, code):
    error = refusal(scan, make_table(rows, heading=heading), **columns)
    assert error.code == code
    assert "table.csv" in str(error)


def test_stop_is_obeyed_between_rows(make_table):
    path = make_table(rows_of({"a": 3000, "b": 3000}))
    seen: list[int] = []
    with pytest.raises(Stopped):
        scan_texts(DatasetSpec(folder=str(path)), lambda done, total: seen.append(done), lambda: len(seen) > 3)
    assert 0 < max(seen) < 6000


def test_scanning_changes_nothing_in_the_folder(make_texts, make_table, scan, tmp_path):
    folder = make_texts({"a": 5, "b": 5})
    table = make_table(rows_of({"a": 5, "b": 5}))
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in [*folder.rglob("*.txt"), table]}
    scan(folder)
    scan(table)
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in [*folder.rglob("*.txt"), table]} == before


def test_shares_of_the_split_are_those_asked_for(make_table, tmp_path):
    spec = DatasetSpec(folder=str(make_table(rows_of({"a": 50, "b": 50}))), split=SplitSpec(train=0.8, validation=0.2, test=0))
    dataset = scan_texts(spec, lambda *_: None, lambda: False)
    assert dataset.counts()["a"] == {"train": 40, "validation": 10, "test": 0}

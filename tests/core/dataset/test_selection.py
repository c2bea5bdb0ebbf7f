"""The selection of a large data set that a window is given."""

from collections import Counter
from pathlib import Path

from core.contracts.spec import DatasetSpec
from core.dataset.selection import MOST_SHOWN, fair_shares, for_window, selected
from core.dataset.text_scan import scan_texts


def scanned(tmp_path: Path, counts: dict[str, int]):
    rows = [f"Text {number} of class {label}.,{label}" for label, count in counts.items() for number in range(count)]
    (tmp_path / "table.csv").write_text("text,label\n" + "\n".join(rows) + "\n")
    return scan_texts(DatasetSpec(folder=str(tmp_path / "table.csv")), lambda *_: None, lambda: False)


def test_small_data_is_shown_whole_with_the_beginnings_of_its_texts(tmp_path):
    dataset = scanned(tmp_path, {"a": 10, "b": 10})
    shown = for_window(dataset)
    assert shown.tallies == {}
    assert shown.count == 20
    assert shown.samples[3].excerpt == "Text 3 of class a."


def test_large_data_is_a_selection_with_the_true_numbers(tmp_path):
    dataset = scanned(tmp_path, {"a": 3000, "b": 900, "c": 40})
    shown = for_window(dataset)
    assert len(shown.samples) == MOST_SHOWN
    assert shown.counts() == dataset.counts()
    assert shown.count == 3940
    assert shown.fingerprint == dataset.fingerprint
    assert Counter(sample.label for sample in shown.samples) == {"a": 1060, "b": 900, "c": 40}
    assert all(sample.excerpt.startswith("Text ") for sample in shown.samples)


def test_a_selection_runs_from_the_first_to_the_last(tmp_path):
    dataset = scanned(tmp_path, {"a": 100, "b": 100})
    numbers = [int(sample.file.partition("#")[2]) for sample in selected(dataset, 20)]
    assert numbers == sorted(numbers)
    assert numbers == [*range(1, 101, 10), *range(101, 201, 10)]


def test_shares_are_fair():
    assert fair_shares({"a": 5, "b": 100, "c": 1000}, 100) == {"a": 5, "b": 47, "c": 48}
    assert fair_shares({"a": 5, "b": 5}, 100) == {"a": 5, "b": 5}

"""The CSV files of answers: what is written comes back, what is damaged says so."""

import csv
from pathlib import Path

import pytest

from core.contracts.errors import UserError
from core.contracts.records import PredictionRecord
from core.store.predictions import read_predictions, write_predictions, write_unlabelled

ROWS = [
    PredictionRecord(file="a/ä, b.png", part="validation", label="猫", predicted="file", probabilities=(0.25, 0.75)),
    PredictionRecord(file='a/"q"\n.png', part="test", label="file", predicted="猫", probabilities=(1.0, 1e-12)),
]
NAMES = ("猫", "file")  # a class may be called like a column


def test_what_is_written_comes_back(tmp_path: Path):
    write_predictions(tmp_path / "predictions.csv", NAMES, ROWS)
    assert read_predictions(tmp_path / "predictions.csv") == ROWS
    with (tmp_path / "predictions.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == ["file", "part", "label", "predicted", "猫", "file"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nothing,of,ours\n",
        b"file,part,label,predicted,a\nx.png,test,a\n",
        b"file,part,label,predicted,a\nx.png,holiday,a,a,1\n",
        b"file,part,label,predicted,a\nx.png,test,a,a,much\n",
        b"\xff\xfe\x00",
    ],
)
def test_a_damaged_table_says_so(tmp_path: Path, content: bytes):
    (tmp_path / "predictions.csv").write_bytes(content)
    with pytest.raises(UserError) as caught:
        read_predictions(tmp_path / "predictions.csv")
    assert caught.value.code == "damaged_file"


def test_a_missing_table_says_so(tmp_path: Path):
    with pytest.raises(UserError) as caught:
        read_predictions(tmp_path / "predictions.csv")
    assert caught.value.code == "file_missing"


def test_an_unreadable_picture_keeps_its_line(tmp_path: Path):
    write_unlabelled(tmp_path / "table.csv", NAMES, [("a.png", "", (0.25, 0.75)), ("b.png", "", ())])
    lines = (tmp_path / "table.csv").read_text(encoding="utf-8").splitlines()
    assert lines == ["file,predicted,猫,file", "a.png,file,0.25,0.75", "b.png,,,"]

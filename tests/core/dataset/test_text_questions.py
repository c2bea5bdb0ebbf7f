"""What a model for texts is asked outside of its own data: one file that can't be read takes no answer from the others."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from core.contracts.errors import UserError
from core.contracts.spec import TableSpec
from core.dataset.text_kind import TextKind
from core.dataset.text_preprocess import TextPreprocessing


def asked(paths: list[Path], **more) -> list[tuple[str, str]]:
    """Name and text, or the code of the error, of everything that is asked."""
    tokenizer = Tokenizer(models.WordLevel({"[PAD]": 0, "[UNK]": 1}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    preprocessing = TextPreprocessing(6, 64, 0, tokenizer_json=tokenizer.to_str())
    questions = TextKind().questions([str(path) for path in paths], [], preprocessing, **more)
    found = []
    for place, file in enumerate(questions.items.files):
        try:
            questions.items.load(place)
            found.append((Path(file).name, questions.texts[place]))
        except UserError as error:
            assert questions.texts[place] == ""
            found.append((Path(file).name, error.code))
    return found


@pytest.fixture
def good(tmp_path: Path) -> Path:
    (tmp_path / "good.csv").write_text("text,label\none,a\ntwo,b\n")
    return tmp_path / "good.csv"


@pytest.mark.parametrize("text_column", [None, "text"])
def test_a_table_that_cannot_be_read_is_one_row(good, tmp_path, text_column):
    (tmp_path / "damaged.parquet").write_bytes(b"PAR1 but no more")
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "numbers.csv").write_text("a,b\n" + "1,2\n" * 50)
    bad = [tmp_path / name for name in ("damaged.parquet", "gone.csv", "empty.csv", "numbers.csv")]
    assert asked([*bad, good], table=TableSpec(text_column=text_column)) == [
        ("damaged.parquet", "table_damaged"),
        ("gone.csv", "data_folder_missing"),
        ("empty.csv", "table_empty"),
        ("numbers.csv", "table_no_text_column"),
        ("good.csv#1", "one"),
        ("good.csv#2", "two"),
    ]


def test_a_file_of_lines_that_cannot_be_read_is_one_row(tmp_path):
    (tmp_path / "good.txt").write_text("one\n\ntwo\n")
    found = asked([tmp_path / "good.txt", tmp_path / "gone.txt", tmp_path / ("x" * 300)], one_a_line=True)
    assert found == [("good.txt#1", "one"), ("good.txt#3", "two"), ("gone.txt", "text_missing"), ("x" * 300, "text_missing")]


def test_every_row_of_a_parquet_table_is_asked(tmp_path):
    pq.write_table(pa.table({"text": ["one", "two"], "label": ["a", "b"]}), tmp_path / "a.parquet")
    assert asked([tmp_path / "a.parquet"]) == [("a.parquet#1", "one"), ("a.parquet#2", "two")]


def test_a_row_that_cannot_be_read_is_told_by_its_number(tmp_path):
    (tmp_path / "a.csv").write_text("text,label\none,a\ntwo\n")
    assert asked([tmp_path / "a.csv"]) == [("a.csv#1", "one"), ("a.csv#2", "text_row_unreadable")]

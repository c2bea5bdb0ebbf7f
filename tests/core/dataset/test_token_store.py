"""A text is tokenised once, whatever comes later; what is kept gives the tokens of the tokenizer itself."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from core.contracts.errors import UserError
from core.contracts.records import SampleInfo
from core.contracts.spec import TableSpec
from core.dataset.text_check import hash_of
from core.dataset.text_kind import TextKind
from core.dataset.text_preprocess import TextPreprocessing
from core.dataset.token_store import TokenStore
from core.dataset.tokenized import TextItems
from core.store import rows as rows_module
from core.store.rows import RowStore

TEXTS = [f"word {number} " + "more " * (number % 7) for number in range(60)]


@pytest.fixture(autouse=True)
def own_cache(empty_cache) -> Path:
    return empty_cache / "tokens"


@pytest.fixture
def preprocessing() -> TextPreprocessing:
    words = dict.fromkeys(("[PAD]", "[UNK]", "[CLS]", "[SEP]", *" ".join(TEXTS).split()))
    tokenizer = Tokenizer(models.WordLevel({word: number for number, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]"])
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    special = [("[CLS]", 2), ("[SEP]", 3)]
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=special)
    return TextPreprocessing(6, 64, 0, tokenizer_json=tokenizer.to_str())


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "data").mkdir()
    for number, text in enumerate(TEXTS):
        (tmp_path / "data" / f"{number:02}.txt").write_text(text)
    return tmp_path / "data"


@pytest.fixture
def tokenised(monkeypatch) -> list[str]:
    """The texts that a tokenizer is really asked about."""
    asked: list[str] = []
    prepare_all = TextPreprocessing.prepare_all

    def noting(self, texts):
        asked.extend(texts)
        return prepare_all(self, texts)

    monkeypatch.setattr(TextPreprocessing, "prepare_all", noting)
    return asked


def items_of(folder: Path, preprocessing: TextPreprocessing) -> TextItems:
    samples = [
        SampleInfo(file=f"{number:02}.txt", label="ab"[number % 2], part="train", sha256=hash_of(text.strip()))
        for number, text in enumerate(TEXTS)
    ]
    return TextItems(folder, samples, ("a", "b"), preprocessing, TableSpec())


def assert_right(items, preprocessing: TextPreprocessing) -> None:
    for index, text in enumerate(TEXTS):
        np.testing.assert_array_equal(items.load(index), preprocessing.prepare(text.strip()))
    assert items.lengths.tolist() == [items.load(index).shape[1] for index in range(len(TEXTS))]


def test_second_training_and_scoring_tokenise_nothing(folder, preprocessing, tokenised):
    items_of(folder, preprocessing)
    assert len(tokenised) == len(TEXTS)
    again = items_of(folder, preprocessing)
    scored = TextKind().unlabelled(folder, again.files, preprocessing, TableSpec())
    assert len(tokenised) == len(TEXTS)
    assert_right(again, preprocessing)
    assert_right(scored, preprocessing)


def test_only_new_texts_are_tokenised(folder, preprocessing, tokenised):
    items_of(folder, preprocessing)
    tokenised.clear()
    (folder / "new.txt").write_text("something new")
    files = [*(f"{number:02}.txt" for number in range(60)), "new.txt"]
    scored = TextKind().unlabelled(folder, files, preprocessing, TableSpec())
    assert tokenised == ["something new"]
    np.testing.assert_array_equal(scored.load(60), preprocessing.prepare("something new"))


def test_other_settings_have_other_tokens(folder, preprocessing):
    items_of(folder, preprocessing)
    longer = TextPreprocessing(7, 64, 0, tokenizer_json=preprocessing.tokenizer_json)
    assert_right(items_of(folder, longer), longer)


def test_damaged_rows_are_tokenised_anew(folder, preprocessing, own_cache, tokenised):
    items_of(folder, preprocessing)
    (rows,) = own_cache.glob("*/rows.bin")
    rows.write_bytes(bytes(255 - value for value in rows.read_bytes()))
    tokenised.clear()
    assert_right(items_of(folder, preprocessing), preprocessing)
    assert len(tokenised) >= len(TEXTS)


def test_full_disk_costs_time_and_nothing_else(folder, preprocessing, monkeypatch):
    def full(store, key, row):
        raise UserError("disk_full", path="")

    monkeypatch.setattr(RowStore, "put", full)
    assert_right(items_of(folder, preprocessing), preprocessing)
    assert_right(items_of(folder, preprocessing), preprocessing)


def test_text_that_changed_since_the_scan_is_not_taken_for_the_old_one(folder, preprocessing):
    (folder / "03.txt").write_text("words that the scan has not seen")
    items = items_of(folder, preprocessing)
    np.testing.assert_array_equal(items.load(3), preprocessing.prepare("words that the scan has not seen"))
    assert [items.is_unchanged(index) for index in range(5)] == [True, True, True, False, True]


@pytest.mark.parametrize("kept", [False, True])
def test_text_that_is_gone_says_so_though_its_tokens_are_kept(folder, preprocessing, kept):
    if kept:
        items_of(folder, preprocessing)
    (folder / "03.txt").unlink()
    items = items_of(folder, preprocessing)
    with pytest.raises(UserError) as caught:
        items.load(3)
    assert caught.value.code == "text_missing"
    assert not items.is_unchanged(3)


def test_later_texts_lie_beside_earlier_ones():
    rows = [np.arange(length, dtype=np.int32) for length in range(40)]
    hashes = [hash_of(str(number)) for number in range(40)]
    TokenStore("key").add(hashes[:20], rows[:20])
    TokenStore("key").add(hashes[20:], rows[20:])
    for expected, found in zip(rows, TokenStore("key").find(hashes), strict=True):
        np.testing.assert_array_equal(found, expected)
    assert TokenStore("key").find([hash_of("another")]) == [None]
    assert TokenStore("another key").find(hashes[:1]) == [None]


def test_tokens_that_are_deleted_after_they_were_read_are_made_again(own_cache, monkeypatch):
    monkeypatch.setattr(rows_module, "_BYTES_PER_MAP", -1)
    rows = [np.arange(length, dtype=np.int32) for length in range(1, 40)]
    hashes = [hash_of(str(number)) for number in range(1, 40)]
    store = TokenStore("key")
    store.add(hashes, rows)
    assert all(found is not None for found in store.find(hashes))
    shutil.rmtree(own_cache)
    assert store.find(hashes) == [None] * 39
    store.add(hashes, rows)
    for expected, found in zip(rows, store.find(hashes), strict=True):
        np.testing.assert_array_equal(found, expected)

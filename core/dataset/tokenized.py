"""Texts as a training loop asks for them: item number in, tokens out. Torch-free."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.contracts.errors import UserError
from core.contracts.records import SampleInfo
from core.contracts.spec import TableSpec
from core.dataset.text_check import hash_of
from core.dataset.text_items import are_there, load_texts
from core.dataset.text_preprocess import Inputs, TextPreprocessing
from core.dataset.token_store import Tokens, TokenStore

# texts that are tokenised at a time: enough for all cores, little in memory
_CHUNK = 1024


class TokenizedTexts:
    """Texts, tokenised once. What is kept is four bytes a token.

    Args:
        root, files: where they come from.
        texts: one for each file, or why it can't be read.
        store: where their tokens may be already, and are kept; None: nowhere.
    """

    def __init__(
        self,
        root: Path,
        files: Sequence[str],
        texts: Sequence[str | UserError],
        preprocessing: TextPreprocessing,
        store: TokenStore | None = None,
    ) -> None:
        self.folder, self.files = root, tuple(files)
        self.labels = np.zeros(len(files), np.int64)
        self.collate = preprocessing.collate
        self._unreadable = {place: text for place, text in enumerate(texts) if isinstance(text, UserError)}
        words = [text if isinstance(text, str) else "" for text in texts]
        hashes = [hash_of(text) for text in words] if store else []
        self._hold(_known_or_made(words, hashes, preprocessing, store))

    def _hold(self, tokens: Sequence[Tokens]) -> None:
        """In one block: a small array for each of a million texts would be most of the memory."""
        self.lengths = np.array([len(row) for row in tokens], np.int64)
        self._ends = np.cumsum(self.lengths)
        self._tokens: Tokens = np.concatenate([np.empty(0, np.int32), *tokens])

    def __len__(self) -> int:
        return len(self.files)

    def load(self, index: int, epoch: int | None = None) -> Inputs:
        """(2, T) int64. Texts have no random views.

        Raises:
            UserError: the text could not be read (see core.dataset.text_items).
        """
        if index in self._unreadable:
            raise self._unreadable[index]
        end = self._ends[index]
        ids = self._tokens[end - self.lengths[index] : end].astype(np.int64)
        return np.stack([ids, np.ones_like(ids)])


class TextItems(TokenizedTexts):
    """The scanned texts of one part. A text whose tokens are kept already isn't read, but its file must be there."""

    def __init__(
        self,
        root: Path,
        samples: Sequence[SampleInfo],
        class_names: Sequence[str],
        preprocessing: TextPreprocessing,
        table: TableSpec,
    ) -> None:
        number = {name: index for index, name in enumerate(class_names)}
        self.folder, self.files = root, tuple(sample.file for sample in samples)
        self.labels = np.array([number[sample.label] for sample in samples], dtype=np.int64)
        self.hashes = tuple(sample.sha256 for sample in samples)
        self.collate = preprocessing.collate
        self._key = preprocessing.key()
        self._unreadable: dict[int, UserError] = {}
        self._changed: set[int] = set()
        store = TokenStore(self._key)
        tokens = store.find(self.hashes)
        there = are_there(root, self.files)
        missing = [place for place, row in enumerate(tokens) if row is None or not there[place]]
        words = list(self._read(missing, table))
        found = [hash_of(text) for text in words]
        self._changed = {place for place, sha256 in zip(missing, found, strict=True) if sha256 != self.hashes[place]}
        made = _known_or_made(words, found, preprocessing, store)
        for place, row in zip(missing, made, strict=True):
            tokens[place] = row
        self._hold([row for row in tokens if row is not None])

    def _read(self, places: Sequence[int], table: TableSpec) -> Iterator[str]:
        for place, text in zip(places, load_texts(self.folder, [self.files[place] for place in places], table), strict=True):
            if isinstance(text, UserError):
                self._unreadable[place] = text
            yield text if isinstance(text, str) else ""

    def view_count(self, epochs: int) -> int:
        return 1

    def view_key(self, view: int | None) -> str:
        return self._key

    def is_unchanged(self, index: int) -> bool:
        """What is trained on was read once, before the first pass: a file that changes later is not looked at."""
        return index not in self._unreadable and index not in self._changed


def _known_or_made(
    texts: Sequence[str], hashes: Sequence[str], preprocessing: TextPreprocessing, store: TokenStore | None
) -> list[Tokens]:
    """Tokens of texts, made where the store hasn't got them; they are in it afterwards."""
    if store is None:
        return list(_tokenised(texts, preprocessing))
    found = store.find(hashes)
    missing = [place for place, row in enumerate(found) if row is None]
    made = list(_tokenised([texts[place] for place in missing], preprocessing))
    store.add([hashes[place] for place in missing], made)
    for place, row in zip(missing, made, strict=True):
        found[place] = row
    return [row for row in found if row is not None]


def _tokenised(texts: Sequence[str], preprocessing: TextPreprocessing) -> Iterator[npt.NDArray[np.int32]]:
    for start in range(0, len(texts), _CHUNK):
        yield from (row[0].astype(np.int32) for row in preprocessing.prepare_all(texts[start : start + _CHUNK]))

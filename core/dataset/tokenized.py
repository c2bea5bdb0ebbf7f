"""Texts as a training loop asks for them: item number in, tokens out. Torch-free."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.contracts.errors import UserError
from core.contracts.records import SampleInfo
from core.contracts.spec import TableSpec
from core.dataset.text_items import load_texts
from core.dataset.text_preprocess import Inputs, TextPreprocessing

# texts that are tokenised at a time: enough for all cores, little in memory
_CHUNK = 1024


class TokenizedTexts:
    """Texts, tokenised once. What is kept is four bytes a token.

    Args:
        root, files: where they come from.
        texts: one for each file, or why it can't be read.
    """

    def __init__(
        self, root: Path, files: Sequence[str], texts: Sequence[str | UserError], preprocessing: TextPreprocessing
    ) -> None:
        self.folder, self.files = root, tuple(files)
        self.labels = np.zeros(len(files), np.int64)
        self.collate = preprocessing.collate
        self._tokens: list[npt.NDArray[np.int32]] = []
        self._unreadable: dict[int, UserError] = {}
        for start in range(0, len(texts), _CHUNK):
            self._take(texts[start : start + _CHUNK], preprocessing)
        self.lengths = np.array([len(tokens) for tokens in self._tokens], np.int64)

    def _take(self, texts: Sequence[str | UserError], preprocessing: TextPreprocessing) -> None:
        first = len(self._tokens)
        self._unreadable |= {first + place: text for place, text in enumerate(texts) if isinstance(text, UserError)}
        rows = preprocessing.prepare_all([text if isinstance(text, str) else "" for text in texts])
        self._tokens += [row[0].astype(np.int32) for row in rows]

    def __len__(self) -> int:
        return len(self.files)

    def load(self, index: int, epoch: int | None = None) -> Inputs:
        """(2, T) int64. Texts have no random views.

        Raises:
            UserError: the text could not be read (see core.dataset.text_items).
        """
        if index in self._unreadable:
            raise self._unreadable[index]
        ids = self._tokens[index].astype(np.int64)
        return np.stack([ids, np.ones_like(ids)])


class TextItems(TokenizedTexts):
    """The scanned texts of one part."""

    def __init__(
        self,
        root: Path,
        samples: Sequence[SampleInfo],
        class_names: Sequence[str],
        preprocessing: TextPreprocessing,
        table: TableSpec,
    ) -> None:
        files = [sample.file for sample in samples]
        super().__init__(root, files, load_texts(root, files, table), preprocessing)
        number = {name: index for index, name in enumerate(class_names)}
        self.labels = np.array([number[sample.label] for sample in samples], dtype=np.int64)
        self.hashes = tuple(sample.sha256 for sample in samples)
        self._key = preprocessing.key()

    def view_count(self, epochs: int) -> int:
        return 1

    def view_key(self, view: int | None) -> str:
        return self._key

    def is_unchanged(self, index: int) -> bool:
        """What is trained on was read once, before the first pass: a file that changes later is not looked at."""
        return index not in self._unreadable

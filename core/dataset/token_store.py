"""Tokens of texts, kept on disk from run to run: found by the hash of the text, so that only new texts are tokenised.

Texts are short and many. They lie in 256 rows, by the first two characters of their hash, so that half a million of them
need no index of half a million lines.
"""

import contextlib
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from importlib.metadata import version

import numpy as np
import numpy.typing as npt

from core.contracts.errors import UserError
from core.store.places import cache_folder
from core.store.rows import RowStore, make_room

BUDGET_BYTES = 2 * 2**30
_HASH = np.dtype("S64")

Tokens = npt.NDArray[np.int32]


class TokenStore:
    """Tokens for one preprocessing. Without a disk that takes them nothing is kept.

    Args:
        key: all that tokens depend on besides the text.
    """

    def __init__(self, key: str) -> None:
        self._stores = cache_folder() / "tokens"
        self._folder = self._stores / hashlib.sha256(f"{key} {version('tokenizers')}".encode()).hexdigest()[:32]
        self._rows: RowStore | None = None
        with contextlib.suppress(OSError, UserError):
            self._rows = RowStore(self._folder, synced=False)

    def find(self, hashes: Sequence[str]) -> list[Tokens | None]:
        """The tokens of the texts with these hashes; None where they are unknown."""
        found: list[Tokens | None] = [None] * len(hashes)
        for bucket, places in _buckets(hashes).items():
            kept = self._read(bucket)
            for place in places:
                found[place] = kept.get(hashes[place].encode())
        return found

    def add(self, hashes: Sequence[str], tokens: Sequence[Tokens]) -> None:
        """Keeps tokens beside those that are there."""
        if self._rows is None or not hashes:
            return
        try:
            needed = self._rows.size_bytes + sum(row.nbytes + _HASH.itemsize for row in tokens)
            if not make_room(self._stores, needed, BUDGET_BYTES, keep=self._folder):
                return
            for bucket, places in _buckets(hashes).items():
                texts = self._read(bucket) | {hashes[place].encode(): tokens[place] for place in places}
                self._rows.put(bucket, _packed(texts))
            self._rows.flush()
        except (OSError, UserError):
            self._rows = None  # no room for a cache: the run goes on without

    def _read(self, bucket: str) -> dict[bytes, Tokens]:
        row = None
        with contextlib.suppress(OSError):
            row = self._rows.get(bucket) if self._rows is not None else None
        return {} if row is None else _unpacked(row.copy())


def _buckets(hashes: Sequence[str]) -> dict[str, list[int]]:
    places = defaultdict(list)
    for place, sha256 in enumerate(hashes):
        places[sha256[:2]].append(place)
    return places


def _packed(texts: dict[bytes, Tokens]) -> npt.NDArray[np.uint8]:
    """How many, their hashes, their lengths, their tokens."""
    parts = [
        np.array([len(texts)], np.int32),
        np.array(list(texts), _HASH),
        np.array([len(tokens) for tokens in texts.values()], np.int32),
        *texts.values(),
    ]
    return np.concatenate([part.view(np.uint8) for part in parts])


def _unpacked(row: npt.NDArray[np.uint8]) -> dict[bytes, Tokens]:
    count = int(row[:4].view(np.int32)[0])
    hashes_end = 4 + count * _HASH.itemsize
    hashes = row[4:hashes_end].view(_HASH).tolist()
    ends = np.cumsum(row[hashes_end : hashes_end + 4 * count].view(np.int32)).tolist()
    tokens = row[hashes_end + 4 * count :].view(np.int32)
    return {sha256: tokens[start:end] for sha256, start, end in zip(hashes, [0, *ends], ends, strict=False)}

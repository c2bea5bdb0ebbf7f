"""Texts that were read a moment ago: a training asks for the same ones for its scan's split, its scores and its baseline."""

import sys
import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from pathlib import Path

from core.contracts.errors import UserError
from core.dataset.decode import openable_path

Text = str | UserError

MOST_BYTES = 64 * 2**20
# of a place in a dictionary, its number, and an error
_ENTRY_BYTES = 200


class TextMemo:
    """Texts by what they were read from, no more than fit. Those that were asked for longest ago go first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self._held: OrderedDict[Hashable, tuple[Mapping[int, Text], int]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> Mapping[int, Text] | None:
        """By number, as they were held."""
        with self._lock:
            if key not in self._held:
                return None
            self._held.move_to_end(key)
            return self._held[key][0]

    def hold(self, key: Hashable, texts: Mapping[int, Text]) -> None:
        size = sum(map(size_of, texts.values()))
        if size > self.most_bytes:
            return
        with self._lock:
            self._bytes += size - self._held.pop(key, ({}, 0))[1]
            self._held[key] = texts, size
            while self._bytes > self.most_bytes:
                self._bytes -= self._held.popitem(last=False)[1][1]


def size_of(text: Text) -> int:
    """Bytes that a text takes up when it is held, about."""
    return _ENTRY_BYTES + (sys.getsizeof(text) if isinstance(text, str) else 0)


def stamp_of(path: Path) -> tuple[str, int, int]:
    """What changes when a file does.

    Raises:
        OSError: it isn't there.
    """
    facts = openable_path(path).stat()
    return str(path.absolute()), facts.st_size, facts.st_mtime_ns

"""Rows of bytes on disk that a crash can't spoil: features of pictures, kept from run to run. Torch-free.

A row is appended and synced before the index names it, and carries a checksum; whatever a crash leaves behind is a row that
nobody knows, and is written again.
"""

import json
import os
import shutil
import time
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.store.atomic import file_errors_as_sentences

Bytes = npt.NDArray[np.uint8]
_SYNC_EVERY_ROWS = 256


class RowStore:
    """Rows by key. One process writes at a time; a second one would only waste work, not spoil anything.

    Args:
        folder: of this store alone; made if absent.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with file_errors_as_sentences(folder):
            folder.mkdir(parents=True, exist_ok=True)
        self._rows, self._index = folder / "rows.bin", folder / "index.jsonl"
        self._places: dict[str, tuple[int, int, int]] = {}  # first byte, size, checksum
        self._pending: list[str] = []
        self._read_index()
        os.utime(folder)  # used now: the oldest one goes first when room is needed

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def __len__(self) -> int:
        return len(self._places)

    def get(self, key: str) -> Bytes | None:
        """The row, (bytes,) uint8, or None where it is unknown or no longer what was written."""
        place = self._places.get(key)
        if place is None:
            return None
        start, size, checksum = place
        with self._rows.open("rb") as file:
            file.seek(start)
            row = np.frombuffer(file.read(size), np.uint8)
        if len(row) != size or zlib.crc32(row.tobytes()) != checksum:
            del self._places[key]
            return None
        return row

    def put(self, key: str, row: Bytes) -> None:
        """Appends a row. Raises UserError: disk_full, not_writable; all rows before it stay readable."""
        content = row.tobytes()
        with file_errors_as_sentences(self._rows), self._rows.open("ab") as file:
            place = (file.tell(), len(content), zlib.crc32(content))
            file.write(content)
        self._places[key] = place
        self._pending.append(json.dumps([key, *place]))
        if len(self._pending) >= _SYNC_EVERY_ROWS:
            self.flush()

    def flush(self) -> None:
        """Makes what was put survive: rows first, then the index that names them."""
        if not self._pending:
            return
        with file_errors_as_sentences(self._rows):
            with self._rows.open("rb+") as file:
                os.fsync(file.fileno())
            with self._index.open("a", encoding="utf-8") as file:
                file.write("\n".join(self._pending) + "\n")
                file.flush()
                os.fsync(file.fileno())
        self._pending.clear()

    def _read_index(self) -> None:
        if not self._index.exists() or not self._rows.exists():
            return
        written = self._rows.stat().st_size
        for line in self._index.read_text(encoding="utf-8").splitlines():
            try:
                key, start, size, checksum = json.loads(line)
            except ValueError:
                continue  # cut short by a crash
            if start + size <= written:
                self._places[key] = (start, size, checksum)


def make_room(folder: Path, needed_bytes: int, budget_bytes: int, keep: Path) -> bool:
    """Removes the stores that were used longest ago until this much fits into the budget. False: it never will.

    Args:
        folder: holds one folder a store.
        keep: the store that the room is for.
    """
    if needed_bytes > min(budget_bytes, shutil.disk_usage(folder).free // 2):
        return False
    others = [path for path in folder.iterdir() if path.is_dir() and path != keep]
    stores = sorted(others, key=lambda path: path.stat().st_mtime)
    used = {path: sum(file.stat().st_size for file in path.iterdir()) for path in stores}
    total = sum(used.values())
    for path in stores:
        if total + needed_bytes <= budget_bytes:
            break
        if time.time() - path.stat().st_mtime > 60:  # not one that a run beside this one is filling
            shutil.rmtree(path, ignore_errors=True)
            total -= used[path]
    return True

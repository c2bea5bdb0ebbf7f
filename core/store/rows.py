"""Rows of bytes on disk that a crash can't spoil: features of items, kept from run to run. Torch-free.

A row is appended, and synced where it is worth that, before the index names it, and carries a checksum; whatever a crash
leaves behind is a row that nobody knows or that is no longer what was written, and is written again. Rows are read through a
memory map, so a store may be larger than the memory.
"""

import contextlib
import io
import json
import math
import os
import shutil
import time
import zlib
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.store.atomic import file_errors_as_sentences

Bytes = npt.NDArray[np.uint8]
Place = tuple[int, int, int]  # first byte, size, checksum
# what a crash may cost: that many rows, or that much time
_SYNC_EVERY_ROWS = 256
_SYNC_EVERY_S = 5.0
# pages that were read through a map count as this process's memory until the map is closed, and with each the system maps
# some of those around it
_BYTES_PER_MAP = 4 * 2**20
_IN_USE_S = 60.0


class RowStore:
    """Rows by key. One process writes at a time; a second one would only waste work, not spoil anything.

    Args:
        folder: of this store alone; made if absent.
        synced: what was flushed survives a power cut. False: only the end of this program, for rows that are quickly made
            again; a person need not wait for the disk then, and a row that was lost is noticed by its checksum.
    """

    def __init__(self, folder: Path, *, synced: bool = True) -> None:
        self.folder, self._synced = folder, synced
        self._rows, self._index = folder / "rows.bin", folder / "index.jsonl"
        self._places: dict[str, Place] = {}
        self._checked: set[str] = set()
        self._pending: list[str] = []
        self._synced_at_s = time.monotonic()
        self._map: Bytes | None = None
        self._mapped_file = (0, 0)  # its device and number
        self._read_bytes = 0
        self._read_index()
        with contextlib.suppress(OSError):  # where nothing can be written, `put` says so
            folder.mkdir(parents=True, exist_ok=True)
        self._used_at_s = -math.inf
        self._say_in_use()

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def __len__(self) -> int:
        return len(self._places)

    @property
    def size_bytes(self) -> int:
        """On the disk, rows that nobody knows any more included."""
        return self._rows.stat().st_size if self._rows.exists() else 0

    def size_of(self, key: str) -> int | None:
        """Bytes of a row, without reading it; None where it is unknown."""
        place = self._places.get(key)
        return place[1] if place is not None else None

    def get(self, key: str) -> Bytes | None:
        """The row, (bytes,) uint8, not writable; None where it is unknown or no longer what was written.

        What is returned lies in the file: copy it before long. Its checksum is looked at once, and again where the file is
        another one since: it may be deleted, and written anew, at any time.
        """
        place = self._places.get(key)
        if place is None:
            return None
        start, size, checksum = place
        row = self._mapped(start + size)[start : start + size]
        self._read_bytes += size
        self._say_in_use()
        if len(row) != size or (key not in self._checked and zlib.crc32(row.data) != checksum):
            del self._places[key]
            return None
        self._checked.add(key)
        return row

    def put(self, key: str, *parts: Bytes) -> None:
        """Appends a row, which may come in several parts.

        Raises:
            UserError: disk_full, not_writable; all rows before it stay readable.
        """
        self.put_all([(key, *parts)])

    def put_all(self, rows: Iterable[tuple[str, *tuple[Bytes, ...]]]) -> None:
        """Appends several rows at once; see `put`."""
        added: dict[str, Place] = {}
        with file_errors_as_sentences(self._rows), self._opened_to_append() as file:
            first = file.tell()
            self._forget_another(file)
            try:
                for key, *parts in rows:
                    start, size, checksum = file.tell(), 0, 0
                    for content in (np.ascontiguousarray(part).data for part in parts):
                        size, checksum = size + content.nbytes, zlib.crc32(content, checksum)
                        _write_whole(file, content)
                    added[key] = (start, size, checksum)
            except OSError:
                with contextlib.suppress(OSError):  # a full disk has the room back that a part of these rows took
                    file.truncate(first)
                raise
        self._places |= added
        self._checked -= added.keys()
        self._pending += [json.dumps([key, *place]) for key, place in added.items()]
        if len(self._pending) >= _SYNC_EVERY_ROWS or time.monotonic() - self._synced_at_s > _SYNC_EVERY_S:
            self.flush()

    def flush(self) -> None:
        """Makes what was put survive: rows first, then the index that names them."""
        self._synced_at_s = time.monotonic()
        self._say_in_use()
        if not self._pending:
            return
        with file_errors_as_sentences(self._rows):
            if self._synced:
                with self._rows.open("rb+") as file:
                    os.fsync(file.fileno())
            with self._index.open("a", encoding="utf-8") as file:
                # on a line of its own, even after one that a crash cut short
                file.write("\n" * self._is_cut_short() + "\n".join(self._pending) + "\n")
                file.flush()
                if self._synced:
                    os.fsync(file.fileno())
        self._pending.clear()

    def remove(self) -> None:
        """Deletes the store; its rows are unknown from now on."""
        self._map = None
        self._places.clear()
        self._pending.clear()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _opened_to_append(self) -> io.FileIO:
        try:
            return self._rows.open("ab", buffering=0)
        except FileNotFoundError:  # new, or deleted by somebody
            self.folder.mkdir(parents=True, exist_ok=True)
            return self._rows.open("ab", buffering=0)

    def _mapped(self, end: int) -> Bytes:
        """The file, at least up to byte `end` where it is that long."""
        if self._map is None or len(self._map) < end or self._read_bytes > _BYTES_PER_MAP:
            self._read_bytes = 0
            try:
                with self._rows.open("rb") as file:
                    self._forget_another(file)
                    self._map = np.asarray(np.memmap(file, np.uint8, "r"))
            except (OSError, ValueError):  # gone, or empty
                self._map = None
                self._checked.clear()
                return np.empty(0, np.uint8)
        return self._map

    def _forget_another(self, file: io.BufferedReader | io.FileIO) -> None:
        """What was checked in another file than this one, or in a longer one, says nothing of it."""
        facts = os.fstat(file.fileno())
        number = (facts.st_dev, facts.st_ino)
        if number != self._mapped_file or (self._map is not None and facts.st_size < len(self._map)):
            self._mapped_file, self._map = number, None
            self._checked.clear()

    def _say_in_use(self) -> None:
        """Now and then: the store that was used longest ago goes first when room is needed."""
        now = time.monotonic()
        if now - self._used_at_s > _IN_USE_S / 4:
            self._used_at_s = now
            with contextlib.suppress(OSError):
                os.utime(self.folder)

    def _is_cut_short(self) -> bool:
        if not self._index.exists() or not self._index.stat().st_size:
            return False
        with self._index.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) != b"\n"

    def _read_index(self) -> None:
        if not self._index.exists() or not self._rows.exists():
            return
        written = self._rows.stat().st_size
        for key, start, size, checksum in _entries(self._index.read_text(encoding="utf-8", errors="replace").splitlines()):
            if start + size <= written:
                self._places[key] = (start, size, checksum)


def _write_whole(file: io.RawIOBase, content: memoryview) -> None:
    """An unbuffered file may take a part of what it is given; the rest of a full disk's last row, for example."""
    left = content.cast("B")
    while left:
        left = left[file.write(left) or 0 :]


def _entries(lines: Sequence[str]) -> list[tuple[str, int, int, int]]:
    """The index, parsed in one go; line by line only where a crash has cut one short."""
    try:
        return list(json.loads(f"[{','.join(lines)}]"))
    except ValueError:
        found = []
        for line in lines:
            try:
                key, start, size, checksum = json.loads(line)
            except (ValueError, TypeError):
                continue
            found.append((key, start, size, checksum))
        return found


def make_room(folder: Path, needed_bytes: int, budget_bytes: int, keep: Path | Collection[Path]) -> bool:
    """Removes the stores that were used longest ago until this much fits: into the budget, and what is not there yet into
    half of what is free on the disk. False: it never will, and nothing was removed.

    Args:
        folder: holds one folder a store.
        needed_bytes: of the stores in `keep`, with what is in them already.
        keep: the store or the stores that the room is for.

    Raises:
        UserError: not_writable.
    """
    keep = {keep} if isinstance(keep, Path) else set(keep)
    with file_errors_as_sentences(folder):
        folder.mkdir(parents=True, exist_ok=True)
        used = {path: sum(file.stat().st_size for file in path.iterdir()) for path in folder.iterdir() if path.is_dir()}
        free = shutil.disk_usage(folder).free
        ages_s = {path: time.time() - path.stat().st_mtime for path in used}
    added = needed_bytes - sum(used[path] for path in used if path in keep)
    total = sum(used[path] for path in used if path not in keep)
    # the oldest first; not one that a run beside this one is filling
    others = sorted((path for path in used if path not in keep and ages_s[path] > _IN_USE_S), key=lambda path: -ages_s[path])
    removable = sum(used[path] for path in others)
    if total - removable + needed_bytes > budget_bytes or added > (free + removable) // 2:
        return False
    for path in others:
        if total + needed_bytes <= budget_bytes and added <= free // 2:
            break
        shutil.rmtree(path, ignore_errors=True)
        total, free = total - used[path], free + used[path]
    return True

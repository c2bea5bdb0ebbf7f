"""Decoded pictures as rows on disk, found by the hash of the file's content. Without a disk that takes them nothing is kept."""

import contextlib
import threading
import weakref
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.contracts.errors import UserError
from core.dataset.decode import Decoded, Pixels
from core.store.rows import RowStore, make_room

BUDGET_BYTES = 10 * 2**30
# Their decoding is little more than the reading.
PLAIN_FORMATS = frozenset(("BMP", "DIB", "PPM"))
_ROOM_AT_A_TIME = 128 * 2**20
# height, width, channels (1 of a grey picture), from_px and to_px of `Decoded`
_HEADER_NUMBERS = 5

_Header = npt.NDArray[np.int32]


class PictureStore:
    """Pictures and finished squares of one data set. Safe to use from several threads.

    A row that is damaged, or whose store was deleted meanwhile, counts as none.

    Args:
        folder: of this store alone; beside it are those of other data sets, of which the ones that were used longest ago
            are removed when room is needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._rows: RowStore | None = None
        self._room_bytes = 0  # that may be filled before room is asked for again
        self._is_full = False
        with contextlib.suppress(OSError, UserError):
            self._rows = RowStore(folder, synced=False)
            weakref.finalize(self, _flush, self._rows)

    def find(self, sha256: str, at_least_px: int) -> Pixels | None:
        """The picture as `decode_picture` gives it for a file with this content: (H, W, 3) uint8, (H, W) of a grey one."""
        for key in _keys(sha256):
            row = self._row(key)
            if row is None:
                return None
            header, values = row
            if header[3] <= at_least_px <= header[4]:
                return _pixels(header, values)
        return None

    def keep(self, sha256: str, decoded: Decoded, most_bytes: int) -> None:
        """Keeps a picture, where that pays and it isn't larger than this."""
        if decoded.format in PLAIN_FORMATS:
            return
        values = _grey_as_one(decoded.pixels)
        if values.nbytes <= most_bytes:
            for key in _keys(sha256):
                if not self._has(key):
                    self._put(key, values, decoded.from_px, decoded.to_px)
                    return

    def find_square(self, sha256: str, view: str) -> Pixels | None:
        """What was kept of this view."""
        row = self._row(f"{sha256} {view}")
        return None if row is None else _pixels(*row)

    def keep_square(self, sha256: str, view: str, square: Pixels) -> None:
        self._put(f"{sha256} {view}", _grey_as_one(square), 0, 0)

    def flush(self) -> None:
        """Makes what was kept survive."""
        with self._lock:
            _flush(self._rows)

    def _has(self, key: str) -> bool:
        return self._rows is not None and key in self._rows

    def _row(self, key: str) -> tuple[_Header, Pixels] | None:
        if self._rows is None:
            return None
        try:
            with self._lock:
                row = self._rows.get(key)
        except OSError:
            return None
        if row is None:
            return None
        split = _HEADER_NUMBERS * np.dtype(np.int32).itemsize
        return row[:split].copy().view(np.int32), row[split:]

    def _put(self, key: str, values: Pixels, from_px: int, to_px: int) -> None:
        header = np.array([*values.shape[:2], 1 if values.ndim == 2 else 3, from_px, to_px], np.int32)
        row = (header.view(np.uint8), values.reshape(-1))
        with self._lock:
            if self._rows is None or self._is_full or key in self._rows:
                return
            try:
                size_bytes = sum(part.nbytes for part in row)
                if size_bytes > self._room_bytes:
                    self._make_room(self._rows.size_bytes)
                self._rows.put(key, *row)
                self._room_bytes -= size_bytes
            except (OSError, UserError):
                self._is_full = True  # no room for a cache: everybody goes on without

    def _make_room(self, own_bytes: int) -> None:
        """Raises UserError, OSError: there is none."""
        if not make_room(self._folder.parent, own_bytes + _ROOM_AT_A_TIME, BUDGET_BYTES, keep=self._folder):
            raise UserError("disk_full", path=str(self._folder))
        self._room_bytes = _ROOM_AT_A_TIME


def _flush(rows: RowStore | None) -> None:
    if rows is not None:
        with contextlib.suppress(OSError, UserError):
            rows.flush()


def _keys(sha256: str) -> list[str]:
    """A picture may be kept in each size that a JPEG is decoded at."""
    return [f"{sha256} {number}" for number in range(4)]


def _grey_as_one(pixels: Pixels) -> Pixels:
    """(H, W, 3), or (H, W) of a picture whose three channels are equal."""
    if pixels.ndim == 2:
        return pixels
    first, second, third = (pixels[:, :, channel] for channel in range(3))
    # most coloured pictures are told by a few rows
    few = slice(None, None, max(1, len(pixels) // 4))
    if not (np.array_equal(first[few], second[few]) and np.array_equal(first, second) and np.array_equal(first, third)):
        return pixels
    return np.ascontiguousarray(first)


def _pixels(header: _Header, values: Pixels) -> Pixels:
    height, width, channels = header[:3].tolist()
    return values.reshape((height, width) if channels == 1 else (height, width, 3)).copy()

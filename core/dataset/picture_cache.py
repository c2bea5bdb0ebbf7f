"""The pictures of a data set, each decoded once: not for the scan, again for every epoch, and again for every scoring.

What comes from here is bit for bit what `decode_picture` gives. A picture is found by the hash of its file's content. That
a file still has the content that was hashed is known by its size and time, as in the scan's own cache; where these are
unknown or differ, the file is read and hashed again.
"""

import hashlib
import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from PIL import __version__

from core.dataset.checks import Checked
from core.dataset.decode import (
    Decoded,
    PictureError,
    Pixels,
    decode_content,
    decode_picture,
    openable_path,
    picture_errors,
    picture_facts,
)
from core.dataset.picture_store import BUDGET_BYTES, PictureStore
from core.dataset.pictures import as_user_error
from core.store.places import cache_folder

# Of a picture. Of a larger one the finished squares are kept.
MOST_BYTES = 3 * 2**20
# A larger file is not read into memory as a whole, and nothing of it is kept.
MOST_FILE_BYTES = 100 * 2**20
# What a scan decodes at: enough for networks that take 224 pixels, and for most that take a little more or less.
USUAL_PX = 448
# To be raised when `core.dataset.decode` makes other pixels of a file.
DECODER_VERSION = 1
_MOST_OPEN = 2

_open: dict[tuple[Path, Path], "PictureCache"] = {}
_opening = threading.Lock()


class Content(NamedTuple):
    """What a file held when it had this size and time."""

    size_bytes: int
    mtime_ns: int
    sha256: str


class PictureCache:
    """The pictures below one folder. Safe to use from several threads.

    Args:
        root: the folder of the data set.
        folder: of the cache, which all data sets share.
    """

    def __init__(self, root: Path, folder: Path) -> None:
        name = hashlib.sha256(f"{root} {DECODER_VERSION} {__version__}".encode(errors="surrogateescape")).hexdigest()[:32]
        self._root = root
        self._known: dict[str, Content] = {}
        self._most_bytes = MOST_BYTES
        self._store = PictureStore(folder / name)

    def expect(self, count: int) -> None:
        """So many pictures share the budget."""
        self._most_bytes = min(MOST_BYTES, BUDGET_BYTES // max(1, count))

    def know(self, files: Iterable[Checked]) -> None:
        """What a scan has found. What was kept until now survives."""
        self._known = {file.file: Content(file.size_bytes, file.mtime_ns, check.sha256) for file, check in files}
        self._store.flush()

    def sha256_of(self, file: str) -> str:
        """Of the file's content as it is now.

        Raises:
            PictureError: it can't be read.
        """
        known = self._as_known(file)
        return self._read(file)[0].sha256 if known is None else known.sha256

    def check(self, file: str) -> tuple[str, Decoded]:
        """A file that is new to a scan, read once: the hash of its content, and the picture at USUAL_PX.

        Raises:
            PictureError: with the reason.
        """
        known, content = self._read(file)
        if content is None:
            path = self._root / file
            return known.sha256, Decoded(decode_picture(path, at_least_px=USUAL_PX), picture_facts(path), "", 0, 0)
        return known.sha256, self._decoded(known, content, USUAL_PX)

    def square(self, file: str, at_least_px: int, view: str | None, make: Callable[[Pixels], Pixels]) -> Pixels:
        """What `make` makes of the picture that `decode_picture` gives, of a grey one (H, W).

        Args:
            view: all that the square depends on besides the file's content; None: it won't be asked for again. It is kept
                of pictures that are too large to be kept themselves.

        Raises:
            UserError: as in core.dataset.pictures.
        """
        try:
            return self._square(file, at_least_px, view, make)
        except PictureError as error:
            raise as_user_error(error, self._root / file) from error

    def _square(self, file: str, at_least_px: int, view: str | None, make: Callable[[Pixels], Pixels]) -> Pixels:
        content = None
        known = self._as_known(file)
        if known is None:
            known, content = self._read(file)
        picture = self._store.find(known.sha256, at_least_px)
        if picture is not None:
            return make(picture)
        square = self._store.find_square(known.sha256, view) if view else None
        if square is not None:
            return square
        if content is None:
            known, content = self._read(file)
        if content is None:
            return make(decode_picture(self._root / file, at_least_px=at_least_px))
        decoded = self._decoded(known, content, at_least_px)
        square = make(decoded.pixels)
        if view and decoded.pixels.nbytes > self._most_bytes:
            self._store.keep_square(known.sha256, view, square)
        return square

    def _decoded(self, known: Content, content: bytes, at_least_px: int) -> Decoded:
        decoded = decode_content(content, at_least_px=at_least_px)
        self._store.keep(known.sha256, decoded, self._most_bytes)
        return decoded

    def _as_known(self, file: str) -> Content | None:
        """What is known of a file, if it is as large and as old as it was then."""
        known = self._known.get(file)
        if known is None:
            return None
        with picture_errors():
            facts = openable_path(self._root / file).stat()
        return known if (facts.st_size, facts.st_mtime_ns) == known[:2] else None

    def _read(self, file: str) -> tuple[Content, bytes | None]:
        """What the file holds now; of a very large one only the hash."""
        with picture_errors(), openable_path(self._root / file).open("rb") as stream:
            facts = os.fstat(stream.fileno())
            if facts.st_size > MOST_FILE_BYTES:
                content, sha256 = None, hashlib.file_digest(stream, "sha256").hexdigest()
            else:
                content = stream.read()
                sha256 = hashlib.sha256(content).hexdigest()
        known = self._known[file] = Content(facts.st_size, facts.st_mtime_ns, sha256)
        return known, content


def open_pictures(root: Path, folder: Path | None = None) -> PictureCache:
    """Opens the cache of a data set anew, with what other processes have added.

    Args:
        folder: where caches are; None: the usual place.
    """
    key = (Path(root).absolute(), (folder or cache_folder()) / "pictures")
    with _opening:
        _open.pop(key, None)
        _open[key] = pictures = PictureCache(*key)
        while len(_open) > _MOST_OPEN:
            del _open[next(iter(_open))]
        return pictures


def pictures_of(root: Path) -> PictureCache:
    """The cache of a data set, as the last scan in this process has left it."""
    opened = _open.get((Path(root).absolute(), cache_folder() / "pictures"))
    return open_pictures(root) if opened is None else opened

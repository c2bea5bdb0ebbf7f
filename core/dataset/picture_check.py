"""One picture file, opened once: is it good, how large is it, what is it. Remembered until the file changes."""

import contextlib
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import ValidationError

from core.contracts.base import Contract
from core.contracts.errors import UserError
from core.dataset.decode import PictureError, decode_picture, openable_path, picture_facts
from core.dataset.folder_tree import FoundFile
from core.store.atomic import write_text
from core.store.places import cache_folder

# Enough to run through all of the file's data; a JPEG is decoded at an eighth of its size.
CHECK_PX = 32
# Depend on more than the file's bytes, so they are asked again at every scan.
PASSING_PROBLEMS = frozenset({"missing", "no_permission", "unreadable"})


class PictureCheck(Contract):
    """What is known of a file. `problem`: a reason of PictureError, or empty for a good picture. `brightest`: in [0, 255]."""

    problem: str = ""
    sha256: str = ""
    width_px: int = 0
    height_px: int = 0
    several_frames: bool = False
    brightest: int = 255


class Checked(NamedTuple):
    """A file and what is known of it."""

    file: FoundFile
    check: PictureCheck


class _Remembered(Contract):
    size_bytes: int
    mtime_ns: int
    check: PictureCheck


class _CacheFile(Contract):
    version: Literal[1] = 1  # to be raised when the decoder learns something: all files are then opened again
    folder: str
    files: dict[str, _Remembered]


def check_picture(path: Path) -> PictureCheck:
    """Opens a file, decodes all of it, hashes it. Never raises for what lies in the file."""
    try:
        facts = picture_facts(path)
        pixels = decode_picture(path, at_least_px=CHECK_PX)
        with openable_path(path).open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    except PictureError as error:
        return PictureCheck(problem=error.reason)
    except OSError:
        return PictureCheck(problem="unreadable")
    return PictureCheck(
        sha256=sha256,
        width_px=facts.width_px,
        height_px=facts.height_px,
        several_frames=facts.several_frames,
        brightest=int(pixels.max()),
    )


class CheckCache:
    """The checks of one folder's files, kept on disk. A damaged or foreign cache file counts as none."""

    def __init__(self, root: Path, folder: Path | None = None) -> None:
        name = hashlib.sha256(str(root).encode(errors="surrogateescape")).hexdigest()[:32]
        self._root = root
        self._path = (folder or cache_folder()) / "scans" / f"{name}.json"
        self._old = self._read()
        self._new: dict[str, _Remembered] = {}

    def find(self, file: FoundFile) -> PictureCheck | None:
        """What was found the last time, if the file is as large and as old as it was then."""
        entry = self._old.get(file.file)
        if entry is None or (entry.size_bytes, entry.mtime_ns) != (file.size_bytes, file.mtime_ns):
            return None
        self._new[file.file] = entry
        return entry.check

    def keep(self, file: FoundFile, check: PictureCheck) -> None:
        if check.problem not in PASSING_PROBLEMS:
            self._new[file.file] = _Remembered(size_bytes=file.size_bytes, mtime_ns=file.mtime_ns, check=check)

    def save(self, *, complete: bool) -> None:
        """Writes what was found or kept. `complete`: all files were seen, what is old may be forgotten."""
        files: Mapping[str, _Remembered] = self._new if complete else {**self._old, **self._new}
        if files == self._old:
            return
        # without a cache the next scan is slower, and that is all: nothing to tell
        with contextlib.suppress(UserError):
            write_text(self._path, _CacheFile(folder=str(self._root), files=dict(files)).model_dump_json())

    def _read(self) -> dict[str, _Remembered]:
        try:
            return _CacheFile.model_validate_json(self._path.read_bytes()).files
        except (OSError, ValidationError):
            return {}

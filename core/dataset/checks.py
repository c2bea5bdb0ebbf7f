"""Files and what is known of them: each opened once, a few threads ahead, and remembered until it changes."""

import contextlib
import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Generic, Literal, NamedTuple, Protocol, TypeVar

from pydantic import ValidationError

from core.contracts.base import Contract
from core.contracts.errors import Stopped, UserError
from core.dataset.folder_tree import FolderTree, FoundFile
from core.store.atomic import write_text
from core.store.places import cache_folder

MAX_THREADS = 8
# Depend on more than the file's bytes, so they are asked again at every scan.
PASSING_PROBLEMS = frozenset({"missing", "no_permission", "unreadable"})


class Content(Protocol):
    """What a scan learns of a picture or a text."""

    @property
    def sha256(self) -> str:
        """Of the content: equal ones share a part."""

    @property
    def facts(self) -> dict[str, Any]:
        """What a SampleInfo says of it besides."""


class FileCheck(Contract):
    """What is known of a file; `problem` is empty for a good one."""

    problem: str = ""
    sha256: str = ""

    @property
    def facts(self) -> dict[str, Any]:
        """See Content."""
        return {}


class Checked(NamedTuple):
    """A file, or a row of one, and what is known of it."""

    file: FoundFile
    check: Content


C = TypeVar("C", bound=FileCheck)


class _Remembered(Contract, Generic[C]):
    size_bytes: int
    mtime_ns: int
    check: C


class _CacheFile(Contract, Generic[C]):
    version: Literal[1] = 1  # to be raised when a decoder learns something: all files are then opened again
    folder: str
    files: dict[str, _Remembered[C]]


class CheckCache(Generic[C]):
    """The checks of one folder's files, kept on disk. A damaged or foreign cache file counts as none.

    variant: tells the caches of one folder apart that hold different things.
    """

    def __init__(self, root: Path, kind: type[C], folder: Path | None = None, variant: str = "") -> None:
        name = hashlib.sha256((str(root) + variant).encode(errors="surrogateescape")).hexdigest()[:32]
        self._root = root
        self._kind = kind
        self._path = (folder or cache_folder()) / "scans" / f"{name}.json"
        self._old = self._read()
        self._new: dict[str, _Remembered[C]] = {}

    def find(self, file: FoundFile) -> C | None:
        """What was found the last time, if the file is as large and as old as it was then."""
        entry = self._old.get(file.file)
        if entry is None or (entry.size_bytes, entry.mtime_ns) != (file.size_bytes, file.mtime_ns):
            return None
        self._new[file.file] = entry
        return entry.check

    def keep(self, file: FoundFile, check: C) -> None:
        if check.problem not in PASSING_PROBLEMS:
            kept = _Remembered[self._kind]  # type: ignore[name-defined]
            self._new[file.file] = kept(size_bytes=file.size_bytes, mtime_ns=file.mtime_ns, check=check)

    def save(self, *, complete: bool) -> None:
        """Writes what was found or kept. `complete`: all files were seen, what is old may be forgotten."""
        files: Mapping[str, _Remembered[C]] = self._new if complete else {**self._old, **self._new}
        if files == self._old:
            return
        content = _CacheFile[self._kind](folder=str(self._root), files=dict(files))  # type: ignore[name-defined]
        # without a cache the next scan is slower, and that is all: nothing to tell
        with contextlib.suppress(UserError):
            write_text(self._path, content.model_dump_json())

    def _read(self) -> dict[str, _Remembered[C]]:
        try:
            found: _CacheFile[C] = _CacheFile[self._kind].model_validate_json(self._path.read_bytes())  # type: ignore[name-defined]
        except (OSError, ValidationError):
            return {}
        return found.files


def good_files(
    tree: FolderTree,
    files: Sequence[FoundFile],
    check: Callable[[Path], C],
    cache: CheckCache[C],
    is_good: Callable[[FolderTree, FoundFile, C], bool],
    on_progress: Callable[[int, int | None], None],
    should_stop: Callable[[], bool],
) -> list[Checked]:
    """Checks all files and keeps the good ones, in the order of their names. What was learnt is remembered, even of a scan
    that was stopped.

    Args:
        is_good: may note something about the file in the tree.

    Raises:
        Stopped: as asked. Whatever `is_good` raises.
    """
    good = []
    on_progress(0, len(files))
    complete = False
    try:
        for done, (file, found) in enumerate(checked_files(tree.root, files, check, cache, should_stop), start=1):
            if is_good(tree, file, found):
                good.append(Checked(file, found))
            on_progress(done, len(files))
        complete = True
    finally:
        cache.save(complete=complete)
    return sorted(good, key=lambda item: item.file.file)


def checked_files(
    root: Path,
    files: Iterable[FoundFile],
    check: Callable[[Path], C],
    cache: CheckCache[C],
    should_stop: Callable[[], bool],
) -> Iterator[tuple[FoundFile, C]]:
    """The files with their checks, in order; a few threads ahead, never more than a few files in memory.

    Raises:
        Stopped: as asked.
    """
    threads = min(MAX_THREADS, os.cpu_count() or 1)
    waiting: deque[tuple[FoundFile, C | Future[C]]] = deque()
    with ThreadPoolExecutor(threads, thread_name_prefix="scan") as pool:

        def next_done() -> tuple[FoundFile, C]:
            file, found = waiting.popleft()
            if not isinstance(found, Future):
                return file, found
            result = found.result()
            cache.keep(file, result)
            return file, result

        try:
            for file in files:
                if should_stop():
                    raise Stopped
                waiting.append((file, cache.find(file) or pool.submit(check, root / file.file)))
                if len(waiting) > 4 * threads:
                    yield next_done()
            while waiting:
                yield next_done()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

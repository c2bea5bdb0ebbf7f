"""Which files lie in a labelled folder, under which class, in which part. Nothing is opened here; any kind of data.

The layout is one sub-folder a class, or folders named train, val(idation) and test with those inside. Files deeper in a
class folder belong to that class.
"""

import os
import stat
import unicodedata
from collections import Counter
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Literal

from core.contracts.errors import Param, Stopped, UserError
from core.contracts.records import FindingInfo
from core.contracts.spec import Part
from core.dataset.decode import openable_path
from core.dataset.there import is_link
from core.store.places import typed_path

PART_NAMES: dict[str, Part] = {
    "train": "train",
    "training": "train",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
    "test": "test",
    "testing": "test",
}
# What systems and programs leave in every folder. Names that start with a dot are skipped as well.
LITTER = frozenset(
    {"thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "@eadir", "$recycle.bin", "system volume information", "icon\r"}
)

_Place = tuple[int, int]  # device and number: what a folder is, however one came to it
Severity = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file in a class folder, or a row of a table. `part` is None where the data doesn't say it."""

    file: str
    label: str
    part: Part | None
    size_bytes: int
    mtime_ns: int


@dataclass
class FolderTree:
    """What a walk found. `files` in a fixed order, whatever order the disk gives."""

    root: Path
    files: list[FoundFile] = field(default_factory=list)
    findings: list[FindingInfo] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    parts: frozenset[Part] = frozenset()
    most_alike: int | None = None  # findings of one code that are kept; the others are counted
    counts: Counter[str] = field(default_factory=Counter)
    left_out_count: int = 0

    def note(self, code: str, file: str, severity: Severity, *, left_out: bool = True, **params: Param) -> None:
        self.counts[code] += 1
        self.left_out_count += left_out
        if self.most_alike is None or self.counts[code] <= self.most_alike:
            self.findings.append(FindingInfo(code=code, file=file, severity=severity, left_out=left_out, params=params))

    def told(self) -> list[FindingInfo]:
        """The findings; behind the last one of a code that had too many, how many more there were."""
        lasts = {finding.code: place for place, finding in enumerate(self.findings)}
        told = []
        for place, finding in enumerate(self.findings):
            told.append(finding)
            if self.most_alike and lasts[finding.code] == place and self.counts[finding.code] > self.most_alike:
                params: dict[str, Param] = {"count": self.counts[finding.code] - self.most_alike, "of": finding.code}
                told.append(finding.model_copy(update={"code": "more_alike", "file": "", "params": params}))
        return told


@dataclass(frozen=True)
class _Entry:
    """A visible entry of a folder. `facts` is None where the name leads nowhere or may not be looked at."""

    name: str
    facts: os.stat_result | None

    @property
    def is_folder(self) -> bool:
        return self.facts is not None and stat.S_ISDIR(self.facts.st_mode)


def list_tree(folder: str, should_stop: Callable[[], bool]) -> FolderTree:
    """Lists a labelled folder.

    Raises:
        UserError: data_folder_missing, data_not_a_folder, data_folder_closed, data_folder_empty, data_no_subfolders,
            data_inner_folder, data_folder_gone.
        Stopped: as asked.
    """
    tree = FolderTree(_checked_root(folder))
    top = list(_entries(tree, ""))
    folders = [entry for entry in top if entry.is_folder]
    parts = _part_folders(tree, folders)
    if not folders:
        _refuse_without_folders(tree.root, top)
    _refuse_wrapped(tree, folders, parts)
    tree.parts = frozenset(parts.values())
    for entry in top:
        if not entry.is_folder:
            tree.note("beside_classes", entry.name, "info")
        elif not parts:
            _walk_class(tree, entry.name, None, should_stop)
        elif entry.name in parts:
            _walk_part(tree, entry.name, parts[entry.name], should_stop)
        else:
            tree.note("beside_parts", entry.name, "warning")
    return tree


def without_excluded(tree: FolderTree, excluded: Container[str]) -> list[FoundFile]:
    """The files that the person didn't leave out; the others are noted."""
    files = []
    for file in tree.files:
        if file.file in excluded:
            tree.note("excluded", file.file, "info")
        else:
            files.append(file)
    return files


def root_is_gone(root: Path) -> bool:
    """The folder, or the drive under it, is not there any more."""
    try:
        return not stat.S_ISDIR(openable_path(root).stat().st_mode)
    except OSError:
        return True


def _checked_root(folder: str) -> Path:
    root = typed_path(folder).absolute()
    try:
        is_folder = stat.S_ISDIR(openable_path(root).stat().st_mode)
        if is_folder:
            next(os.scandir(openable_path(root)), None)
    except PermissionError as error:
        raise UserError("data_folder_closed", folder=str(root)) from error
    except (OSError, ValueError) as error:
        raise UserError("data_folder_missing", folder=str(root)) from error
    if not is_folder:
        raise UserError("data_not_a_folder", folder=str(root))
    return root


def _place_of(folder: Path) -> _Place:
    try:
        facts = openable_path(folder).stat()
    except OSError:
        return -1, -1  # gone meanwhile: no loop, and listing it will say so
    return facts.st_dev, facts.st_ino


def _part_folders(tree: FolderTree, folders: list[_Entry]) -> dict[str, Part]:
    """Name of a top folder to its part; empty if the top folders are classes.

    "train" alone can be a class (beside "bus" and "car"), so another part or nothing must lie beside it, and classes in it.
    """
    parts = {entry.name: PART_NAMES[entry.name.casefold()] for entry in folders if entry.name.casefold() in PART_NAMES}
    trains = [name for name, part in parts.items() if part == "train"]
    others = len(set(parts.values())) > 1 or len(folders) == len(parts)
    has_classes = any(entry.is_folder for name in trains for entry in _entries(tree, name, noted=False))
    return parts if trains and others and has_classes else {}


def _refuse_without_folders(root: Path, top: list[_Entry]) -> None:
    if top:
        raise UserError("data_no_subfolders", folder=str(root), count=len(top))
    raise UserError("data_folder_empty", folder=str(root))


def _refuse_wrapped(tree: FolderTree, folders: list[_Entry], parts: dict[str, Part]) -> None:
    """An unpacked archive often has one folder too many around the classes: say which one is meant."""
    if len(folders) != 1 or parts:
        return
    inside = list(_entries(tree, folders[0].name, noted=False))
    if len(inside) > 1 and all(entry.is_folder for entry in inside):
        raise UserError("data_inner_folder", folder=str(tree.root), inner=folders[0].name, count=len(inside))


def _walk_part(tree: FolderTree, name: str, part: Part, should_stop: Callable[[], bool]) -> None:
    inside = list(_entries(tree, name))
    classes = [entry for entry in inside if entry.is_folder]
    if inside and not classes:
        tree.note("part_without_classes", name, "warning", count=len(inside))
        tree.parts = tree.parts - {part}
        return
    for entry in inside:
        path = f"{name}/{entry.name}"
        if entry.is_folder:
            _walk_class(tree, path, part, should_stop)
        else:
            tree.note("beside_classes", path, "info")


def _walk_class(tree: FolderTree, folder: str, part: Part | None, should_stop: Callable[[], bool]) -> None:
    """Adds all files in and below a class folder. Links are followed, but not into a folder that one came through."""
    # the same name can come composed (Windows, Linux) or decomposed (macOS): one class all the same
    label = unicodedata.normalize("NFC", folder.rpartition("/")[2])
    tree.labels.add(label)
    found: list[FoundFile] = []
    way = [tree.root, *(tree.root / name for name in accumulate(folder.split("/"), "{}/{}".format))]
    waiting: list[tuple[str, tuple[_Place, ...]]] = [(folder, tuple(_place_of(step) for step in way))]
    while waiting:
        if should_stop():
            raise Stopped
        here, above = waiting.pop()
        for entry in _entries(tree, here):
            path = f"{here}/{entry.name}"
            if entry.facts is None:
                continue
            place = (entry.facts.st_dev, entry.facts.st_ino)
            if stat.S_ISREG(entry.facts.st_mode):
                found.append(FoundFile(path, label, part, entry.facts.st_size, entry.facts.st_mtime_ns))
            elif not entry.is_folder:
                tree.note("not_a_file", path, "info")
            elif place in above:
                tree.note("link_loop", path, "warning")
            else:
                waiting.append((path, (*above, place)))
    tree.files.extend(sorted(found, key=lambda item: item.file))
    nested = sum(item.file.rpartition("/")[0] != folder for item in found)
    if nested:
        tree.note("nested", folder, "info", left_out=False, count=nested)


def _entries(tree: FolderTree, folder: str, *, noted: bool = True) -> Iterator[_Entry]:
    """The visible entries of a folder, by name. What can't be looked at is noted; a link that leads nowhere too."""
    try:
        names = sorted(path.name for path in openable_path(tree.root / folder).iterdir())
    except OSError as error:
        if root_is_gone(tree.root):
            raise UserError("data_folder_gone", folder=str(tree.root)) from error
        if noted:
            tree.note("no_permission" if isinstance(error, PermissionError) else "unreadable", folder, "warning")
        return
    for name in names:
        if name.startswith(".") or name.casefold() in LITTER:
            continue
        path = f"{folder}/{name}" if folder else name
        if not _is_text(name):
            if noted:
                tree.note("odd_name", shown_name(path), "warning")
            continue
        yield _Entry(name, _looked_at(tree, path, noted))


def _looked_at(tree: FolderTree, path: str, noted: bool) -> os.stat_result | None:
    full = openable_path(tree.root / path)
    try:
        return full.stat()
    except OSError as error:
        if noted:
            code = "no_permission" if isinstance(error, PermissionError) else "unreadable"
            tree.note("broken_link" if is_link(full) else code, path, "warning")
        return None


def _is_text(name: str) -> bool:
    """False for bytes that are no characters in the system's encoding: such a name can't be saved in a list."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def shown_name(name: str) -> str:
    """What of such a name can be saved: its bytes that are no characters as "\\xe9"."""
    return name.encode(errors="surrogateescape").decode(errors="backslashreplace")

"""Which tables are meant by a folder or file, and the addresses of their rows: "reviews.csv#17"."""

import re
from pathlib import Path
from typing import NamedTuple

from core.contracts.spec import Part
from core.dataset.decode import openable_path
from core.dataset.folder_tree import LITTER, PART_NAMES
from core.dataset.there import is_folder
from core.store.places import typed_path

TABLE_SUFFIXES = frozenset((".csv", ".tsv", ".jsonl", ".ndjson", ".parquet"))
# What a table beside others is for, by the beginning of its name: train.csv, test-00000-of-00002.parquet.
TABLE_PARTS: dict[str, Part] = {**PART_NAMES, "dev": "validation", "eval": "validation"}
_PART = re.compile(r"([a-z]+)(?:[-_. ].*)?", re.IGNORECASE)
_NUMBERED = re.compile(r"(.+)#([1-9][0-9]*)", re.DOTALL)


class FoundTable(NamedTuple):
    """A table below the root. `part` is None where its name doesn't say one."""

    file: str
    part: Part | None


def is_table(path: Path) -> bool:
    """By its name alone."""
    return path.suffix.lower() in TABLE_SUFFIXES


def root_of(folder: str) -> Path:
    """What the files of samples are relative to: the folder, or the one that the table lies in."""
    path = typed_path(folder).absolute()
    return path.parent if is_table(path) and not is_folder(path) else path


def split_address(file: str) -> tuple[str, int | None]:
    """The file and the number of a row or line in it, counted from 1; None for a whole file."""
    found = _NUMBERED.fullmatch(file)
    return (found.group(1), int(found.group(2))) if found else (file, None)


def tables_of(folder: str) -> list[FoundTable]:
    """The tables that are meant: the file, or those of a folder where they are for training, validation and test, or one alone.

    Empty where the folder holds sub-folders, or several tables that aren't parts of one data set.
    """
    path = typed_path(folder).absolute()
    if not is_folder(path):
        return [FoundTable(path.name, None)] if is_table(path) else []
    files, has_folders = files_in(path)
    tables = [name for name in files if is_table(Path(name))]
    parts = [FoundTable(name, part) for name in tables if (part := part_of_table(name)) is not None]
    if any(table.part == "train" for table in parts) and len({table.part for table in parts}) > 1:
        return parts
    return [FoundTable(tables[0], None)] if len(tables) == 1 and not has_folders else []


def files_in(folder: Path) -> tuple[list[str], bool]:
    """The visible files of a folder by name, and whether there are folders beside them; nothing of one that can't be read."""
    try:
        entries = [entry for entry in openable_path(folder).iterdir() if _is_visible(entry.name)]
        files = sorted(entry.name for entry in entries if not entry.is_dir())
    except OSError:
        return [], False
    return files, len(files) < len(entries)


def part_of_table(name: str) -> Part | None:
    found = _PART.fullmatch(name.rpartition(".")[0])
    return TABLE_PARTS.get(found.group(1).casefold()) if found else None


def leading_table(path: Path) -> Path:
    """The table whose columns count: of tables for training, validation and test, the one for training."""
    tables = tables_of(str(path.parent)) if part_of_table(path.name) else []
    if path.name not in {table.file for table in tables}:
        return path
    return path.parent / next(table.file for table in tables if table.part == "train")


def _is_visible(name: str) -> bool:
    return not name.startswith(".") and name.casefold() not in LITTER

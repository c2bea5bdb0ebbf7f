"""What kind of data a folder holds, from its names and the beginning of a few files."""

import os
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path, PurePath

from core.contracts.spec import DataKind
from core.dataset.decode import openable_path
from core.dataset.folder_tree import LITTER
from core.dataset.scan import PICTURE_SUFFIXES
from core.dataset.table_files import is_table, tables_of
from core.dataset.text_items import TEXT_SUFFIXES
from core.dataset.text_read import text_from_bytes
from core.dataset.there import is_folder
from core.store.places import typed_path

# A class folder after another, so that one with other things in it doesn't decide.
_FILES_OF_A_FOLDER = 10
_FILES = 300
_READ_BYTES = 4096


def guess_data(folder: str) -> DataKind:
    """Text for a table or mostly texts, else image; nothing is raised, the scan says what is wrong."""
    path = typed_path(folder).absolute()
    if tables_of(folder) or (is_table(path) and not is_folder(path)):
        return "text"
    kinds = Counter(_kind_of(file) for file in islice(_some_files(path), _FILES))
    return "text" if kinds["text"] > kinds["image"] else "image"


def _some_files(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(openable_path(folder)):
        folders[:] = sorted(name for name in folders if _is_visible(name))
        visible = sorted(name for name in files if _is_visible(name))
        yield from (Path(parent) / name for name in visible[:_FILES_OF_A_FOLDER])


def _kind_of(file: Path) -> str:
    suffix = PurePath(file.name).suffix.lower()
    if suffix in PICTURE_SUFFIXES:
        return "image"
    if suffix in TEXT_SUFFIXES:
        return "text"
    try:
        with file.open("rb") as stream:
            problem = text_from_bytes(stream.read(_READ_BYTES)).problem
    except OSError:
        return "unknown"
    return "unknown" if problem else "text"


def _is_visible(name: str) -> bool:
    return not name.startswith(".") and name.casefold() not in LITTER

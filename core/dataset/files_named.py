"""The files that a person named, one by one or by their folders: what is to be answered, not learnt from."""

import os
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from core.contracts.errors import UserError
from core.dataset.folder_tree import LITTER
from core.dataset.there import is_folder, is_there


def files_under(paths: Sequence[str], suffixes: Collection[str]) -> tuple[list[str], int]:
    """The files named, and those with these suffixes in the folders named, however deep; hidden ones and litter are not.

    A file that was named stays, whatever it is called and even if it is gone, so that its row can say so.

    Returns:
        The files, each once, and how many were left out because their names are no characters: such a name can't be
        written into a result.

    Raises:
        UserError: file_missing, where none of the paths exists.
    """
    if not any(map(is_there, paths)):
        raise UserError("file_missing", path=", ".join(paths[:3]))
    found = [file for path in paths for file in (_walk(Path(path), suffixes) if is_folder(path) else [path])]
    readable = [file for file in found if _is_text(file)]
    return list(dict.fromkeys(readable)), len(found) - len(readable)


def _walk(folder: Path, suffixes: Collection[str]) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if _is_wanted(name))
        for name in sorted(files):
            if _is_wanted(name) and Path(name).suffix.lower() in suffixes:
                yield str(Path(parent) / name)


def _is_wanted(name: str) -> bool:
    return not name.startswith(".") and name.casefold() not in LITTER


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True

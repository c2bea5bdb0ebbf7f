"""What a path leads to: nowhere, where its name is too long or lies in a folder that may not be entered. `Path.exists` and
its relatives raise OSError for those before Python 3.14."""

import os
import stat

from core.dataset.decode import openable_path


def is_there(path: str | os.PathLike[str]) -> bool:
    return _mode_of(path) is not None


def is_folder(path: str | os.PathLike[str]) -> bool:
    return stat.S_ISDIR(_mode_of(path) or 0)


def is_file(path: str | os.PathLike[str]) -> bool:
    return stat.S_ISREG(_mode_of(path) or 0)


def is_link(path: str | os.PathLike[str]) -> bool:
    return stat.S_ISLNK(_mode_of(path, follow_links=False) or 0)


def _mode_of(path: str | os.PathLike[str], *, follow_links: bool = True) -> int | None:
    try:
        return openable_path(path).stat(follow_symlinks=follow_links).st_mode
    except (OSError, ValueError):  # of a name with a NUL in it, the second
        return None

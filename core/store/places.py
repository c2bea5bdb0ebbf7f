"""Where Fettle keeps its own things. Each place can be moved by an environment variable."""

import os
from pathlib import Path

import platformdirs


def cache_folder() -> Path:
    """What can be computed again: thumbnails, scans, measurements."""
    return _place("FETTLE_CACHE_DIR", platformdirs.user_cache_path("fettle", appauthor=False))


def config_folder() -> Path:
    """Settings and crash reports."""
    return _place("FETTLE_CONFIG_DIR", platformdirs.user_config_path("fettle", appauthor=False))


def projects_folder() -> Path:
    """The default home of projects, in the person's documents."""
    return _place("FETTLE_PROJECTS_DIR", platformdirs.user_documents_path() / "Fettle")


def typed_path(text: str | os.PathLike[str]) -> Path:
    """A path as a person types it: ~ is their home, ~name another's; where there is no such home, a name like any other."""
    return Path(os.path.expanduser(text))  # noqa: PTH111  pathlib's own raises RuntimeError where there is no such home


def _place(variable: str, default: Path) -> Path:
    folder = Path(os.environ.get(variable) or default)
    folder.mkdir(parents=True, exist_ok=True)
    return folder

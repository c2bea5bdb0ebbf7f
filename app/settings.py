"""What the window remembers of a person between two starts. A bad key never blocks the start."""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

from PySide6.QtCore import QObject, Signal

from app.theme import ThemeChoice
from core.store.places import config_folder

MOST_RECENT = 12
_log = logging.getLogger(__name__)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_switch(value: Any) -> bool:
    return isinstance(value, bool)


def _is_theme(value: Any) -> bool:
    return value in get_args(ThemeChoice)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _are_named_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_text, value.values()))


# key -> (whether a saved value is valid, value where none is)
_KEYS: dict[str, tuple[Callable[[Any], bool], Any]] = {
    "theme": (_is_theme, "system"),
    "language": (_is_text, "system"),
    "recent_projects": (_are_texts, []),
    "projects_folder": (_is_text, ""),
    "last_folders": (_are_named_texts, {}),
    "window_geometry": (_is_text, ""),
    "advanced_training": (_is_switch, False),
}


class Settings(QObject):
    """Typed keys in one JSON file. Setting a key saves at once; a disk that can't be written to is only logged."""

    theme_changed = Signal(str)
    recent_changed = Signal()

    def __init__(self, path: Path | None = None) -> None:
        super().__init__()
        self._path = path or config_folder() / "settings.json"
        self._raw = self._read()
        self._values = {key: self._valid(key) for key in _KEYS}

    def _read(self) -> dict[str, Any]:
        try:
            raw = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            _log.info("settings can't be read, starting with defaults: %s", error)
            return {}
        return raw if isinstance(raw, dict) else {}

    def _valid(self, key: str) -> Any:
        is_valid, default = _KEYS[key]
        if key not in self._raw:
            return default
        if not is_valid(self._raw[key]):
            _log.info("setting %s is not valid, using its default", key)
            return default
        return self._raw[key]

    def _set(self, key: str, value: Any) -> None:
        from core.contracts.errors import UserError  # not before the first paint: see app.services
        from core.store.atomic import write_json

        self._values[key] = value
        # keys of a newer version stay in the file
        self._raw = {**self._raw, **self._values}
        try:
            write_json(self._path, self._raw)
        except UserError as error:
            _log.info("settings can't be saved: %s", error)

    @property
    def theme(self) -> ThemeChoice:
        value: ThemeChoice = self._values["theme"]
        return value

    @theme.setter
    def theme(self, choice: ThemeChoice) -> None:
        self._set("theme", choice)
        self.theme_changed.emit(choice)

    @property
    def language(self) -> str:
        value: str = self._values["language"]
        return value

    @language.setter
    def language(self, code: str) -> None:
        self._set("language", code)

    @property
    def recent_projects(self) -> list[Path]:
        return [Path(text) for text in self._values["recent_projects"]]

    def add_recent_project(self, folder: Path) -> None:
        others = [path for path in self._values["recent_projects"] if path != str(folder)]
        self._set("recent_projects", [str(folder), *others][:MOST_RECENT])
        self.recent_changed.emit()

    def forget_recent_project(self, folder: Path) -> None:
        self._set("recent_projects", [path for path in self._values["recent_projects"] if path != str(folder)])
        self.recent_changed.emit()

    @property
    def projects_folder(self) -> str:
        """Where new projects go; empty: the default place."""
        value: str = self._values["projects_folder"]
        return value

    @projects_folder.setter
    def projects_folder(self, folder: str) -> None:
        self._set("projects_folder", folder)

    def last_folder(self, what: str) -> str:
        """Where a file dialog of this kind was last; empty at first."""
        folder: str = self._values["last_folders"].get(what, "")
        return folder

    def remember_folder(self, what: str, folder: Path) -> None:
        self._set("last_folders", {**self._values["last_folders"], what: str(folder)})

    @property
    def window_geometry(self) -> str:
        value: str = self._values["window_geometry"]
        return value

    @window_geometry.setter
    def window_geometry(self, encoded: str) -> None:
        self._set("window_geometry", encoded)

    @property
    def advanced_training(self) -> bool:
        value: bool = self._values["advanced_training"]
        return value

    @advanced_training.setter
    def advanced_training(self, on: bool) -> None:
        self._set("advanced_training", on)

"""What the window remembers of a person between two starts. A bad key never blocks the start."""

import json
import logging
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from PySide6.QtCore import QObject, Signal

from app.theme import ThemeChoice
from core.contracts.errors import UserError
from core.store.atomic import write_json
from core.store.places import config_folder

MOST_RECENT = 12
_log = logging.getLogger(__name__)

# key -> (type, value where nothing valid is saved)
_KEYS: dict[str, tuple[Any, Any]] = {
    "theme": (ThemeChoice, "system"),
    "language": (str, "system"),
    "recent_projects": (list[str], []),
    "projects_folder": (str, ""),
    "last_folders": (dict[str, str], {}),
    "window_geometry": (str, ""),
    "advanced_training": (bool, False),
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
        kind, default = _KEYS[key]
        if key not in self._raw:
            return default
        try:
            return TypeAdapter(kind).validate_python(self._raw[key], strict=True)
        except ValidationError:
            _log.info("setting %s is not valid, using its default", key)
            return default

    def _set(self, key: str, value: Any) -> None:
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

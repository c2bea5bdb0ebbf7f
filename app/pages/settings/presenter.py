"""What the Settings page offers. Knows no widgets."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLocale

from app.i18n import tr
from app.settings import Settings
from app.theme import ThemeChoice
from core.store.places import projects_folder

_THEMES: dict[str, ThemeChoice] = {"system": "system", "light": "light", "dark": "dark"}


class SettingsPresenter:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def themes(self) -> list[tuple[str, str]]:
        return [
            ("system", tr("SettingsPage", "Like the system")),
            ("light", tr("SettingsPage", "Light")),
            ("dark", tr("SettingsPage", "Dark")),
        ]

    def languages(self, codes: Sequence[str]) -> list[tuple[str, str]]:
        """(code, name in that language), the system's choice first."""
        named = [(code, "English" if code == "en" else QLocale(code).nativeLanguageName()) for code in codes]
        return [("system", tr("SettingsPage", "Like the system")), *named]

    def home(self) -> Path:
        chosen = self._settings.projects_folder
        return Path(chosen) if chosen else projects_folder()

    def choose_theme(self, key: str) -> None:
        self._settings.theme = _THEMES[key]

    def choose_language(self, code: str) -> None:
        self._settings.language = code

    def choose_home(self, folder: Path) -> None:
        self._settings.projects_folder = str(folder)

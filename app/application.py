"""Puts the parts of the window together, in the order in which they depend on each other, and takes them apart again."""

from pathlib import Path

from PySide6.QtWidgets import QApplication, QStyleFactory

from app.crash import CrashReporter
from app.i18n import install_translations
from app.main_window import MainWindow
from app.pages.start.page import StartPage
from app.services import Services, close_services
from app.theme import apply_theme
from app.warm_up import WarmUp

SMALLEST_FONT_PT = 10.0


class Application:
    """Everything of one running window."""

    def __init__(self, qt: QApplication) -> None:
        self._qt = qt
        qt.setApplicationName("fettle")
        qt.setApplicationDisplayName("Fettle")
        qt.setStyle(QStyleFactory.create("Fusion"))
        font = qt.font()
        font.setPointSizeF(max(font.pointSizeF(), SMALLEST_FONT_PT))
        qt.setFont(font)
        self.services = Services()
        self._crash = CrashReporter(self.services.notices)
        self._crash.install()
        settings = self.services.settings
        self._translators = install_translations(qt, settings.language)
        self._paint()
        settings.theme_changed.connect(self._paint)
        qt.styleHints().colorSchemeChanged.connect(self._desktop_changed)
        self.window: MainWindow | None = None

    def open_window(self, project: Path | None = None, *, with_sample: bool = False) -> MainWindow:
        """Shows the window, with a project or with the first sample that is here."""
        self.window = MainWindow(self.services)
        self.window.painted.connect(WarmUp(self._become_ready, self.window).start)
        if project is not None:
            self._open_project(project)
        self.window.show()
        if with_sample:
            start = self.window.page("start")
            assert isinstance(start, StartPage)
            start.open_sample()
        return self.window

    def _open_project(self, folder: Path) -> None:
        from core.contracts.errors import UserError  # not before the first paint where nothing is to be opened

        assert self.window is not None
        try:
            self.services.workspace.open(folder)
            self.window.show_page("data")
        except UserError as error:
            self.services.notices.error(error.info)

    def _become_ready(self) -> None:
        """All that works behind the window, made while it is looked at."""
        self.services.jobs.warm_up()

    def close(self) -> None:
        """Ends threads and child processes; a running training is saved first."""
        close_services(self.services)
        self._crash.uninstall()

    def _paint(self) -> None:
        apply_theme(self._qt, self.services.settings.theme)

    def _desktop_changed(self) -> None:
        if self.services.settings.theme == "system":
            self._paint()

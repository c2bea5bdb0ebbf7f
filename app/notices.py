"""What the window has to tell: kept until a window exists to show it."""

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

from app.i18n import worded, worded_code

if TYPE_CHECKING:
    from core.contracts.errors import ErrorInfo, Param

Level = Literal["info", "warning", "error"]
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class WindowNotice:
    """One message. `details` (a traceback) is folded away and goes into the copied report."""

    level: Level
    text: str
    details: str = ""


class Notices(QObject):
    """Any part of the window says things here; the notice bar shows them. Call from the main thread."""

    posted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[WindowNotice] = []

    def post(self, level: Level, text: str, details: str = "") -> None:
        _log.info("%s: %s", level, text)
        notice = WindowNotice(level, text, details)
        if notice not in self._waiting:
            self._waiting.append(notice)
        self.posted.emit()

    def info(self, text: str) -> None:
        self.post("info", text)

    def warning(self, text: str) -> None:
        self.post("warning", text)

    def error(self, info: "ErrorInfo") -> None:
        self.post("error", worded(info), info.details)

    def coded(self, level: Level, code: str, **params: "Param") -> None:
        """A message of core.contracts.messages."""
        self.post(level, worded_code(code, params))

    def take(self) -> WindowNotice | None:
        """The oldest notice that nobody has shown yet."""
        return self._waiting.pop(0) if self._waiting else None

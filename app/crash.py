"""What nobody caught: told in the window, kept in a file, never only printed."""

import logging
import sys
import threading
import time
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler

from app.notices import Notices
from core.store.places import config_folder

_log = logging.getLogger("fettle.crash")
_qt_log = logging.getLogger("fettle.qt")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def crash_log_path() -> Path:
    return config_folder() / "crash.log"


class CrashReporter(QObject):
    """Errors of any thread reach the notices on the main thread. Keep it as long as the application lives."""

    _happened = Signal(object)  # ErrorInfo

    def __init__(self, notices: Notices) -> None:
        super().__init__()
        self._happened.connect(notices.error, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        sys.excepthook = self._take
        threading.excepthook = lambda args: self._take(args.exc_type, args.exc_value, args.exc_traceback)
        qInstallMessageHandler(_take_qt_message)

    def uninstall(self) -> None:
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)

    def _take(self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error or kind(), trace)
            return
        from core.contracts.errors import ErrorInfo  # not before the first paint: see app.services
        from core.runtime.failures import as_user_error

        error = error or kind()
        info = as_user_error(error).info
        text = "".join(traceback.format_exception(kind, error, trace))
        _write_down(text)
        self._happened.emit(ErrorInfo(code=info.code, params=info.params, details=info.details or text))


def _write_down(text: str) -> None:
    _log.error("%s", text)
    try:
        with crash_log_path().open("a", encoding="utf-8") as file:
            file.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')}\n{text}\n")
    except OSError:
        _log.exception("the crash log can't be written")


def _take_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    _qt_log.log(_LEVELS.get(kind, logging.WARNING), "%s: %s", context.category, message)
    if kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg):
        _write_down(f"Qt: {message}")

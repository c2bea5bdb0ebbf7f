"""Reading and computing that needs no worker process, off the main thread: files of a run, one large picture."""

import contextlib
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThreadPool, Signal

from core.contracts.errors import ErrorInfo, UserError

OnFailed = Callable[[ErrorInfo], None]


class Background(QObject):
    """Runs one thing after another in the thread pool; only the newest matters, an older result is dropped."""

    _ended = Signal(int, object, object)  # number, result, exception or None

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._on_done: Callable[[Any], None] = lambda _result: None
        self._on_failed: OnFailed | None = None
        self._ended.connect(self._take)

    def run(self, work: Callable[[], Any], on_done: Callable[[Any], None], on_failed: OnFailed | None = None) -> None:
        """Does `work` in a thread; `on_done(result)` or `on_failed(error)` follows in the main thread.

        What `work` raises, other than a UserError, is raised in the main thread: it is a mistake of ours.
        """
        self._number += 1
        self._on_done, self._on_failed = on_done, on_failed
        number = self._number
        QThreadPool.globalInstance().start(lambda: self._do(number, work))

    def forget(self) -> None:
        """Nothing that is still running matters any more."""
        self._number += 1

    def _do(self, number: int, work: Callable[[], Any]) -> None:
        result: Any = None
        failure: Exception | None = None
        try:
            result = work()
        except Exception as error:  # noqa: BLE001  raised again in the main thread
            failure = error
        with contextlib.suppress(RuntimeError):  # the window was closed meanwhile
            self._ended.emit(number, result, failure)

    def _take(self, number: int, result: Any, failure: Exception | None) -> None:
        if number != self._number:
            return
        if failure is None:
            self._on_done(result)
        elif isinstance(failure, UserError) and self._on_failed is not None:
            self._on_failed(failure.info)
        else:
            raise failure

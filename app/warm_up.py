"""What the first paint did without is imported after it, a piece at a time, so that the window answers in between."""

from collections.abc import Callable
from importlib import import_module

from PySide6.QtCore import QObject, QTimer

# in the order of need, none of them longer than a blink
_PIECES = (
    "pydantic.main",
    "core.contracts.records",
    "core.contracts.commands",
    "psutil",
    "numpy",
    "app.workspace",
    "app.run.run_control",
    "app.run.job_runner",
)


class WarmUp(QObject):
    """Call `start` after the first paint; `done` follows on the main thread."""

    def __init__(self, done: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._done = done
        self._left = list(_PIECES)
        # on the main thread: an import in another one holds the interpreter just as long
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._next)

    def start(self) -> None:
        self._timer.start()

    def _next(self) -> None:
        if self._left:
            import_module(self._left.pop(0))
            return
        self._timer.stop()
        self._done()

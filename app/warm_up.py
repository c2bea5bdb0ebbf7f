"""What the first paint did without is imported after it, a piece at a time, so that the window answers in between."""

from collections import deque
from collections.abc import Callable
from functools import partial
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
# half a second that would else be waited for at the first click on Train
_PIECES_OF_PLOTS = ("pyqtgraph", "app.pages.train.page")


class WarmUp(QObject):
    """Call `start` after the first paint. `on_ready` follows on the main thread, when all is there but what the plots need."""

    def __init__(self, on_ready: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        imports, of_plots = ([partial(import_module, name) for name in names] for names in (_PIECES, _PIECES_OF_PLOTS))
        self._left: deque[Callable[[], object]] = deque((*imports, on_ready, *of_plots))
        # on the main thread: an import in another one holds the interpreter just as long
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._next)

    def start(self) -> None:
        self._timer.start()

    def _next(self) -> None:
        piece = self._left.popleft()
        if not self._left:
            self._timer.stop()
        piece()

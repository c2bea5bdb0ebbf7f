"""What the page asks of the panel for one kind of data."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.pages.try_it.presenter import TryItPresenter
from app.theme import GAP_PX

_ASK, _ANSWERS = range(2)


class TryPanel(QWidget):
    """Two views: where a person asks, and the answers for files.

    `files_wanted`: a person wants to choose some. `changed`: `can_start_over` may have.
    """

    files_wanted = Signal()
    changed = Signal()

    def __init__(self, presenter: TryItPresenter) -> None:
        super().__init__()
        self.presenter = presenter
        self._views = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._views)

    def set_views(self, ask: QWidget, answers: QWidget) -> None:
        for view in (ask, answers):
            self._views.addWidget(view)

    def show_state(self) -> None:
        """The source, what was asked or how far it is may have changed."""
        self._views.setCurrentIndex(_ANSWERS if self.presenter.predictions else _ASK)

    def show_answers(self) -> None:
        """There are new answers for files, or none any more."""
        raise NotImplementedError

    def can_start_over(self) -> bool:
        return bool(self.presenter.predictions)

    def start_over(self) -> None:
        """Forgets what the presenter doesn't know of."""


def halves_of(left: QWidget, right: QWidget) -> QSplitter:
    halves = QSplitter()
    halves.setChildrenCollapsible(False)
    halves.setHandleWidth(GAP_PX)
    for place, half in enumerate((left, right)):
        halves.addWidget(half)
        halves.setStretchFactor(place, 1)
    halves.setSizes([460, 540])  # shares, until a person drags
    return halves

"""The place of the ladder on its page: it scrolls where the ladder is taller, together with what is drawn beside it."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from app.widgets.layer_ladder import LayerLadder


class LadderArea(QScrollArea):
    """The ladder with scroll bars where it is taller than its place; the line stays in sight.

    `beside`: what is drawn at the height of its rungs, and scrolls with them.
    """

    def __init__(self, ladder: LayerLadder, parent: QWidget | None = None, *, beside: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ladder = ladder
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = inside = ladder if beside is None else _side_by_side(ladder, beside)
        self.setWidget(inside)
        self.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        inside.installEventFilter(self)
        ladder.valueChanged.connect(self.show_line)
        ladder.network_changed.connect(self.show_line)

    def sizeHint(self) -> QSize:
        """Small: it takes what room there is, and scrolls in it."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        """It never scrolls sideways."""
        bar_px = self.verticalScrollBar().sizeHint().width()
        return QSize(self._inside.minimumSizeHint().width() + bar_px, super().minimumSizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # what is beside the ladder came or went
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.show_line()

    def show_line(self) -> None:
        self.ensureVisible(0, round(self._ladder.line_y()), 0, 3 * self._ladder.fontMetrics().height())


def _side_by_side(ladder: QWidget, beside: QWidget) -> QWidget:
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    row.addWidget(ladder, 11)
    row.addWidget(beside, 9)
    return both

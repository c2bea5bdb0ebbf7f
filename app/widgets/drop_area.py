"""A place to drop files or a folder on, with a button for those who would rather choose."""

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from app.icons import icon_pixmap
from app.theme import tokens_of
from app.widgets.panels import bold_label, button, dim_label, row_of

_ICON_PX = 40


class DropArea(QFrame):
    """`dropped(list[Path])` for what was dropped; `choose_wanted`, `other_wanted` when a button is pressed."""

    dropped = Signal(list)
    choose_wanted = Signal()
    other_wanted = Signal()

    def __init__(self, title: str, hint: str, choose: str, other: str = "", parent: QWidget | None = None) -> None:
        """choose: the button's text. other: that of a second button; empty: there is none."""
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.setAccessibleName(title)
        self._hovered = False
        self._sign = QLabel()
        self.choose_button: QPushButton = button(choose, self.choose_wanted.emit, role="primary")
        self.other_button: QPushButton = button(other, self.other_wanted.emit)
        words = dim_label(hint)
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(10)
        column.addStretch(1)
        for part in (self._sign, bold_label(title, 1.15)):
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(words)  # aligned inside: a wrapped label that is aligned outside gets the height of one line
        column.addLayout(row_of(1, self.choose_button, *([self.other_button] if other else []), 1))
        column.addStretch(1)
        self._paint_sign()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_paths(event.mimeData()):
            event.acceptProposedAction()
            self._show_hover(True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._show_hover(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._show_hover(False)
        paths = local_paths(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._paint_sign()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = QColor(tokens.cold if self._hovered else tokens.line)
        painter.setPen(QPen(color, 2.0, Qt.PenStyle.SolidLine if self._hovered else Qt.PenStyle.DashLine))
        painter.setBrush(QColor(tokens.cold_fill if self._hovered else tokens.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)

    def _show_hover(self, hovered: bool) -> None:
        self._hovered = hovered
        self.update()

    def _paint_sign(self) -> None:
        self._sign.setPixmap(icon_pixmap("folder", tokens_of(self).dim, _ICON_PX, self.devicePixelRatioF()))


def local_paths(mime: QMimeData) -> list[Path]:
    """The files and folders of a drop that lie on this machine."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]

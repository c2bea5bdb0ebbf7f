"""One bar divided into parts whose borders can be dragged, with number fields for the same thing."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import Tokens, tokens_of

_GRAB_PX = 6
_RADIUS_PX = 7


@dataclass(frozen=True)
class SharePart:
    """share: in percent; all parts together make 100. text: what is written in it. fill: a token's name."""

    share: int
    text: str
    fill: str


class ShareBar(QWidget):
    """`dragged(list[int])` while a border is dragged, `settled(list[int])` when it is let go: percents of the parts."""

    dragged = Signal(list)
    settled = Signal(list)

    def __init__(self, smallest: Sequence[int], parent: QWidget | None = None) -> None:
        """smallest: the least percent of each part."""
        super().__init__(parent)
        self._smallest = list(smallest)
        self._parts: list[SharePart] = []
        self._held: int | None = None
        self._editable = True
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_parts(self, parts: Sequence[SharePart], *, editable: bool = True) -> None:
        self._parts, self._editable = list(parts), editable
        self.setAccessibleDescription(", ".join(part.text for part in parts))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, QFontMetrics(self.font()).height() + 12)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    # ---- dragging ----------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._held = self._border_at(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is None:
            near = self._border_at(event.position().x()) is not None
            self.setCursor(Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.ArrowCursor)
            return
        self.dragged.emit(self._shares_with_border(self._held, event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            shares = self._shares_with_border(self._held, event.position().x())
            self._held = None
            self.settled.emit(shares)

    def _borders(self) -> list[int]:
        """Percent at which each part ends, without the last."""
        ends, total = [], 0
        for part in self._parts[:-1]:
            total += part.share
            ends.append(total)
        return ends

    def _border_at(self, x_px: float) -> int | None:
        if not self._editable:
            return None
        for number, end in enumerate(self._borders()):
            if abs(x_px - end / 100 * self.width()) <= _GRAB_PX:
                return number
        return None

    def _shares_with_border(self, number: int, x_px: float) -> list[int]:
        shares = [part.share for part in self._parts]
        before, both = sum(shares[:number]), shares[number] + shares[number + 1]
        wanted = round(x_px / max(self.width(), 1) * 100) - before
        left = min(max(wanted, self._smallest[number]), both - self._smallest[number + 1])
        shares[number], shares[number + 1] = left, both - left
        return shares

    # ---- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), _RADIUS_PX, _RADIUS_PX)
        painter.setClipPath(shape)
        start = 0.0
        for part in self._parts:
            width = part.share / 100 * self.width()
            self._paint_part(painter, QRectF(start, 0, width, self.height()), part, tokens)
            start += width

    def _paint_part(self, painter: QPainter, box: QRectF, part: SharePart, tokens: Tokens) -> None:
        painter.fillRect(box, QColor(getattr(tokens, part.fill)))
        if box.left() > 0:
            painter.fillRect(QRectF(box.left() - 1, 0, 2, box.height()), QColor(tokens.panel))
        painter.setPen(QColor(tokens.text))
        text = painter.fontMetrics().elidedText(part.text, Qt.TextElideMode.ElideRight, int(box.width()) - 4)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

"""A value for every rung of a ladder, drawn beside it at the rung's own height: dot, whisker, number, and what it costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.i18n import tr
from app.theme import Tokens, tokens_of
from app.widgets.layer_ladder import LayerLadder

_GAP_PX = 10
_DOT_PX = 4.0
# the numbers before the drawing, where there is no room for all
_LEAST_PLOT_PX = 44
# a curve of equal values is a straight line in the middle, not noise blown up
_LEAST_SPAN = 0.04
_UPRIGHT = Qt.AlignmentFlag.AlignVCenter


class Mark(Protocol):
    """accuracy and interval in [0, 1]. text: the accuracy in words. time: what freezing up to here costs. tip: all of it."""

    @property
    def accuracy(self) -> float: ...
    @property
    def interval(self) -> tuple[float, float]: ...
    @property
    def text(self) -> str: ...
    @property
    def time(self) -> str: ...
    @property
    def tip(self) -> str: ...


class Curve(Protocol):
    """marks: one a block, from the input on. baseline in [0, 1]. suggested: blocks above the suggested line.

    enough: number of the block that is emphasised.
    """

    @property
    def marks(self) -> Sequence[Mark]: ...
    @property
    def baseline(self) -> float: ...
    @property
    def baseline_text(self) -> str: ...
    @property
    def suggested(self) -> int: ...
    @property
    def enough(self) -> int: ...


@dataclass(frozen=True)
class _Columns:
    """Right edges of the drawing and of the numbers; times: whether there is room for them."""

    plot_px: float
    number_px: float
    times: bool


class DepthCurve(QWidget):
    """Follows the ladder: its rungs, its line, its scrolling (both lie in one area). Hidden without a curve."""

    def __init__(self, ladder: LayerLadder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ladder = ladder
        self._curve: Curve | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("DepthCurve", "How much each depth already knows"))
        ladder.moved.connect(self.update)
        self.hide()

    def show_curve(self, curve: Curve | None) -> None:
        if curve == self._curve:
            return
        self._curve = curve
        self.setAccessibleDescription("\n".join(mark.tip for mark in reversed(curve.marks)) if curve else "")
        self.setVisible(curve is not None)
        self.updateGeometry()
        self.update()

    # ---- geometry ----------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(round(self._numbers_px() + self._times_px() + 2 * _GAP_PX + 130), self._ladder.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(round(self._numbers_px() + _GAP_PX + _LEAST_PLOT_PX), self._ladder.minimumSizeHint().height())

    def _widest(self, texts: Sequence[str]) -> float:
        bold = QFont(self.font())
        bold.setBold(True)
        return max((QFontMetricsF(bold).horizontalAdvance(text) for text in texts), default=0.0)

    def _numbers_px(self) -> float:
        return self._widest([mark.text for mark in self._curve.marks] if self._curve else [])

    def _times_px(self) -> float:
        marks = self._curve.marks if self._curve else ()
        return self._widest([mark.time for mark in marks]) if any(mark.time for mark in marks) else 0.0

    def _columns(self) -> _Columns:
        numbers, times = self._numbers_px() + _GAP_PX, self._times_px() + _GAP_PX
        shown = times > _GAP_PX and self.width() - numbers - times >= _LEAST_PLOT_PX
        number_px = self.width() - (times if shown else 0) - 1
        return _Columns(max(number_px - numbers, 1.0), number_px, shown)

    def _axis(self, curve: Curve, columns: _Columns) -> tuple[float, float]:
        """The accuracy at the left edge, and pixels for each 1 of accuracy."""
        lowest = min(curve.baseline, *(mark.interval[0] for mark in curve.marks))
        highest = max(curve.baseline, *(mark.interval[1] for mark in curve.marks))
        missing = max(0.0, _LEAST_SPAN - (highest - lowest)) / 2
        lowest, highest = lowest - missing, highest + missing
        return lowest, (columns.plot_px - 2 * _DOT_PX - 2) / (highest - lowest)

    def mark_point(self, block: int) -> QPointF:
        """Where the dot of a block is drawn, in this widget: at the middle of its rung."""
        assert self._curve is not None
        lowest, scale = self._axis(self._curve, self._columns())
        x = _DOT_PX + 1 + (self._curve.marks[block].accuracy - lowest) * scale
        return QPointF(x, self._row(block).center().y())

    def _row(self, block: int) -> QRectF:
        assert self._curve is not None
        box = self._ladder.slot_rect(len(self._curve.marks) - block)
        return QRectF(0, box.top(), self.width(), box.height())

    def _fits(self) -> bool:
        """Another network may be on the ladder already."""
        return self._curve is not None and len(self._curve.marks) == self._ladder.maximum() > 0

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def tip_at(self, position: QPointF) -> str:
        """The tooltip there; "" beside the rungs."""
        if self._curve is None or not self._fits():
            return ""
        return next((mark.tip for place, mark in enumerate(self._curve.marks) if self._row(place).contains(position)), "")

    # ---- drawing -----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        curve = self._curve
        if curve is None or not self._fits():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens, columns = tokens_of(self), self._columns()
        lowest, scale = self._axis(curve, columns)
        self._draw_captions(painter, tokens, columns, curve)
        self._draw_baseline(painter, tokens, _DOT_PX + 1 + (curve.baseline - lowest) * scale)
        points = [self.mark_point(place) for place in range(len(curve.marks))]
        painter.setPen(QPen(QColor(tokens.cold), 2))
        painter.drawPolyline(QPolygonF(points))
        for place, mark in enumerate(curve.marks):
            left, right = (_DOT_PX + 1 + (share - lowest) * scale for share in mark.interval)
            self._draw_mark(painter, tokens, points[place], left, right, strong=place == curve.enough)
            self._write(painter, tokens, columns, self._row(place), mark, strong=place == curve.enough)

    def _draw_captions(self, painter: QPainter, tokens: Tokens, columns: _Columns, curve: Curve) -> None:
        """What the columns are, in the line of "answer"; what the thin line is, in that of the input."""
        metrics = QFontMetricsF(self.font())
        height = metrics.height() + 6
        painter.setPen(QColor(tokens.dim))
        accuracy = metrics.elidedText(tr("DepthCurve", "accuracy"), Qt.TextElideMode.ElideRight, columns.number_px)
        painter.drawText(QRectF(0, 0, columns.number_px, height), Qt.AlignmentFlag.AlignRight | _UPRIGHT, accuracy)
        if columns.times:
            room = self.width() - columns.number_px - _GAP_PX / 2
            time = metrics.elidedText(tr("DepthCurve", "training"), Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(self.width() - room, 0, room, height), Qt.AlignmentFlag.AlignRight | _UPRIGHT, time)
        bottom = QRectF(0, self._ladder.bottom_caption_top(), self.width(), height)
        text = metrics.elidedText(curve.baseline_text, Qt.TextElideMode.ElideRight, bottom.width())
        painter.drawText(bottom, Qt.AlignmentFlag.AlignLeft | _UPRIGHT, text)

    def _draw_baseline(self, painter: QPainter, tokens: Tokens, x: float) -> None:
        top = self._ladder.slot_rect(1).top()
        painter.setPen(QPen(QColor(tokens.dim), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(x, top, x, self._ladder.bottom_caption_top()))

    def _draw_mark(self, painter: QPainter, tokens: Tokens, point: QPointF, left: float, right: float, *, strong: bool) -> None:
        ink = QColor(tokens.cold)
        painter.setPen(QPen(ink, 1.2))
        painter.drawLine(QLineF(left, point.y(), right, point.y()))
        for x in (left, right):
            painter.drawLine(QLineF(x, point.y() - 3, x, point.y() + 3))
        radius = _DOT_PX + 2 if strong else _DOT_PX
        painter.setPen(QPen(ink, 2))
        painter.setBrush(ink if not strong else QColor(tokens.panel))
        painter.drawEllipse(point, radius, radius)
        if strong:
            painter.setBrush(ink)
            painter.drawEllipse(point, radius / 3, radius / 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _write(self, painter: QPainter, tokens: Tokens, columns: _Columns, row: QRectF, mark: Mark, *, strong: bool) -> None:
        font = QFont(self.font())
        font.setBold(strong)
        painter.setFont(font)
        painter.setPen(QColor(tokens.text))
        right = Qt.AlignmentFlag.AlignRight | _UPRIGHT
        painter.drawText(QRectF(0, row.top(), columns.number_px, row.height()), right, mark.text)
        if columns.times:
            painter.setPen(QColor(tokens.dim))
            painter.drawText(QRectF(0, row.top(), self.width() - 1, row.height()), right, mark.time)

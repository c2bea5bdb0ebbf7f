"""How long texts are: bars of counts, and a line where they are cut."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.i18n import number, tr
from app.theme import Tokens, tokens_of

_GAP_PX = 2
_LEAST_BAR_PX = 2
_CUT_ABOVE_PX = 5


class LengthHistogram(QWidget):
    """Bars of equal width, one a bin. What lies beyond the cut is drawn warm, behind a dashed line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edges: tuple[int, ...] = ()
        self._counts: tuple[int, ...] = ()
        self._cut = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("LengthHistogram", "Lengths of the texts"))

    def show_lengths(self, edges: Sequence[int], counts: Sequence[int], cut: int) -> None:
        """edges: of the bins, in tokens, one more than counts; a bin holds its lower edge, not its upper one.

        cut: the longest that is kept whole.
        """
        self._edges, self._counts, self._cut = tuple(edges), tuple(counts), cut
        self.setAccessibleDescription("; ".join(self._bin_text(bin_) for bin_ in range(len(counts)) if counts[bin_]))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, 110)

    def minimumSizeHint(self) -> QSize:
        return QSize(140, self.fontMetrics().height() + 58)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            bin_ = self._bin_at(event.pos().x())
            QToolTip.showText(event.globalPos(), self._bin_text(bin_) if bin_ is not None else "", self)
            return True
        return super().event(event)

    def cut_x(self) -> float:
        """Where the line of the cut stands, from 0 at the left to 1 at the right; 1 where nothing is cut."""
        for bin_, (low, high) in enumerate(pairwise(self._edges)):
            # a text of exactly `cut` tokens is whole, so the line stands behind it
            if self._cut + 1 < high:
                return (bin_ + max(self._cut + 1 - low, 0) / (high - low)) / len(self._counts)
        return 1.0

    def _bin_text(self, bin_: int) -> str:
        low, high = self._edges[bin_], self._edges[bin_ + 1]
        last = max(high - 1, low)
        text = tr("LengthHistogram", "{low} to {high} tokens: {count}")
        return text.format(low=number(low), high=number(last), count=number(self._counts[bin_]))

    def _bin_at(self, x_px: float) -> int | None:
        bin_ = int(x_px / max(self.width(), 1) * len(self._counts))
        return bin_ if 0 <= bin_ < len(self._counts) else None

    # ---- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._counts:
            return
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.9)
        painter.setFont(font)
        words_px = painter.fontMetrics().height() + 3
        area = QRectF(0, _CUT_ABOVE_PX, self.width(), self.height() - words_px - _CUT_ABOVE_PX)
        self._paint_bars(painter, area, tokens)
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        self._paint_cut(painter, area, tokens)
        self._paint_words(painter, QRectF(0, area.bottom() + 2, self.width(), words_px), tokens)

    def _paint_bars(self, painter: QPainter, area: QRectF, tokens: Tokens) -> None:
        highest, width = max(self._counts) or 1, area.width() / len(self._counts)
        cut_px = self.cut_x() * area.width()
        painter.setPen(Qt.PenStyle.NoPen)
        for bin_, count in enumerate(self._counts):
            if count:
                height = max(count / highest * area.height(), _LEAST_BAR_PX)
                bar = QRectF(area.left() + bin_ * width, area.bottom() - height, max(width - _GAP_PX, 1), height)
                for left, right, color in ((0.0, cut_px, tokens.cold), (cut_px, area.width(), tokens.warm)):
                    painter.fillRect(bar.intersected(QRectF(left, 0, right - left, self.height())), QColor(color))

    def _paint_cut(self, painter: QPainter, area: QRectF, tokens: Tokens) -> None:
        x_px = self.cut_x() * area.width()
        if x_px < area.width():
            painter.setPen(QPen(QColor(tokens.warm), 2, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x_px, 0), QPointF(x_px, area.bottom()))

    def _paint_words(self, painter: QPainter, strip: QRectF, tokens: Tokens) -> None:
        """The shortest and the longest, and the cut between them where there is room for it."""
        metrics = painter.fontMetrics()
        first, last, cut = number(self._edges[0]), number(self._edges[-1] - 1), number(self._cut)
        painter.setPen(QColor(tokens.dim))
        painter.drawText(strip, Qt.AlignmentFlag.AlignLeft, first)
        painter.drawText(strip, Qt.AlignmentFlag.AlignRight, last)
        if self.cut_x() < 1:
            half = metrics.horizontalAdvance(cut) / 2 + 6
            middle = self.cut_x() * strip.width()
            left_px, right_px = metrics.horizontalAdvance(first), metrics.horizontalAdvance(last)
            if left_px < middle - half and middle + half < strip.width() - right_px:
                painter.setPen(QColor(tokens.warm))
                painter.drawText(
                    QRectF(middle - half, strip.top(), 2 * half, strip.height()), Qt.AlignmentFlag.AlignHCenter, cut
                )

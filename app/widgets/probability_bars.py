"""A few classes with their probabilities: name, bar, number."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import tr
from app.quantities import percent
from app.theme import Tokens, tokens_of

_BAR_PX = 8


class ProbabilityBars(QWidget):
    """Two lines a class: its name and number, below them the bar. The first one is bold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[tuple[str, float], ...] = ()
        self._label = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("ProbabilityBars", "Probabilities"))

    def show_bars(self, bars: Sequence[tuple[str, float]], label: str = "") -> None:
        """bars: (class, probability in [0, 1]). `label`: the class that the picture is said to be; it is marked."""
        self._bars, self._label = tuple(bars), label
        self.setAccessibleDescription("; ".join(f"{self._named(name)}: {percent(value, 1)}" for name, value in bars))
        self.setToolTip("\n".join(f"{self._named(name)}: {percent(value, 1)}" for name, value in bars))
        self.updateGeometry()
        self.update()

    def _named(self, name: str) -> str:
        return tr("ProbabilityBars", "{name} (its label)").format(name=name) if name == self._label else name

    def _row_px(self) -> int:
        return self.fontMetrics().height() + _BAR_PX + 14

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 30, self._row_px() * len(self._bars))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 14, self._row_px() * len(self._bars))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row, (name, value) in enumerate(self._bars):
            area = QRect(0, row * self._row_px(), self.width(), self._row_px())
            paint_bar(painter, area, self._named(name), value, tokens_of(self), self.font(), bold=row == 0)


def paint_bar(painter: QPainter, area: QRect, name: str, value: float, tokens: Tokens, font: QFont, *, bold: bool) -> None:
    """Name and number on one line, the bar below them."""
    written = QFont(font)
    written.setBold(bold)
    metrics = QFontMetrics(written)
    painter.setFont(written)
    number = percent(value, 1)
    number_px = metrics.horizontalAdvance(number)
    line = QRect(area.left(), area.top(), area.width(), metrics.height() + 4)
    painter.setPen(QColor(tokens.text))
    painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number)
    shown = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, line.width() - number_px - 10)
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
    _paint_track(painter, QRectF(area.left(), line.bottom() + 1, area.width(), _BAR_PX), value, tokens)


def paint_short_bar(
    painter: QPainter, area: QRect, name: str, value: float, tokens: Tokens, font: QFont, *, bold: bool
) -> None:
    """Name, bar and number on one line."""
    written = QFont(font)
    written.setBold(bold)
    metrics = QFontMetrics(written)
    painter.setFont(written)
    painter.setPen(QColor(tokens.text))
    number_px = metrics.horizontalAdvance(percent(0.8888, 1)) + 6
    name_px = (area.width() - number_px) * 55 // 100
    shown = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, name_px - 8)
    painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
    painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, percent(value, 1))
    room_px = max(0, area.width() - number_px - name_px)
    track = QRectF(area.left() + name_px, area.center().y() - _BAR_PX / 2 + 0.5, room_px, _BAR_PX)
    _paint_track(painter, track, value, tokens)


def _paint_track(painter: QPainter, track: QRectF, value: float, tokens: Tokens) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.line))
    painter.drawRoundedRect(track, _BAR_PX / 2, _BAR_PX / 2)
    if value > 0:
        painter.setBrush(QColor(tokens.cold))
        part = QRectF(track)
        part.setWidth(max(_BAR_PX, track.width() * min(value, 1.0)))
        painter.drawRoundedRect(part, _BAR_PX / 2, _BAR_PX / 2)

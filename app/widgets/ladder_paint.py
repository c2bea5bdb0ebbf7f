"""How the rungs and the line of the ladder are drawn. Cold and warm differ by symbol, weight and colour."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from app import quantities
from app.i18n import tr
from app.theme import tokens_of
from app.widgets.temperature import draw_ember, draw_snowflake

_RADIUS_PX = 7
_TEXT_INSET_PX = 12
# of the height of the text
_SYMBOL_SHARE = 0.86
_SYMBOL_GAP_PX = 14
# of the room for bars: a bar may be so long because of its label alone
_MOST_FOR_LABEL = 0.95
# Widths follow the parameters by this power: a stem of 900 and a stage of 1.5 million both stay visible.
_WIDTH_POWER = 0.4


class RungLike(Protocol):
    @property
    def label(self) -> str: ...
    @property
    def parameters(self) -> int: ...


def width_for_labels(widget: QWidget, slots: Sequence[RungLike]) -> int:
    """In pixels: with it the longest label and the longest number stand beside each other, uncut."""
    plain, bold = QFont(widget.font()), QFont(widget.font())
    bold.setBold(True)
    metrics = QFontMetricsF(plain)
    label = max(QFontMetricsF(bold).horizontalAdvance(rung.label) for rung in slots) + 2 * _TEXT_INSET_PX + 6
    beside = max(metrics.horizontalAdvance(quantities.parameters(rung.parameters)) for rung in slots) + 14
    return round(metrics.height() * _SYMBOL_SHARE + _SYMBOL_GAP_PX + label / _MOST_FOR_LABEL + beside)


class LadderPainter:
    """One painting of one ladder."""

    def __init__(self, painter: QPainter, widget: QWidget, slots: Sequence[RungLike]) -> None:
        self._painter = painter
        self._tokens = tokens_of(widget)
        self._slots = slots
        self._plain = QFont(widget.font())
        self._bold = QFont(widget.font())
        self._bold.setBold(True)
        self._width = float(widget.width())
        self._symbol_px = QFontMetricsF(self._plain).height() * _SYMBOL_SHARE
        self._most = max((rung.parameters for rung in slots), default=1) or 1
        self._base_px, self._extra_px = self._bar_widths()

    def _bar_widths(self) -> tuple[float, float]:
        """Width of a bar without parameters (its label fits, where there is room) and what the largest has on top."""
        metrics, bold = QFontMetricsF(self._plain), QFontMetricsF(self._bold)
        beside = max(metrics.horizontalAdvance(quantities.parameters(rung.parameters)) for rung in self._slots) + 14
        room = max(self._width - self._left_px - beside, 60.0)
        widest = max(bold.horizontalAdvance(rung.label) for rung in self._slots) + 2 * _TEXT_INSET_PX + 4
        base = min(max(widest, 0.26 * room), 0.62 * room)
        return base, room - base

    @property
    def _left_px(self) -> float:
        return self._symbol_px + _SYMBOL_GAP_PX

    def caption(self, box: QRectF, text: str) -> None:
        self._painter.setFont(self._plain)
        self._painter.setPen(QColor(self._tokens.dim))
        self._painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def rung(self, slot: int, box: QRectF, *, warm: bool, hovered: bool, pressed: bool) -> None:
        rung = self._slots[slot]
        ink = self._tokens.color("warm" if warm else "cold")
        fill = self._tokens.color("warm_fill" if warm else "cold_fill")
        symbol = QRectF(1, box.center().y() - self._symbol_px / 2, self._symbol_px, self._symbol_px)
        (draw_ember if warm else draw_snowflake)(self._painter, symbol, ink)
        width = self._bar_width(rung)
        bar = QRectF(self._left_px, box.top(), width, box.height()).adjusted(1, 1, -1, -1)
        self._painter.setPen(QPen(ink, 2.5 if hovered or pressed else 1.4))
        self._painter.setBrush(self._tokens.color("selected") if pressed else fill)
        self._painter.drawRoundedRect(bar, _RADIUS_PX, _RADIUS_PX)
        self._write(bar, rung, warm=warm)

    def _bar_width(self, rung: RungLike) -> float:
        """By its parameters; a label that is longer than that is given room, within reason."""
        by_parameters: float = self._base_px + self._extra_px * (rung.parameters / self._most) ** _WIDTH_POWER
        for_label = QFontMetricsF(self._bold).horizontalAdvance(rung.label) + 2 * _TEXT_INSET_PX + 4
        return max(by_parameters, min(for_label, _MOST_FOR_LABEL * (self._base_px + self._extra_px)))

    def _write(self, bar: QRectF, rung: RungLike, *, warm: bool) -> None:
        font = self._bold if warm else self._plain
        inside = bar.adjusted(_TEXT_INSET_PX, 0, -_TEXT_INSET_PX, 0)
        label = QFontMetricsF(font).elidedText(rung.label, Qt.TextElideMode.ElideMiddle, inside.width())
        upright = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self._painter.setFont(font)
        self._painter.setPen(QColor(self._tokens.text))
        self._painter.drawText(inside, upright, label)
        self._painter.setFont(self._plain)
        self._painter.setPen(QColor(self._tokens.dim))
        beside = QRectF(bar.right() + 11, bar.top(), self._width - bar.right() - 11, bar.height())
        self._painter.drawText(beside, upright, quantities.parameters(rung.parameters))

    def line(self, y: float, *, focused: bool, held: bool) -> None:
        """The line to drag, with a grip in it and, where there is room, how to move it."""
        hint = tr("LayerLadder", "drag, click a block, or ↑ ↓")
        small = QFont(self._plain)
        small.setPointSizeF(self._plain.pointSizeF() * 0.88)
        hint_px = QFontMetricsF(small).horizontalAdvance(hint) + 14
        right = self._width - hint_px if self._width > 2.2 * hint_px else self._width - 2
        ink = QColor(self._tokens.text if held else self._tokens.cold)
        self._painter.setPen(QPen(ink, 1.6))
        for offset in (-2.0, 2.0):
            self._painter.drawLine(QLineF(1, y + offset, right, y + offset))
        self._grip(QPointF((1 + right) / 2, y), ink, focused=focused)
        if right < self._width - 2:
            self._painter.setFont(small)
            self._painter.setPen(QColor(self._tokens.dim))
            box = QRectF(right + 12, y - 20, hint_px, 40)
            self._painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, hint)

    def _grip(self, centre: QPointF, ink: QColor, *, focused: bool) -> None:
        half_width, half_height = 24.0, 7.0
        box = QRectF(centre.x() - half_width, centre.y() - half_height, 2 * half_width, 2 * half_height)
        if focused:
            self._painter.setPen(QPen(QColor(self._tokens.text), 2))
            self._painter.setBrush(Qt.BrushStyle.NoBrush)
            self._painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), half_height + 3, half_height + 3)
        self._painter.setPen(QPen(ink, 1.4))
        self._painter.setBrush(QColor(self._tokens.cold_fill))
        self._painter.drawRoundedRect(box, half_height, half_height)
        for offset in (-6, 0, 6):
            self._painter.drawLine(QLineF(centre.x() + offset, centre.y() - 3, centre.x() + offset, centre.y() + 3))

"""The two symbols of the ladder, drawn as paths: fonts without a snowflake exist."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

_ARMS = 6


def draw_snowflake(painter: QPainter, box: QRectF, color: QColor) -> None:
    """Six arms with twigs: cold, frozen."""
    painter.save()
    painter.setPen(_pen(color, box.width() / 11))
    centre, radius = box.center(), box.width() / 2
    for arm in range(_ARMS):
        angle = math.pi / 2 + arm * 2 * math.pi / _ARMS
        painter.drawLine(centre, _on_circle(centre, radius, angle))
        knot = _on_circle(centre, 0.58 * radius, angle)
        for side in (-1, 1):
            painter.drawLine(knot, _on_circle(knot, 0.36 * radius, angle + side * math.pi / 3.4))
    painter.restore()


def draw_ember(painter: QPainter, box: QRectF, color: QColor) -> None:
    """A ring with a glowing middle: warm, trainable."""
    painter.save()
    painter.setPen(_pen(color, box.width() / 9))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = box.width() / 12
    painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(box.center(), box.width() / 4.4, box.width() / 4.4)
    painter.restore()


def _pen(color: QColor, width_px: float) -> QPen:
    return QPen(color, width_px, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)


def _on_circle(centre: QPointF, radius: float, angle: float) -> QPointF:
    return QPointF(centre.x() + radius * math.cos(angle), centre.y() - radius * math.sin(angle))

"""A bar in a table cell: the share in [0, 1] that the model gives under SHARE_ROLE."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.theme import tokens_of

SHARE_ROLE = Qt.ItemDataRole.UserRole + 10
_HEIGHT_PX = 10


class BarDelegate(QStyledItemDelegate):
    """The number itself stands in another column: the bar only shows it."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        tokens = tokens_of(self._view)
        cell: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(cell, QColor(tokens.selected))
        painter.setPen(QColor(tokens.line))
        painter.drawLine(cell.bottomLeft(), cell.bottomRight())
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(cell.x() + 8, cell.center().y() - _HEIGHT_PX / 2, max(cell.width() - 16, 0), _HEIGHT_PX)
        painter.setBrush(QColor(tokens.line))
        painter.drawRoundedRect(whole, _HEIGHT_PX / 2, _HEIGHT_PX / 2)
        share = min(max(float(index.data(SHARE_ROLE) or 0.0), 0.0), 1.0)
        part = QRectF(whole)
        part.setWidth(max(whole.width() * share, _HEIGHT_PX if share > 0 else 0))
        painter.setBrush(QColor(tokens.cold))
        painter.drawRoundedRect(part, _HEIGHT_PX / 2, _HEIGHT_PX / 2)
        painter.restore()

"""Texts as a list: two lines of each, and below them what a model says about it."""

import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextLayout, QTextLine, QTextOption
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.item_models.text_rows import ROW_ROLE, TextRow, TextRowsModel
from app.theme import tokens_of
from app.widgets.probability_bars import paint_short_bar

_LINES = 2
_PADDING_PX = 9


class TextRows(QListView):
    """`text_activated(row)`: double click or Enter. `text_chosen(row)`: the current one changed; -1: none."""

    text_activated = Signal(int)
    text_chosen = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """name: for screen readers."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.rows = TextRowsModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(_RowDelegate(self))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.activated.connect(lambda index: self.text_activated.emit(index.row()))
        self.selectionModel().currentChanged.connect(lambda index, _old: self.text_chosen.emit(index.row()))

    def show_rows(self, rows: Sequence[TextRow]) -> None:
        self.rows.show(rows)
        self.scrollToTop()

    def choose(self, row: int) -> None:
        self.setCurrentIndex(self.rows.index(row))

    def count(self) -> int:
        return self.rows.rowCount()


class _RowDelegate(QStyledItemDelegate):
    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._view = view

    def _line_px(self) -> int:
        return self._view.fontMetrics().height() + 3

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(10 * self._line_px(), (_LINES + 1) * self._line_px() + 2 * _PADDING_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        tokens = tokens_of(self._view)
        cell: QRect = option.rect
        row: TextRow = index.data(ROW_ROLE)
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(cell, QColor(tokens.selected))
            painter.fillRect(QRect(cell.left(), cell.top(), 3, cell.height()), QColor(tokens.cold))
        painter.setPen(QColor(tokens.line))
        painter.drawLine(cell.bottomLeft(), cell.bottomRight())
        inside = cell.adjusted(_PADDING_PX, _PADDING_PX, -_PADDING_PX, -_PADDING_PX)
        font = QFont(self._view.font())
        painter.setFont(font)
        painter.setPen(QColor(tokens.text))
        draw_beginning(painter, inside, row.text, font, self._line_px())
        below = QRect(inside.left(), inside.bottom() + 1 - self._line_px(), inside.width(), self._line_px())
        if row.bar is not None:
            name, value = row.bar
            paint_short_bar(painter, below, name, value, tokens, font, bold=False)
        else:
            painter.setPen(tokens.color(row.tone))
            shown = QFontMetrics(font).elidedText(row.facts, Qt.TextElideMode.ElideMiddle, below.width())
            painter.drawText(below, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.restore()


def draw_beginning(painter: QPainter, area: QRect, text: str, font: QFont, line_px: int) -> None:
    """The first lines of a text, "…" where there is more. It runs in the direction of its own script."""
    direction = _direction(text)
    side = Qt.AlignmentFlag.AlignRight if direction == Qt.LayoutDirection.RightToLeft else Qt.AlignmentFlag.AlignLeft
    option = QTextOption(side | Qt.AlignmentFlag.AlignAbsolute)
    option.setTextDirection(direction)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout = QTextLayout(text, font)
    layout.setTextOption(option)
    layout.beginLayout()
    lines: list[QTextLine] = []
    while len(lines) <= _LINES and (line := layout.createLine()).isValid():
        line.setLineWidth(area.width())
        line.setPosition(QPointF(0, len(lines) * line_px))
        lines.append(line)
    layout.endLayout()
    whole = lines[:_LINES] if len(lines) <= _LINES else lines[: _LINES - 1]
    for line in whole:
        line.draw(painter, QPointF(area.topLeft()))
    if len(lines) > _LINES:
        # Qt counts UTF-16 units: an emoji is two
        rest = text.encode("utf-16-le")[2 * lines[_LINES - 1].textStart() :].decode("utf-16-le", "replace")
        shown = QFontMetrics(font).elidedText(rest, Qt.TextElideMode.ElideRight, area.width())
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        place = QRectF(area.left(), area.top() + (_LINES - 1) * line_px, area.width(), line_px)
        painter.drawText(place, shown, option)


def _direction(text: str) -> Qt.LayoutDirection:
    """By the first letter that has one, as Unicode's rule P2 says."""
    strong = next((side for letter in text if (side := unicodedata.bidirectional(letter)) in ("L", "R", "AL")), "L")
    return Qt.LayoutDirection.LeftToRight if strong == "L" else Qt.LayoutDirection.RightToLeft

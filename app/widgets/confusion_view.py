"""The confusion matrix: a table of counts, shaded, in which a cell opens its pictures."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.i18n import tr
from app.item_models.predictions import COUNT_ROLE, FEW_CLASSES, SHARE_ROLE, ConfusionModel
from app.theme import tokens_of

Index = QModelIndex | QPersistentModelIndex
_LEAST_SHADE, _MOST_SHADE = 0.08, 0.42
_LONGEST_NAME_EM = 20
# a column this wide has room for a name that is cut short; a narrower one has it turned
_FLAT_EM = 9
_LEAST_ROWS = 5
_FRAME_PX = 2


class ConfusionView(QTableView):
    """Two classes or two hundred. Arrow keys move, Enter or a click chooses a cell.

    The chosen cell keeps its frame; Qt's own dotted frame shows where the keyboard is.
    """

    cell_chosen = Signal(int, int)  # truth, answer

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._matrix = ConfusionModel(self)
        self._chosen: tuple[int, int] | None = None
        self.setModel(self._matrix)
        self.setItemDelegate(_CellDelegate(self))
        self._names_above = _TurningHeader(self)
        self.setHorizontalHeader(self._names_above)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setSectionsClickable(False)
            header.setHighlightSections(False)
            header.setMinimumSectionSize(1)
        self.verticalHeader().setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        # takes what room there is, between a few rows and all of them
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setAccessibleName(tr("Confusion", "Truth and answer: rows are what it is, columns what the model says"))
        self.clicked.connect(self._choose_index)

    @property
    def matrix(self) -> ConfusionModel:
        return self._matrix

    @property
    def chosen(self) -> tuple[int, int] | None:
        """(truth, answer) of the framed cell."""
        return self._chosen

    def show_matrix(self, class_names: Sequence[str], counts: Sequence[Sequence[int]]) -> None:
        """counts: (C, C), rows truth, columns answer."""
        self._chosen = None
        self._matrix.show(class_names, counts)
        self._fit()

    def frame_cell(self, cell: tuple[int, int] | None) -> None:
        """Frames a cell without emitting; None: none."""
        self._chosen = cell
        if cell is not None:
            self.setCurrentIndex(self._matrix.index(*cell))
        self.viewport().update()

    # ---- choosing ----------------------------------------------------------------------------------------------------

    def _choose_index(self, index: Index) -> None:
        if index.isValid():
            self.frame_cell((index.row(), index.column()))
            self.cell_chosen.emit(index.row(), index.column())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose_index(self.currentIndex())
            return
        super().keyPressEvent(event)

    # ---- sizes -------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        count = self._matrix.columnCount()
        if count == 0:
            return
        metrics = self.fontMetrics()
        longest_px = metrics.averageCharWidth() * _LONGEST_NAME_EM
        names_px = [metrics.horizontalAdvance(self._name(i, Qt.Orientation.Horizontal)) for i in range(count)]
        rows_px = max(metrics.horizontalAdvance(self._name(i, Qt.Orientation.Vertical)) for i in range(count)) + 20
        self.verticalHeader().setFixedWidth(min(rows_px, longest_px + 20))
        cell_px = max(metrics.horizontalAdvance("0" * (len(str(self._matrix.largest_count)) + 1)) + 8, metrics.height() + 12)
        room_px = self._room_px()
        flat_px = max(cell_px, min(max(names_px) + 20, metrics.averageCharWidth() * _FLAT_EM))
        turned = flat_px * count > room_px
        self._names_above.turn(turned, min(max(names_px), longest_px) + 14)
        self.horizontalHeader().setDefaultSectionSize(max(cell_px if turned else flat_px, room_px // count))
        tall = count <= FEW_CLASSES
        self.verticalHeader().setDefaultSectionSize(round(metrics.height() * (3.2 if tall else 1)) + (0 if tall else 10))
        self._bound_height()

    def _room_px(self) -> int:
        return max(0, self.width() - self.verticalHeader().width() - 2 * self.frameWidth() - 2)

    def _name(self, section: int, orientation: Qt.Orientation) -> str:
        return str(self._matrix.headerData(section, orientation, Qt.ItemDataRole.DisplayRole))

    def _bound_height(self) -> None:
        rows_px = self._matrix.rowCount() * self.verticalHeader().defaultSectionSize()
        bar_px = self.horizontalScrollBar().sizeHint().height()
        whole_px = self.horizontalHeader().height() + rows_px + bar_px + 2 * self.frameWidth()
        self.setMaximumHeight(whole_px)
        least_px = whole_px - max(0, self._matrix.rowCount() - _LEAST_ROWS) * self.verticalHeader().defaultSectionSize()
        self.setMinimumHeight(least_px)


class _CellDelegate(QStyledItemDelegate):
    """A number on a shade; the right ones cold and bold, the wrong ones warm."""

    def __init__(self, view: ConfusionView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens = tokens_of(self._view)
        right = index.row() == index.column()
        cell = QRect(option.rect)
        painter.save()
        if index.data(COUNT_ROLE):
            shade = QColor(tokens.cold if right else tokens.warm)
            shade.setAlphaF(_LEAST_SHADE + (_MOST_SHADE - _LEAST_SHADE) * float(index.data(SHARE_ROLE)) ** 0.5)
            painter.fillRect(cell, shade)
        chosen = self._view.chosen == (index.row(), index.column())
        font = QFont(option.font)
        font.setBold(right or chosen)
        painter.setFont(font)
        painter.setPen(QColor(tokens.text if index.data(COUNT_ROLE) else tokens.dim))
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(index.data()))
        inside = cell.adjusted(1, 1, -_FRAME_PX, -_FRAME_PX)
        if chosen:
            painter.setPen(QPen(QColor(tokens.warm), _FRAME_PX))
            painter.drawRect(inside)
        if self._view.hasFocus() and self._view.currentIndex() == index:
            painter.setPen(QPen(QColor(tokens.text), 1, Qt.PenStyle.DashLine))
            painter.drawRect(inside.adjusted(2, 2, -2, -2))
        painter.restore()


class _TurningHeader(QHeaderView):
    """Names above the columns, turned by 90 degrees where they would not fit side by side."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._turned = False

    def turn(self, turned: bool, height_px: int) -> None:
        self._turned = turned
        self.setFixedHeight(height_px if turned else self.fontMetrics().height() + 12)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        tokens = tokens_of(self)
        text = str(self.model().headerData(logicalIndex, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole))
        painter.save()
        painter.setPen(QColor(tokens.dim))
        if self._turned:
            painter.translate(rect.left(), rect.bottom())
            painter.rotate(-90)
            area = QRect(6, 0, rect.height() - 10, rect.width())
            side = Qt.AlignmentFlag.AlignLeft
        else:
            area = rect.adjusted(4, 0, -4, 0)
            side = Qt.AlignmentFlag.AlignHCenter
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, area.width())
        painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()

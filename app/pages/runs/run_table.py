"""The table of runs as a widget: sortable, ticked with the mouse or the space bar, opened with Enter."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.i18n import tr
from app.item_models.runs import (
    CURVE_COLUMN,
    NAME_COLUMN,
    SORT_ROLE,
    STATUS_COLUMN,
    TONE_ROLE,
    RunCell,
    RunsTableModel,
)
from app.theme import tokens_of

_LONGEST_EM = 38


class RunTable(QTableView):
    checked_changed = Signal()
    current_changed = Signal()
    opened = Signal()  # Enter or double click on the current run

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs = RunsTableModel(self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self._runs)
        self._sorted.setSortRole(SORT_ROLE)
        self.setModel(self._sorted)
        self.setItemDelegateForColumn(STATUS_COLUMN, _StatusDelegate(self))
        self.setAccessibleName(tr("RunTable", "Runs"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSortingEnabled(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)  # newest first until a person asks for another order
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(self.fontMetrics().height() * 9)
        self._runs.checked_changed.connect(self.checked_changed)
        self.selectionModel().currentRowChanged.connect(lambda _new, _old: self.current_changed.emit())
        self.doubleClicked.connect(self._double_clicked)

    def show_runs(self, heads: Sequence[str], rows: Sequence[tuple[str, tuple[RunCell, ...]]]) -> None:
        self._runs.show(heads, rows)
        self.resizeColumnsToContents()
        longest_px = self.fontMetrics().averageCharWidth() * _LONGEST_EM
        for column in range(1, self._runs.columnCount()):
            self.setColumnWidth(column, min(self.columnWidth(column) + 8, longest_px))

    def show_letters(self, letters: dict[str, str]) -> None:
        self._runs.show_checked(letters)

    def checked(self) -> list[str]:
        return self._runs.checked()

    def select(self, key: str) -> None:
        """The run with this key, or the first one."""
        row = max(self._runs.row_of(key), 0)
        if self._runs.rowCount():
            index = self._sorted.mapFromSource(self._runs.index(row, NAME_COLUMN))
            self.setCurrentIndex(index)

    def current(self) -> str:
        """The key of the current run; empty: none."""
        index = self._sorted.mapToSource(self.currentIndex())
        return self._runs.key(index.row()) if index.isValid() else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self._toggle(self.currentIndex().siblingAtColumn(CURVE_COLUMN))
        else:
            super().keyPressEvent(event)

    def _toggle(self, index: QModelIndex) -> None:
        on = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) == Qt.CheckState.Checked
        state = Qt.CheckState.Unchecked if on else Qt.CheckState.Checked
        self._sorted.setData(index, state, Qt.ItemDataRole.CheckStateRole)

    def _double_clicked(self, index: QModelIndex) -> None:
        if index.column() != CURVE_COLUMN:
            self.opened.emit()


class _StatusDelegate(QStyledItemDelegate):
    """Symbol and word in the colour of their tone."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._view = view

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        tone = index.data(TONE_ROLE)
        if tone:
            color = QColor(getattr(tokens_of(self._view), tone))
            for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
                option.palette.setColor(role, color)

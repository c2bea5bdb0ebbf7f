"""Per-class recall as it stands now: name, number, bar. Sixty classes scroll."""

import math
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.i18n import tr
from app.quantities import percent
from app.widgets.bar_delegate import SHARE_ROLE, BarDelegate

_Index = QModelIndex | QPersistentModelIndex
_ROWS_IN_SIGHT = 2
_WIDEST_BAR_PX = 92


class RecallModel(QAbstractTableModel):
    """Columns: class, recall, bar. A recall of NaN: there is none to recognise."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[tuple[str, float], ...] = ()

    def show(self, rows: Sequence[tuple[str, float]]) -> None:
        if tuple(rows) == self._rows:
            return
        same_classes = [name for name, _ in rows] == [name for name, _ in self._rows]
        if same_classes:
            self._rows = tuple(rows)
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, 2))
            return
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return (tr("RecallPanel", "class"), tr("RecallPanel", "recall now"), "")[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        name, recall = self._rows[index.row()]
        if role == SHARE_ROLE:
            return 0.0 if math.isnan(recall) else recall
        if role == Qt.ItemDataRole.DisplayRole:
            return (name, "–" if math.isnan(recall) else percent(recall), "")[index.column()]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            if math.isnan(recall):
                return tr("RecallPanel", "The validation part has none of {name}.").format(name=name)
            return tr("RecallPanel", "Of {name}, {recall} are recognised.").format(name=name, recall=percent(recall, 1))
        return None


class RecallTable(QTableView):
    """Shows `RecallModel`; takes the height that it needs, up to what there is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recalls = RecallModel()
        self.setModel(self._recalls)
        self.setItemDelegateForColumn(2, BarDelegate(self))
        self.setAccessibleName(tr("RecallPanel", "Recall of each class on the validation part"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 12)
        header = self.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header.setHighlightSections(False)
        self.setMinimumHeight((_ROWS_IN_SIGHT + 1) * (self.fontMetrics().height() + 14))

    def sizeHint(self) -> QSize:
        return QSize(200, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.horizontalHeader().resizeSection(2, min(_WIDEST_BAR_PX, self.viewport().width() // 4))
        super().resizeEvent(event)

    def show_recalls(self, rows: Sequence[tuple[str, float]]) -> None:
        self._recalls.show(rows)
        self.setVisible(bool(rows))

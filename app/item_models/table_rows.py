"""The first rows of a table, with what each column is used for written in its heading."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QApplication

from app.item_models.texts import on_one_line
from app.theme import tokens_for
from core.contracts.records import TableInfo

Index = QModelIndex | QPersistentModelIndex


class TableRowModel(QAbstractTableModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table: TableInfo | None = None
        self._uses: Mapping[str, str] = {}

    def show(self, table: TableInfo | None, uses: Mapping[str, str]) -> None:
        """uses: column -> what it is used for, in a word; the others are drawn dim."""
        self.beginResetModel()
        self._table, self._uses = table, uses
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() or self._table is None else len(self._table.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() or self._table is None else len(self._table.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or self._table is None:
            return None
        name = self._table.columns[section]
        use = self._uses.get(name, "")
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{on_one_line(name)}\n{'↳ ' + use if use else ' '}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{name}: {use}" if use else name
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._table is None:
            return None
        row = self._table.rows[index.row()]
        text = row[index.column()] if index.column() < len(row) else ""
        if role == Qt.ItemDataRole.DisplayRole:
            return on_one_line(text)
        if role == Qt.ItemDataRole.ToolTipRole:
            return text
        if role == Qt.ItemDataRole.ForegroundRole and self._table.columns[index.column()] not in self._uses:
            return QBrush(QColor(tokens_for(QApplication.palette()).dim))
        return None

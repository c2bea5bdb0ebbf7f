"""What was noticed about files, as a table: file, what and what Fettle does, and what the person can do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QPalette
from PySide6.QtWidgets import QApplication

from app.i18n import tr
from app.theme import tokens_for

Index = QModelIndex | QPersistentModelIndex
FILE, WHAT, ACTION = range(3)
Severity = Literal["info", "warning", "error"]
_SIGNS = {"info": "·", "warning": "▲", "error": "●"}


@dataclass(frozen=True)
class FindingRow:
    """code: the kind, for the filter. action: what a click on the last column does, empty: nothing."""

    code: str
    file: str
    what: str
    severity: Severity
    action: str = ""
    action_id: str = ""
    other: str = ""


class FindingTableModel(QAbstractTableModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[FindingRow] = ()

    def show(self, rows: Sequence[FindingRow]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, number: int) -> FindingRow:
        return self._rows[number]

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            names = (
                tr("FindingTable", "file"),
                tr("FindingTable", "what, and what Fettle does"),
                tr("FindingTable", "you can"),
            )
            return names[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (f"{_SIGNS[row.severity]}  {row.file}", row.what, row.action)[index.column()]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return (row.file, row.what, row.action)[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole:
            return _color(index.column(), row, QApplication.palette())
        return None


def _color(column: int, row: FindingRow, palette: QPalette) -> QBrush | None:
    tokens = tokens_for(palette)
    if column == ACTION:
        return QBrush(QColor(tokens.cold))
    if column == FILE and row.severity != "info":
        return QBrush(QColor(tokens.bad if row.severity == "error" else tokens.warm))
    return None

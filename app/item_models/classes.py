"""The classes of a data set as a table: name, number of samples, and a bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.i18n import number, tr
from app.widgets.bar_delegate import SHARE_ROLE

Index = QModelIndex | QPersistentModelIndex
NAME, COUNT, BAR = range(3)


@dataclass(frozen=True)
class ClassRow:
    """share: of the largest class, in [0, 1]. tip: samples in each part, in words."""

    name: str
    count: int
    share: float
    tip: str = ""


class ClassTableModel(QAbstractTableModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[ClassRow] = ()
        self._counted = ""

    def show(self, rows: Sequence[ClassRow], counted: str) -> None:
        """counted: what there are so many of, heads the column."""
        self.beginResetModel()
        self._rows, self._counted = rows, counted
        self.endResetModel()

    def row(self, number: int) -> ClassRow:
        return self._rows[number]

    def row_of(self, name: str) -> int:
        """-1 where there is no such class."""
        return next((number for number, row in enumerate(self._rows) if row.name == name), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (tr("ClassTable", "class"), self._counted, "")[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (row.name, number(row.count), None)[index.column()]
        if role == SHARE_ROLE:
            return row.share
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.tip or row.name
        return None


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column == COUNT else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter

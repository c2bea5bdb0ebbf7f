"""The table of runs: fixed columns, then one for each setting in which the runs differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.i18n import tr

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
SORT_ROLE = Role.UserRole + 1
TONE_ROLE = Role.UserRole + 2
CURVE_COLUMN, STATUS_COLUMN, NAME_COLUMN = range(3)


@dataclass(frozen=True)
class RunCell:
    """text: what is read. sort: what the column is sorted by. tone: "", good, warm, bad or dim, beside what the text says."""

    text: str
    sort: Any
    tone: str = ""
    tip: str = ""


class RunsTableModel(QAbstractTableModel):
    """The first column has a check box: whose curve is drawn. `checked_changed` when a person has ticked one."""

    checked_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heads: tuple[str, ...] = ()
        self._rows: tuple[tuple[RunCell, ...], ...] = ()
        self._keys: tuple[str, ...] = ()
        self._checked: dict[str, str] = {}

    def show(self, heads: Sequence[str], rows: Sequence[tuple[str, tuple[RunCell, ...]]]) -> None:
        """heads: of the columns after the first. rows: (key, cells after the first)."""
        self.beginResetModel()
        self._heads = (tr("RunsTable", "curve"), *heads)
        self._keys = tuple(key for key, _ in rows)
        self._rows = tuple(cells for _, cells in rows)
        self.endResetModel()

    def key(self, row: int) -> str:
        return self._keys[row]

    def row_of(self, key: str) -> int:
        """-1: there is none."""
        return self._keys.index(key) if key in self._keys else -1

    def show_checked(self, letters: dict[str, str]) -> None:
        """key -> letter of its curve, for those that are drawn."""
        self._checked = letters
        if self._rows:
            self.dataChanged.emit(self.index(0, CURVE_COLUMN), self.index(len(self._rows) - 1, CURVE_COLUMN))

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Role.DisplayRole and 0 <= section < len(self._heads):
            return self._heads[section]
        if orientation == Qt.Orientation.Horizontal and role == Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == CURVE_COLUMN else flags

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if index.column() == CURVE_COLUMN:
            return self._curve_data(index.row(), role)
        cell = self._rows[index.row()][index.column() - 1]
        if role == Role.DisplayRole:
            return cell.text
        if role == Role.ToolTipRole:
            return cell.tip or cell.text
        if role == SORT_ROLE:
            return cell.sort
        if role == TONE_ROLE:
            return cell.tone
        return None

    def _curve_data(self, row: int, role: int) -> Any:
        letter = self._checked.get(self._keys[row])
        if role == Role.CheckStateRole:
            return Qt.CheckState.Checked if letter is not None else Qt.CheckState.Unchecked
        if role == Role.DisplayRole:
            return letter or ""
        if role == Role.AccessibleTextRole:
            return tr("RunsTable", "curve {letter}").format(letter=letter) if letter else tr("RunsTable", "no curve")
        if role == SORT_ROLE:
            return letter or "~"
        return None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        if role != Role.CheckStateRole or index.column() != CURVE_COLUMN:
            return False
        key = self._keys[index.row()]
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self._checked = {**self._checked, key: self._checked.get(key, "")}
        else:
            self._checked = {other: letter for other, letter in self._checked.items() if other != key}
        self.checked_changed.emit()
        return True

    def checked(self) -> list[str]:
        """Keys in the order in which they were ticked."""
        return list(self._checked)

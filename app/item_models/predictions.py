"""Tables of answers: the confusion matrix and the scores of each class."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.i18n import number, tr
from app.quantities import decimal

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

SHARE_ROLE = Role.UserRole + 1  # of the row, [0, 1]
COUNT_ROLE = Role.UserRole + 2
SORT_ROLE = Role.UserRole + 3
# with more classes there is no room for "is" and "says" before each name
FEW_CLASSES = 8


class ConfusionModel(QAbstractTableModel):
    """Rows: what it is. Columns: what the model says. Cells: how many."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._counts: tuple[tuple[int, ...], ...] = ()

    def show(self, class_names: Sequence[str], counts: Sequence[Sequence[int]]) -> None:
        """counts: (C, C), rows truth, columns answer, in the order of class_names."""
        self.beginResetModel()
        self._names = tuple(class_names)
        self._counts = tuple(tuple(row) for row in counts)
        self.endResetModel()

    @property
    def largest_count(self) -> int:
        return max((max(row) for row in self._counts), default=0)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._names)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._names)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        truth, answer = index.row(), index.column()
        count = self._counts[truth][answer]
        if role == Role.DisplayRole:
            return number(count) if count or len(self._names) <= FEW_CLASSES else "·"
        if role == Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role in (Role.ToolTipRole, Role.AccessibleTextRole):
            return self._sentence(truth, answer, count)
        if role == COUNT_ROLE:
            return count
        if role == SHARE_ROLE:
            return count / max(sum(self._counts[truth]), 1)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if not 0 <= section < len(self._names):
            return None
        name = self._names[section]
        if role == Role.DisplayRole and len(self._names) > FEW_CLASSES:
            return name
        if role in (Role.DisplayRole, Role.ToolTipRole, Role.AccessibleTextRole):
            is_truth = orientation == Qt.Orientation.Vertical
            return (tr("Confusion", "is {name}") if is_truth else tr("Confusion", "says {name}")).format(name=name)
        return None

    def _sentence(self, truth: int, answer: int, count: int) -> str:
        if truth == answer:
            text = tr("Confusion", "{truth}, and called so: {count}")
        else:
            text = tr("Confusion", "{truth}, but called {answer}: {count}")
        return text.format(truth=self._names[truth], answer=self._names[answer], count=number(count))


@dataclass(frozen=True)
class ClassScore:
    """One class, scored. Precision, recall and F1 in [0, 1]."""

    name: str
    precision: float
    recall: float
    f1: float
    count: int


class ClassScoresModel(QAbstractTableModel):
    """One row a class. Meant to be seen through a sorting proxy with SORT_ROLE."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[ClassScore, ...] = ()
        self._counted = ""

    def show(self, rows: Sequence[ClassScore], counted: str) -> None:
        """counted: what there are so many of."""
        self.beginResetModel()
        self._rows, self._counted = tuple(rows), counted
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else 5

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < 5:
            return None
        if role == Role.TextAlignmentRole:
            return _alignment(section)
        if role == Role.DisplayRole:
            return (
                tr("ClassScores", "class"),
                tr("ClassScores", "precision"),
                tr("ClassScores", "recall"),
                tr("ClassScores", "F1"),
                self._counted,
            )[section]
        if role == Role.ToolTipRole:
            return (
                "",
                tr("ClassScores", "Of what is called so, the share that is so."),
                tr("ClassScores", "Of what is so, the share that was found."),
                tr("ClassScores", "Harmonic mean of precision and recall."),
                tr("ClassScores", "How many of this class there are in this part."),
            )[section]
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        value = (row.name, row.precision, row.recall, row.f1, row.count)[index.column()]
        if role == SORT_ROLE:
            return value.casefold() if isinstance(value, str) else value
        if role == Role.TextAlignmentRole:
            return _alignment(index.column())
        if role == Role.ToolTipRole and index.column() == 0:
            return row.name
        if role == Role.DisplayRole:
            if isinstance(value, float):
                return decimal(value, 2) if row.count else "–"
            return value if isinstance(value, str) else number(value)
        return None


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter

"""Texts with what a model says about each, one row a text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
T = TypeVar("T")
ROW_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class TextRow:
    """`text`: how it begins. `facts`: the line below. `tip`: for the pointer and for screen readers.

    bar: an answer with its probability, drawn in place of the facts.
    """

    text: str
    facts: str
    tone: Literal["good", "bad", "dim"] = "dim"
    tip: str = ""
    bar: tuple[str, float] | None = None


class RowsOf(Sequence[TextRow]):
    """Rows that are made when they come into sight: there may be hundreds of thousands."""

    def __init__(self, items: Sequence[T], row_of: Callable[[T], TextRow]) -> None:
        self._items, self._row_of = items, row_of

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self._row_of(item) for item in self._items[place]]
        return self._row_of(self._items[place])


class TextRowsModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[TextRow] = ()

    def show(self, rows: Sequence[TextRow]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, place: int) -> TextRow:
        return self._rows[place]

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.text}\n{row.facts}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.tip or None
        return None

"""A list of picture files with a caption each, for image grids."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
PATH_ROLE = Qt.ItemDataRole.UserRole + 1
CAPTION_ROLE = Qt.ItemDataRole.UserRole + 2


@dataclass(frozen=True)
class PictureItem:
    """path: the file. caption: written over the picture. tip: for the pointer and for screen readers."""

    path: str
    caption: str = ""
    tip: str = ""


class PictureListModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: Sequence[PictureItem] = ()
        self._rows: dict[str, int] = {}

    def show(self, items: Sequence[PictureItem]) -> None:
        self.beginResetModel()
        self._items = items
        self._rows = {item.path: row for row, item in enumerate(items)}
        self.endResetModel()

    def item(self, row: int) -> PictureItem:
        return self._items[row]

    def picture_arrived(self, path: str) -> None:
        """A thumbnail can be drawn now."""
        row = self._rows.get(path)
        if row is not None:
            index = self.index(row)
            self.dataChanged.emit(index, index, [Qt.ItemDataRole.DecorationRole])

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self._items[index.row()]
        if role == PATH_ROLE:
            return item.path
        if role in (CAPTION_ROLE,):
            return item.caption
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return item.tip or item.path
        return None

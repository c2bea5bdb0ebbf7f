"""Texts as a list: how each begins, and how long it is."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.i18n import number, tr
from core.contracts.records import SampleInfo

Index = QModelIndex | QPersistentModelIndex
TEXT, CHARACTERS = range(2)


class TextTableModel(QAbstractTableModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._samples: Sequence[SampleInfo] = ()

    def show(self, samples: Sequence[SampleInfo]) -> None:
        self.beginResetModel()
        self._samples = samples
        self.endResetModel()

    def sample(self, row: int) -> SampleInfo:
        return self._samples[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._samples)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else 2

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (tr("TextTable", "how it begins"), tr("TextTable", "characters"))[section]
        return _alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        sample = self._samples[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (on_one_line(sample.excerpt), number(sample.characters))[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return sample.file
        return _alignment(index.column()) if role == Qt.ItemDataRole.TextAlignmentRole else None


def on_one_line(text: str) -> str:
    """A row is one line high."""
    return " ".join(text.split())


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column == CHARACTERS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter

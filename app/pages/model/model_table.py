"""The table of models: a thousand rows that can be searched, filtered and sorted."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QFont

from app import quantities
from app.i18n import number, tr
from app.pages.model.rows import ModelRow
from core.contracts.records import CatalogueEntry

SORT_ROLE = Qt.ItemDataRole.UserRole + 1
ROW_ROLE = Qt.ItemDataRole.UserRole + 2
NAME, HERE, PARAMETERS, SIZE, TOP1, INPUT, FAMILY, LICENCE = range(8)
_NUMBERS = (PARAMETERS, SIZE, INPUT, TOP1)
_Index = QModelIndex | QPersistentModelIndex


def family_name(family: str) -> str:
    """In words, where the catalogue's key is none."""
    return {
        "fettle": tr("ModelTable", "Fettle"),
        "run": tr("ModelTable", "your run"),
        "file": tr("ModelTable", "your file"),
        "text": tr("ModelTable", "text encoder"),
    }.get(family, family)


class ModelTableModel(QAbstractTableModel):
    """One row a network. `in_use`: the id of the one that is chosen now; it is marked."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[ModelRow] = ()
        self._in_use = ""

    def show(self, rows: Sequence[ModelRow], in_use: str) -> None:
        self.beginResetModel()
        self._rows, self._in_use = rows, in_use
        self.endResetModel()

    def set_in_use(self, entry_id: str) -> None:
        self._in_use = entry_id
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, LICENCE))

    def rows(self) -> Sequence[ModelRow]:
        return self._rows

    def row_of(self, entry_id: str) -> int | None:
        return next((number for number, row in enumerate(self._rows) if row.entry.id == entry_id), None)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else LICENCE + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _column_name(section)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _column_tip(section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == SORT_ROLE:
            return _sort_key(row, column)
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return {NAME: row.entry.name, HERE: _here_tip(row)}.get(column)
        if role == Qt.ItemDataRole.FontRole and row.entry.id == self._in_use:
            font = QFont()
            font.setBold(True)
            return font
        return None

    def _text(self, row: ModelRow, column: int) -> str:
        entry = row.entry
        if column == NAME:
            return f"▸ {entry.name}" if entry.id == self._in_use else entry.name
        if column == HERE:
            return _here_text(row)
        if column == FAMILY:
            return family_name(entry.family)
        if column == PARAMETERS:
            return quantities.parameters(entry.parameters) if entry.parameters else "–"
        if column == SIZE:
            return quantities.file_size(entry.size_bytes) if entry.size_bytes else "–"
        if column == INPUT:
            return input_in_short(entry) or "–"
        if column == TOP1:
            return quantities.percent(entry.top1, 1) if entry.top1 is not None else "–"
        return entry.licence or "–"


def input_in_short(entry: CatalogueEntry) -> str:
    """ "224 px", "512 tokens"; empty where it is not known."""
    if entry.input_size_px:
        return tr("ModelTable", "{side} px").format(side=entry.input_size_px)
    return tr("ModelTable", "{count} tokens").format(count=number(entry.max_tokens)) if entry.max_tokens else ""


def _column_name(column: int) -> str:
    return {
        HERE: tr("ModelTable", "here"),
        NAME: tr("ModelTable", "name"),
        FAMILY: tr("ModelTable", "family"),
        PARAMETERS: tr("ModelTable", "parameters"),
        SIZE: tr("ModelTable", "size"),
        INPUT: tr("ModelTable", "input"),
        TOP1: tr("ModelTable", "ImageNet top-1"),
        LICENCE: tr("ModelTable", "licence"),
    }[column]


def _column_tip(column: int) -> str | None:
    return {
        HERE: tr("ModelTable", "Whether the pretrained weights are on this computer"),
        SIZE: tr("ModelTable", "Size of the weights on disk"),
        TOP1: tr("ModelTable", "Share of ImageNet photos that the pretrained network names right at its first guess"),
        INPUT: tr("ModelTable", "Side of the picture that the network was made for; the longest text that it takes"),
    }.get(column)


def _here_text(row: ModelRow) -> str:
    return tr("ModelTable", "✓ here") if row.here else tr("ModelTable", "↓ to get")


def _here_tip(row: ModelRow) -> str:
    if row.here:
        return tr("ModelTable", "Its weights are on this computer.")
    return tr("ModelTable", "Its pretrained weights have to be downloaded first.")


def _alignment(column: int) -> int:
    side = Qt.AlignmentFlag.AlignRight if column in _NUMBERS else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)


def _sort_key(row: ModelRow, column: int) -> Any:
    entry = row.entry
    if column == TOP1:
        return entry.top1 if entry.top1 is not None else -1.0
    return {
        HERE: 0 if row.here else 1,
        NAME: entry.name.casefold(),
        FAMILY: family_name(entry.family),
        PARAMETERS: entry.parameters,
        SIZE: entry.size_bytes,
        INPUT: entry.input_size_px or entry.max_tokens,
        LICENCE: entry.licence.casefold(),
    }[column]


class ModelFilter(QSortFilterProxyModel):
    """Search words (all must occur), "only what is here", and one family."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[str, ...] = ()
        self._only_here = False
        self._family = ""
        self.setSortRole(SORT_ROLE)

    def search(self, text: str) -> None:
        self.beginFilterChange()
        self._words = tuple(text.casefold().split())
        self.endFilterChange()

    def set_only_here(self, only: bool) -> None:
        self.beginFilterChange()
        self._only_here = only
        self.endFilterChange()

    def set_family(self, family: str) -> None:
        """Empty: all."""
        self.beginFilterChange()
        self._family = family
        self.endFilterChange()

    def filterAcceptsRow(self, source_row: int, source_parent: _Index) -> bool:
        row: ModelRow = self.sourceModel().index(source_row, 0, source_parent).data(ROW_ROLE)
        if (self._only_here and not row.here) or (self._family and row.entry.family != self._family):
            return False
        text = f"{row.entry.name} {row.entry.id} {family_name(row.entry.family)} {row.entry.licence}".casefold()
        return all(word in text for word in self._words)

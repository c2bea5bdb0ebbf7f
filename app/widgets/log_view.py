"""The log of a run: a strip with the latest line, and the long list with a filter and a way to copy it."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListView, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import number, tr
from app.run.log_wording import timed_line
from app.theme import tokens_of
from app.widgets.panels import button, dim_label, row_of
from core.contracts.events import Event, Notice

_SYMBOLS = {"info": "", "warning": "▲ ", "error": "● "}


class LogLines(QAbstractListModel):
    """One row an event, worded when it is drawn. The list only grows, so only new rows are told."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._events: Sequence[Event] = ()
        self._count = 0

    def show(self, events: Sequence[Event]) -> None:
        """The log of a run; the same list may be given again after it has grown."""
        if events is not self._events or len(events) < self._count:
            self.beginResetModel()
            self._events, self._count = events, len(events)
            self.endResetModel()
        elif len(events) > self._count:
            self.beginInsertRows(QModelIndex(), self._count, len(events) - 1)
            self._count = len(events)
            self.endInsertRows()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._count

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return log_line(self._events[index.row()])
        return None


class LogView(QWidget):
    """The long log. It follows the newest line until a person scrolls away from it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = LogLines(self)
        self._shown = QSortFilterProxyModel(self)
        self._shown.setSourceModel(self._lines)
        self._shown.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.list = QListView()
        self.list.setModel(self._shown)
        self.list.setUniformItemSizes(True)
        self.list.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setAccessibleName(tr("LogView", "Log of the run"))
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(tr("LogView", "Show only lines with…"))
        self.filter.setAccessibleName(tr("LogView", "Show only lines with these words"))
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._filter)
        self.copy_button = button(tr("LogView", "Copy"), self.copy, tip=tr("LogView", "Copies the marked lines, or all"))
        self.count = dim_label(wrap=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row_of(self.filter, self.count, self.copy_button))
        column.addWidget(self.list, 1)
        shortcut = QShortcut(QKeySequence.StandardKey.Copy, self.list, context=Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(self.copy)
        self._say_count()

    def show_events(self, events: Sequence[Event]) -> None:
        bar = self.list.verticalScrollBar()
        at_end = bar.value() >= bar.maximum()
        self._lines.show(events)
        self._say_count()
        if at_end:
            self.list.scrollToBottom()

    def _filter(self, text: str) -> None:
        self._shown.setFilterFixedString(text)
        self._say_count()

    def _say_count(self) -> None:
        text = tr("LogView", "{shown} of {count} lines")
        self.count.setText(text.format(shown=number(self._shown.rowCount()), count=number(self._lines.rowCount())))

    def copy(self) -> None:
        """The marked lines to the clipboard, or all that are shown."""
        rows = sorted({index.row() for index in self.list.selectedIndexes()}) or range(self._shown.rowCount())
        QGuiApplication.clipboard().setText("\n".join(str(self._shown.index(row, 0).data()) for row in rows))


class LogStrip(QWidget):
    """The latest lines of a log in one row, the newest first, cut where the row ends."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(self.fontMetrics().height() + 4)
        self.setAccessibleName(tr("LogView", "Latest lines of the log"))

    def show_events(self, events: Sequence[Event], latest: int = 4) -> None:
        self._text = " · ".join(log_line(event) for event in reversed(events[-latest:]))
        self.setAccessibleDescription(self._text)
        self.setToolTip(self._text)
        self.update()

    def text(self) -> str:
        return self._text

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(tokens_of(self).color("dim"))
        line = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, line)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)


def log_line(event: Event) -> str:
    """A line with its time; warnings and errors carry a symbol."""
    line = timed_line(event)
    if not isinstance(event, Notice):
        return line
    moment, _, words = line.partition("  ")
    return f"{moment}  {_SYMBOLS[event.level]}{words}"

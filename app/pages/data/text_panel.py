"""Texts of a class: a list of how they begin, and below it the chosen one to read."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QHeaderView, QPlainTextEdit

from app.i18n import number, tr
from app.item_models.texts import CHARACTERS, TEXT, TextTableModel
from app.pages.data.kinds import SamplesView
from app.widgets.panels import ElidedLabel, Panel, button, dim_label, row_of
from app.widgets.plain_table import plain_table
from core.contracts.records import SampleInfo

_LINES_READ = 3


class TextPanel(Panel):
    """See app.pages.data.kinds.SamplesPanel."""

    leave_out_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._root = Path()
        self._name = ElidedLabel(bold=True)
        self._count = dim_label(wrap=False)
        self.model = TextTableModel(self)
        self.table = plain_table(tr("DataPage", "Texts of the chosen class"))
        self.table.setModel(self.model)
        self.table.setWordWrap(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(CHARACTERS, QHeaderView.ResizeMode.ResizeToContents)
        self.table.setMinimumHeight(116)
        self.reader = QPlainTextEdit(readOnly=True)
        self.reader.setAccessibleName(tr("DataPage", "How the chosen text begins"))
        self.reader.setFixedHeight(self.reader.fontMetrics().lineSpacing() * _LINES_READ + 18)
        self.where = ElidedLabel()
        self.where.setProperty("role", "dim")
        self.leave_out = button(tr("DataPage", "Leave out"), self._leave_out, tip=tr("DataPage", "Don't use the chosen text"))
        self._open = button(tr("DataPage", "Open"), self._open_file, tip=tr("DataPage", "Show its file in its own program"))
        head = row_of(self._name, self._count)
        head.setStretch(0, 1)
        foot = row_of(self.where, self._open, self.leave_out)
        foot.setStretch(0, 1)
        self.column.addLayout(head)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.reader)
        self.column.addLayout(foot)
        self.table.selectionModel().currentRowChanged.connect(lambda _new, _old: self._show_chosen())
        self.table.activated.connect(lambda _index: self._open_file())
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._leave_out)
        self._show_chosen()

    def show_class(self, view: SamplesView) -> None:
        self._root = view.root
        self._name.setText(view.name)
        shown, total = number(len(view.samples)), number(view.total)
        text = tr("DataPage", "{shown} of {total}").format(shown=shown, total=total)
        self._count.setText(text if len(view.samples) < view.total else total)
        self.model.show(view.samples)
        self.table.scrollToTop()
        if view.samples:
            self.table.selectRow(0)
        self._show_chosen()

    def _chosen(self) -> SampleInfo | None:
        index = self.table.currentIndex()
        return self.model.sample(index.row()) if index.isValid() else None

    def _show_chosen(self) -> None:
        sample = self._chosen()
        for part in (self.leave_out, self._open):
            part.setEnabled(sample is not None)
        self.where.setText(place_of(sample.file) if sample else "")
        self.reader.setPlainText(_to_read(sample) if sample else "")

    def _leave_out(self) -> None:
        sample = self._chosen()
        if sample is not None:
            self.leave_out_wanted.emit(sample.file)

    def _open_file(self) -> None:
        sample = self._chosen()
        if sample is not None:
            file, _row = _split(sample.file)
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._root / file)))


def _to_read(sample: SampleInfo) -> str:
    from core.dataset.text_check import EXCERPT_CHARACTERS  # numpy loads with it: not before there are texts

    goes_on = sample.characters > len(sample.excerpt) >= EXCERPT_CHARACTERS - 1  # white space at the end is not kept
    return f"{sample.excerpt} …" if goes_on else sample.excerpt


def place_of(file: str) -> str:
    """A sample's file as people say it: "reviews.csv#17" is row 17 of that table."""
    table, row = _split(file)
    return tr("DataPage", "row {row} of {table}").format(row=number(int(row)), table=table) if row else file


def _split(file: str) -> tuple[str, str]:
    """The file, and the number of a row in it, "" for a whole file.

    Only tables have rows: a file may be called "letter #2" itself.
    """
    name, sign, row = file.rpartition("#")
    return (name, row) if sign and row.isdecimal() and "." in name else (file, "")

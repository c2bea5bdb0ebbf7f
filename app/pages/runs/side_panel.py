"""Beside the curves: what there is to know about one run, or how two of them differ."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app import quantities
from app.i18n import tr, worded
from app.pages.runs.comparison import Comparison, score_in_words, simple_in_words
from app.pages.runs.presenter import status_in_words
from app.pages.runs.summary import RunSummary
from app.widgets.panels import Note, Panel, bold_label, dim_label, label, scrolling

_LONGEST_NAME = 36


class SidePanel(Panel):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.heading = bold_label()
        self.heading.setWordWrap(True)
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self._cells: list[QLabel] = []
        self._table = QGridLayout()
        self._table.setHorizontalSpacing(18)
        self._table.setVerticalSpacing(4)
        inside = QWidget()
        below = QVBoxLayout(inside)
        below.setContentsMargins(0, 0, 0, 0)
        below.addLayout(self._table)
        below.addStretch(1)
        self.note = Note()
        self.column.addWidget(self.heading)
        self.column.addWidget(self.note)
        self.column.addWidget(scrolling(inside), 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_nothing(self) -> None:
        self.heading.setText(tr("RunsPanel", "No run is chosen"))
        self._fill([])
        self.note.say("")

    def show_run(self, run: RunSummary, lineage: str) -> None:
        symbol, word, _tone = status_in_words(run.status)
        rows = [(tr("RunsPanel", "Status"), f"{symbol} {word}"), (tr("RunsPanel", "Score"), score_in_words(run))]
        if simple_in_words(run):
            rows.append((tr("RunsPanel", "TF-IDF, a word count"), simple_in_words(run)))
        if lineage:
            rows.append((tr("RunsPanel", "Lineage"), lineage))
        if run.record is not None and run.record.best_epoch is not None:
            best = (
                str(run.record.best_epoch) if run.record.best_epoch else tr("RunsPanel", "none: the head fitted at the start")
            )
            rows.append((tr("RunsPanel", "Kept epoch"), best))
        rows += cost_in_words(run)
        rows.append((tr("RunsPanel", "Folder"), str(run.path)))
        self.heading.setText(run.name)
        self._fill(rows)
        self.note.say(worded(run.error) if run.error else "", "bad_note")

    def show_comparison(self, found: Comparison) -> None:
        self.heading.setText(tr("RunsPanel", "A and B compared"))
        self._fill([("", f"A · {_short(found.names[0])}", f"B · {_short(found.names[1])}"), *found.rows])
        self.note.say(found.verdict)

    def texts(self) -> list[str]:
        """The words of the table, row by row."""
        return [cell.text() for cell in self._cells]

    def _fill(self, rows: Sequence[tuple[str, ...]]) -> None:
        for cell in self._cells:
            self._table.removeWidget(cell)
            cell.hide()
            cell.deleteLater()
        self._cells = []
        for line, row in enumerate(rows):
            for column, text in enumerate(row):
                cell = dim_label(text) if column == 0 else label(text)
                cell.setTextFormat(Qt.TextFormat.PlainText)
                cell.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
                self._table.addWidget(cell, line, column)
                self._cells.append(cell)
        width = max((len(row) for row in rows), default=0)
        for column, weight in enumerate((2, 3, 3)):
            self._table.setColumnStretch(column, weight if column < width else 0)


def cost_in_words(run: RunSummary) -> list[tuple[str, str]]:
    """What the run took beside what was expected; nothing for one that was paused or resumed."""
    taken, expected = (run.record.taken, run.record.expected) if run.record is not None else (None, None)
    if taken is None:
        return []
    time = quantities.duration(taken.total_s)
    memory = _gigabytes(taken.memory_bytes)
    if expected is not None:
        text = tr("RunsPanel", "{taken}; expected: {expected}")
        time = text.format(taken=time, expected=quantities.duration(expected.total_s))
        if memory and expected.memory_bytes:
            memory = text.format(taken=memory, expected=_gigabytes(expected.memory_bytes))
    rows = [(tr("RunsPanel", "Time"), time), (tr("RunsPanel", "Memory"), memory)]
    return [row for row in rows if row[1]]


def _gigabytes(size_bytes: int | None) -> str:
    return tr("RunsPanel", "{size} GB").format(size=quantities.gigabytes(size_bytes)) if size_bytes else ""


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"

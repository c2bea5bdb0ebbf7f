"""What was proven about an export, where it lies, and how to use it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from app.i18n import tr
from app.pages.export.kinds import ExportWords
from app.pages.export.presenter import ProofRow
from app.theme import GAP_PX
from app.widgets.panels import Note, Panel, button, dim_label, give_role, label, row_of


class ProofPanel(Panel):
    open_wanted = Signal()
    copy_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("ProofPanel", "Proof"), parent)
        self.verdict = Note()
        self._folder = label()
        self._folder.setTextFormat(Qt.TextFormat.PlainText)
        self._folder.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.open_button = button(tr("ProofPanel", "Open folder"), self.open_wanted.emit)
        self._cells: list[QLabel] = []
        self._table = QGridLayout()
        self._table.setHorizontalSpacing(GAP_PX + 6)
        self._table.setColumnStretch(6, 1)
        self.usage = QLabel()
        self.usage.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.usage.setTextFormat(Qt.TextFormat.PlainText)
        self.usage.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.usage.setAccessibleName(tr("ProofPanel", "How to use it"))
        self.usage.setWordWrap(True)
        self.usage.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.copy_button = button(tr("ProofPanel", "Copy"), lambda: self.copy_wanted.emit(self.usage.text()))
        self.copy_button.setAccessibleName(tr("ProofPanel", "Copy how to use it"))
        self._usage_title = dim_label(tr("ProofPanel", "To use it on any machine with Python, in a terminal:"))
        self.column.addWidget(self.verdict)
        self.column.addLayout(self._table)
        place = row_of(self._folder, self.open_button)
        place.setStretch(0, 1)
        self.column.addLayout(place)
        self.column.addWidget(self._usage_title)
        usage = row_of(self.usage, self.copy_button)
        usage.setStretch(0, 1)
        self.column.addLayout(usage)

    def show_proof(
        self, folder: Path, kind: str, verdict: str, rows: Sequence[ProofRow], usage: Sequence[str], words: ExportWords
    ) -> None:
        """kind: of the note that says the verdict. usage: lines for a terminal."""
        self.verdict.say(verdict, kind)
        self._folder.setText(str(folder))
        self._folder.setToolTip(str(folder))
        self._fill_table(rows, words)
        self.usage.setText("\n".join(usage))
        for part in (self._usage_title, self.usage, self.copy_button):
            part.setVisible(bool(usage))

    def _fill_table(self, rows: Sequence[ProofRow], words: ExportWords) -> None:
        for old in self._cells:
            self._table.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._cells = []
        heads = (
            tr("ProofPanel", "result"),
            tr("ProofPanel", "format"),
            tr("ProofPanel", "file"),
            words.compared,
            tr("ProofPanel", "same first answer"),
            tr("ProofPanel", "largest difference"),
        )
        for column, head in enumerate(heads):
            title = dim_label(head)
            title.setAlignment(_side(column) | Qt.AlignmentFlag.AlignBottom)
            self._put(title, 0, column)
        for line, row in enumerate(rows):
            cells = (row.verdict, row.format, row.file, row.count, row.same, row.difference)
            for column, text in enumerate(cells):
                cell = label(text, wrap=False)
                cell.setTextFormat(Qt.TextFormat.PlainText)
                if column == 0:
                    give_role(cell, "good" if row.passed else "bad")
                if column == 5:
                    cell.setToolTip(words.largest)
                cell.setAlignment(_side(column))
                self._put(cell, 1 + 2 * line, column)
            if row.why:
                self._put(dim_label(row.why), 2 + 2 * line, 1, width=6)

    def _put(self, cell: QLabel, line: int, column: int, width: int = 1) -> None:
        self._table.addWidget(cell, line, column, 1, width)
        self._cells.append(cell)

    def cells(self) -> list[str]:
        """The words of the table, row by row."""
        return [cell.text() for cell in self._cells]


def _side(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if column >= 3 else Qt.AlignmentFlag.AlignLeft

"""The numbers beside the ladder."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from app.i18n import tr
from app.pages.layers.cost_rows import ChoiceRow, CostRow
from app.theme import tokens_of
from app.widgets.panels import Panel, dim_label, label


class CostPanel(Panel):
    """Rows of "what: how much", with a hairline between them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(tr("LayersPage", "What this choice costs"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(1, 3)
        self.column.addLayout(self._grid)
        self._labels: list[tuple[QLabel, QLabel]] = []
        self._rows: Sequence[CostRow] = ()

    def show_rows(self, rows: Sequence[CostRow]) -> None:
        self._rows = rows
        while len(self._labels) < len(rows):
            self._add_row()
        for index, (name, amount) in enumerate(self._labels):
            shown = index < len(rows)
            name.setVisible(shown)
            amount.setVisible(shown)
            if shown:
                self._fill(name, amount, rows[index])

    def _fill(self, name: QLabel, amount: QLabel, row: CostRow) -> None:
        dim = tokens_of(self).dim
        aside = f' <span style="color:{dim}">{escape(row.aside)}</span>' if row.aside else ""
        name.setText(row.name)
        # a number and its unit stay on one line
        strong = escape(row.amount).replace(" ", "\N{NO-BREAK SPACE}")
        amount.setText(f"<b>{strong}</b>{aside}")
        amount.setAccessibleName(f"{row.name}: {row.amount} {row.aside}".strip())

    def _add_row(self) -> None:
        row = 2 * len(self._labels)
        if self._labels:
            line = QFrame()
            line.setFixedHeight(1)
            line.setProperty("role", "hairline")
            self._grid.addWidget(line, row - 1, 0, 1, 2)
        name, amount = label(), label()
        amount.setTextFormat(Qt.TextFormat.RichText)
        amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(name, row, 0)
        self._grid.addWidget(amount, row, 1)
        self._labels.append((name, amount))

    def texts(self) -> list[str]:
        """What the rows say, without markup."""
        return [amount.accessibleName() for _, amount in self._labels[: len(self._rows)]]

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_rows"):
            self.show_rows(self._rows)  # the colours stand in the markup
        super().changeEvent(event)


class ChoiceTable(Panel):
    """The presets side by side, so that a choice has something to be compared with. The chosen one is strong and marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("LayersPage", "The presets side by side"), parent)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(9)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(0, 1)
        heads = ("", tr("LayersPage", "trainable"), tr("LayersPage", "memory"), tr("LayersPage", "all epochs"))
        for column, text in enumerate(heads):
            self._grid.addWidget(dim_label(text, wrap=False), 0, column, self._place(column))
        self.column.addLayout(self._grid)
        self._cells: list[list[QLabel]] = []

    def show_rows(self, rows: Sequence[ChoiceRow]) -> None:
        while len(self._cells) < len(rows):
            self._cells.append([self._new_cell(len(self._cells) + 1, column) for column in range(4)])
        for cells, row in zip(self._cells, rows, strict=True):
            name = f"▸ {row.name}" if row.chosen else row.name
            for cell, text in zip(cells, (name, row.trainable, row.memory, row.time), strict=True):
                cell.setText(f"<b>{escape(text)}</b>" if row.chosen else escape(text))

    def _new_cell(self, row: int, column: int) -> QLabel:
        cell = label("", wrap=column == 0)
        cell.setTextFormat(Qt.TextFormat.RichText)
        self._grid.addWidget(cell, row, column, self._place(column))
        return cell

    @staticmethod
    def _place(column: int) -> Qt.AlignmentFlag:
        return Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight

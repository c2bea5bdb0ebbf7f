"""What the columns of a table mean: the first rows, and a choice for each use of a column."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHeaderView, QWidget

from app.i18n import tr
from app.item_models.table_rows import TableRowModel
from app.widgets.flow_layout import FlowLayout
from app.widgets.panels import Panel, bold_label, button, dim_label, row_of
from app.widgets.plain_table import plain_table
from core.contracts.records import TableInfo
from core.contracts.spec import TableSpec

_WIDEST_PX = 420
_ROWS_IN_SIGHT = 6


class ColumnPanel(Panel):
    """`columns_chosen(TableSpec)`: a person says what a column is; what the others were guessed to be is said with it."""

    columns_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._table = TableInfo(path="", columns=(), rows=(), text_column="", label_column="")
        self.text = self._choice(tr("DataPage", "Column with the text"))
        self.label = self._choice(tr("DataPage", "Column with the label"))
        self.split = self._choice(tr("DataPage", "Column that says the part"))
        self.toggle = button("", lambda: self.open_rows(self.rows.isHidden()), role="link")
        self._choices = FlowLayout(gap_px=12, line_gap_px=6)
        self._choices.addWidget(bold_label(tr("DataPage", "Columns")))
        captions = (tr("DataPage", "text"), tr("DataPage", "label"), tr("DataPage", "part"))
        for caption, box in zip(captions, (self.text, self.label, self.split), strict=True):
            pair = QWidget()
            pair.setLayout(row_of(dim_label(caption, wrap=False), box, gap_px=6))
            self._choices.addWidget(pair)
        self._choices.addWidget(self.toggle)
        self._model = TableRowModel(self)
        self.rows = plain_table(tr("DataPage", "The first rows of the table"))
        self.rows.setModel(self._model)
        self.rows.setWordWrap(False)
        self.rows.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.rows.setMinimumHeight(self.rows.verticalHeader().defaultSectionSize() * _ROWS_IN_SIGHT)
        self.column.addLayout(self._choices)
        self.column.addWidget(self.rows, 1)
        self.open_rows(False)

    def _choice(self, name: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setToolTip(name)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(8)
        box.activated.connect(lambda _index: self._say(box))
        return box

    def show_table(self, table: TableInfo) -> None:
        if table == self._table:
            return
        self._table = table
        empty = tr("DataPage", "choose…")
        self._fill(self.text, table.text_column, "" if table.text_column else empty)
        self._fill(self.label, table.label_column, "" if table.label_column else empty)
        self._fill(self.split, table.split_column, tr("DataPage", "none"))
        uses = {
            table.split_column: tr("DataPage", "part"),
            table.label_column: tr("DataPage", "label"),
            table.text_column: tr("DataPage", "text"),
        }
        self._model.show(table, {column: use for column, use in uses.items() if column})
        self.rows.resizeColumnsToContents()
        for column in range(len(table.columns)):
            self.rows.setColumnWidth(column, min(self.rows.columnWidth(column), _WIDEST_PX))

    def _fill(self, box: QComboBox, chosen: str, empty: str) -> None:
        """empty: what stands for no column; "": it can't be left out."""
        box.clear()
        if empty:
            box.addItem(empty, "")
        for column in self._table.columns:
            box.addItem(column, column)
        box.setCurrentIndex(box.findData(chosen))

    def open_rows(self, is_open: bool) -> None:
        self.rows.setVisible(is_open)
        self.toggle.setText(tr("DataPage", "Hide rows") if is_open else tr("DataPage", "Show rows"))

    def _say(self, changed: QComboBox) -> None:
        """A column has one use: the box that had it before gets what the changed one had."""
        before = {
            self.text: self._table.text_column,
            self.label: self._table.label_column,
            self.split: self._table.split_column,
        }
        now = {box: str(box.currentData() or "") for box in before}
        for box in now:
            if box is not changed and now[box] and now[box] == now[changed]:
                now[box] = before[changed]
        if now != before:
            self.columns_chosen.emit(
                TableSpec(
                    text_column=now[self.text] or None,
                    label_column=now[self.label] or None,
                    split_column=now[self.split],
                )
            )

"""What was noticed, as a table that can be filtered and acted on."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHeaderView, QLabel

from app.i18n import tr
from app.item_models.findings import ACTION, FILE, WHAT, FindingRow, FindingTableModel
from app.pages.data.presenter import DataView
from app.widgets.flow_layout import FlowLayout
from app.widgets.panels import Panel, bold_label, button, dim_label, give_role, row_of
from app.widgets.plain_table import plain_table


class _KindFilter(QSortFilterProxyModel):
    """Rows of one kind; "" shows all."""

    kind = ""

    def choose(self, kind: str) -> None:
        self.beginFilterChange()
        self.kind = kind
        self.endFilterChange()

    def filterAcceptsRow(self, row: int, _parent: QModelIndex | QPersistentModelIndex) -> bool:
        model = self.sourceModel()
        return not self.kind or (isinstance(model, FindingTableModel) and model.row(row).code == self.kind)


class FindingPanel(Panel):
    """What was noticed, file by file. `acted(FindingRow)`: the person took what the last column offers."""

    acted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._summary = FlowLayout(gap_px=18)
        self._model = FindingTableModel(self)
        self._filter = _KindFilter(self)
        self._filter.setSourceModel(self._model)
        self.kinds = QComboBox()
        self.kinds.setAccessibleName(tr("DataPage", "Show only this kind"))
        self.kinds.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kinds.setMinimumContentsLength(16)
        self.kinds.currentIndexChanged.connect(lambda _index: self._filter.choose(self.kinds.currentData() or ""))
        self.table = plain_table(tr("DataPage", "What was noticed"))
        self.table.setModel(self._filter)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(FILE, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(FILE, 300)
        header.setSectionResizeMode(WHAT, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(ACTION, QHeaderView.ResizeMode.ResizeToContents)
        self.table.setMinimumHeight(84)
        self.table.clicked.connect(self._clicked)
        self.action_button = button("", self._act_on_chosen, role="link")
        self.table.selectionModel().currentRowChanged.connect(lambda _new, _old: self._show_action())
        head = row_of(bold_label(tr("DataPage", "Checked")))
        head.addSpacing(8)
        head.addLayout(self._summary, 1)
        head.addWidget(self.action_button)
        head.addWidget(self.kinds)
        self.column.addLayout(head)
        self._nothing = dim_label()
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.column.addWidget(self._nothing, 1)
        self.column.addWidget(self.table, 1)
        enter = QShortcut(QKeySequence(Qt.Key.Key_Return), self.table)
        enter.setContext(Qt.ShortcutContext.WidgetShortcut)
        enter.activated.connect(self._act_on_chosen)
        self._show_action()

    def show_findings(self, view: DataView) -> None:
        chosen = self.kinds.currentData()
        self.kinds.blockSignals(True)
        self.kinds.clear()
        for code, text in view.kinds:
            self.kinds.addItem(text, code)
        self.kinds.setCurrentIndex(max(self.kinds.findData(chosen), 0))
        self.kinds.blockSignals(False)
        self._model.show(view.findings)
        self._filter.choose(self.kinds.currentData() or "")
        for part in (self.table, self.kinds):
            part.setVisible(bool(view.findings))
        self._nothing.setText(view.nothing_noticed)
        self._nothing.setVisible(not view.findings)
        self._show_summary(view.summary)
        self._show_action()

    def _show_summary(self, lines: Sequence[tuple[str, str]]) -> None:
        self._summary.clear()
        for text, role in lines:
            line = QLabel(text)
            give_role(line, role)
            self._summary.addWidget(line)

    def _chosen(self) -> FindingRow | None:
        index = self.table.currentIndex()
        return self._model.row(self._filter.mapToSource(index).row()) if index.isValid() else None

    def _show_action(self) -> None:
        row = self._chosen()
        self.action_button.setText(row.action if row else "")
        self.action_button.setVisible(bool(row and row.action))

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == ACTION:
            self._act_on_chosen()

    def _act_on_chosen(self) -> None:
        row = self._chosen()
        if row is not None and row.action_id:
            self.acted.emit(row)

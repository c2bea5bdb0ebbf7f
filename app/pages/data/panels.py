"""The panels of the Data page: classes with the split, pictures of a class, findings."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QLabel, QTableView

from app.i18n import number, tr
from app.item_models.classes import BAR, COUNT, NAME, ClassRow, ClassTableModel
from app.item_models.findings import ACTION, FILE, WHAT, FindingRow, FindingTableModel
from app.item_models.pictures import PictureItem
from app.pages.data.presenter import SMALLEST_SHARES, DataView
from app.widgets.bar_delegate import BarDelegate
from app.widgets.flow_layout import FlowLayout
from app.widgets.image_grid import ImageGrid
from app.widgets.panels import ElidedLabel, Note, NumberField, Panel, bold_label, button, dim_label, give_role, row_of
from app.widgets.share_bar import ShareBar

BAR_WIDTH_PX = 170


def plain_table(name: str) -> QTableView:
    """A table without a grid or row numbers, whole rows selected. name: for screen readers."""
    table = QTableView()
    table.setAccessibleName(name)
    table.setShowGrid(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 14)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.horizontalHeader().setHighlightSections(False)
    return table


class SplitEditor(Panel):
    """The bar and its number fields. `shares_chosen([train, validation, test])` in percent."""

    shares_chosen = Signal(list)
    shares_dragged = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "")
        self.column.setContentsMargins(0, 6, 0, 0)
        self._hint = dim_label()
        self.bar = ShareBar(SMALLEST_SHARES)
        self.bar.setAccessibleName(tr("DataPage", "Split"))
        self.bar.dragged.connect(self.shares_dragged)
        self.bar.settled.connect(self.shares_chosen)
        self._train = dim_label(wrap=False)
        self.validation = self._field(tr("DataPage", "Validation share in percent"), SMALLEST_SHARES[1])
        self.test = self._field(tr("DataPage", "Test share in percent"), SMALLEST_SHARES[2])
        title = row_of(bold_label(tr("DataPage", "Split")))
        title.addWidget(self._hint, 1)
        self.column.addLayout(title)
        self.column.addWidget(self.bar)
        fields = row_of(
            self._train,
            1,
            dim_label(tr("DataPage", "validation"), wrap=False),
            self.validation,
            dim_label(tr("DataPage", "test"), wrap=False),
            self.test,
        )
        self.column.addLayout(fields)

    def _field(self, name: str, smallest: int) -> NumberField:
        field = NumberField()
        field.setRange(smallest, 40)
        field.setSuffix(" %")
        field.setKeyboardTracking(False)
        field.setAccessibleName(name)
        field.valueChanged.connect(self._typed)
        return field

    def show_split(self, view: DataView) -> None:
        self._hint.setText(view.split_hint)
        self.bar.show_parts(view.parts, editable=view.split_editable)
        self.show_shares(view.shares)
        for part in (self.validation, self.test):
            part.setEnabled(view.split_editable)

    def show_shares(self, shares: Sequence[int]) -> None:
        for field, share in ((self.validation, shares[1]), (self.test, shares[2])):
            field.blockSignals(True)
            field.setValue(share)
            field.blockSignals(False)
        self._train.setText(tr("DataPage", "train {share} %").format(share=shares[0]))

    def _typed(self) -> None:
        validation, test = self.validation.value(), self.test.value()
        self.shares_chosen.emit([100 - validation - test, validation, test])


class ClassPanel(Panel):
    """Classes with counts and bars, what is uneven, and the split. `class_chosen(name)`."""

    class_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.model = ClassTableModel(self)
        self.table = plain_table(tr("DataPage", "Classes"))
        self.table.setModel(self.model)
        self.table.setItemDelegateForColumn(BAR, BarDelegate(self.table))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(COUNT, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(BAR, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(BAR, BAR_WIDTH_PX)
        self.table.setMinimumHeight(90)
        self.table.selectionModel().currentRowChanged.connect(self._row_chosen)
        self.note = Note()
        self.split = SplitEditor()
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.note)
        self.column.addWidget(self.split)

    def show_classes(self, rows: Sequence[ClassRow], note: str) -> None:
        """Keeps the chosen class chosen, where it is still there."""
        current = self.table.currentIndex()
        name = self.model.row(current.row()).name if current.isValid() else ""
        self.model.show(rows)
        self.note.say(note)
        if rows:
            self.table.selectRow(max(self.model.row_of(name), 0))

    def _row_chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self.class_chosen.emit(self.model.row(index.row()).name)


class PicturePanel(Panel):
    """Pictures of one class. `leave_out_wanted(path)`: the chosen one shall not be used."""

    leave_out_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._name = ElidedLabel(bold=True)
        self._count = dim_label(wrap=False)
        self.grid = ImageGrid(tr("DataPage", "Pictures of the chosen class"))
        self.leave_out = button(
            tr("DataPage", "Leave out"), self._leave_out, tip=tr("DataPage", "Don't use the chosen picture")
        )
        self._open = button(
            tr("DataPage", "Open"), self._open_picture, tip=tr("DataPage", "Show the picture in its own program")
        )
        head = row_of(self._name, self._count)
        head.setStretch(0, 1)
        self.column.addLayout(head)
        self.column.addWidget(self.grid, 1)
        self.column.addLayout(row_of(1, self._open, self.leave_out))
        self.grid.picture_chosen.connect(lambda _row: self._show_chosen())
        self.grid.picture_activated.connect(lambda _row: self._open_picture())
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.grid)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._leave_out)
        self._show_chosen()

    def show_class(self, name: str, items: Sequence[PictureItem]) -> None:
        self._name.setText(name)
        self._count.setText(number(len(items)))
        self.grid.show_pictures(items)
        self._show_chosen()

    def _show_chosen(self) -> None:
        for part in (self.leave_out, self._open):
            part.setEnabled(self.grid.current_picture() is not None)

    def _leave_out(self) -> None:
        picture = self.grid.current_picture()
        if picture is not None:
            self.leave_out_wanted.emit(picture.path)

    def _open_picture(self) -> None:
        picture = self.grid.current_picture()
        if picture is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(picture.path))))


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
        self._nothing = dim_label(tr("DataPage", "Nothing to say: every file is a good picture, and each is there once."))
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

"""The classes with their counts, what is uneven, and the split."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QHeaderView

from app.i18n import tr
from app.item_models.classes import BAR, COUNT, NAME, ClassTableModel
from app.pages.data.presenter import SMALLEST_SHARES, DataView
from app.widgets.bar_delegate import BarDelegate
from app.widgets.panels import Note, NumberField, Panel, bold_label, dim_label, row_of
from app.widgets.plain_table import plain_table
from app.widgets.share_bar import ShareBar

BAR_WIDTH_PX = 170


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
        self.table.setMinimumHeight(116)
        self.table.selectionModel().currentRowChanged.connect(self._row_chosen)
        self.note = Note()
        self.split = SplitEditor()
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.note)
        self.column.addWidget(self.split)

    def show_classes(self, view: DataView) -> None:
        """Keeps the chosen class chosen, where it is still there."""
        current = self.table.currentIndex()
        name = self.model.row(current.row()).name if current.isValid() else ""
        self.model.show(view.classes, view.column)
        self.note.say(view.note)
        if view.classes:
            self.table.selectRow(max(self.model.row_of(name), 0))

    def _row_chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self.class_chosen.emit(self.model.row(index.row()).name)

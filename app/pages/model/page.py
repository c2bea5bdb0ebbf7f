"""The Model page: a searchable table of networks, and what there is to know about each."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHeaderView,
    QLineEdit,
    QMessageBox,
    QTableView,
    QVBoxLayout,
)

from app.i18n import number, tr
from app.pages.model.details import ModelDetails
from app.pages.model.download import ModelDownload
from app.pages.model.kinds import KINDS
from app.pages.model.model_table import NAME, ROW_ROLE, TOP1, ModelFilter, ModelTableModel, family_name
from app.pages.model.presenter import WEIGHT_FILES, ModelPresenter, download_question
from app.pages.model.rows import ModelRow, collect_rows
from app.pages.page import Page
from app.run.background import Background
from app.services import Services
from app.theme import GAP_PX
from app.widgets.panels import Panel, bold_label, button, dim_label, row_of
from app.widgets.spec_form import SpecForm
from core.contracts.errors import UserError
from core.contracts.spec import DataKind, ModelSpec

# more of two thousand tell nothing new about the widths that the columns need, and the window would stand still meanwhile
_ROWS_THAT_SET_WIDTHS = 100


class ModelPage(Page):
    page_id = "model"

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._presenter = ModelPresenter(services.workspace, services.model_description)
        self.download = ModelDownload(services.jobs)
        self._background = Background(self)
        self.models = ModelTableModel(self)
        self.filter = ModelFilter(self)
        self.filter.setSourceModel(self.models)
        self.table = self._make_table()
        self.search = QLineEdit()
        self.only_here = QCheckBox(tr("ModelPage", "Only what is on this computer"))
        self.family = QComboBox()
        self.count = dim_label(wrap=False)
        self.details = ModelDetails()
        self.input_forms = {kind: SpecForm(ModelSpec, entry.words().input_fields) for kind, entry in KINDS.items()}
        self.advanced_button = button(tr("ModelPage", "Advanced ▾"))
        self._input_panel = Panel()
        self._input_title = bold_label()
        self._lay_out_body()
        self._connect()
        self._shown_kind: DataKind | None = None
        self._columns_fit = False
        self._show_kind()
        self._show_details()

    # ---- parts -------------------------------------------------------------------------------------------------------

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.filter)
        table.setAccessibleName(tr("ModelPage", "Models"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setSortingEnabled(True)
        table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 14)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setResizeContentsPrecision(_ROWS_THAT_SET_WIDTHS)
        header.setSortIndicatorClearable(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        table.setMinimumHeight(260)
        return table

    def _lay_out_body(self) -> None:
        self.search.setPlaceholderText(tr("ModelPage", "Search by name, family or licence"))
        self.search.setAccessibleName(tr("ModelPage", "Search models"))
        self.search.setClearButtonEnabled(True)
        self.family.setAccessibleName(tr("ModelPage", "Family"))
        left = Panel()
        left.column.addLayout(row_of(self.search, self.family))
        left.column.addLayout(row_of(self.only_here, 1, self.count))
        left.column.addWidget(self.table, 1)
        self._input_panel.column.addWidget(self._input_title)
        for form in self.input_forms.values():
            self._input_panel.column.addWidget(form)
        self._input_panel.hide()
        right = QVBoxLayout()
        right.setSpacing(GAP_PX)
        right.addWidget(self.details, 1)
        right.addWidget(self._input_panel)
        both = row_of(left, gap_px=GAP_PX)
        both.addLayout(right)
        both.setStretch(0, 2)
        both.setStretch(1, 1)
        self.body.addLayout(both, 1)
        self.advanced_button.setCheckable(True)
        self.foot.addWidget(self.advanced_button)
        self.set_next("layers", tr("ModelPage", "Next: Layers"))

    def _connect(self) -> None:
        services, details = self.services, self.details
        self.search.textChanged.connect(self.filter.search)
        self.only_here.toggled.connect(self.filter.set_only_here)
        self.family.activated.connect(lambda index: self.filter.set_family(self.family.itemData(index)))
        for signal in (self.filter.rowsInserted, self.filter.rowsRemoved, self.filter.modelReset):
            signal.connect(self._say_count)
        self.table.selectionModel().currentRowChanged.connect(self._show_details)
        self.table.activated.connect(self._use)
        details.use_wanted.connect(self._use)
        details.download_wanted.connect(self._ask_to_download)
        details.cancel_wanted.connect(self.download.cancel)
        details.file_wanted.connect(self._choose_file)
        details.folder_wanted.connect(self._choose_folder)
        details.own_weights_wanted.connect(lambda: self._attempt(self._presenter.use_own_weights))
        self.download.changed.connect(self._show_details)
        self.download.finished.connect(self._downloaded)
        for form in self.input_forms.values():
            form.edited.connect(self._edit_input)
        self.advanced_button.toggled.connect(self._show_advanced)
        for changed in (services.workspace.spec_changed, services.workspace.model_changed, services.model_description.changed):
            changed.connect(self._refresh)

    # ---- rows --------------------------------------------------------------------------------------------------------

    def entered(self) -> None:
        self.services.model_description.want()
        self._load_rows()

    def _load_rows(self) -> None:
        project, chosen, data = self.services.workspace.project, self._presenter.chosen, self._presenter.data
        runs = project.runs.list() if project else []
        self._background.run(lambda: collect_rows(runs, chosen, data), self._take_rows)

    def _take_rows(self, rows: list[ModelRow]) -> None:
        before = self.selected()
        if rows != list(self.models.rows()):
            self.models.show(rows, self._presenter.chosen.entry)
            if not self._columns_fit:
                self._columns_fit = True
                self._fit_columns()
        self.select(before.entry.id if before else self._presenter.chosen.entry)
        self._refresh()

    def _fit_columns(self) -> None:
        """A long name gives way, so that what a model is chosen by can be seen without scrolling."""
        self.table.resizeColumnsToContents()
        most_px = self.table.fontMetrics().averageCharWidth() * 34
        room_px = self.table.maximumViewportSize().width() - self.table.verticalScrollBar().sizeHint().width()
        left_px = room_px - sum(map(self.table.columnWidth, range(NAME + 1, TOP1 + 1)))
        self.table.setColumnWidth(NAME, max(min(self.table.columnWidth(NAME), most_px, left_px), most_px // 2))

    def selected(self) -> ModelRow | None:
        """The row that is looked at."""
        index = self.table.currentIndex()
        row: ModelRow | None = index.data(ROW_ROLE) if index.isValid() else None
        return row

    def select(self, entry_id: str) -> None:
        """Looks at a row; nothing is chosen by that."""
        number = self.models.row_of(entry_id)
        if number is None:
            return
        index = self.filter.mapFromSource(self.models.index(number, NAME))
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(index, flags)
        if index.isValid():
            self.table.scrollTo(index)

    def _say_count(self) -> None:
        text = tr("ModelPage", "{shown} of {count}")
        self.count.setText(text.format(shown=number(self.filter.rowCount()), count=number(self.models.rowCount())))

    # ---- what a person does ------------------------------------------------------------------------------------------

    def _attempt(self, change: Callable[[], object]) -> None:
        try:
            change()
        except UserError as error:
            self.services.notices.error(error.info)
        self._refresh()

    def _use(self, _index: QModelIndex | None = None) -> None:
        row = self.selected()
        if row is not None:
            self._attempt(lambda: self._presenter.use(row))

    def _choose_file(self) -> None:
        kinds = tr("ModelPage", "Weights ({patterns})").format(patterns=" ".join(WEIGHT_FILES))
        title = tr("ModelPage", "Choose a file with weights")
        self._take_path(QFileDialog.getOpenFileName(self, title, self._last_folder(), kinds)[0])

    def _choose_folder(self) -> None:
        title = tr("ModelPage", "Choose a model folder")
        self._take_path(QFileDialog.getExistingDirectory(self, title, self._last_folder()))

    def _last_folder(self) -> str:
        return self.services.settings.last_folder("model")

    def _take_path(self, chosen: str) -> None:
        if not chosen:
            return
        path = Path(chosen)
        self.services.settings.remember_folder("model", path.parent)
        self._attempt(lambda: self._presenter.use_path(path, self.selected()))
        self.table.setCurrentIndex(QModelIndex())
        self._load_rows()

    def _edit_input(self, changes: dict[str, object]) -> None:
        def change() -> None:
            # before the values are shown anew: a field with a mistake keeps what was typed
            self.input_form.show_mistakes(self._presenter.edit_input(changes), among=list(changes))

        self._attempt(change)

    def _ask_to_download(self) -> None:
        row = self.selected()
        if row is None:
            return
        question = QMessageBox(self)
        question.setIcon(QMessageBox.Icon.Question)
        question.setWindowTitle(tr("ModelPage", "Download {name}?").format(name=row.entry.name))
        question.setText(download_question(row.entry))
        fetch = question.addButton(tr("ModelPage", "Download"), QMessageBox.ButtonRole.AcceptRole)
        question.addButton(tr("ModelPage", "Not now"), QMessageBox.ButtonRole.RejectRole)
        entry_id = row.entry.id
        question.finished.connect(lambda: self._download_if(question.clickedButton() is fetch, entry_id))
        question.open()

    def _download_if(self, wanted: bool, entry_id: str) -> None:
        if wanted:
            self.download.start(entry_id)

    def _downloaded(self, entry_id: str) -> None:
        self._load_rows()
        if entry_id == self._presenter.chosen.entry:
            self.services.model_description.retry()
            self.services.text_lengths.retry()

    # ---- showing -----------------------------------------------------------------------------------------------------

    def _show_advanced(self, on: bool) -> None:
        self._input_panel.setVisible(on)
        self.advanced_button.setText(tr("ModelPage", "Advanced ▴") if on else tr("ModelPage", "Advanced ▾"))

    @property
    def input_form(self) -> SpecForm:
        """For the kind of data that the project has."""
        return self.input_forms[self._presenter.data]

    def _show_kind(self) -> None:
        """What differs between models for pictures and for texts. Other models are looked for where the data changed."""
        data, entry = self._presenter.data, self._presenter.kind
        if data == self._shown_kind:
            return
        another, self._shown_kind = self._shown_kind is not None, data
        words = entry.words()
        self.set_title(tr("ModelPage", "Which model to start from?"), words.lead)
        self._input_title.setText(words.input_title)
        for kind, form in self.input_forms.items():
            form.setVisible(kind == data)
        self.family.clear()
        self.family.addItem(tr("ModelPage", "All families"), "")
        for family in entry.families:
            self.family.addItem(family_name(family), family)
        self.filter.set_family("")
        self.table.setColumnHidden(TOP1, not entry.top1)
        self._columns_fit = False
        if another and self.isVisible():
            self._load_rows()

    def _refresh(self) -> None:
        self._show_kind()
        self.models.set_in_use(self._presenter.chosen.entry)
        self.input_form.show_values(self._presenter.chosen)
        self._say_count()
        self._show_details()

    def _show_details(self) -> None:
        row = self.selected()
        self.details.show_details(self._presenter.details(row) if row else None)
        self.details.show_download(self.download, row.entry.id if row else "")

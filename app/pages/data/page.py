"""The Data page: choose a folder or a table, see what is in it, divide it, decide about what was noticed."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QProgressBar, QVBoxLayout, QWidget

from app.i18n import tr, worded
from app.pages.data.class_panel import ClassPanel
from app.pages.data.column_panel import ColumnPanel
from app.pages.data.finding_panel import FindingPanel
from app.pages.data.kinds import KINDS, make_measure_panel, make_samples_panel
from app.pages.data.presenter import DataPresenter
from app.pages.page import Page
from app.services import Services
from app.theme import GAP_PX
from app.widgets.drop_area import DropArea, local_paths
from app.widgets.least_height import LeastHeight
from app.widgets.panels import Note, Panel, bold_label, button, dim_label, row_of
from core.contracts.spec import DataKind


class DataPage(Page):
    page_id = "data"

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.presenter = DataPresenter(services.workspace, services.scan)
        self.set_title(tr("DataPage", "Your data"))
        self.setAcceptDrops(True)
        self._again = button(
            tr("DataPage", "Look again"), self.presenter.look_again, tip=tr("DataPage", "Read it anew: it has changed")
        )
        self.other_button = button(tr("DataPage", "Choose other data…"))
        menu = QMenu(self.other_button)
        menu.addAction(tr("DataPage", "A folder…"), self.choose_folder)
        menu.addAction(tr("DataPage", "A table…"), self.choose_table)
        self.other_button.setMenu(menu)
        self.add_action(self._again)
        self.add_action(self.other_button)
        self.error = Note(kind="bad_note")
        self.inner_button = button("", self._choose_inner)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setAccessibleName(tr("DataPage", "Reading the data"))
        self.columns = ColumnPanel()
        self.columns.columns_chosen.connect(self.presenter.set_columns)
        self.body.addWidget(self.error)
        self.body.addWidget(self.inner_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self._bar)
        self.body.addWidget(self.columns)
        # not a stack: that would be as high as its highest page, and scroll for nothing
        self._choose, self._scanning, self._ready = self._choose_view(), self._scanning_view(), self._ready_view()
        for view in (self._choose, self._scanning, self._ready):
            self.body.addWidget(view, 1)
        self.body.addStretch(0)
        self.set_next("model", tr("DataPage", "Next: Model"))
        services.scan.changed.connect(self._show_scan)
        services.table_preview.changed.connect(self._show_scan)
        services.workspace.dataset_changed.connect(self._show)
        services.workspace.project_changed.connect(self._show)
        self._show()

    def entered(self) -> None:
        self._show()
        scan, workspace = self.services.scan, self.services.workspace
        if workspace.dataset and not workspace.dataset_info and not scan.running and scan.error is None:
            scan.start()

    # ---- the three views ---------------------------------------------------------------------------------------------

    def _choose_view(self) -> QWidget:
        self.drop_area = DropArea(
            tr("DataPage", "Drop a folder or a table here"),
            tr(
                "DataPage",
                "Pictures or texts: a folder with one sub-folder for each class, named like the class. Texts also as a table "
                "(CSV, TSV, JSONL, Parquet) with a column for the text and one for its label. "
                "Your files are only read, never changed.",
            ),
            tr("DataPage", "Choose a folder…"),
            tr("DataPage", "Choose a table…"),
        )
        self.drop_area.setMinimumHeight(260)
        self.drop_area.choose_wanted.connect(self.choose_folder)
        self.drop_area.other_wanted.connect(self.choose_table)
        self.drop_area.dropped.connect(lambda paths: self.use(paths[0]))
        return self.drop_area

    def _scanning_view(self) -> QWidget:
        panel = Panel()
        self._scan_text = dim_label()
        panel.column.addStretch(1)
        panel.column.addWidget(bold_label(tr("DataPage", "Looking through your data"), 1.15))
        panel.column.addWidget(self._scan_text)
        panel.column.addLayout(row_of(button(tr("DataPage", "Cancel"), self.services.scan.cancel), 1))
        panel.column.addStretch(2)
        return panel

    def _ready_view(self) -> QWidget:
        self.classes, self.findings = ClassPanel(), FindingPanel()
        self.samples: dict[DataKind, Any] = {kind: make_samples_panel(kind) for kind in KINDS}
        self.measures: dict[DataKind, Any] = {kind: make_measure_panel(kind, self.services) for kind in KINDS}
        self.classes.class_chosen.connect(self._show_class)
        self.classes.split.shares_chosen.connect(self.presenter.set_shares)
        self.classes.split.shares_dragged.connect(self._show_dragged)
        self.findings.acted.connect(self.presenter.act_on)
        view = QWidget()
        column = QVBoxLayout(view)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)
        top = QHBoxLayout()
        top.setSpacing(GAP_PX)
        top.addWidget(self.classes, 1)
        for panel in self.samples.values():
            panel.leave_out_wanted.connect(lambda file: self.presenter.leave_out([file]))
            top.addWidget(panel, 1)
        column.addWidget(LeastHeight(top), 4)
        for measure in self.measures.values():
            if measure is not None:
                column.addWidget(measure)
        column.addWidget(LeastHeight(row_of(self.findings)), 3)
        return view

    # ---- showing -----------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        view, info = self.presenter.view(), self.services.workspace.dataset_info
        self.set_title(view.title if view else tr("DataPage", "Your data"), view.lead if view else "")
        if view is not None and info is not None:
            self._show_kind(info.kind)
            self.classes.show_classes(view)
            self.classes.split.show_split(view)
            self.findings.show_findings(view)
        self._show_scan()

    def _show_kind(self, shown: DataKind) -> None:
        for kind, panel in self.samples.items():
            panel.setVisible(kind == shown)
        for kind, measure in self.measures.items():
            if measure is not None:
                measure.setVisible(kind == shown)
                if kind == shown and self.isVisible():
                    measure.want()

    def _show_scan(self) -> None:
        scan, ready = self.services.scan, self.services.workspace.dataset_info is not None
        table = self.services.table_preview.table
        self._show_columns()
        self._ready.setVisible(ready)
        self._scanning.setVisible(scan.running and not ready)
        self._choose.setVisible(not scan.running and not ready and table is None)
        self._bar.setVisible(scan.running)
        self._bar.setRange(0, scan.total or 0)
        self._bar.setValue(scan.done)
        self._scan_text.setText(self.presenter.scan_text())
        self.error.say(worded(scan.error) if scan.error else "", "bad_note")
        inner = scan.error.params.get("inner") if scan.error else None
        self.inner_button.setText(tr("DataPage", "Choose {inner}").format(inner=inner))
        self.inner_button.setVisible(inner is not None)
        for part in (self._again, self.other_button):
            part.setVisible(ready or table is not None)
        self.next_button.setEnabled(ready)

    def _show_columns(self) -> None:
        """What the columns mean; the rows are opened where it could not be guessed."""
        table = self.services.table_preview.table
        if table is not None:
            self.columns.show_table(table)
            if self.services.workspace.dataset_info is None:
                self.columns.open_rows(True)
        self.columns.setVisible(table is not None)
        self.body.setStretchFactor(self.columns, 1 if self.services.workspace.dataset_info is None else 0)

    def _show_class(self, name: str) -> None:
        view, info = self.presenter.samples_of(name), self.services.workspace.dataset_info
        if view is not None and info is not None:
            self.samples[info.kind].show_class(view)

    def _show_dragged(self, shares: list[int]) -> None:
        self.classes.split.bar.show_parts(self.presenter.parts_for(shares))
        self.classes.split.show_shares(shares)

    # ---- choosing ----------------------------------------------------------------------------------------------------

    def choose_folder(self) -> None:
        settings = self.services.settings
        title = tr("DataPage", "Choose the folder with your data")
        folder = QFileDialog.getExistingDirectory(self, title, settings.last_folder("data"))
        if folder:
            settings.remember_folder("data", Path(folder))
            self.use(Path(folder))

    def choose_table(self) -> None:
        from core.dataset.table_files import TABLE_SUFFIXES  # numpy loads with it: not before the first paint

        settings = self.services.settings
        kinds = tr("DataPage", "Tables ({endings})").format(endings=" ".join(f"*{suffix}" for suffix in sorted(TABLE_SUFFIXES)))
        every = tr("DataPage", "All files ({endings})").format(endings="*")
        title = tr("DataPage", "Choose the table with your texts")
        path, _kind = QFileDialog.getOpenFileName(self, title, settings.last_folder("data"), f"{kinds};;{every}")
        if path:
            settings.remember_folder("data", Path(path).parent)
            self.use(Path(path))

    def use(self, path: Path) -> None:
        """What a drop and the dialogs lead to."""
        self.presenter.choose(path)

    def _choose_inner(self) -> None:
        error = self.services.scan.error
        if error is not None:
            self.use(Path(str(error.params["folder"])) / str(error.params["inner"]))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_paths(event.mimeData()) and self.missing is None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.use(local_paths(event.mimeData())[0])

"""The Data page: choose a folder, see what is in it, divide it, decide about what was noticed."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.i18n import tr, worded
from app.pages.data.panels import ClassPanel, FindingPanel, PicturePanel
from app.pages.data.presenter import DataPresenter
from app.pages.page import Page
from app.services import Services
from app.theme import GAP_PX
from app.widgets.drop_area import DropArea, local_paths
from app.widgets.panels import Note, Panel, bold_label, button, dim_label, row_of


class DataPage(Page):
    page_id = "data"

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.presenter = DataPresenter(services.workspace, services.scan)
        self.set_title(tr("DataPage", "Your pictures"))
        self.setAcceptDrops(True)
        self._again = button(
            tr("DataPage", "Look again"), self.presenter.look_again, tip=tr("DataPage", "Read the folder anew: it has changed")
        )
        self._other = button(tr("DataPage", "Choose another folder…"), self.choose_folder)
        self.add_action(self._again)
        self.add_action(self._other)
        self.error = Note(kind="bad_note")
        self.inner_button = button("", self._choose_inner)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setAccessibleName(tr("DataPage", "Reading the folder"))
        self.body.addWidget(self.error)
        self.body.addWidget(self.inner_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self._bar)
        # not a stack: that would be as high as its highest page, and scroll for nothing
        self._choose, self._scanning, self._ready = self._choose_view(), self._scanning_view(), self._ready_view()
        for view in (self._choose, self._scanning, self._ready):
            self.body.addWidget(view, 1)
        self.set_next("model", tr("DataPage", "Next: Model"))
        services.scan.changed.connect(self._show_scan)
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
            tr("DataPage", "Drop a folder of pictures here"),
            tr("DataPage", "One sub-folder for each class, named like the class. Your files are only read, never changed."),
            tr("DataPage", "Choose a folder…"),
        )
        self.drop_area.setMinimumHeight(260)
        self.drop_area.choose_wanted.connect(self.choose_folder)
        self.drop_area.dropped.connect(lambda paths: self.use_folder(paths[0]))
        return self.drop_area

    def _scanning_view(self) -> QWidget:
        panel = Panel()
        self._scan_text = dim_label()
        panel.column.addStretch(1)
        panel.column.addWidget(bold_label(tr("DataPage", "Looking through your pictures"), 1.15))
        panel.column.addWidget(self._scan_text)
        panel.column.addLayout(row_of(button(tr("DataPage", "Cancel"), self.services.scan.cancel), 1))
        panel.column.addStretch(2)
        return panel

    def _ready_view(self) -> QWidget:
        self.classes, self.pictures, self.findings = ClassPanel(), PicturePanel(), FindingPanel()
        self.classes.class_chosen.connect(self._show_class)
        self.classes.split.shares_chosen.connect(self.presenter.set_shares)
        self.classes.split.shares_dragged.connect(self._show_dragged)
        self.pictures.leave_out_wanted.connect(lambda path: self.presenter.leave_out([self.presenter.relative(path)]))
        self.findings.acted.connect(self.presenter.act_on)
        view = QWidget()
        column = QVBoxLayout(view)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)
        top = QHBoxLayout()
        top.setSpacing(GAP_PX)
        top.addWidget(self.classes, 6)
        top.addWidget(self.pictures, 5)
        column.addLayout(top, 4)
        column.addWidget(self.findings, 3)
        return view

    # ---- showing -----------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        view = self.presenter.view()
        self.set_lead(view.lead if view else "")
        if view is not None:
            self.classes.show_classes(view.classes, view.note)
            self.classes.split.show_split(view)
            self.findings.show_findings(view)
        self._show_scan()

    def _show_scan(self) -> None:
        scan, ready = self.services.scan, self.services.workspace.dataset_info is not None
        self._ready.setVisible(ready)
        self._scanning.setVisible(scan.running and not ready)
        self._choose.setVisible(not scan.running and not ready)
        self._bar.setVisible(scan.running)
        self._bar.setRange(0, scan.total or 0)
        self._bar.setValue(scan.done)
        self._scan_text.setText(self.presenter.scan_text())
        self.error.say(worded(scan.error) if scan.error else "", "bad_note")
        inner = scan.error.params.get("inner") if scan.error else None
        self.inner_button.setText(tr("DataPage", "Choose {inner}").format(inner=inner))
        self.inner_button.setVisible(inner is not None)
        for part in (self._again, self._other):
            part.setVisible(ready)
        self.next_button.setEnabled(ready)

    def _show_class(self, name: str) -> None:
        self.pictures.show_class(name, self.presenter.pictures_of(name))

    def _show_dragged(self, shares: list[int]) -> None:
        self.classes.split.bar.show_parts(self.presenter.parts_for(shares))
        self.classes.split.show_shares(shares)

    # ---- choosing ----------------------------------------------------------------------------------------------------

    def choose_folder(self) -> None:
        settings = self.services.settings
        title = tr("DataPage", "Choose the folder with your pictures")
        folder = QFileDialog.getExistingDirectory(self, title, settings.last_folder("data"))
        if folder:
            settings.remember_folder("data", Path(folder))
            self.use_folder(Path(folder))

    def use_folder(self, folder: Path) -> None:
        """What a drop and the dialog lead to."""
        self.presenter.choose_folder(folder)

    def _choose_inner(self) -> None:
        error = self.services.scan.error
        if error is not None:
            self.use_folder(Path(str(error.params["folder"])) / str(error.params["inner"]))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_paths(event.mimeData()) and self.missing is None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.use_folder(local_paths(event.mimeData())[0])

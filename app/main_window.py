"""The window: rail, page stack, notice bar, chips. Navigation only."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMessageBox, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import tr
from app.icons import app_icon
from app.missing import missing_without_project
from app.pages.page import Page
from app.pages.registry import PAGES, make_page, page_name
from app.services import Services
from app.widgets.notice_bar import NoticeBar
from app.widgets.rail import Rail

if TYPE_CHECKING:
    from app.run.run_model import RunModel


class MainWindow(QMainWindow):
    """`painted` is emitted once, after the first paint: what is not needed for it starts then."""

    painted = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._pages: dict[str, Page] = {}
        self._painted = False
        self._machine = ""
        self.setWindowTitle("Fettle")
        self.setWindowIcon(app_icon())
        self.resize(1280, 800)
        self.setMinimumSize(640, 420)
        self._stack = QStackedWidget()
        # a page that wants more room scrolls; it never widens the window
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._rail = self._make_rail()
        self._lay_out()
        self._connect()
        self._restore_geometry()
        self.show_page("start")

    # ---- navigation --------------------------------------------------------------------------------------------------

    @property
    def rail(self) -> Rail:
        return self._rail

    @property
    def current_page_id(self) -> str:
        page = self._stack.currentWidget()
        return page.page_id if isinstance(page, Page) else ""

    def page(self, page_id: str) -> Page:
        """The page, made now if it was never shown."""
        if page_id not in self._pages:
            entry = next(entry for entry in PAGES if entry.page_id == page_id)
            page = make_page(entry, self._services)
            page.page_wanted.connect(self.show_page)
            self._stack.addWidget(page)
            self._pages[page_id] = page
        return self._pages[page_id]

    def show_page(self, page_id: str) -> None:
        page = self.page(page_id)
        self._stack.setCurrentWidget(page)
        self._rail.select(page_id)
        page.enter()

    # ---- parts -------------------------------------------------------------------------------------------------------

    def _make_rail(self) -> Rail:
        rail = Rail(tr("MainWindow", "Steps"))
        for entry in PAGES:
            at_bottom = entry.step is None and entry.page_id != "start"
            rail.add_page(entry.page_id, page_name(entry.page_id), entry.step, entry.icon, at_bottom=at_bottom)
        self._device_chip = rail.add_chip(tr("MainWindow", "What Fettle computes with on this machine."))
        tip = tr("MainWindow", "Fettle fetches nothing and sends nothing unless you press a download button.")
        self._network_chip = rail.add_chip(tip)
        rail.page_chosen.connect(self.show_page)
        return rail

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        self.notice_bar = NoticeBar(self._services.notices)
        right.addWidget(self.notice_bar)
        right.addWidget(self._stack, 1)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._rail)
        row.addLayout(right, 1)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        for entry in PAGES:
            if entry.step is not None:
                shortcut = QShortcut(QKeySequence(f"Ctrl+{entry.step}"), self)
                shortcut.activated.connect(lambda page_id=entry.page_id: self.show_page(page_id))
        self._show_network(False)
        for entry in PAGES:
            self._rail.button(entry.page_id).show_state(missing_without_project(entry.page_id), False)
        self._services.when_made(self._follow_services)

    def _follow_services(self) -> None:
        from app.machine import machine_in_short  # psutil loads with it: not before the first paint

        self._machine = machine_in_short()
        self._device_chip.setText("● " + self._machine)
        workspace, runs = self._services.workspace, self._services.runs
        for signal in (workspace.project_changed, workspace.spec_changed, workspace.dataset_changed, workspace.run_changed):
            signal.connect(self._show_state)
        runs.state_changed.connect(self._show_state)
        runs.events_arrived.connect(self._show_device)
        runs.failed.connect(self._services.notices.error)
        self._services.jobs.network_used.connect(self._show_network)
        self._show_state()

    def _show_network(self, used: bool) -> None:
        self._network_chip.setText(
            "▼ " + tr("MainWindow", "Network: downloading") if used else "● " + tr("MainWindow", "Network: off")
        )

    def _show_state(self) -> None:
        workspace = self._services.workspace
        for entry in PAGES:
            working = entry.page_id == "train" and self._services.runs.busy
            self._rail.button(entry.page_id).show_state(
                workspace.missing_for(entry.page_id), workspace.is_done(entry.page_id), working
            )
        name = workspace.record.name if workspace.record else ""
        self._rail.show_project(name)
        self.setWindowTitle(f"{name} – Fettle" if name else "Fettle")

    def _show_device(self, model: "RunModel") -> None:
        if model.plan is not None:
            on_processor = model.plan.device == "cpu"
            self._device_chip.setText("● " + (self._machine if on_processor else model.plan.device_name))

    # ---- coming and going --------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.painted.emit)
        return super().event(event)

    def _restore_geometry(self) -> None:
        encoded = self._services.settings.window_geometry
        if encoded:
            self.restoreGeometry(QByteArray.fromBase64(encoded.encode()))

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._services.made and self._services.runs.busy and not self._may_close():
            event.ignore()
            return
        self._services.settings.window_geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        event.accept()

    def _may_close(self) -> bool:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Fettle")
        box.setText(tr("MainWindow", "Training is running."))
        box.setInformativeText(
            tr(
                "MainWindow",
                "If you close Fettle now, training is saved where it is. You can go on with it later from the Train page.",
            )
        )
        leave = box.addButton(tr("MainWindow", "Save and close"), QMessageBox.ButtonRole.AcceptRole)
        stay = box.addButton(tr("MainWindow", "Keep training"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        box.setWindowModality(Qt.WindowModality.WindowModal)
        box.exec()
        return box.clickedButton() is leave

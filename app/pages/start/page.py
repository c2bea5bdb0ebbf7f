"""The Start page: go on with a project, begin a new one, or look around with a sample."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from app.i18n import tr, worded
from app.pages.page import Page
from app.pages.start.recent import ProjectRow, home_of_projects, recent_projects
from app.services import Services
from app.theme import GAP_PX
from app.widgets.drop_area import local_paths
from app.widgets.panels import ElidedLabel, Note, Panel, bold_label, button, dim_label, row_of

if TYPE_CHECKING:
    from app.pages.start.presenter import SampleCard, StartPresenter
    from core.contracts.errors import ErrorInfo


class StartPage(Page):
    page_id = "start"

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._cancel_sample: Callable[[], None] | None = None
        self.set_title(
            tr("StartPage", "Teach a model your pictures or texts"),
            tr(
                "StartPage",
                "Fettle takes a model that already knows a lot about pictures or language and adapts it to your data, on this "
                "computer. Begin with your own data, or look around with a sample.",
            ),
        )
        self.setAcceptDrops(True)
        self.error = Note(kind="bad_note")
        self.body.addWidget(self.error)
        columns = QHBoxLayout()
        columns.setSpacing(GAP_PX)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(GAP_PX)
            columns.addLayout(column, 1)
        left.addWidget(self._new_panel())
        left.addWidget(self._sample_panel())
        left.addStretch(1)
        right.addWidget(self._recent_panel(), 1)
        self.body.addLayout(columns, 1)
        services.settings.recent_changed.connect(self._show_recent)
        self._show_recent()
        services.when_made(lambda: QTimer.singleShot(0, self, self._show_samples))

    @cached_property
    def presenter(self) -> "StartPresenter":
        """Made when something is to be done: core's contracts load with it, and the first paint doesn't wait for them."""
        from app.pages.start.presenter import StartPresenter

        return StartPresenter(self.services)

    def entered(self) -> None:
        self._show_recent()

    def open_sample(self, sample_id: str | None = None) -> None:
        """As if its button had been pressed: it leads to a page ready to train. None: the first sample that is here."""
        here = [card for card in self.presenter.samples() if not card.missing]
        self._open_sample(next(card for card in here if sample_id in (None, card.sample_id)))

    # ---- panels ------------------------------------------------------------------------------------------------------

    def _new_panel(self) -> Panel:
        panel = Panel(tr("StartPage", "New project"))
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("StartPage", "A name, for instance: Solar cells"))
        self.name.setAccessibleName(tr("StartPage", "Name of the new project"))
        self.name.setMaxLength(100)
        self.create_button = button(tr("StartPage", "Create"), self._create, role="primary")
        self.create_button.setEnabled(False)
        self.name.textChanged.connect(lambda text: self.create_button.setEnabled(bool(text.strip())))
        self.name.returnPressed.connect(self._create)
        row = row_of(self.name, self.create_button)
        self._home = ElidedLabel()
        self._home.setProperty("role", "dim")
        change = button(tr("StartPage", "Elsewhere…"), self._choose_home, role="link")
        where = row_of(self._home)
        where.setStretch(0, 1)
        where.addWidget(change)
        panel.column.addLayout(row)
        panel.column.addLayout(where)
        hint = tr("StartPage", "Or drop a folder of pictures or texts, or a table, anywhere on this page.")
        panel.column.addWidget(dim_label(hint))
        self._show_home()
        return panel

    def _sample_panel(self) -> Panel:
        panel = Panel(tr("StartPage", "Look around with a sample"))
        self._sample_list = QVBoxLayout()
        self._sample_list.setSpacing(10)
        panel.column.addLayout(self._sample_list)
        self.sample_buttons: dict[str, QWidget] = {}
        self._sample_text = dim_label()
        self._sample_bar = QProgressBar(textVisible=False)
        self._sample_bar.setAccessibleName(tr("StartPage", "Preparing the sample"))
        self._sample_stop = button(tr("StartPage", "Cancel"), self._stop_sample, role="link")
        panel.column.addWidget(self._sample_text)
        bar = row_of(self._sample_bar, self._sample_stop)
        bar.setStretch(0, 1)
        panel.column.addLayout(bar)
        self._show_sample_progress(None)
        return panel

    def _recent_panel(self) -> Panel:
        panel = Panel()
        open_button = button(tr("StartPage", "Open a project…"), self._choose_project)
        panel.column.addLayout(row_of(bold_label(tr("StartPage", "Your projects")), 1, open_button))
        self._recent_list = QVBoxLayout()
        self._recent_list.setSpacing(4)
        panel.column.addLayout(self._recent_list)
        panel.column.addStretch(1)
        return panel

    # ---- showing -----------------------------------------------------------------------------------------------------

    def _show_recent(self) -> None:
        _empty(self._recent_list)
        rows = recent_projects(self.services.settings)
        if not rows:
            self._recent_list.addWidget(
                dim_label(tr("StartPage", "None yet. What you make or open here comes back in this list."))
            )
        for row in rows:
            self._recent_list.addWidget(self._recent_row(row))

    def _recent_row(self, row: ProjectRow) -> QWidget:
        view = QWidget()
        line = QHBoxLayout(view)
        line.setContentsMargins(0, 4, 0, 4)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(row.name, bold=True))
        where = row.where if row.there else tr("StartPage", "{where}: not there any more").format(where=row.where)
        place = ElidedLabel(where)
        place.setProperty("role", "dim")
        words.addWidget(place)
        line.addLayout(words, 1)
        if row.there:
            act = button(tr("StartPage", "Open"), lambda: self._try(lambda: self._open(row.folder)))
            act.setAccessibleName(tr("StartPage", "Open {name}").format(name=row.name))
        else:
            act = button(tr("StartPage", "Forget"), lambda: self.presenter.forget(row.folder))
            act.setAccessibleName(tr("StartPage", "Forget {name}").format(name=row.name))
        line.addWidget(act)
        return view

    def _show_samples(self) -> None:
        _empty(self._sample_list)
        self.sample_buttons = {}
        for card in self.presenter.samples():
            self._sample_list.addWidget(self._sample_row(card))

    def _sample_row(self, card: "SampleCard") -> QWidget:
        view = QWidget()
        line = QHBoxLayout(view)
        line.setContentsMargins(0, 0, 0, 0)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(bold_label(card.title))
        words.addWidget(dim_label(card.missing or card.text))
        line.addLayout(words, 1)
        open_button = button(tr("StartPage", "Open sample"), lambda: self._open_sample(card))
        open_button.setAccessibleName(tr("StartPage", "Open the sample {name}").format(name=card.title))
        open_button.setEnabled(not card.missing)
        self.sample_buttons[card.sample_id] = open_button
        line.addWidget(open_button)
        return view

    def _show_home(self) -> None:
        self._home.setText(tr("StartPage", "in {folder}").format(folder=home_of_projects(self.services.settings)))

    def _show_sample_progress(self, text: str | None, done: int = 0, total: int | None = None) -> None:
        """None: nothing is being prepared."""
        for part in (self._sample_text, self._sample_bar, self._sample_stop):
            part.setVisible(text is not None)
        self._sample_text.setText(text or "")
        self._sample_bar.setRange(0, total or 0)
        self._sample_bar.setValue(done)

    def _show_error(self, info: "ErrorInfo") -> None:
        self.error.say(worded(info), "bad_note")

    # ---- doing -------------------------------------------------------------------------------------------------------

    def _try(self, what: Callable[[], None]) -> None:
        from core.contracts.errors import UserError  # not before the first paint: see app.services

        self.error.say("")
        try:
            what()
        except UserError as error:
            self._show_error(error.info)

    def _create(self) -> None:
        def create() -> None:
            self._stop_sample()
            self.presenter.create(self.name.text())
            self.name.clear()
            self.page_wanted.emit("data")

        if self.name.text().strip():
            self._try(create)

    def begin_with(self, path: Path) -> None:
        """What a drop leads to: a project of its own for this data, or the project that was dropped."""

        def begin() -> None:
            self._stop_sample()
            self.presenter.begin_with(path)
            self.page_wanted.emit("data")

        self._try(begin)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.begin_with(local_paths(event.mimeData())[0])

    def _open(self, folder: Path) -> None:
        self._stop_sample()
        self.presenter.open(folder)
        self.page_wanted.emit("data")

    def _choose_project(self) -> None:
        start = self.services.settings.last_folder("project") or str(home_of_projects(self.services.settings))
        folder = QFileDialog.getExistingDirectory(self, tr("StartPage", "Choose a project folder"), start)
        if folder:
            self.services.settings.remember_folder("project", Path(folder).parent)
            self._try(lambda: self._open(Path(folder)))

    def _choose_home(self) -> None:
        title = tr("StartPage", "Where should new projects go?")
        folder = QFileDialog.getExistingDirectory(self, title, str(home_of_projects(self.services.settings)))
        if folder:
            self.services.settings.projects_folder = folder
            self._show_home()

    def _open_sample(self, card: "SampleCard") -> None:
        self._stop_sample()

        def progress(done: int, total: int | None) -> None:
            self._show_sample_progress(tr("StartPage", "Preparing {name}…").format(name=card.title), done, total)

        def ready() -> None:
            self._sample_ended()
            self.page_wanted.emit("train")

        def failed(info: "ErrorInfo") -> None:
            self._sample_ended()
            self._show_error(info)

        def begin() -> None:
            progress(0, None)
            self._cancel_sample = self.presenter.open_sample(card, progress, ready, failed, self._sample_ended)

        self._try(begin)

    def _stop_sample(self) -> None:
        if self._cancel_sample is not None:
            self._cancel_sample()
        self._sample_ended()

    def _sample_ended(self) -> None:
        self._cancel_sample = None
        self._show_sample_progress(None)


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()

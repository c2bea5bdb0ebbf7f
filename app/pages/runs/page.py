"""Runs: every training of the project, side by side."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import tr
from app.pages.page import Page
from app.pages.runs.comparison import Comparison, compare_runs
from app.pages.runs.presenter import RunsPresenter
from app.pages.runs.run_table import RunTable
from app.pages.runs.side_panel import SidePanel
from app.pages.runs.summary import RunSummary, read_runs
from app.run.background import Background
from app.run.job_runner import JobTicket
from app.run.run_model import RunModel
from app.services import Services
from app.theme import GAP_PX
from app.widgets.curve_overlay import CurveOverlay, Overlaid
from app.widgets.panels import Note, Panel, button, label
from core.contracts.errors import UserError
from core.contracts.jobs import EvaluateJob
from core.store.runs import RunFolder

_TABLE, _EMPTY = range(2)


class RunsPage(Page):
    page_id = "runs"

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.presenter = RunsPresenter(services.workspace)
        self._reader, self._curve_reader, self._comparer = Background(self), Background(self), Background(self)
        self._score_ticket: JobTicket | None = None
        self.set_title(tr("RunsPage", "Runs"))
        self._views = QStackedWidget()
        self._views.addWidget(self._full_view())
        self._views.addWidget(self._empty_view())
        self.body.addWidget(self._views, 1)
        self._make_foot()
        services.workspace.run_changed.connect(self._look_again)
        services.workspace.project_changed.connect(self._begin_anew)
        services.runs.state_changed.connect(self._look_again)
        services.runs.finished.connect(self._look_again)

    # ---- reading -----------------------------------------------------------------------------------------------------

    def entered(self) -> None:
        project = self.services.workspace.project
        if project is not None:
            store = project.runs
            self._reader.run(lambda: read_runs(store), self._take)

    def _begin_anew(self) -> None:
        """The runs of the project before are none of this one's."""
        self._reader.forget()
        self.presenter.take(())
        self.table.show_runs(self.presenter.heads(), ())
        self._look_again()

    def _look_again(self, _what: object = None) -> None:
        if self.isVisible() and self.missing is None:
            self.entered()

    def _take(self, runs: tuple[RunSummary, ...]) -> None:
        kept = self._current_path() or self.services.workspace.current_run
        self.presenter.take(runs)
        self.table.show_runs(self.presenter.heads(), self.presenter.rows())
        self._views.setCurrentIndex(_TABLE if runs else _EMPTY)
        lead = tr(
            "RunsPage", "Tick runs to see their curves; tick two to compare them. Only settings that differ have a column."
        )
        self.set_lead(lead if runs else "")
        for each in self._action_buttons:
            each.setVisible(bool(runs))
        self.table.select(str(kept) if kept else "")
        self._show_chosen()
        self._show_current()
        self._compare()

    # ---- showing -----------------------------------------------------------------------------------------------------

    def _current_path(self) -> Path | None:
        key = self.table.current()
        return Path(key) if key else None

    def _current(self) -> RunSummary | None:
        return self.presenter.run(self._current_path())

    def _checked_changed(self) -> None:
        self.presenter.choose([Path(key) for key in self.table.checked()])
        self._show_chosen()
        self._show_current()
        self._compare()

    def _show_chosen(self) -> None:
        letters = self.presenter.letters()
        self.table.show_letters({str(path): letter for path, letter in letters.items()})
        names = {run.path: run.name for run in self.presenter.runs}

        def replay() -> list[Overlaid]:
            return [
                Overlaid(letter, names[path], RunModel.replay(RunFolder(path).events_path)) for path, letter in letters.items()
            ]

        self._curve_reader.run(replay, self.overlay.show_runs)

    def _show_current(self) -> None:
        """The run that the table's cursor is on, and what may be done with it."""
        run = self._current()
        self._comparer.forget()
        if run is not None:
            self.side.show_run(run, self.presenter.lineage(run))
        else:
            self.side.show_nothing()
        actions = self.presenter.actions(run)
        whys = (actions.open, actions.resume, actions.score, actions.carry_on, actions.delete)
        for each, why in zip(self._action_buttons, whys, strict=True):
            each.setEnabled(not why)
            each.setToolTip(why)
        if self.services.runs.busy:
            self.resume_button.setEnabled(False)
            self.resume_button.setToolTip(tr("RunsPage", "Another run is being trained now. One at a time."))
        if self._score_ticket is not None:
            self.score_button.setEnabled(False)
            self.score_button.setToolTip(tr("RunsPage", "A run is being scored now."))
        self._confirm.hide()

    def _compare(self) -> None:
        pair = self.presenter.pair()
        if pair is not None:
            self._comparer.run(lambda: compare_runs(*pair), self._show_comparison)

    def _show_comparison(self, found: Comparison) -> None:
        self.side.show_comparison(found)

    # ---- acting ------------------------------------------------------------------------------------------------------

    def _with_current(self, act: Callable[[RunSummary], None]) -> None:
        run = self._current()
        if run is None:
            return
        try:
            act(run)
        except UserError as error:
            self.services.notices.error(error.info)

    def _open(self, run: RunSummary) -> None:
        self.page_wanted.emit(self.presenter.open(run))

    def _resume(self, run: RunSummary) -> None:
        if self.services.runs.resume(run.path):
            self.page_wanted.emit("train")

    def _score(self, run: RunSummary) -> None:
        """A run that was stopped before its end has weights, and nobody has judged them."""

        def ended(said: Callable[[], None]) -> None:
            self._score_ticket = None
            said()
            self.services.workspace.run_became_different()

        text = tr("RunsPage", "“{name}” has a result now.").format(name=run.name)
        self._score_ticket = self.services.jobs.submit(
            EvaluateJob(run=str(run.path)),
            lambda _result: ended(lambda: self.services.notices.info(text)),
            on_failed=lambda error: ended(lambda: self.services.notices.error(error)),
        )
        self._show_current()

    def _continue(self, run: RunSummary) -> None:
        self.presenter.continue_from(run)
        said = tr("RunsPage", "The next run starts with the weights of “{name}”.")
        self.services.notices.info(said.format(name=run.name))
        self.page_wanted.emit("model")

    def _ask_to_delete(self, run: RunSummary) -> None:
        question = tr("RunsPage", "Move “{name}” with its weights, results and exports to the trash?")
        self._confirm_note.say(question.format(name=run.name), "warning_note")
        self._confirm.show()
        self.confirm_button.setFocus()

    def _delete(self, run: RunSummary) -> None:
        self._confirm.hide()
        self.presenter.delete(run)
        self.entered()

    # ---- layout ------------------------------------------------------------------------------------------------------

    def _full_view(self) -> QWidget:
        self.table = RunTable()
        self.table.checked_changed.connect(self._checked_changed)
        self.table.current_changed.connect(self._show_current)
        self.table.opened.connect(lambda: self._with_current(self._open))
        self.overlay = CurveOverlay()
        self.side = SidePanel()
        curves, listed = Panel(), Panel()
        curves.column.addWidget(self.overlay)
        listed.column.addWidget(self.table)
        below = QSplitter(Qt.Orientation.Horizontal)
        below.setChildrenCollapsible(False)
        below.setHandleWidth(GAP_PX)
        below.addWidget(curves)
        below.addWidget(self.side)
        below.setSizes([520, 480])  # shares, until a person drags
        view = QWidget()
        column = QVBoxLayout(view)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)
        column.addWidget(listed, 3)
        column.addWidget(self._confirm_bar())
        column.addWidget(below, 3)
        return view

    def _confirm_bar(self) -> QWidget:
        self._confirm_note = Note()
        self.confirm_button = button(
            tr("RunsPage", "Move to the trash"), lambda: self._with_current(self._delete), role="danger"
        )
        self.keep_button = button(tr("RunsPage", "Keep it"), lambda: self._confirm.hide())
        self._confirm = QWidget()
        row = QHBoxLayout(self._confirm)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._confirm_note, 1)
        row.addWidget(self.confirm_button)
        row.addWidget(self.keep_button)
        self._confirm.hide()
        return self._confirm

    def _empty_view(self) -> QWidget:
        view = QWidget()
        column = QVBoxLayout(view)
        self.empty_text = label(tr("RunsPage", "There is no run in this project yet. Each training becomes one."))
        self.empty_text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.train_button = button(tr("RunsPage", "Go to Train"), lambda: self.page_wanted.emit("train"), role="primary")
        column.addStretch(2)
        column.addWidget(self.empty_text)
        column.addSpacing(GAP_PX)
        column.addWidget(self.train_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        return view

    def _make_foot(self) -> None:
        self.delete_button = button(tr("RunsPage", "Delete…"), lambda: self._with_current(self._ask_to_delete), role="danger")
        self.continue_button = button(tr("RunsPage", "Continue from this"), lambda: self._with_current(self._continue))
        self.resume_button = button(tr("RunsPage", "Resume"), lambda: self._with_current(self._resume))
        self.open_button = button(tr("RunsPage", "Open"), lambda: self._with_current(self._open), role="primary")
        self.score_button = button(tr("RunsPage", "Score it"), lambda: self._with_current(self._score))
        self._action_buttons = (
            self.open_button,
            self.resume_button,
            self.score_button,
            self.continue_button,
            self.delete_button,
        )
        for each in reversed(self._action_buttons):
            each.hide()
            self.foot.addWidget(each)

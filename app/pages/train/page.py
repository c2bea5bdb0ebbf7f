"""The Train page: set up a run, watch it, end it."""

import time
from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox

from app.i18n import tr, worded
from app.pages.page import Page
from app.pages.train.live_view import LiveView
from app.pages.train.preview_order import PreviewOrder
from app.pages.train.progress import progress_view
from app.pages.train.setup_presenter import SetupPresenter
from app.pages.train.setup_view import TrainSetupView
from app.pages.train.shown_run import ShownRun
from app.run.run_model import RunModel
from app.services import Services
from app.widgets.draw_pace import SHORTEST_MS, DrawPace
from app.widgets.panels import button
from core.contracts.errors import UserError

_NOTICE_KINDS = {"info": "note", "warning": "warning_note", "error": "bad_note"}


class TrainPage(Page):
    page_id = "train"

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._presenter = SetupPresenter(services.workspace, services.runs, services.model_description)
        self._shown = ShownRun(services.workspace, services.runs)
        self._drawn_curve = self._drawn_rest = -1
        self._shows_run = False
        self.setup = TrainSetupView()
        self.live = LiveView()
        # not in a stack: a stack is as large as the larger of its pages
        self.live.hide()
        self.body.addWidget(self.setup, 1)
        self.body.addWidget(self.live, 1)
        self._make_buttons()
        # half of the live view at a tick: drawing all of it at once is felt as a hitch
        self._pace = DrawPace()
        self._tick = QTimer(self)
        self._tick.timeout.connect(self._redraw_half)
        self._curve_next = False
        self._connect()
        self.setup.advanced.setChecked(services.settings.advanced_training)
        self._show_setup()

    def _make_buttons(self) -> None:
        self.pause_button = button(tr("TrainPage", "Pause"), self._pause_or_go_on)
        self.finish_button = button(tr("TrainPage", "Finish now, keep the best"), self.services.runs.finish_now, role="primary")
        self.discard_button = button(tr("TrainPage", "Discard"), self._discard, role="danger")
        self.resume_button = button(tr("TrainPage", "Resume"), self._resume, role="primary")
        self.again_button = button(tr("TrainPage", "Set up another run"), self._show_setup)
        self.last_button = button(tr("TrainPage", "Show the last run"), self._show_run)
        for made in (self.pause_button, self.finish_button, self.discard_button, self.resume_button, self.again_button):
            self.add_action(made)
        self.add_action(self.last_button)
        self.start_button = button(tr("TrainPage", "Train"), self._start, role="primary")
        self.foot.addWidget(self.start_button)
        self.set_next("results", tr("TrainPage", "Next: Results"))

    def _connect(self) -> None:
        workspace, runs, setup = self.services.workspace, self.services.runs, self.setup
        setup.edited.connect(lambda fields: self._attempt(lambda: self._presenter.edit(fields)))
        setup.augmentation_edited.connect(lambda fields: self._attempt(lambda: self._presenter.edit_augmentation(fields)))
        setup.inputs_edited.connect(lambda fields: self._attempt(lambda: self._presenter.edit_inputs(fields)))
        setup.renamed.connect(lambda name: self._attempt(lambda: self._presenter.rename(name)))
        setup.automatic_wanted.connect(lambda: self._attempt(self._presenter.all_automatic))
        setup.advanced_toggled.connect(self._advanced_toggled)
        self.live.failed.connect(self.services.notices.error)
        self._shown.changed.connect(self._redraw_all)
        runs.state_changed.connect(self._state_changed)
        runs.finished.connect(self._run_ended)
        workspace.project_changed.connect(self._project_changed)
        workspace.run_changed.connect(self._redraw_all)
        facts = (workspace.model_changed, workspace.dataset_changed, workspace.text_lengths_changed)
        for signal in (workspace.spec_changed, *facts):
            signal.connect(self._refresh_setup)

    # ---- before the run ----------------------------------------------------------------------------------------------

    def entered(self) -> None:
        self._want_facts()
        if self.services.runs.busy:
            self._show_run()
        self._refresh_setup()
        self._redraw_all()

    def _want_facts(self) -> None:
        self.services.text_lengths.want()
        self.services.model_description.want(measured=True)

    def _attempt(self, change: Callable[[], object]) -> None:
        try:
            change()
        except UserError as error:
            self.services.notices.error(error.info)
        self._refresh_setup()

    def _advanced_toggled(self, on: bool) -> None:
        self.services.settings.advanced_training = on
        self._refresh_setup()

    def _refresh_setup(self) -> None:
        if self.isVisible():
            self._want_facts()  # another length of texts, say, makes another network of it
        view = self._presenter.view()
        self.setup.show_mistakes(self._presenter.mistakes)
        self.setup.show_view(view)
        self.setup.show_preview(self._preview_order())
        self.start_button.setEnabled(view.can_start)
        self.start_button.setToolTip(view.why_not)

    def _preview_order(self) -> PreviewOrder | None:
        return self._presenter.preview_order(self.setup.preview.throw) if self.isVisible() else None

    def _start(self) -> None:
        self.start_button.setFocus()  # a number that is being typed is taken over first
        if self._presenter.start() is not None:
            self._show_run()
        self._refresh_setup()

    # ---- during the run ----------------------------------------------------------------------------------------------

    def _pause_or_go_on(self) -> None:
        runs = self.services.runs
        (runs.unpause if runs.state == "paused" else runs.pause)()

    def _discard(self) -> None:
        question = QMessageBox(self)
        question.setIcon(QMessageBox.Icon.Question)
        question.setWindowTitle(tr("TrainPage", "Discard this run?"))
        question.setText(tr("TrainPage", "The run stops, and what it has learned goes to the trash."))
        throw = question.addButton(tr("TrainPage", "Discard"), QMessageBox.ButtonRole.DestructiveRole)
        keep = question.addButton(tr("TrainPage", "Go on training"), QMessageBox.ButtonRole.RejectRole)
        question.setDefaultButton(keep)
        question.setEscapeButton(keep)
        question.finished.connect(lambda: self._discard_if(question.clickedButton() is throw))
        question.open()

    def _discard_if(self, sure: bool) -> None:
        if sure:
            self.services.runs.discard()

    def _resume(self) -> None:
        path = self._shown.path
        if path is not None and self.services.runs.resume(path):
            self._show_run()

    def _state_changed(self, state: str) -> None:
        if state == "idle":
            self._tick.stop()
        elif not self._tick.isActive():
            self._pace = DrawPace()
            self._tick.start(SHORTEST_MS)
        if state == "starting":  # wherever it was started from
            self._show_run()
        self._redraw_all()
        self._refresh_setup()

    def _run_ended(self, model: RunModel | None) -> None:
        if model is None:  # discarded
            self._show_setup()
        self._redraw_all()

    def _project_changed(self) -> None:
        self._shown.forget()
        self._show_setup()

    # ---- showing -----------------------------------------------------------------------------------------------------

    def _show_setup(self) -> None:
        self._show_view(run=False)
        self._redraw_all()

    def _show_run(self) -> None:
        self._show_view(run=True)
        self._redraw_all()

    def _show_view(self, *, run: bool) -> None:
        self._shows_run = run
        self.live.setVisible(run)
        self.setup.setVisible(not run)

    @property
    def shows_run(self) -> bool:
        return self._shows_run

    def _redraw_all(self) -> None:
        """The live view as the run is now, whole."""
        if not self.shows_run:
            self._head_for_setup()
            return
        self._redraw_curve()
        self._redraw_rest()

    def _redraw_half(self) -> None:
        """The large curve and everything else in turn; nothing where nothing has happened since."""
        if not self.shows_run:
            self._head_for_setup()
            return
        if not self.isVisible():
            return
        self._tick.setInterval(self._pace.next_ms())
        self._curve_next = not self._curve_next
        if self._curve_next and self._shown.model().event_count != self._drawn_curve:
            self._redraw_curve()
        elif not self._curve_next and self._shown.model().event_count != self._drawn_rest:
            self._redraw_rest()

    def _redraw_curve(self) -> None:
        model = self._shown.model()
        self._drawn_curve = model.event_count
        self.live.show_curve(model)

    def _redraw_rest(self) -> None:
        model = self._shown.model()
        self._drawn_rest = model.event_count
        view = progress_view(model, self._shown.situation(), time.time())
        self.set_title(view.title, view.facts)
        told = [notice for notice in model.notices if notice.code != "device_fell_back"]
        kind = _NOTICE_KINDS[told[-1].level] if told else "note"
        self.live.show_progress(view, worded(told[-1]) if told else "", kind)
        self.live.show_beside(model)
        self._set_buttons(
            {
                self.pause_button: view.can_pause,
                self.finish_button: view.can_finish,
                self.discard_button: view.can_discard,
                self.resume_button: view.can_resume,
                self.again_button: not self.services.runs.busy,
                self.next_button: view.results_ready,
            }
        )
        self.pause_button.setText(view.pause_text)

    def _head_for_setup(self) -> None:
        self.set_title(tr("TrainPage", "Train"), tr("TrainPage", "Everything is chosen for you; change what you know better."))
        busy, path = self.services.runs.busy, self._shown.path
        self.last_button.setText(tr("TrainPage", "Show the run") if busy else tr("TrainPage", "Show the last run"))
        self._set_buttons({self.start_button: True, self.last_button: path is not None})

    def _set_buttons(self, shown: dict[object, bool]) -> None:
        for made in (
            self.pause_button,
            self.finish_button,
            self.discard_button,
            self.resume_button,
            self.again_button,
            self.last_button,
            self.start_button,
            self.next_button,
        ):
            made.setVisible(shown.get(made, False))

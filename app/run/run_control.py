"""Start, pause, resume, stop: what the buttons of the Train page mean. The only caller of core.runtime for training.

    idle -> starting -> running <-> paused -> (finishing | stopping | discarding) -> idle

A run ends by itself, by `finish_now` (keep the best, evaluate), by `stop` (save and leave, resumable) or by `discard`
(stop, then to the trash). Each ends in one `finished`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Signal

from app.run.run_model import RunModel
from app.run.training_thread import TrainingThread
from app.workspace import Workspace
from core.contracts.commands import Command, EvaluateNow, Pause, Resume, SaveNow, Stop
from core.contracts.errors import UserError
from core.contracts.events import Event
from core.contracts.spec import RunSpec
from core.store.runs import RunFolder, open_run

ControlState = Literal["idle", "starting", "running", "paused", "finishing", "stopping", "discarding"]


class RunControl(QObject):
    """At most one training at a time. All methods return at once; what becomes of them comes as signals."""

    events_arrived = Signal(object)  # the RunModel, after a batch of events
    state_changed = Signal(str)  # ControlState
    finished = Signal(object)  # the RunModel of a run that has ended
    failed = Signal(object)  # ErrorInfo of a request that can't be met

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._thread: TrainingThread | None = None
        self._run: RunFolder | None = None
        self._model: RunModel | None = None
        self._state: ControlState = "idle"

    @property
    def state(self) -> ControlState:
        return self._state

    @property
    def busy(self) -> bool:
        return self._state != "idle"

    @property
    def run(self) -> Path | None:
        """The folder of the run that is being trained, or was last."""
        return self._run.path if self._run else None

    @property
    def model(self) -> RunModel | None:
        """The live model, or that of the last run."""
        return self._model

    def start(self, spec: RunSpec, parent_run: str | None = None) -> Path | None:
        """Creates the run folder and trains. None: refused, `failed` says why."""
        if self.busy:
            return None
        project = self._workspace.project
        if project is None:
            raise RuntimeError("a run is started from an open project")
        try:
            run = project.runs.create(spec, parent_run)
        except UserError as error:
            self.failed.emit(error.info)
            return None
        self._train(run)
        return run.path

    def resume(self, path: Path) -> bool:
        """Goes on from the last good checkpoint of a stopped, failed or lost run."""
        if self.busy:
            return False
        try:
            self._train(open_run(path))
        except UserError as error:
            self.failed.emit(error.info)
            return False
        return True

    def pause(self) -> None:
        self._say(Pause())

    def unpause(self) -> None:
        self._say(Resume())

    def finish_now(self) -> None:
        """Ends training, keeps and evaluates the best weights."""
        self._end("finishing", Stop(keep_best=True))

    def stop(self) -> None:
        """Saves a checkpoint and leaves; `resume` goes on from there."""
        self._end("stopping", Stop())

    def discard(self) -> None:
        """Stops and moves the run to the trash."""
        self._end("discarding", Stop())

    def save_now(self) -> None:
        self._say(SaveNow())

    def evaluate_now(self) -> None:
        self._say(EvaluateNow())

    def close(self) -> None:
        """Stops the run, saved, and waits for its thread. For the end of the program."""
        if self._thread is not None:
            self._thread.say(Stop())
            self._thread.wait()
            self._thread = None

    def _train(self, run: RunFolder) -> None:
        record = run.read_record()
        self._run, self._model = run, RunModel(run_id=record.run_id, name=record.name)
        self._thread = TrainingThread(str(run.path), record.run_id)
        self._thread.batch_arrived.connect(self._take)
        self._thread.finished.connect(self._thread_ended)
        self._workspace.current_run = run.path
        self._set_state("starting")
        self._thread.start()

    def _say(self, command: Command) -> None:
        if self._thread is not None:
            self._thread.say(command)

    def _end(self, state: ControlState, command: Command) -> None:
        if self._thread is None:
            return
        self._set_state(state)
        # a paused run listens too, but only once it goes on
        self._say(command)

    def _take(self, events: Sequence[Event]) -> None:
        if self._model is None:
            return
        self._model.apply(events)
        if self._state in ("starting", "running", "paused") and self._model.status in ("running", "paused"):
            self._set_state("paused" if self._model.status == "paused" else "running")
        self.events_arrived.emit(self._model)

    def _thread_ended(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.wait()
        if self._state == "discarding":
            self._throw_away()
        self._set_state("idle")
        self._workspace.run_became_different()
        self.finished.emit(self._model)

    def _throw_away(self) -> None:
        if self._run is None:
            return
        try:
            self._run.to_trash()
        except UserError as error:
            self.failed.emit(error.info)
            return
        self._run, self._model = None, None
        project = self._workspace.project
        runs = project.runs.list() if project else []
        self._workspace.current_run = runs[0].path if runs else None

    def _set_state(self, state: ControlState) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)

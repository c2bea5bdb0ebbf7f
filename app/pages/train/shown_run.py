"""Which run the Train page looks at: the one being trained, or the project's current one, replayed from its log."""

import logging
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.pages.train.progress import RunSituation
from app.run.background import Background
from app.run.run_control import RunControl
from app.run.run_model import RunModel
from app.workspace import Workspace
from core.contracts.errors import UserError
from core.store.runs import RunFolder

_log = logging.getLogger(__name__)


class ShownRun(QObject):
    """`model()` answers at once; a run that has to be replayed is empty at first, and `changed` follows."""

    changed = Signal()

    def __init__(self, workspace: Workspace, runs: RunControl) -> None:
        super().__init__()
        self._workspace = workspace
        self._runs = runs
        self._background = Background(self)
        self._replayed: RunModel | None = None
        self._replayed_path: Path | None = None
        self._patience: dict[Path, int] = {}

    @property
    def path(self) -> Path | None:
        return self._runs.run if self._runs.busy else self._workspace.current_run

    @property
    def is_live(self) -> bool:
        """The events come, or came, from this window."""
        return self.path is not None and self.path == self._runs.run and self._runs.model is not None

    def model(self) -> RunModel:
        path = self.path
        if self.is_live and self._runs.model is not None:
            self._replayed_path = None  # what was read before this run went on
            return self._runs.model
        if path is None:
            return RunModel()
        if path != self._replayed_path or self._replayed is None:
            self._replay(path)
        return self._replayed or RunModel()

    def situation(self) -> RunSituation:
        path = self.path
        idle = not self.is_live or not self._runs.busy
        return RunSituation(
            state="idle" if idle else self._runs.state,
            patience=self._patience_of(path) if path else 0,
            has_result=idle and path is not None and RunFolder(path).metrics_path.exists(),
        )

    def forget(self) -> None:
        """Another project."""
        self._background.forget()
        self._replayed, self._replayed_path = None, None
        self._patience.clear()

    def _replay(self, path: Path) -> None:
        self._replayed, self._replayed_path = RunModel(), path
        self._background.run(lambda: replay_run(path), self._take)

    def _take(self, model: RunModel) -> None:
        self._replayed = model
        self.changed.emit()

    def _patience_of(self, path: Path) -> int:
        if path not in self._patience:
            try:
                self._patience[path] = RunFolder(path).read_record().spec.training.early_stopping_patience
            except UserError as error:
                _log.info("run not readable: %s", error)
                return 0
        return self._patience[path]


def replay_run(path: Path) -> RunModel:
    """The model of a run on disk. One that says running and that nobody trains is lost."""
    run = RunFolder(path)
    model = RunModel.replay(run.events_path)
    try:
        if not model.is_over and run.status() == "lost":
            model.status = "lost"
    except UserError as error:
        _log.info("run not readable: %s", error)
    return model

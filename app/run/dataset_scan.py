"""Looking through the project's data: one scan at a time, its result put into the workspace."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.run.background import Background
from app.run.job_runner import JobRunner, JobTicket, OnFailed
from app.workspace import Workspace
from core.contracts.errors import ErrorInfo
from core.contracts.jobs import ScanJob
from core.contracts.records import DatasetInfo
from core.store.records import read_record

Then = Callable[[], None]


class DatasetScan(QObject):
    """Start and Data page share it: a scan that one began is shown by the other."""

    changed = Signal()
    finished = Signal()  # workspace.dataset_info is there
    failed = Signal(object)  # ErrorInfo

    def __init__(self, workspace: Workspace, jobs: JobRunner) -> None:
        super().__init__()
        self._workspace = workspace
        self._jobs = jobs
        self._reading = Background(self)
        self._ticket: JobTicket | None = None
        self._on_ready: Then | None = None
        self._on_failed: OnFailed | None = None
        self._on_given_up: Then | None = None
        self.done = 0
        self.total: int | None = None
        self.error: ErrorInfo | None = None
        workspace.project_changed.connect(self._begin_anew)

    @property
    def running(self) -> bool:
        return self._ticket is not None

    def start(self, on_ready: Then | None = None, on_failed: OnFailed | None = None, on_given_up: Then | None = None) -> None:
        """Scans what the spec says; a scan that is going on is given up. One of the three is called when this one ends."""
        spec, path = self._workspace.dataset, self._workspace.dataset_path
        if spec is None or path is None:
            return
        self._drop()
        self._on_ready, self._on_failed, self._on_given_up = on_ready, on_failed, on_given_up
        self._ticket = self._jobs.submit(ScanJob(dataset=spec, to=str(path)), self._done, self._progress, self._fail)
        self.changed.emit()

    def cancel(self) -> None:
        self._drop()
        self.changed.emit()

    def _drop(self) -> None:
        given_up = self._on_given_up if self.running else None
        if self._ticket is not None:
            self._ticket.cancel()
        self._reading.forget()
        self._ticket, self.error, self.done, self.total = None, None, 0, None
        self._on_ready, self._on_failed, self._on_given_up = None, None, None
        if given_up is not None:
            given_up()

    def _begin_anew(self) -> None:
        """Another project: what went on belongs to the old one, and its folder may have changed since it was last open."""
        self.cancel()
        self.start()

    def _progress(self, done: int, total: int | None) -> None:
        self.done, self.total = done, total
        self.changed.emit()

    def _done(self, result: dict[str, Any]) -> None:
        path = Path(result["dataset"])
        # tens of milliseconds for ten thousand pictures: not in the main thread
        self._reading.run(lambda: read_record(path, DatasetInfo), self._take, self._fail)

    def _take(self, info: DatasetInfo) -> None:
        self._ticket = None
        self._workspace.dataset_info = info
        self.changed.emit()
        self.finished.emit()
        if self._on_ready is not None:
            self._on_ready()

    def _fail(self, error: ErrorInfo) -> None:
        self._ticket, self.error = None, error
        self._workspace.dataset_info = None
        self.changed.emit()
        self.failed.emit(error)
        if self._on_failed is not None:
            self._on_failed(error)

"""Fetching weights, because a person asked for it: one at a time, with progress, to be given up at any moment."""

from typing import Any

from PySide6.QtCore import QObject, Signal

from app.run.job_runner import JobRunner, JobTicket
from core.contracts.errors import ErrorInfo
from core.contracts.jobs import DownloadJob


class ModelDownload(QObject):
    """The state of a download; `changed` whenever there is something new to show."""

    changed = Signal()
    finished = Signal(str)  # catalogue id

    def __init__(self, jobs: JobRunner) -> None:
        super().__init__()
        self._jobs = jobs
        self._ticket: JobTicket | None = None
        self.entry = ""
        self.done_bytes = 0
        self.total_bytes: int | None = None
        self.error: ErrorInfo | None = None

    @property
    def running(self) -> bool:
        return self._ticket is not None

    def start(self, entry: str) -> None:
        if self.running:
            return
        self.entry, self.done_bytes, self.total_bytes, self.error = entry, 0, None, None
        self._ticket = self._jobs.submit(DownloadJob(entry=entry), self._done, self._progress, self._fail)
        self.changed.emit()

    def cancel(self) -> None:
        if self._ticket is not None:
            self._ticket.cancel()
        self._ticket = None
        self.changed.emit()

    def _progress(self, done: int, total: int | None) -> None:
        self.done_bytes, self.total_bytes = done, total
        self.changed.emit()

    def _done(self, _result: dict[str, Any]) -> None:
        self._ticket = None
        self.changed.emit()
        self.finished.emit(self.entry)

    def _fail(self, error: ErrorInfo) -> None:
        self._ticket, self.error = None, error
        self.changed.emit()

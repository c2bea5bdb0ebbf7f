"""The first rows of a table that could not be read as it is: so that a person can say what its columns mean."""

from typing import Any

from PySide6.QtCore import QObject, Signal

from app.run.dataset_scan import DatasetScan
from app.run.job_runner import JobRunner, JobTicket
from app.workspace import Workspace
from core.contracts.errors import ErrorInfo
from core.contracts.jobs import PreviewTableJob
from core.contracts.records import TableInfo


class TablePreview(QObject):
    """Looks by itself after each scan that failed. `table` is None while nothing is known, or where there is no table."""

    changed = Signal()

    def __init__(self, workspace: Workspace, jobs: JobRunner, scan: DatasetScan) -> None:
        super().__init__()
        self._workspace = workspace
        self._jobs = jobs
        self._scan = scan
        self._ticket: JobTicket | None = None
        self._found: TableInfo | None = None
        scan.failed.connect(lambda _error: self._look())
        scan.changed.connect(self._forget_when_scanning)
        workspace.project_changed.connect(self._forget)

    @property
    def table(self) -> TableInfo | None:
        """The scan's own table; else, after a scan that failed, what was found here."""
        info = self._workspace.dataset_info
        return info.table if info is not None else self._found

    def _look(self) -> None:
        spec = self._workspace.dataset
        self._forget()
        if spec is not None:
            self._ticket = self._jobs.submit(PreviewTableJob(dataset=spec), self._done, None, self._fail)

    def _done(self, result: dict[str, Any]) -> None:
        self._ticket = None
        self._found = TableInfo.model_validate(result["table"])
        self.changed.emit()

    def _fail(self, _error: ErrorInfo) -> None:
        """No table there, or one that can't be opened: the scan's own error has said it already."""
        self._ticket = None

    def _forget_when_scanning(self) -> None:
        if self._scan.running:
            self._forget()

    def _forget(self) -> None:
        if self._ticket is not None:
            self._ticket.cancel()
        self._ticket = None
        if self._found is not None:
            self._found = None
            self.changed.emit()

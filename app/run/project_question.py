"""Something about the open project that a worker finds out: what the three questions of this kind have in common."""

from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from app.run.job_runner import JobRunner, JobTicket
from app.workspace import Workspace
from core.contracts.errors import ErrorInfo

Key = TypeVar("Key")


class ProjectQuestion(QObject, Generic[Key]):
    """Asked once for each choice of data and network, which its key stands for; the answer goes into the workspace."""

    changed = Signal()

    def __init__(self, workspace: Workspace, jobs: JobRunner) -> None:
        super().__init__()
        self._workspace = workspace
        self._jobs = jobs
        self._ticket: JobTicket | None = None
        # what is being found out or has failed, and what the answer in the workspace belongs to
        self._asked: Key | None = None
        self._known: Key | None = None
        self.done = 0
        self.total: int | None = None
        self.error: ErrorInfo | None = None
        workspace.project_changed.connect(self._forget)

    @property
    def running(self) -> bool:
        return self._ticket is not None

    def _progress(self, done: int, total: int | None) -> None:
        self.done, self.total = done, total
        self.changed.emit()

    def _give_up(self) -> None:
        """Takes back what is on its way. The answer that is known stays."""
        if self._ticket is not None:
            self._ticket.cancel()
        self._ticket, self._asked, self.error, self.done, self.total = None, None, None, 0, None

    def _forget(self) -> None:
        """Another project: nothing is known of it."""
        self._give_up()
        self._known = None
        self.changed.emit()

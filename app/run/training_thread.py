"""TrainingThread: one training run in the background, its events brought to the window."""

import queue
import time

from PySide6.QtCore import QThread, Signal

from app.run.pump import Commands, pump_job
from core.contracts.commands import Command
from core.contracts.errors import ErrorInfo, UserError
from core.contracts.events import RunFinished
from core.contracts.jobs import TrainJob
from core.runtime.failures import as_user_error
from core.runtime.session import Session, open_session


class TrainingThread(QThread):
    """Opens a session, trains one run, ends. Connect `batch_arrived` with a queued connection (the default across threads).

    The network is in a child process: this thread only carries messages, so it never holds the window up.
    """

    batch_arrived = Signal(object)  # tuple[Event, ...]

    def __init__(self, run_path: str, run_id: str) -> None:
        super().__init__()
        self._job = TrainJob(run=run_path)
        self._run_id = run_id
        self._commands: Commands = queue.SimpleQueue()

    def say(self, command: Command) -> None:
        """From any thread; the run obeys at its next step."""
        self._commands.put(command)

    def run(self) -> None:
        try:
            session = _open_session_somehow()
        except OSError as error:
            self._end_without_worker(as_user_error(error).info)
            return
        try:
            pump_job(session, self._job, self._run_id, self._commands, self.batch_arrived.emit)
        finally:
            session.close()

    def _end_without_worker(self, error: ErrorInfo) -> None:
        end = RunFinished(run_id=self._run_id, seq=0, time_s=time.time(), reason="failed", error=error)
        self.batch_arrived.emit((end,))


def _open_session_somehow() -> Session:
    """A child process; the same worker in this process where the system refuses to start one."""
    try:
        return open_session("child")
    except (OSError, UserError):
        return open_session("in_thread")

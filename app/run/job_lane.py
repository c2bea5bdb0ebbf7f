"""One worker process and the thread that talks to it: jobs in, events out, one job after another."""

import queue
import threading
import time

from PySide6.QtCore import QThread, Signal

from app.run.pump import Commands, Deliver, pump_job
from core.contracts.commands import Stop
from core.contracts.errors import ErrorInfo
from core.contracts.events import EndReason, RunFinished
from core.contracts.jobs import Job
from core.runtime.failures import as_user_error
from core.runtime.session import Session, open_session

_Order = tuple[str, Job] | None  # None: only warm up


class JobLane(QThread):
    """Starts its thread and its worker with the first order. A worker that died is replaced for the next one."""

    events_arrived = Signal(str, object)  # run_id, tuple[Event, ...]

    def __init__(self) -> None:
        super().__init__()
        self._orders: queue.SimpleQueue[_Order] = queue.SimpleQueue()
        self._commands: Commands = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._running_id = ""
        self._cancelled: set[str] = set()
        self._ending = False

    def put(self, run_id: str, job: Job) -> None:
        self._order((run_id, job))

    def warm_up(self) -> None:
        self._order(None)

    def _order(self, order: _Order) -> None:
        self._orders.put(order)
        if not self.isRunning():
            self.start()

    def cancel(self, run_id: str) -> None:
        """From any thread."""
        with self._lock:
            self._cancelled.add(run_id)
            if self._running_id == run_id:
                self._commands.put(Stop())

    def ask_to_end(self) -> None:
        """Gives up the running job and drops the others; `wait()` then returns soon."""
        self._ending = True
        self._orders.put(None)

    def run(self) -> None:
        session: Session | None = None
        try:
            while not self._ending:
                order = self._orders.get()
                if self._ending:
                    break
                session = self._obey(order, session)
        finally:
            if session is not None:
                session.close(timeout_s=1)

    def _obey(self, order: _Order, session: Session | None) -> Session | None:
        run_id = order[0] if order else ""
        try:
            session = _living(session)
        except OSError as error:
            self._say_end(run_id, "failed", as_user_error(error).info)
            return None
        if order is None:
            return session
        if not self._begin(run_id):
            self._say_end(run_id, "stopped")
        else:
            pump_job(session, order[1], run_id, self._commands, self._deliver(run_id), lambda: self._ending)
            self._finish(run_id)
        return session

    def _deliver(self, run_id: str) -> Deliver:
        return lambda events: self.events_arrived.emit(run_id, events)

    def _begin(self, run_id: str) -> bool:
        """False: cancelled while it waited."""
        with self._lock:
            if run_id in self._cancelled:
                self._cancelled.discard(run_id)
                return False
            self._running_id = run_id
            return True

    def _finish(self, run_id: str) -> None:
        with self._lock:
            self._running_id = ""
            self._cancelled.discard(run_id)
            while not self._commands.empty():
                self._commands.get_nowait()  # meant for the job that has just ended

    def _say_end(self, run_id: str, reason: EndReason, error: ErrorInfo | None = None) -> None:
        """The end of a job that no worker has begun."""
        if run_id:
            end = RunFinished(run_id=run_id, seq=0, time_s=time.time(), reason=reason, error=error)
            self.events_arrived.emit(run_id, (end,))


def _living(session: Session | None) -> Session:
    """The session, or a new one in its place if its worker has died."""
    if session is not None and session.alive:
        return session
    if session is not None:
        session.close()
    return open_session("child")

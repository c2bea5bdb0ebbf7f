"""The same worker inside this process, in a thread: for debugging, tests, and where no child can be spawned."""

import queue
import threading
import time

from core.contracts.commands import Command, Inbox, StartJob, Stop
from core.contracts.events import Event, event_from_line
from core.contracts.jobs import Job
from core.runtime.worker import do_job


class ThreadSession:
    """See `core.runtime.session.Session`."""

    def __init__(self) -> None:
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._jobs: queue.SimpleQueue[tuple[StartJob, Inbox] | None] = queue.SimpleQueue()
        self._inbox = Inbox()
        self._thread = threading.Thread(target=self._work, name="worker", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def start(self, job: Job, run_id: str) -> None:
        self._inbox = Inbox()
        self._jobs.put((StartJob(run_id=run_id, job=job), self._inbox))

    def send(self, command: Command) -> None:
        self._inbox.put(command)

    def poll(self, timeout_s: float) -> list[Event]:
        batch: list[Event] = []
        deadline = time.monotonic() + timeout_s
        while True:
            try:
                # wait for the first one only, then take what is there
                wait_s = 0 if batch else max(0.0, deadline - time.monotonic())
                batch.append(self._events.get(timeout=wait_s) if wait_s else self._events.get_nowait())
            except queue.Empty:
                return batch

    def close(self, timeout_s: float = 5.0) -> None:
        self._inbox.put(Stop())
        self._jobs.put(None)
        self._thread.join(timeout_s)

    def _work(self) -> None:
        while (order := self._jobs.get()) is not None:
            start, inbox = order
            do_job(start, lambda line: self._events.put(event_from_line(line)), inbox)

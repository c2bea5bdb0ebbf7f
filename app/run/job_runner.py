"""Every job that is not a training run: scans, descriptions, predictions, exports. Never blocks the window."""

import itertools
from collections.abc import Callable, Sequence
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal

from app.run.job_lane import JobLane
from core.contracts.errors import ErrorInfo, UserError
from core.contracts.events import Event, Notice, PhaseChanged, Progress, RunFinished
from core.contracts.jobs import DownloadJob, Job

LaneName = Literal["quick", "long", "aside"]
_LANE_OF: dict[str, LaneName] = {
    "describe_model": "quick",
    "predict": "quick",
    "explain": "quick",
    "preview_table": "quick",
    "write_sample": "long",
    "scan": "long",
    "text_lengths": "aside",
    "probe_depths": "aside",
    "export": "long",
    "evaluate": "long",
    "download": "long",
}

OnDone = Callable[[dict[str, Any]], None]
OnProgress = Callable[[int, int | None], None]
OnFailed = Callable[[ErrorInfo], None]
OnTold = Callable[[PhaseChanged | Notice], None]


class JobTicket:
    """One submitted job. Callbacks come on the main thread; after `cancel` none comes any more."""

    def __init__(
        self,
        run_id: str,
        take_back: Callable[[str], None],
        on_done: OnDone,
        on_progress: OnProgress | None,
        on_failed: OnFailed,
        on_told: OnTold | None = None,
    ) -> None:
        self.run_id = run_id
        self._take_back = take_back
        self._on_done = on_done
        self._on_progress = on_progress
        self._on_failed = on_failed
        self._on_told = on_told
        self.active = True

    def cancel(self) -> None:
        """Takes the job back: a waiting one is dropped, a running one is stopped."""
        if self.active:
            self.active = False
            self._take_back(self.run_id)

    def take(self, events: Sequence[Event]) -> None:
        for event in events:
            if not self.active:
                return
            if isinstance(event, Progress):
                if self._on_progress is not None:
                    self._on_progress(event.done, event.total)
            elif isinstance(event, (PhaseChanged, Notice)):
                if self._on_told is not None:
                    self._on_told(event)
            elif isinstance(event, RunFinished):
                self._finish(event)

    def _finish(self, end: RunFinished) -> None:
        self.active = False
        if end.reason == "completed":
            self._on_done(dict(end.result))
        elif end.error is not None:
            self._on_failed(end.error)
        else:
            self._on_failed(UserError("worker_lost", why=end.reason).info)


class JobRunner(QObject):
    """Lanes, each with a worker process that stays warm: a quick one for what a person waits for, a long one for the rest.

    What may take long and nobody waits for is done aside: neither a scan nor a description stands behind it.
    """

    network_used = Signal(bool)  # a download begins to wait or run; the last one has ended

    def __init__(self) -> None:
        super().__init__()
        self._downloads: set[str] = set()
        self._numbers = itertools.count(1)
        self._tickets: dict[str, JobTicket] = {}
        self._lanes: dict[LaneName, JobLane] = {"quick": JobLane(), "long": JobLane(), "aside": JobLane()}
        for lane in self._lanes.values():
            lane.events_arrived.connect(self._take)

    def submit(
        self,
        job: Job,
        on_done: OnDone,
        on_progress: OnProgress | None = None,
        on_failed: OnFailed | None = None,
        lane: LaneName | None = None,
        on_told: OnTold | None = None,
    ) -> JobTicket:
        """Queues a job behind those of its lane. Exactly one of on_done(result) and on_failed(error) follows.

        on_told hears of phases and notices in between. Without on_failed an error raises in the main thread and is shown
        as a notice by app.crash.
        """
        run_id = f"{job.kind}-{next(self._numbers)}"
        chosen = self._lanes[lane or _LANE_OF[job.kind]]

        def take_back(cancelled_id: str) -> None:
            self._tickets.pop(cancelled_id, None)
            chosen.cancel(cancelled_id)

        ticket = JobTicket(run_id, take_back, on_done, on_progress, on_failed or _raise, on_told)
        self._tickets[run_id] = ticket
        if isinstance(job, DownloadJob):
            self._downloads.add(run_id)
            self.network_used.emit(True)
        chosen.put(run_id, job)
        return ticket

    def warm_up(self) -> None:
        """Starts the quick worker before it is asked for. Call after the first paint."""
        self._lanes["quick"].warm_up()

    def close(self) -> None:
        """Ends the workers; unfinished jobs are given up."""
        for ticket in self._tickets.values():
            ticket.active = False
        for lane in self._lanes.values():
            lane.ask_to_end()
        for lane in self._lanes.values():
            lane.wait()

    def _take(self, run_id: str, events: Sequence[Event]) -> None:
        ticket = self._tickets.get(run_id)
        if isinstance(events[-1], RunFinished):
            self._tickets.pop(run_id, None)
            self._note_end(run_id)
        if ticket is not None:
            ticket.take(events)

    def _note_end(self, run_id: str) -> None:
        if run_id in self._downloads:
            self._downloads.discard(run_id)
            self.network_used.emit(bool(self._downloads))


def _raise(error: ErrorInfo) -> None:
    raise UserError.from_info(error)

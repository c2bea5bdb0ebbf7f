"""Drives one job of a session to its end, in whatever thread calls it. Knows no Qt."""

import queue
import time
from collections.abc import Callable, Sequence

from core.contracts.commands import Command
from core.contracts.events import Event, RunFinished
from core.contracts.jobs import Job
from core.runtime.session import Session

BATCH_S = 1 / 30

Commands = queue.SimpleQueue[Command]
Deliver = Callable[[Sequence[Event]], None]


def pump_job(
    session: Session, job: Job, run_id: str, commands: Commands, deliver: Deliver, given_up: Callable[[], bool] = lambda: False
) -> None:
    """Starts the job, passes commands on, hands events over in batches, at most 30 a second.

    Returns when the job's last event has been delivered, or as soon as it is `given_up`.
    """
    session.start(job, run_id)
    batch: list[Event] = []
    delivered_s = 0.0
    while not given_up():
        while not commands.empty():
            session.send(commands.get_nowait())
        batch.extend(session.poll(BATCH_S))
        last = batch[-1] if batch else None
        now_s = time.monotonic()
        if isinstance(last, RunFinished):
            deliver(tuple(batch))
            return
        if batch and now_s - delivered_s >= BATCH_S:
            deliver(tuple(batch))
            batch, delivered_s = [], now_s

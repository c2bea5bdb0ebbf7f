"""The scan as a job of the worker process."""

import time
from pathlib import Path
from typing import Any

from core.contracts.commands import Inbox, Stop
from core.contracts.events import PhaseChanged, Progress
from core.contracts.jobs import ScanJob
from core.dataset.scan import scan_folder
from core.store.atomic import write_text
from core.store.event_log import Emitter

PROGRESS_EVERY_S = 0.1


def run_scan_job(job: ScanJob, emit: Emitter, inbox: Inbox) -> dict[str, Any]:
    """Reads the folder and writes a DatasetInfo to `job.to`. Result: {"dataset": job.to}.

    Raises:
        UserError: the folder can't be used, or `job.to` can't be written.
        Stopped: a Stop came.
    """
    stopped = False
    last_said_s = float("-inf")

    def should_stop() -> bool:
        nonlocal stopped
        while (command := inbox.take()) is not None:
            stopped = stopped or isinstance(command, Stop)
        return stopped

    def say_progress(done: int, total: int | None) -> None:
        nonlocal last_said_s
        now_s = time.monotonic()
        if done == total or now_s - last_said_s >= PROGRESS_EVERY_S:
            last_said_s = now_s
            emit(Progress, done=done, total=total)

    emit(PhaseChanged, phase="scanning")
    dataset = scan_folder(job.dataset, say_progress, should_stop)
    write_text(Path(job.to), dataset.model_dump_json())
    return {"dataset": job.to}

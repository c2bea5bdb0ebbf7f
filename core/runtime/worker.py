"""The worker: takes jobs, does them one after another, says what happens. The entry of every child process.

Which function does which job stands in JOBS as text, so that this file imports nothing heavy: a scan never loads torch.
"""

import contextlib
import os
import pkgutil
import queue
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import psutil

from core.contracts.commands import Inbox, StartJob, Stop, command_from_line
from core.contracts.errors import Stopped
from core.contracts.events import Resumed, RunFinished, RunStarted
from core.contracts.jobs import Job, TrainJob
from core.runtime.allocator import keep_freed_memory
from core.runtime.failures import as_user_error
from core.store.checkpoints import find_checkpoint
from core.store.event_log import Emitter, cut_back, read_event_lines
from core.store.runs import open_run

JobFunction = Callable[[Any, Emitter, Inbox], dict[str, Any]]

JOBS = {
    "scan": "core.dataset.scan_job:run_scan_job",
    "preview_table": "core.dataset.scan_job:run_preview_table_job",
    "write_sample": "core.dataset.scan_job:run_write_sample_job",
    "text_lengths": "core.models.text_lengths:run_text_lengths_job",
    "train": "core.runtime.train_job:run_train_job",
    "evaluate": "core.evaluation.evaluate_job:run_evaluate_job",
    "describe_model": "core.models.describe:run_describe_job",
    "probe_depths": "core.evaluation.depths_job:run_probe_depths_job",
    "predict": "core.evaluation.predict_job:run_predict_job",
    "explain": "core.evaluation.explain:run_explain_job",
    "export": "core.export.export_job:run_export_job",
    "verify": "core.export.verify:run_verify_job",
    "download": "core.models.describe:run_download_job",
}


def do_job(start: StartJob, send: Callable[[bytes], None], inbox: Inbox) -> RunFinished:
    """Does one job. Whatever happens, it ends in exactly one `run_finished`, which is also returned."""
    emit = Emitter(start.run_id, send)
    try:
        with _lock_of(start.job):
            emit = _open_log(start, send)
            result = _function_of(start.job)(start.job, emit, inbox)
        end: dict[str, Any] = {"reason": "completed", "result": result}
    except (Stopped, KeyboardInterrupt):  # the latter: Ctrl-C for the second time, in a terminal
        end = {"reason": "stopped"}
    except BaseException as error:  # noqa: BLE001  the one place where everything becomes a sentence
        end = {"reason": "failed", "error": as_user_error(error).info}
    try:
        return emit(RunFinished, **end)
    except Exception as error:  # noqa: BLE001  the log's disk is full or gone; the end is said nevertheless
        if emit.finished:
            return RunFinished(run_id=start.run_id, seq=emit.next_seq - 1, time_s=0.0, **end)
        return Emitter(start.run_id, send, first_seq=emit.next_seq)(
            RunFinished, reason="failed", error=as_user_error(error).info
        )


def _lock_of(job: Job) -> contextlib.AbstractContextManager[None]:
    """Held from before a run's log is cut back: another process may be training that very run."""
    return open_run(Path(job.run)).lock.held() if isinstance(job, TrainJob) else contextlib.nullcontext()


def _open_log(start: StartJob, send: Callable[[bytes], None]) -> Emitter:
    """The emitter of a job, its beginning said.

    A training run writes its log. Where it goes on from a checkpoint, the log is cut back to it and said again from the
    start, so that the stream always equals the file.
    """
    if not isinstance(start.job, TrainJob):
        emit = Emitter(start.run_id, send)
        emit(RunStarted, job=start.job.kind)
        return emit
    run = open_run(Path(start.job.run))
    record = run.read_record()
    checkpoint = find_checkpoint(run.checkpoints_path)
    kept = cut_back(run.events_path, lambda event: checkpoint is not None and event.seq < checkpoint.event_seq)
    for line in read_event_lines(run.events_path):
        send(line)
    emit = Emitter(start.run_id, send, run.events_path, first_seq=kept)
    if kept == 0:
        emit(RunStarted, job="train", name=record.name)
    if checkpoint is not None:
        emit(Resumed, step=checkpoint.step, from_checkpoint=True)
    return emit


def _function_of(job: Job) -> JobFunction:
    function: JobFunction = pkgutil.resolve_name(JOBS[job.kind])
    return function


class _Worker:
    """Reads commands in one thread, does jobs in the main one.

    What is said goes to the job that was started last: the other side starts one when the one before has ended.
    """

    def __init__(self, commands: BinaryIO, events: BinaryIO) -> None:
        self._commands = commands
        self._events = events
        self._jobs: queue.SimpleQueue[tuple[StartJob, Inbox] | None] = queue.SimpleQueue()
        self._inbox = Inbox()
        self._abandoned = False

    def run(self) -> None:
        threading.Thread(target=self._read, name="commands", daemon=True).start()
        while (order := self._jobs.get()) is not None and not self._abandoned:
            start, inbox = order
            do_job(start, self._send, inbox)

    def _read(self) -> None:
        for line in self._commands:
            command = command_from_line(line)
            if isinstance(command, StartJob):
                self._inbox = Inbox()
                self._jobs.put((command, self._inbox))
            else:
                self._inbox.put(command)
        # the other side is gone: save and leave
        self._abandoned = True
        self._inbox.put(Stop())
        self._jobs.put(None)

    def _send(self, line: bytes) -> None:
        # nobody listens any more: what matters is on disk, and the end of the commands stops the job
        with contextlib.suppress(BrokenPipeError):
            self._events.write(line)
            self._events.flush()


def main() -> int:
    """Entry of a child process."""
    keep_freed_memory()
    # standard output belongs to the events alone: whatever a library prints goes to standard error
    events = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    if os.name == "posix":
        os.nice(5)  # the window comes first
    else:
        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    _Worker(sys.stdin.buffer, events).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())

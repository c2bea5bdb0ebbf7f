"""A worker in a process of its own: commands on its standard input, events on its standard output, one JSON line each.

A crash, an out-of-memory kill or a stuck driver ends the child and never the window; memory is really freed.
"""

import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from pydantic import ValidationError

import core
from core.contracts.commands import Command, StartJob, Stop, command_to_line
from core.contracts.errors import UserError
from core.contracts.events import Event, RunFinished, event_from_line
from core.contracts.jobs import Job

WORKER_ARGUMENT = "--worker"
_DETAILS_CHARACTERS = 4000


def worker_command() -> list[str]:
    """How to start a worker: this Python, or this very program where it is packaged."""
    if getattr(sys, "frozen", False):
        return [sys.executable, WORKER_ARGUMENT]
    return [sys.executable, "-m", "core.runtime.worker"]


class ChildSession:
    """See `core.runtime.session.Session`."""

    def __init__(self) -> None:
        self._events: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self._unfinished: dict[str, int] = {}
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115  lives as long as the session
        environment = dict(os.environ)
        root = str(Path(core.__file__).parent.parent)
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (root, environment.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            worker_command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            env=environment,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._reader = threading.Thread(target=self._read, name="worker-events", daemon=True)
        self._reader.start()

    @property
    def process_id(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def start(self, job: Job, run_id: str) -> None:
        self._unfinished[run_id] = 0
        self._write(StartJob(run_id=run_id, job=job))

    def send(self, command: Command) -> None:
        self._write(command)

    def poll(self, timeout_s: float) -> list[Event]:
        batch: list[Event] = []
        deadline = time.monotonic() + timeout_s
        while True:
            try:
                # wait for the first one only, then take what is there
                wait_s = 0 if batch else max(0.0, deadline - time.monotonic())
                event = self._events.get(timeout=wait_s) if wait_s else self._events.get_nowait()
            except queue.Empty:
                return batch
            if event is None:
                self._events.put(None)  # for whoever asks again
                return batch + self._lost_jobs()
            if isinstance(event, RunFinished):
                self._unfinished.pop(event.run_id, None)
            elif event.run_id in self._unfinished:
                self._unfinished[event.run_id] = event.seq + 1
            batch.append(event)

    def close(self, timeout_s: float = 5.0) -> None:
        if self.alive:
            self._write(Stop())
        try:
            if self._process.stdin:
                self._process.stdin.close()
        except OSError:
            pass  # the child went first
        try:
            self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()
        if self._process.stdout:
            self._process.stdout.close()
        self._stderr.close()

    def _write(self, command: Command) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(command_to_line(command))
            self._process.stdin.flush()
        except (OSError, ValueError):
            return  # the child is gone; poll says what became of its jobs

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            try:
                self._events.put(event_from_line(line))
            except ValidationError:
                break  # cut short by a crash
        self._events.put(None)

    def _lost_jobs(self) -> list[Event]:
        """The end of every job that the dead child did not finish; asked again, there are none left."""
        self._process.wait()
        error = UserError("worker_lost", details=self._last_words(), why=_exit_in_words(self._process.returncode)).info
        lost: list[Event] = [
            RunFinished(run_id=run_id, seq=seq, time_s=time.time(), reason="lost", error=error)
            for run_id, seq in self._unfinished.items()
        ]
        self._unfinished.clear()
        return lost

    def _last_words(self) -> str:
        self._stderr.seek(0)
        return self._stderr.read().decode(errors="replace")[-_DETAILS_CHARACTERS:]


def _exit_in_words(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    if code == -getattr(signal, "SIGKILL", 9):
        return "killed, often because memory ran out"
    return f"signal {signal.Signals(-code).name}"

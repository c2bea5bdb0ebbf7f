"""The log of a job: one event a line, written as it happens, cut back on a resume, replayed on a visit."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from core.contracts.events import Event, EventBase, Progress, RunFinished, event_from_line, event_to_line
from core.store.atomic import file_errors_as_sentences, write_bytes

PROGRESS_EVERY_S = 0.1

SomeEvent = TypeVar("SomeEvent", bound=EventBase)


class Emitter:
    """Gives every event its run, number and time, appends it to the log file and hands the same bytes on.

    Called like a function: `emit(StepDone, step=3, ...)`. Safe to call from several threads.
    """

    def __init__(self, run_id: str, send: Callable[[bytes], None], log_path: Path | None = None, first_seq: int = 0) -> None:
        self._run_id = run_id
        self._send = send
        self._log_path = log_path
        self._seq = first_seq
        self._lock = threading.Lock()
        self.finished = False

    @property
    def next_seq(self) -> int:
        return self._seq

    def __call__(self, event_type: type[SomeEvent], **fields: Any) -> SomeEvent:
        """Says one event.

        Raises:
            UserError: disk_full, not_writable, where the log can't be written; the event was sent nevertheless.
        """
        with self._lock:
            event = event_type(run_id=self._run_id, seq=self._seq, time_s=time.time(), **fields)
            self._seq += 1
            self.finished = self.finished or isinstance(event, RunFinished)
            line = event_to_line(event)
            self._send(line)
            if self._log_path is not None:
                with file_errors_as_sentences(self._log_path), self._log_path.open("ab") as file:
                    file.write(line)
        return event


class ItemProgress:
    """Says how far a job is that counts its items one by one: the last one, and a few a second before. A line in the log for
    each of a million would cost more than some items do."""

    def __init__(self, emit: Emitter) -> None:
        self._emit = emit
        self._last_said_s = float("-inf")

    def __call__(self, done: int, total: int | None) -> None:
        now_s = time.monotonic()
        if done == total or now_s - self._last_said_s >= PROGRESS_EVERY_S:
            self._last_said_s = now_s
            self._emit(Progress, done=done, total=total)


def read_events(path: Path) -> Iterator[Event]:
    """The events of a log. A last line that a crash cut short is left out; so is everything after a damaged line."""
    for line in read_event_lines(path):
        try:
            yield event_from_line(line)
        except ValidationError:
            return


def read_event_lines(path: Path) -> Iterator[bytes]:
    """The whole lines of a log, as they were sent."""
    if not path.exists():
        return
    with path.open("rb") as file:
        for line in file:
            if not line.endswith(b"\n"):
                return
            yield line


def cut_back(path: Path, keep: Callable[[Event], bool]) -> int:
    """Rewrites a log up to the first event that `keep` refuses, without any `run_finished`.

    A resume goes back to a checkpoint; what the log says beyond it will happen again and be said again.

    Returns:
        The number of the next event.
    """
    lines = []
    for event in read_events(path):
        if isinstance(event, RunFinished) or not keep(event):
            break
        lines.append(event_to_line(event))
    write_bytes(path, b"".join(lines))
    return len(lines)

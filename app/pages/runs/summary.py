"""What the files of a run say about it in one row of a table."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.contracts.errors import ErrorInfo, UserError
from core.contracts.records import PartMetrics, RunMetrics, RunRecord, RunStatus
from core.contracts.spec import Part
from core.store.event_log import read_event_lines
from core.store.runs import RunFolder, RunStore

# of one run that changed hands between computers with different clocks, or slept
_IDLE_KINDS = ("paused", "run_finished")


@dataclass(frozen=True)
class RunSummary:
    """One run. `record` is None where run.json can't be read; `error` says why.

    duration_s: working time, pauses and the nights between two sittings left out; None before the first step.
    """

    path: Path
    record: RunRecord | None
    error: ErrorInfo | None
    status: RunStatus | None
    metrics: RunMetrics | None
    duration_s: float | None
    has_weights: bool
    has_checkpoint: bool

    @property
    def name(self) -> str:
        return self.record.name if self.record else self.path.name

    @property
    def judged_part(self) -> Part:
        return "test" if self.metrics is not None and self.metrics.test is not None else "validation"

    @property
    def score(self) -> PartMetrics | None:
        """On the test part; on the validation part where there is no other."""
        if self.metrics is None:
            return None
        return self.metrics.test or self.metrics.validation

    @property
    def simple_score(self) -> PartMetrics | None:
        """What a simple method reaches on the part that this run is judged by."""
        baseline = self.metrics.baseline if self.metrics is not None else None
        if baseline is None:
            return None
        return baseline.test if self.judged_part == "test" else baseline.validation


def read_runs(store: RunStore) -> tuple[RunSummary, ...]:
    """All runs, newest first. Reads every event log, so call it from a thread."""
    return tuple(read_summary(run) for run in store.list())


def read_summary(run: RunFolder) -> RunSummary:
    record, status, metrics, error = None, None, None, None
    try:
        record, status = run.read_record(), run.status()
        metrics = run.metrics()
        error = record.error
    except UserError as why:
        error = why.info
    return RunSummary(
        path=run.path,
        record=record,
        error=error,
        status=status,
        metrics=metrics,
        duration_s=working_time_s(read_event_lines(run.events_path)),
        has_weights=(run.best_model_path / "model.json").exists(),
        has_checkpoint=any(run.checkpoints_path.glob("step-*")),
    )


def working_time_s(lines: Iterable[bytes]) -> float | None:
    """Seconds between the events of a log, without the time between a pause or an end and what follows it."""
    total_s, last_s, idle, steps = 0.0, None, True, 0
    for line in lines:
        event = _lightly(line)
        if event is None:
            break
        resumed_later = event.get("kind") == "resumed" and event.get("from_checkpoint", False)
        if last_s is not None and not idle and not resumed_later:
            total_s += max(0.0, event["time_s"] - last_s)
        last_s, idle = event["time_s"], event.get("kind") in _IDLE_KINDS
        steps += event.get("kind") == "step_done"
    return total_s if steps else None


def _lightly(line: bytes) -> dict[str, Any] | None:
    """The fields of an event without the checks of the contract, which would take ten times as long."""
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) and isinstance(event.get("time_s"), (int, float)) else None

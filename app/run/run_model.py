"""A run as it is drawn: events in, curves and facts out. No Qt; a replayed log gives the same model as the live one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from app.run.series import Series
from core.contracts.base import Contract
from core.contracts.errors import ErrorInfo
from core.contracts.events import (
    CheckpointSaved,
    EndReason,
    Evaluated,
    Event,
    Notice,
    Paused,
    Phase,
    PhaseChanged,
    Progress,
    Resources,
    Resumed,
    RunFinished,
    RunStarted,
    SamplesReady,
    StepDone,
    TrainingPlanned,
)
from core.store.event_log import read_events

ModelStatus = Literal["waiting", "running", "paused"] | EndReason

# what the log shows; steps and resources would drown the rest
LOGGED = (RunStarted, TrainingPlanned, PhaseChanged, Evaluated, CheckpointSaved, Notice, Paused, Resumed, RunFinished)


@dataclass(eq=False)
class RunModel:
    """Everything that a page draws of one run.

    `steps` has the columns step, epoch, loss, lr, items_per_s; `evaluations` (validation part, one row an evaluation)
    step, epoch, loss, accuracy, balanced_accuracy, macro_f1. `log` holds the events worth reading, to be worded by
    `app.run.log_wording`.
    """

    run_id: str = ""
    name: str = ""
    status: ModelStatus = "waiting"
    phase: Phase | None = None
    phase_done: int = 0
    phase_total: int | None = None
    plan: TrainingPlanned | None = None
    steps: Series = field(default_factory=lambda: Series("step", "epoch", "loss", "lr", "items_per_s"))
    evaluations: Series = field(
        default_factory=lambda: Series("step", "epoch", "loss", "accuracy", "balanced_accuracy", "macro_f1")
    )
    last_evaluation: Evaluated | None = None
    best: Evaluated | None = None
    per_class_recall: tuple[float, ...] = ()
    last_checkpoint: CheckpointSaved | None = None
    resources: Resources | None = None
    log: list[Event] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    ready_files: dict[str, str] = field(default_factory=dict)
    error: ErrorInfo | None = None
    result: dict[str, Any] = field(default_factory=dict)
    event_count: int = 0
    _clock: "_Clock" = field(default_factory=lambda: _Clock())

    @classmethod
    def replay(cls, path: Path) -> "RunModel":
        """The model of an events.jsonl; what a crash cut short is left out."""
        model = cls()
        model.apply(read_events(path))
        return model

    def apply(self, events: Iterable[Event]) -> None:
        for event in events:
            self.event_count += 1
            self._clock.see(event)
            if isinstance(event, LOGGED):
                self.log.append(event)
            reducer = _REDUCERS.get(type(event))
            if reducer is not None:
                reducer(self, event)

    def snapshot(self) -> dict[str, object]:
        """All of it as plain values, for comparing: a loss that is not a number equals itself here."""
        return {name: _plain(value) for name, value in vars(self).items()}

    def __eq__(self, other: object) -> bool:
        return self.snapshot() == other.snapshot() if isinstance(other, RunModel) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    # ---- what is asked -----------------------------------------------------------------------------------------------

    @property
    def step(self) -> int:
        return int(self.steps["step"][-1]) if len(self.steps) else 0

    @property
    def total_steps(self) -> int:
        return self.plan.epochs * self.plan.steps_per_epoch if self.plan else 0

    @property
    def epoch(self) -> float:
        """Epochs done, as a fraction."""
        return float(self.steps["epoch"][-1]) if len(self.steps) else 0.0

    @property
    def best_epoch(self) -> int | None:
        return self.best.epoch if self.best else None

    @property
    def progress(self) -> float:
        """Share of the training steps that are done, [0, 1]."""
        if self.status == "completed":
            return 1.0
        return min(self.step / self.total_steps, 1.0) if self.total_steps else 0.0

    @property
    def eta_s(self) -> float | None:
        """Seconds left at the pace of late; before the first step, as expected. None while that is unknown or over."""
        if self.plan is None or self.status not in ("running", "paused"):
            return None
        pace_s = self._clock.seconds_per_epoch()
        expected = self.plan.expected
        if pace_s is None and expected is not None:
            before_s = 0.0 if self.phase == "training" else expected.first_pass_s
            return before_s + expected.training_s + expected.scoring_s
        return None if pace_s is None else max(self.plan.epochs - self.epoch, 0.0) * pace_s

    @property
    def is_over(self) -> bool:
        return self.status in ("completed", "stopped", "failed", "lost")

    # ---- reducers, one a kind of event -------------------------------------------------------------------------------

    def _run_started(self, event: RunStarted) -> None:
        self.run_id, self.name, self.status = event.run_id, event.name, "running"

    def _planned(self, event: TrainingPlanned) -> None:
        self.plan = event

    def _phase_changed(self, event: PhaseChanged) -> None:
        self.phase, self.phase_done, self.phase_total = event.phase, 0, None

    def _progressed(self, event: Progress) -> None:
        self.phase_done, self.phase_total = event.done, event.total

    def _step_done(self, event: StepDone) -> None:
        self.steps.append(step=event.step, epoch=event.epoch, loss=event.loss, lr=event.lr, items_per_s=event.items_per_s)

    def _evaluated(self, event: Evaluated) -> None:
        if event.part != "validation":
            return
        self.evaluations.append(
            step=event.step,
            epoch=event.epoch,
            loss=event.loss,
            accuracy=event.accuracy,
            balanced_accuracy=event.balanced_accuracy,
            macro_f1=event.macro_f1,
        )
        self.last_evaluation = event
        self.per_class_recall = event.per_class_recall
        if event.is_best:
            self.best = event

    def _checkpoint_saved(self, event: CheckpointSaved) -> None:
        self.last_checkpoint = event

    def _samples_ready(self, event: SamplesReady) -> None:
        self.ready_files[event.what] = event.path

    def _resources(self, event: Resources) -> None:
        self.resources = event

    def _noticed(self, event: Notice) -> None:
        self.notices.append(event)

    def _paused(self, _event: Paused) -> None:
        self.status = "paused"

    def _resumed(self, _event: Resumed) -> None:
        self.status = "running"

    def _finished(self, event: RunFinished) -> None:
        self.status, self.error, self.result = event.reason, event.error, dict(event.result)


@dataclass
class _Clock:
    """Pace from the times in the events alone, pauses left out, so that a replay says the same."""

    _started_s: float | None = None
    _now_s: float = 0.0
    _paused_since_s: float | None = None
    _paused_s: float = 0.0
    _first_epoch: float = 0.0
    _epoch: float = 0.0
    # (epochs done, working seconds) at the evaluations
    _marks: list[tuple[float, float]] = field(default_factory=list)

    def see(self, event: Event) -> None:
        self._now_s = event.time_s
        if isinstance(event, (Paused, RunFinished)):
            self._paused_since_s = self._paused_since_s or event.time_s
        elif self._paused_since_s is not None and isinstance(event, (Resumed, StepDone)):
            self._paused_s += event.time_s - self._paused_since_s
            self._paused_since_s = None
        if isinstance(event, Resumed) and event.from_checkpoint:
            # the night in between is not work
            self._started_s, self._marks = None, []
        if isinstance(event, StepDone):
            if self._started_s is None:
                self._started_s, self._first_epoch, self._paused_s = event.time_s, event.epoch, 0.0
            self._epoch = event.epoch
        if isinstance(event, Evaluated) and event.part == "validation" and self._started_s is not None:
            self._marks.append((self._epoch, self._working_s()))

    def _working_s(self) -> float:
        return self._now_s - (self._started_s or self._now_s) - self._paused_s

    def seconds_per_epoch(self) -> float | None:
        """Of the last whole epoch, evaluation included; before that, of what has been done so far."""
        if len(self._marks) >= 2:
            (epoch_a, time_a), (epoch_b, time_b) = self._marks[-2:]
            if epoch_b > epoch_a:
                return (time_b - time_a) / (epoch_b - epoch_a)
        done = self._epoch - self._first_epoch
        return self._working_s() / done if done > 0 else None


def _plain(value: object) -> object:
    if isinstance(value, Contract):
        return value.model_dump_json()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return value


_REDUCERS: dict[type, Callable[[RunModel, Any], None]] = {
    RunStarted: RunModel._run_started,
    TrainingPlanned: RunModel._planned,
    PhaseChanged: RunModel._phase_changed,
    Progress: RunModel._progressed,
    StepDone: RunModel._step_done,
    Evaluated: RunModel._evaluated,
    CheckpointSaved: RunModel._checkpoint_saved,
    SamplesReady: RunModel._samples_ready,
    Resources: RunModel._resources,
    Notice: RunModel._noticed,
    Paused: RunModel._paused,
    Resumed: RunModel._resumed,
    RunFinished: RunModel._finished,
}

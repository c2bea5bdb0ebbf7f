"""What a running job says. One JSON line an event; the same bytes go to the log file and down the pipe.

Invariants, tested: `seq` counts from 0 without gaps; `step` only grows, over a resume too; the first event of a job is
`run_started` or a failed `run_finished`; `run_finished` comes exactly once, and last. Nothing big travels: it lies in a
file and the event names it.
"""

from typing import Annotated, Literal

from pydantic import Field, JsonValue, TypeAdapter

from core.contracts.base import Contract
from core.contracts.errors import ErrorInfo, Param
from core.contracts.run_times import RunTimes
from core.contracts.spec import Part

Phase = Literal[
    "preparing",
    "scanning",
    "loading_model",
    "measuring",
    "features",
    "head",
    "probing",
    "training",
    "evaluating",
    "predicting",
    "exporting",
    "verifying",
    "downloading",
]
EndReason = Literal["completed", "stopped", "failed", "lost"]


class EventBase(Contract):
    run_id: str
    seq: int = Field(ge=0)
    time_s: float = Field(description="seconds since the Unix epoch")


class RunStarted(EventBase):
    """A job begins. For a training run: what is known before the first phase."""

    kind: Literal["run_started"] = "run_started"
    job: str = Field(description="the job's kind: train, predict, export ...")
    name: str = ""


class TrainingPlanned(EventBase):
    """Training is about to begin: how long it will be and what may change."""

    kind: Literal["training_planned"] = "training_planned"
    epochs: int
    steps_per_epoch: int
    batch_size: int
    class_names: tuple[str, ...]
    train_count: int
    validation_count: int
    test_count: int
    trainable_parameters: int
    total_parameters: int
    device: str
    device_name: str
    precision: str
    resolved: dict[str, JsonValue] = Field({}, description="the automatic settings as they were chosen")
    expected: RunTimes | None = Field(None, description="None where the network was not measured on this machine")


class PhaseChanged(EventBase):
    kind: Literal["phase_changed"] = "phase_changed"
    phase: Phase


class Progress(EventBase):
    """How far the phase is, where steps don't tell it."""

    kind: Literal["progress"] = "progress"
    done: int
    total: int | None = None


class StepDone(EventBase):
    kind: Literal["step_done"] = "step_done"
    step: int = Field(ge=1, description="optimizer steps since the beginning, counted from 1")
    epoch: float = Field(description="epochs done after this step, as a fraction")
    loss: float
    lr: float = Field(description="learning rate of the head")
    items_per_s: float


class Evaluated(EventBase):
    """A whole part was predicted with fp32 weights, without augmentation, with hard labels."""

    kind: Literal["evaluated"] = "evaluated"
    part: Part
    step: int
    epoch: int = Field(description="counted from 1; 0: a head that was fitted before the first step")
    loss: float
    accuracy: float
    balanced_accuracy: float
    macro_f1: float
    per_class_recall: tuple[float, ...] = ()
    is_best: bool = False


class CheckpointSaved(EventBase):
    kind: Literal["checkpoint_saved"] = "checkpoint_saved"
    step: int
    path: str = Field(description="relative to the run folder")
    is_best: bool


class SamplesReady(EventBase):
    """A file with something to look at is complete (predictions, heat maps ...)."""

    kind: Literal["samples_ready"] = "samples_ready"
    what: str
    path: str


class Resources(EventBase):
    kind: Literal["resources"] = "resources"
    memory_bytes: int
    device_memory_bytes: int | None = None
    cpu_percent: float


class Notice(EventBase):
    """Something a person should know, worded by `core.contracts.messages`."""

    kind: Literal["notice"] = "notice"
    level: Literal["info", "warning", "error"]
    code: str
    params: dict[str, Param] = {}


class Paused(EventBase):
    kind: Literal["paused"] = "paused"
    step: int


class Resumed(EventBase):
    """Goes on after a pause, or after the process was started again from a checkpoint."""

    kind: Literal["resumed"] = "resumed"
    step: int
    from_checkpoint: bool = False


class RunFinished(EventBase):
    kind: Literal["run_finished"] = "run_finished"
    reason: EndReason
    error: ErrorInfo | None = None
    result: dict[str, JsonValue] = Field({}, description="small facts and names of files")


Event = Annotated[
    RunStarted
    | TrainingPlanned
    | PhaseChanged
    | Progress
    | StepDone
    | Evaluated
    | CheckpointSaved
    | SamplesReady
    | Resources
    | Notice
    | Paused
    | Resumed
    | RunFinished,
    Field(discriminator="kind"),
]
_EVENT: TypeAdapter[Event] = TypeAdapter(Event)


def event_to_line(event: EventBase) -> bytes:
    """One JSON line, newline included."""
    return event.model_dump_json().encode() + b"\n"


def event_from_line(line: bytes) -> Event:
    """Reads `event_to_line` back.

    Raises:
        pydantic.ValidationError: not a line of ours.
    """
    return _EVENT.validate_json(line)

"""What may be said to a running job, and the box in which it finds it."""

import queue
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from core.contracts.base import Contract
from core.contracts.jobs import Job


class StartJob(Contract):
    """To a worker: do this next."""

    kind: Literal["start_job"] = "start_job"
    run_id: str
    job: Job


class Stop(Contract):
    """End at the next step boundary. keep_best: evaluate and keep the best weights (*finish now*);
    otherwise save a checkpoint and leave at once, resumable."""

    kind: Literal["stop"] = "stop"
    keep_best: bool = False


class Pause(Contract):
    kind: Literal["pause"] = "pause"


class Resume(Contract):
    kind: Literal["resume"] = "resume"


class SaveNow(Contract):
    kind: Literal["save_now"] = "save_now"


class EvaluateNow(Contract):
    kind: Literal["evaluate_now"] = "evaluate_now"


Command = Annotated[StartJob | Stop | Pause | Resume | SaveNow | EvaluateNow, Field(discriminator="kind")]
_COMMAND: TypeAdapter[Command] = TypeAdapter(Command)


def command_to_line(command: Command) -> bytes:
    return command.model_dump_json().encode() + b"\n"


def command_from_line(line: bytes) -> Command:
    return _COMMAND.validate_json(line)


class Inbox:
    """Commands for the job that is running. Filled by any thread, emptied by the job."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[Command] = queue.SimpleQueue()

    def put(self, command: Command) -> None:
        self._queue.put(command)

    def take(self, timeout_s: float = 0.0) -> Command | None:
        """The next command, or None if there is none within timeout_s."""
        try:
            return self._queue.get(timeout=timeout_s) if timeout_s > 0 else self._queue.get_nowait()
        except queue.Empty:
            return None

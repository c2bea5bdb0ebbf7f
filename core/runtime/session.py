"""One worker that does jobs, seen from outside. The window and the tests talk to it through this."""

from typing import Literal, Protocol

from core.contracts.commands import Command
from core.contracts.events import Event
from core.contracts.jobs import Job


class Session(Protocol):
    """A worker. Jobs run one after another; each ends in exactly one `run_finished`, even when the worker dies."""

    def start(self, job: Job, run_id: str) -> None:
        """Queues a job. Its events carry `run_id`."""

    def send(self, command: Command) -> None:
        """Tells the running job something; without one it is forgotten."""

    def poll(self, timeout_s: float) -> list[Event]:
        """The events that have come, waiting up to timeout_s for the first. Empty if there were none."""

    @property
    def alive(self) -> bool:
        """Can it take another job?"""

    def close(self, timeout_s: float = 5.0) -> None:
        """Asks the worker to stop and go, and ends it by force after timeout_s."""


def open_session(kind: Literal["child", "in_thread"] = "child") -> Session:
    """A worker in a process of its own, or in a thread of this one (for debugging, and where no child can be spawned)."""
    if kind == "child":
        from core.runtime.child_process import ChildSession

        return ChildSession()
    from core.runtime.in_thread import ThreadSession

    return ThreadSession()

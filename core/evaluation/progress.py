"""What a job of this room says while it works, and the one command that it obeys."""

from collections.abc import Callable

from core.contracts.commands import Inbox, Stop
from core.contracts.events import Progress
from core.store.event_log import Emitter


def say_progress(emit: Emitter, total: int) -> Callable[[int], None]:
    """A function that takes the number of items done, out of `total`."""

    def say(done: int) -> None:
        emit(Progress, done=done, total=total)

    return say


def stop_asked(inbox: Inbox) -> Callable[[], bool]:
    """A question that stays answered with yes once a `Stop` has come.

    *Finish now and keep the best* is no reason to stop: at the end of a training this very evaluation is what is kept.
    """
    asked = False

    def ask() -> bool:
        nonlocal asked
        while (command := inbox.take()) is not None:
            asked = asked or (isinstance(command, Stop) and not command.keep_best)
        return asked

    return ask

"""Stopping an evaluation, a prediction or an export: the only command that these obey."""

from collections.abc import Callable

from core.contracts.commands import Inbox, Stop


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

"""Runs whose numbers must come out the same, and what is looked at in what they said."""

from collections.abc import Sequence
from typing import Any

from core.contracts.events import Evaluated, Event, PhaseChanged, StepDone

EXACT: dict[str, Any] = {
    "epochs": 3,
    "batch_size": 6,
    "device": "cpu",
    "precision": "fp32",
    "augmentation": {"preset": "none"},
    "head_start": "random",
}


def losses(said: Sequence[Event]) -> list[float]:
    """Of a run that came to its end: every step's and every epoch's."""
    assert said[-1].reason == "completed", said[-1].error
    return [event.loss for event in said if isinstance(event, StepDone | Evaluated)]


def phases(said: Sequence[Event]) -> list[str]:
    return [event.phase for event in said if isinstance(event, PhaseChanged)]

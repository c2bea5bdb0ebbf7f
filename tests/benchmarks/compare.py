"""The arithmetic of a comparison, and one line of the table. No clock and no torch in here."""

import itertools
import statistics
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict


class Line(BaseModel):
    """One line of the table.

    reached: None where there is no aim, or nothing was measured. accuracy: of both sides, on the same test part.
    """

    model_config = ConfigDict(frozen=True)

    what: str
    measured: str
    aim: str = ""
    reached: bool | None = None
    ours: str = ""
    theirs: str = ""
    accuracy: str = ""
    note: str = ""


def skipped(what: str, why: str) -> Line:
    return Line(what=what, measured="not measured", note=why)


def ratio_of_rounds(over: Sequence[float], under: Sequence[float]) -> float:
    """The median of over / under, round by round: what slows a whole round down cancels out.

    Raises:
        ValueError: no round, or not as many of one side as of the other.
    """
    if not over:
        raise ValueError("no round was measured")
    return statistics.median(a / b for a, b in zip(over, under, strict=True))


def whole_run_s(setup_s: float, epoch_s: Sequence[float], epochs: int, test_s: float) -> float:
    """Seconds of a run of so many equal epochs, of which those in `epoch_s` were run."""
    return setup_s + statistics.mean(epoch_s) * epochs + test_s


def step_s(times_s: Sequence[tuple[int, float]]) -> float:
    """Mean seconds from the end of a step to the end of the next, of neighbours in the same epoch.

    Args:
        times_s: epoch and time of the end of each step. The first interval of an epoch is left out: the loaders start there.

    Raises:
        ValueError: no epoch has three steps.
    """
    intervals: list[float] = []
    by_epoch: dict[int, list[float]] = {}
    for epoch, time_s in times_s:
        by_epoch.setdefault(epoch, []).append(time_s)
    for ends in by_epoch.values():
        intervals += [after - before for before, after in itertools.pairwise(ends[1:])]
    if not intervals:
        raise ValueError("no epoch has three steps")
    return statistics.mean(intervals)


def at_least(value: float, aim: float, what: str, unit: str = "x", **words: str) -> Line:
    return Line(what=what, measured=_number(value, unit), aim=f"at least {_number(aim, unit)}", reached=value >= aim, **words)


def at_most(value: float, aim: float, what: str, unit: str = "x", **words: str) -> Line:
    return Line(what=what, measured=_number(value, unit), aim=f"at most {_number(aim, unit)}", reached=value <= aim, **words)


def seconds(values: Sequence[float]) -> str:
    """The median, for people: "1.23 s", "12.3 s", "123 s", "1.2 ms"."""
    value = statistics.median(values)
    if value < 0.1:
        return f"{1000 * value:.2g} ms"
    return f"{value:.0f} s" if value >= 100 else f"{value:.3g} s"


def points(value: float) -> str:
    """A difference of accuracies in percentage points."""
    return f"{100 * value:+.1f} points"


def _number(value: float, unit: str) -> str:
    if unit == "points":
        return points(value)
    text = f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{text} %" if unit == "%" else f"{text} {unit}"

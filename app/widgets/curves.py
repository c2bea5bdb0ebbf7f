"""Numbers behind the curves: smoothing that survives NaN, a range that survives spikes, and the table for other programs."""

import io
import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# Within a chunk the weights grow by this factor at most, so that no precision is lost.
_LARGEST_GROWTH = 1e8
# A range is found from about this many points.
_RANGE_POINTS = 4096


class Smoother:
    """Exponential moving average of a growing series, without start-up bias: only new values are worked on.

    A value that is not finite leaves a gap and does not touch what comes after it.

    Source of the correction: Kingma and Ba, "Adam", ICLR 2015, section 3, with the weight of the values seen so far in
    place of 1 - beta^t, so that gaps count as nothing.
    """

    def __init__(self, weight: float) -> None:
        """weight: of the past, in [0, 1); 0 gives the series itself."""
        self.weight = weight
        self._smoothed: Floats = np.empty(0)
        self._sum = 0.0
        self._mass = 0.0

    def update(self, values: Floats) -> Floats:
        """(N,) the whole series so far to (N,) smoothed. A shorter series than before starts anew."""
        done = len(self._smoothed)
        if len(values) < done:
            self.__init__(self.weight)  # type: ignore[misc]
            done = 0
        if len(values) > done:
            fresh = self._smooth(np.asarray(values[done:], dtype=np.float64))
            self._smoothed = np.concatenate([self._smoothed, fresh])
        return self._smoothed

    def _smooth(self, values: Floats) -> Floats:
        if self.weight <= 0:
            return values.copy()
        chunk = max(1, int(math.log(_LARGEST_GROWTH) / -math.log(self.weight)))
        parts = [self._smooth_chunk(values[start : start + chunk]) for start in range(0, len(values), chunk)]
        return np.concatenate(parts) if parts else np.empty(0)

    def _smooth_chunk(self, values: Floats) -> Floats:
        finite = np.isfinite(values)
        decay = self.weight ** np.arange(1, len(values) + 1)
        sums = decay * (self._sum + np.cumsum(np.where(finite, values, 0.0) / decay))
        masses = decay * (self._mass + np.cumsum(finite / decay))
        self._sum, self._mass = float(sums[-1]), float(masses[-1])
        return np.where(finite, sums / np.where(masses > 0, masses, 1.0), np.nan)


def robust_range(*series: Floats, logarithmic: bool = False) -> tuple[float, float] | None:
    """Lowest and highest value to show: a hundredth of the values may lie above, so that one spike doesn't flatten all.

    Returns:
        None where there is nothing finite (nothing positive, if logarithmic) to show.
    """
    lows, highs = [], []
    for values in series:
        thinned = values[:: max(1, len(values) // _RANGE_POINTS)]
        kept = thinned[np.isfinite(thinned) & (thinned > 0 if logarithmic else True)]
        if len(kept):
            lows.append(float(kept.min()))
            highs.append(float(np.percentile(kept, 99)))
    return (min(lows), max(highs)) if lows else None


def nearest(values: Floats, value: float) -> int | None:
    """Index of the nearest entry of a sorted series, the last for infinity; None if it is empty."""
    if not len(values):
        return None
    if value == math.inf:
        return len(values) - 1
    right = min(int(np.searchsorted(values, value)), len(values) - 1)
    left = max(right - 1, 0)
    return left if abs(values[left] - value) <= abs(values[right] - value) else right


def curves_as_csv(steps: Mapping[str, Floats], evaluations: Mapping[str, Floats]) -> str:
    """One row a step, validation values in the row of their step, empty where there was no evaluation.

    Args:
        steps: columns step, epoch, loss, lr, items_per_s, each (N,).
        evaluations: columns step, epoch, loss, accuracy, balanced_accuracy, macro_f1, each (M,).
    """
    measures = ("loss", "accuracy", "balanced_accuracy", "macro_f1")
    rows: dict[int, list[str]] = {}
    for step, epoch, loss, lr, speed in zip(
        *(steps[name].tolist() for name in ("step", "epoch", "loss", "lr", "items_per_s")), strict=True
    ):
        rows[int(step)] = [f"{epoch:.6g}", f"{loss:.8g}", f"{lr:.8g}", f"{speed:.6g}"]
    for index, step in enumerate(evaluations["step"].tolist()):
        row = rows.setdefault(int(step), [f"{evaluations['epoch'][index]:.6g}", "", "", ""])
        row[4:] = [f"{evaluations[name][index]:.8g}" for name in measures]
    text = io.StringIO()
    head = ["step", "epoch", "training_loss", "learning_rate", "examples_per_s", *(f"validation_{name}" for name in measures)]
    text.write(",".join(head) + "\r\n")
    for step in sorted(rows):
        text.write(",".join([str(step), *rows[step], *[""] * (len(head) - 1 - len(rows[step]))]) + "\r\n")
    return text.getvalue()

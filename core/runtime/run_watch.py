"""Times the phases of a training run beside what was expected of them, and learns from the difference. Torch-free."""

import sys
import time
from typing import Literal

import psutil

from core.contracts.costs import estimate_costs, expected_times
from core.contracts.run_times import Corrections, RunTimes
from core.contracts.spec import RunSpec
from core.store.estimates import features_are_kept
from core.store.event_log import read_event_lines
from core.store.measurements import recall_network, remember_truth
from core.store.runs import RunFolder

Phase = Literal["first_pass", "training", "scoring"]


class RunWatch:
    """Starts when the network is built. What is expected comes from an earlier measurement: none is made for it here.

    Args:
        fingerprint: of the data set.
        counts: samples in training, validation and test part.
    """

    def __init__(self, spec: RunSpec, device: str, precision: str, fingerprint: str, counts: tuple[int, int, int]) -> None:
        self._spec, self._device, self._precision, self._counts = spec, device, precision, counts
        self._known = recall_network(spec.model, device, precision)
        self._seconds: dict[Phase, float] = {"first_pass": 0.0, "training": 0.0, "scoring": 0.0}
        self._since_s = time.perf_counter()
        self.expected = None
        if self._known is not None:
            kept = features_are_kept(spec, len(self._known.model.blocks), fingerprint)
            self.expected = self._estimate(spec.training.epochs, self._known.corrections, features_kept=kept)

    def lap(self, phase: Phase) -> None:
        """What has passed since the last call belongs to this phase."""
        now_s = time.perf_counter()
        self._seconds[phase] += now_s - self._since_s
        self._since_s = now_s

    def taken(self, run: RunFolder, epochs: int, memory_bytes: int | None, aside_s: float = 0.0) -> RunTimes | None:
        """What the run took, remembered for later estimates. None for one that was paused: its waiting is no work.

        Args:
            epochs: that were trained.
            memory_bytes: of the graphics device, at most; None: the process counts.
            aside_s: in scoring, but no work of the network.
        """
        if any(b'"kind":"paused"' in line for line in read_event_lines(run.events_path)):
            return None
        taken = RunTimes(
            first_pass_s=self._seconds["first_pass"],
            training_s=self._seconds["training"],
            scoring_s=max(0.0, self._seconds["scoring"] - aside_s),
            epochs=epochs,
            memory_bytes=memory_bytes if memory_bytes is not None else peak_memory_bytes(),
        )
        # what was found done already teaches nothing about the time that it takes
        estimated = self._estimate(epochs, Corrections(), features_kept=False)
        if estimated is not None:
            remember_truth(self._spec.model, self._device, self._precision, estimated, taken)
        return taken

    def _estimate(self, epochs: int, corrections: Corrections, *, features_kept: bool) -> RunTimes | None:
        if self._known is None:
            return None
        train, validation, test = self._counts
        costs = estimate_costs(
            self._known.model.model_copy(update={"corrections": corrections}),
            self._spec.layers,
            self._spec.training,
            train_count=train,
            validation_count=validation,
            test_count=test,
            features_kept=features_kept,
        )
        return expected_times(costs, epochs)


def peak_memory_bytes() -> int:
    """The most that this process has held so far."""
    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024

"""The weights by which a run will be judged: kept in memory at once, on disk with the next checkpoint.

Where an epoch takes a blink, writing a whole network after each would be what a person waits for.

They are written with a calibrated head: its logits are divided by the likeliest temperature (see `CalibratedLoss`), so that the
model is as sure as it is right. No answer changes by that (Guo et al., "On Calibration of Modern Neural Networks", ICML
2017, section 4.2).
"""

from torch import Tensor

from core.models.handle import ModelHandle
from core.training.checkpoint import Checkpoints
from core.training.head_start import find_head_layers
from core.training.warm_weights import WarmWeights


class BestWeights:
    """Copies of everything that may change."""

    def __init__(self, handle: ModelHandle, weights: WarmWeights, checkpoints: Checkpoints) -> None:
        self._handle, self._weights, self._checkpoints = handle, weights, checkpoints
        self._head = find_head_layers(handle)
        self._kept: list[Tensor] = []
        self._temperature = 1.0
        self._step: int | None = None

    def take(self, step: int, temperature: float) -> None:
        """The weights as they are now are the best. step: after which they were so; temperature: of their logits."""
        self._kept = self._weights.copies()
        self._step, self._temperature = step, temperature

    @property
    def softens(self) -> bool:
        """Whether the logits are those of layers that can be divided."""
        return self._head is not None

    def write(self) -> int | None:
        """Brings what was taken to disk and says after which step it was. None: it is there already.

        Raises:
            UserError: disk_full, not_writable; the older best is untouched then.
        """
        if self._step is None:
            return None
        with self._weights.replaced_by(self._kept):
            if self._head is not None:
                self._head.divide(self._handle, self._temperature)
            self._checkpoints.save_best(self._handle, self._step, self._temperature if self.softens else None)
        written, self._kept, self._step = self._step, [], None
        return written

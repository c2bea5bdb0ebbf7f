"""The mean of the weights of many steps, which answers better than those of any one step while they still move.

The plain mean at first, then an exponential one (`swa_utils.get_ema_multi_avg_fn` of torch). Source: Polyak and Juditsky,
"Acceleration of Stochastic Approximation by Averaging", SIAM 1992; Izmailov et al., "Averaging Weights Leads to Wider Optima
and Better Generalization", UAI 2018.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import Tensor

from core.training.warm_weights import WarmWeights


class WeightAverage:
    """Follows the weights that learn, and takes their place where the network is judged or kept as the best."""

    def __init__(self, weights: WarmWeights, memory_steps: float) -> None:
        """memory_steps: how many of the last steps mostly count; 1 and less: there is no mean, the weights are judged."""
        self._weights = weights
        self._memory_steps = memory_steps
        self._mean: list[Tensor] = []
        self._learning: list[Tensor] = []  # while the mean is in their place

    @torch.no_grad()
    def follow(self, step: int) -> None:
        """After each step that changed the weights. step: counted from 1."""
        if self._memory_steps <= 1:
            return
        if not self._mean:
            self._mean = self._weights.copies()
            return
        share = 1 / min(step, self._memory_steps)
        for mean, value in zip(self._mean, self._weights.tensors(), strict=True):
            if mean.is_floating_point():
                mean.lerp_(value, share)
            else:
                mean.copy_(value)

    def forget(self) -> None:
        """The weights were set back: what they were before counts no longer."""
        self._mean = []

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """The network has the mean inside the block."""
        if self._learning or not self._mean:
            yield
            return
        self._learning = self._weights.copies()
        self._weights.put(self._mean)
        try:
            yield
        finally:
            self._weights.put(self._learning)
            self._learning = []

    @contextmanager
    def out_of_place(self) -> Iterator[None]:
        """The network has the weights that learn inside the block, also within `in_place`."""
        if not self._learning:
            yield
            return
        with self._weights.replaced_by(self._learning):
            yield

    def named(self) -> dict[str, Tensor]:
        """The mean for a checkpoint; empty: there is none yet."""
        return dict(zip(self._weights.names, self._mean, strict=True)) if self._mean else {}

    def load(self, named: Mapping[str, Tensor]) -> None:
        """What `named` once gave. Where there was none, the mean begins with the next step."""
        present = zip(self._weights.names, self._weights.tensors(), strict=True)
        self._mean = [named[name].to(tensor.device) for name, tensor in present] if named else []

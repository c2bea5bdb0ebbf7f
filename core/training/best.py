"""The weights by which a run will be judged: kept in memory at once, on disk with the next checkpoint.

Where an epoch takes a blink, writing a whole network after each would be what a person waits for.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

from core.models.handle import ModelHandle
from core.training.checkpoint import Checkpoints


class BestWeights:
    """Copies of everything that may change."""

    def __init__(self, handle: ModelHandle, trainable_blocks: int, checkpoints: Checkpoints) -> None:
        """trainable_blocks: those that will learn in the end, where they thaw one by one."""
        self._handle, self._checkpoints = handle, checkpoints
        warm = (*handle.blocks[len(handle.blocks) - trainable_blocks :], handle.head)
        self._parameters = [name for block in warm for name in block.parameters]
        self._buffers = [name for block in warm for name in block.buffers]
        self._kept: list[Tensor] = []
        self._step: int | None = None

    def take(self, step: int) -> None:
        """The weights as they are now are the best. step: after which they were so."""
        self._kept = [tensor.detach().clone() for tensor in self._tensors()]
        self._step = step

    def write(self) -> int | None:
        """Brings what was taken to disk and says after which step it was. None: it is there already.

        Raises:
            UserError: disk_full, not_writable; the older best is untouched then.
        """
        if self._step is None:
            return None
        with self._in_place():
            self._checkpoints.save_best(self._handle, self._step)
        written, self._kept, self._step = self._step, [], None
        return written

    @contextmanager
    def _in_place(self) -> Iterator[None]:
        present = [tensor.detach().clone() for tensor in self._tensors()]
        self._put(self._kept)
        try:
            yield
        finally:
            self._put(present)

    @torch.no_grad()
    def _put(self, values: list[Tensor]) -> None:
        for tensor, value in zip(self._tensors(), values, strict=True):
            tensor.copy_(value)

    def _tensors(self) -> list[Tensor]:
        module = self._handle.module
        return [module.get_parameter(name) for name in self._parameters] + [module.get_buffer(name) for name in self._buffers]

"""Everything that may change in a run, put elsewhere and back."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor

from core.models.handle import ModelHandle


class WarmWeights:
    """Parameters and buffers of the blocks that learn, in the network itself."""

    def __init__(self, handle: ModelHandle, trainable_blocks: int) -> None:
        """trainable_blocks: those that will learn in the end, where they thaw one by one."""
        self._module = handle.module
        warm = (*handle.blocks[len(handle.blocks) - trainable_blocks :], handle.head)
        self._parameters = [name for block in warm for name in block.parameters]
        self._buffers = [name for block in warm for name in block.buffers]

    @property
    def names(self) -> list[str]:
        return self._parameters + self._buffers

    def tensors(self) -> list[Tensor]:
        """In the order of `names`."""
        module = self._module
        return [module.get_parameter(name) for name in self._parameters] + [module.get_buffer(name) for name in self._buffers]

    def copies(self) -> list[Tensor]:
        return [tensor.detach().clone() for tensor in self.tensors()]

    @torch.no_grad()
    def put(self, values: Sequence[Tensor]) -> None:
        for tensor, value in zip(self.tensors(), values, strict=True):
            tensor.copy_(value)

    @contextmanager
    def replaced_by(self, values: Sequence[Tensor]) -> Iterator[None]:
        present = self.copies()
        self.put(values)
        try:
            yield
        finally:
            self.put(present)

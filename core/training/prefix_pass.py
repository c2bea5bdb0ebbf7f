"""One pass of items through the frozen layers. What an earlier pass has kept is not computed again, wherever that one ended."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core.contracts.errors import UserError
from core.dataset.kinds import Indices, Items
from core.dataset.loaders import load_batches
from core.runtime.failures import is_out_of_memory
from core.store.rows import RowStore
from core.training.features import FeatureRows, Layout
from core.training.prefix_engine import PrefixEngine

# what is fastest: on a processor a batch should stay in its cache (8 against 32 pictures: 3 to 15 % faster, measured on
# EfficientNet-Lite0, ResNet-50 and ViT-S), a graphics device wants to be filled
_PICTURES = {"cpu": 8}
_TOKENS = {"cpu": 2048}
_PICTURES_ELSEWHERE, _TOKENS_ELSEWHERE = 32, 16384


@dataclass(frozen=True)
class View:
    """The items of one part as one view of them, and how their features are computed and kept. view: None is the plain one."""

    items: Items
    view: int | None
    precision: str
    layout: Layout
    engine: PrefixEngine
    store: RowStore

    @property
    def size_bytes(self) -> int:
        return int(self.layout.sizes_bytes(self.items).sum())

    def missing(self) -> Indices:
        """The items whose features are not kept yet."""
        sizes = self.layout.sizes_bytes(self.items).tolist()
        hashes = self.items.hashes
        return np.array([i for i, size in enumerate(sizes) if self.store.size_of(hashes[i]) != size], dtype=np.int64)

    def compute(self, inputs: Tensor) -> Tensor:
        """A batch of inputs to features on the CPU; where it does not fit into memory, in halves."""
        try:
            return self.engine.run(inputs, self.precision).to(self.layout.dtype)
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error) or len(inputs) == 1:
                raise
        # outside of the except block: the exception holds on to the frames, and they to the memory
        self.engine.device.free_cache()
        return torch.cat([self.compute(half) for half in inputs.split((len(inputs) + 1) // 2)])

    def compute_one(self, index: int) -> Tensor:
        """The features of one item. Raises UserError: it can't be read."""
        row = self.items.load(index, self.view)
        return self.compute(torch.from_numpy(self.items.collate([row])))[0]


def run_view(
    view: View, unreadable: dict[int, UserError], advance: Callable[[int], None], *, keep: bool, in_memory: bool
) -> FeatureRows:
    """The features of all items.

    Args:
        unreadable: items that can't be read are added to it.
        advance: told how many items more are done; may raise to stop. What was computed is kept.
        keep: on the disk, too; in_memory: for this run.

    Raises:
        UserError: disk_full, not_writable, data_folder_gone.
    """
    rows = FeatureRows(view.items, view.layout, view.store, view.compute_one, keep=keep, in_memory=in_memory)
    missing = rows.missing()
    advance(len(view.items) - len(missing))
    try:
        for batch in load_batches(view.items, _plan(view, missing), view.view):
            unreadable.update(dict(batch.unreadable))
            if len(batch):
                rows.take(batch.indices.tolist(), view.compute(batch.inputs))
            advance(len(batch) + len(batch.unreadable))
    except BaseException:
        with contextlib.suppress(UserError):
            rows.flush()
        raise
    rows.flush()
    return rows


def _plan(view: View, missing: Indices) -> list[Indices]:
    """Pictures in their order; texts from the longest to the shortest, so many at a time that the tokens fill a batch."""
    kind = view.engine.device.choice.kind
    if view.items.lengths is None:
        size = _PICTURES.get(kind, _PICTURES_ELSEWHERE)
        return [missing[start : start + size] for start in range(0, len(missing), size)]
    budget = _TOKENS.get(kind, _TOKENS_ELSEWHERE)
    lengths = view.items.lengths[missing]
    order, plan, start = np.argsort(-lengths, kind="stable"), [], 0
    while start < len(order):
        size = max(1, budget // max(1, int(lengths[order[start]])))
        plan.append(missing[order[start : start + size]])
        start += size
    return plan

"""Batches, loaded ahead in threads. Decoding and resizing release Python's lock, so threads are enough and nothing is
copied between processes; there is no worker seed to get wrong, since randomness is a function of the item."""

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from core.contracts.errors import UserError
from core.dataset.kinds import Indices, Inputs, Labelled, Loadable
from core.dataset.there import is_folder

# Batches that wait for the network. As many as are worth having, and no more than this in memory.
_BATCHES_AHEAD = 4
_BYTES_AHEAD = 96 * 2**20
# Of a batch of texts for a network that doesn't learn from it, see `plain_plan`.
TOKENS_A_BATCH = 4096
_MOST_TEXTS = 512


@dataclass(frozen=True)
class Batch:
    """inputs: (N, ...), as the network takes them; labels: (N,) int64; indices: (N,) numbers of the items.

    `unreadable`: what should have been in the batch and could not be loaded, with the reason.
    """

    inputs: Tensor
    labels: Tensor
    indices: Indices
    unreadable: tuple[tuple[int, UserError], ...] = ()

    def __len__(self) -> int:
        return len(self.labels)


class Source(Labelled, Protocol):
    """Where a loop's batches come from: inputs that are read as they are needed, or what is kept of them."""

    def batches(self, plan: Sequence[Indices], epoch: int | None = None) -> Iterator[Batch]: ...


class ItemSource:
    """Batches of items, loaded as they are needed."""

    def __init__(self, items: Loadable) -> None:
        self.items, self.folder, self.files = items, items.folder, items.files
        self.labels, self.lengths = items.labels, items.lengths

    def __len__(self) -> int:
        return len(self.items)

    def batches(self, plan: Sequence[Indices], epoch: int | None = None) -> Iterator[Batch]:
        return load_batches(self.items, plan, epoch)


def load_batches(items: Loadable, plan: Iterable[Indices], epoch: int | None = None) -> Iterator[Batch]:
    """The batches of a plan, in its order, a few loaded ahead: at least one, and as many as _BYTES_AHEAD holds.

    Args:
        plan: the item numbers of each batch.
        epoch: which random views; None for the plain ones.

    Raises:
        UserError: data_folder_gone, when the whole folder is no longer there.
    """
    with ThreadPoolExecutor(max_workers=min(16, os.cpu_count() or 1), thread_name_prefix="load") as pool:
        ahead: deque[tuple[Indices, list[Future[Inputs]]]] = deque()
        most = 1  # until it is known how large a batch is
        try:
            for indices in plan:
                ahead.append((indices, [pool.submit(items.load, int(index), epoch) for index in indices]))
                if len(ahead) > most:
                    batch = _collect(items, *ahead.popleft())
                    most = max(1, min(_BATCHES_AHEAD, _BYTES_AHEAD // max(1, batch.inputs.nbytes)))
                    yield batch
            while ahead:
                yield _collect(items, *ahead.popleft())
        finally:
            for _, futures in ahead:
                for future in futures:
                    future.cancel()


def plain_plan(count: int, batch_size: int, lengths: Indices | None = None) -> list[Indices]:
    """Every item once, for a network that doesn't learn from it.

    Args:
        batch_size: items of a batch, where they are all alike.
        lengths: of the items, in tokens, where they vary: batches then go from the longest to the shortest, so that few are
            filled up, and hold about TOKENS_A_BATCH, so that short texts come in large batches.
    """
    if lengths is None:
        return [np.arange(start, min(start + batch_size, count)) for start in range(0, count, batch_size)]
    order = np.argsort(-lengths, kind="stable")
    plan, start = [], 0
    while start < count:
        longest = max(1, int(lengths[order[start]]))
        plan.append(order[start : start + max(1, min(_MOST_TEXTS, TOKENS_A_BATCH // longest))])
        start += len(plan[-1])
    return plan


def _collect(items: Loadable, indices: Indices, futures: list[Future[Inputs]]) -> Batch:
    loaded: list[Inputs] = []
    kept: list[int] = []
    unreadable: list[tuple[int, UserError]] = []
    for index, future in zip(indices.tolist(), futures, strict=True):
        try:
            loaded.append(future.result())
            kept.append(index)
        except UserError as error:
            unreadable.append((index, error))
    if unreadable and not is_folder(items.folder):
        raise UserError("data_folder_gone", folder=str(items.folder))
    inputs = torch.from_numpy(items.collate(loaded)) if loaded else torch.empty(0)
    numbers = np.array(kept, dtype=np.int64)
    return Batch(inputs, torch.from_numpy(items.labels[numbers]), numbers, tuple(unreadable))

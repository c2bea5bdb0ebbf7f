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

_BATCHES_AHEAD = 2


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
    """The batches of a plan, in its order, a few loaded ahead.

    Args:
        plan: the item numbers of each batch.
        epoch: which random views; None for the plain ones.

    Raises:
        UserError: data_folder_gone, when the whole folder is no longer there.
    """
    with ThreadPoolExecutor(max_workers=min(16, os.cpu_count() or 1), thread_name_prefix="load") as pool:
        ahead: deque[tuple[Indices, list[Future[Inputs]]]] = deque()
        try:
            for indices in plan:
                ahead.append((indices, [pool.submit(items.load, int(index), epoch) for index in indices]))
                if len(ahead) > _BATCHES_AHEAD:
                    yield _collect(items, *ahead.popleft())
            while ahead:
                yield _collect(items, *ahead.popleft())
        finally:
            for _, futures in ahead:
                for future in futures:
                    future.cancel()


def plain_plan(count: int, batch_size: int, lengths: Indices | None = None) -> list[Indices]:
    """Every item once, for evaluation: in order, or from the longest to the shortest, so that few are filled up."""
    order = np.arange(count) if lengths is None else np.argsort(-lengths, kind="stable")
    return [order[start : start + batch_size] for start in range(0, count, batch_size)]


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
    if unreadable and not items.folder.is_dir():
        raise UserError("data_folder_gone", folder=str(items.folder))
    inputs = torch.from_numpy(items.collate(loaded)) if loaded else torch.empty(0)
    numbers = np.array(kept, dtype=np.int64)
    return Batch(inputs, torch.from_numpy(items.labels[numbers]), numbers, tuple(unreadable))

"""Batches, loaded ahead in threads. Decoding and resizing release Python's lock, so threads are enough and nothing is
copied between processes; there is no worker seed to get wrong, since randomness is a function of the item."""

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from core.contracts.errors import UserError

Indices = npt.NDArray[np.int64]
_BATCHES_AHEAD = 2


class Labelled(Protocol):
    """Files of a folder with their labels, in an order."""

    @property
    def folder(self) -> Path: ...

    @property
    def files(self) -> Sequence[str]: ...

    @property
    def labels(self) -> Indices: ...

    def __len__(self) -> int: ...


class Items(Labelled, Protocol):
    """What can be loaded: see core.dataset.items.ImageItems."""

    def load(self, index: int, epoch: int | None = None) -> npt.NDArray[np.float32]: ...


@dataclass(frozen=True)
class Batch:
    """inputs: (N, ...) float32; labels: (N,) int64; indices: (N,) numbers of the items.

    `unreadable`: what should have been in the batch and could not be loaded, with the reason.
    """

    inputs: Tensor
    labels: Tensor
    indices: Indices
    unreadable: tuple[tuple[int, UserError], ...] = ()

    def __len__(self) -> int:
        return len(self.labels)


class Source(Labelled, Protocol):
    """Where a loop's batches come from: pictures that are decoded as they are needed, or what is kept of them."""

    def batches(self, plan: Sequence[Indices], epoch: int | None = None) -> Iterator[Batch]: ...


class ItemSource:
    """Batches of items, loaded as they are needed."""

    def __init__(self, items: Items) -> None:
        self.items, self.folder, self.files, self.labels = items, items.folder, items.files, items.labels

    def __len__(self) -> int:
        return len(self.items)

    def batches(self, plan: Sequence[Indices], epoch: int | None = None) -> Iterator[Batch]:
        return load_batches(self.items, plan, epoch)


def load_batches(items: Items, plan: Iterable[Indices], epoch: int | None = None) -> Iterator[Batch]:
    """The batches of a plan, in its order, a few loaded ahead.

    Args:
        plan: the item numbers of each batch.
        epoch: which random views; None for the plain ones.

    Raises:
        UserError: data_folder_gone, when the whole folder is no longer there.
    """
    with ThreadPoolExecutor(max_workers=min(16, os.cpu_count() or 1), thread_name_prefix="load") as pool:
        ahead: deque[tuple[Indices, list[Future[npt.NDArray[np.float32]]]]] = deque()
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


def plain_plan(count: int, batch_size: int) -> list[Indices]:
    """Every item once, in order: for evaluation."""
    return [np.arange(start, min(start + batch_size, count)) for start in range(0, count, batch_size)]


def _collect(items: Items, indices: Indices, futures: list[Future[npt.NDArray[np.float32]]]) -> Batch:
    loaded: list[npt.NDArray[np.float32]] = []
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
    inputs = torch.from_numpy(np.stack(loaded)) if loaded else torch.empty(0)
    numbers = np.array(kept, dtype=np.int64)
    return Batch(inputs, torch.from_numpy(items.labels[numbers]), numbers, tuple(unreadable))

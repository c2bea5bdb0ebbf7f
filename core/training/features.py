"""Features of frozen layers as a loop asks for them: in memory where they are small, else straight from the disk."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from core.contracts.errors import UserError
from core.dataset.kinds import Indices, Items
from core.dataset.loaders import Batch
from core.store.rows import Bytes, RowStore
from core.training.cut import Cut

# the features of one item, computed now; raises UserError where it can't be read
ComputeOne = Callable[[int], Tensor]


@dataclass(frozen=True)
class Layout:
    """How the features of an item lie in memory and on the disk. shape, by_token: see Cut."""

    shape: tuple[int, ...]
    by_token: bool
    dtype: torch.dtype

    @classmethod
    def of(cls, cut: Cut, precision: str) -> "Layout":
        dtypes = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
        return cls(cut.feature_shape, cut.by_token, dtypes[precision])

    def shapes(self, items: Items) -> list[tuple[int, ...]]:
        """Of every item's features."""
        if not self.by_token:
            return [self.shape] * len(items)
        assert items.lengths is not None
        return [(length, *self.shape[1:]) for length in items.lengths.tolist()]

    def sizes_bytes(self, items: Items) -> npt.NDArray[np.int64]:
        """(N,) of every item's features."""
        if not self.by_token:
            return np.full(len(items), int(np.prod(self.shape)) * self.dtype.itemsize, np.int64)
        assert items.lengths is not None
        return items.lengths * (int(np.prod(self.shape[1:])) * self.dtype.itemsize)


class FeatureRows:
    """The features of the items of one part in one view.

    Args:
        store: with what an earlier run has kept.
        compute_one: asked for a row that has been spoiled since it was written.
        keep: in the store, too.
        in_memory: all of them; else a batch is read from the store when it is asked for, and memory stays flat.
    """

    def __init__(
        self, items: Items, layout: Layout, store: RowStore, compute_one: ComputeOne, *, keep: bool, in_memory: bool
    ) -> None:
        self._items, self._layout, self._store, self._compute_one, self._keep = items, layout, store, compute_one, keep
        self._shapes, self._sizes = layout.shapes(items), layout.sizes_bytes(items)
        self._block = _empty(self._shapes, layout.dtype) if in_memory else None
        # of items whose files have changed since the scan: no longer what their hashes say
        self._aside: dict[int, Tensor] = {}

    def missing(self) -> Indices:
        """The items whose features must be computed."""
        found = [index for index in range(len(self._items)) if not self._is_there(index)]
        return np.array(found, dtype=np.int64)

    def take(self, indices: Sequence[int], rows: Tensor) -> None:
        """Keeps what was computed for these items, texts filled up to the longest of them.

        Raises:
            UserError: disk_full, not_writable.
        """
        own = [self._own(index, row) for index, row in zip(indices, rows, strict=True)]
        if self._block is not None:
            for index, row in zip(indices, own, strict=True):
                self._block[index].copy_(row)
        if self._keep:
            same = [self._items.is_unchanged(index) for index in indices]
            hashes = [self._items.hashes[index] for index in indices]
            self._store.put_all((key, _bytes_of(row)) for key, row, kept in zip(hashes, own, same, strict=True) if kept)
            if self._block is None:
                self._aside |= {index: row.clone() for index, row, kept in zip(indices, own, same, strict=True) if not kept}

    def flush(self) -> None:
        """Raises UserError: disk_full, not_writable."""
        if self._keep:
            self._store.flush()

    def mend(self, index: int) -> None:
        """Makes sure that the features of this item can be had. Raises UserError: its row is spoiled and its file gone."""
        if self._block is None and index not in self._aside and self._row(index) is None:
            self._aside[index] = self._own(index, self._compute_one(index))

    def batch(self, indices: Indices) -> Tensor:
        """(N, ...) of these items; texts are filled up with zeros, which says "no token" too."""
        if isinstance(self._block, Tensor):
            return self._block[torch.from_numpy(indices)]
        if self._layout.by_token:
            return pad_sequence([self._one(index) for index in indices.tolist()], batch_first=True)
        result = torch.empty((len(indices), *self._layout.shape), dtype=self._layout.dtype)
        for place, index in enumerate(indices.tolist()):
            self._read_into(result[place], index)
        return result

    def _is_there(self, index: int) -> bool:
        if self._block is None:
            return bool(self._store.size_of(self._items.hashes[index]) == self._sizes[index])
        row = self._row(index)
        if row is None:
            return False
        _bytes_of(self._block[index])[:] = row
        return True

    def _row(self, index: int) -> Bytes | None:
        row = self._store.get(self._items.hashes[index])
        return row if row is not None and len(row) == self._sizes[index] else None

    def _one(self, index: int) -> Tensor:
        if self._block is not None:
            return self._block[index]
        result = torch.empty(self._shapes[index], dtype=self._layout.dtype)
        self._read_into(result, index)
        return result

    def _read_into(self, result: Tensor, index: int) -> None:
        row = None if index in self._aside else self._row(index)
        if row is None:
            self.mend(index)
            result.copy_(self._aside[index])
        else:
            _bytes_of(result)[:] = row

    def _own(self, index: int, row: Tensor) -> Tensor:
        """Of a text in a batch of longer ones, its own tokens."""
        return row[: self._shapes[index][0]] if self._layout.by_token else row


class FeatureItems:
    """The items of one part as features at the cut. Takes their place in the loop.

    views: for each, the features of all items.
    """

    def __init__(self, items: Items, views: Sequence[FeatureRows], unreadable: dict[int, UserError]) -> None:
        self.folder, self.files, self.labels, self.lengths = items.folder, items.files, items.labels, items.lengths
        self._views, self._unreadable = views, unreadable

    def __len__(self) -> int:
        return len(self.files)

    def batches(self, plan: Sequence[Indices], epoch: int | None = None) -> Iterator[Batch]:
        """See core.dataset.loaders.load_batches. Epoch e sees view e modulo the number of views."""
        rows = self._views[(epoch or 0) % len(self._views)]
        for wanted in plan:
            bad = {index: error for index in wanted.tolist() if (error := self._why_not(rows, index)) is not None}
            kept = np.array([index for index in wanted.tolist() if index not in bad], dtype=np.int64)
            yield Batch(rows.batch(kept), torch.from_numpy(self.labels[kept]), kept, tuple(bad.items()))

    def _why_not(self, rows: FeatureRows, index: int) -> UserError | None:
        if index not in self._unreadable:
            try:
                rows.mend(index)
            except UserError as error:
                self._unreadable[index] = error
        return self._unreadable.get(index)


def _empty(shapes: list[tuple[int, ...]], dtype: torch.dtype) -> Tensor | list[Tensor]:
    """Zeros: one tensor (N, ...), or a tensor a text where these vary in length, views of one block: a hundred thousand
    small tensors would each have their own."""
    if len(set(shapes)) == 1:
        return torch.zeros((len(shapes), *shapes[0]), dtype=dtype)
    if not shapes:
        return []
    return list(torch.zeros((sum(shape[0] for shape in shapes), *shapes[0][1:]), dtype=dtype).split([s[0] for s in shapes]))


def _bytes_of(row: Tensor) -> Bytes:
    """The numbers as bytes; of a contiguous tensor, its own memory."""
    flat: Bytes = row.contiguous().flatten().view(torch.uint8).numpy()
    return flat

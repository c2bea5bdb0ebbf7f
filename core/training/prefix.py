"""The one door to the features of frozen layers: computed once for each item and view, kept, trained on.

What a feature depends on is its key: the weights before the cut, the cut, the preprocessing, the precision, the random view,
and the content of the file; never its label or its name. So a second run on the same data starts at once, and ten new
pictures or texts cost ten passes.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import psutil
import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from core.contracts.errors import UserError
from core.dataset.kinds import Indices, Items
from core.dataset.loaders import Batch, load_batches, plain_plan
from core.models.freezing import frozen_blocks
from core.models.handle import ModelHandle
from core.store.places import cache_folder
from core.store.rows import RowStore, make_room
from core.training.cut import Cut, find_cut
from core.training.device import Device

BUDGET_BYTES = 20 * 2**30
# of the memory that is free; the rest is for the network and for the person's other programs
_SHARE_OF_MEMORY = 0.4
_BATCH_SIZE = 32
_PROOF_ITEMS = 4

OnProgress = Callable[[int, int], None]
Features = Tensor | list[Tensor]


class FeatureItems:
    """The items of one part as features at the cut, in memory. Takes their place in the loop.

    views: for each, the features of all items: one tensor (N, ...), or one a text, (T, H), where these vary in length.
    """

    def __init__(self, items: Items, views: Sequence[Features], unreadable: dict[int, UserError]) -> None:
        self.folder, self.files, self.labels, self.lengths = items.folder, items.files, items.labels, items.lengths
        self._views, self._unreadable = views, unreadable

    def __len__(self) -> int:
        return len(self.files)

    def batches(self, plan: Sequence[Indices], epoch: int | None = None) -> Iterator[Batch]:
        """See core.dataset.loaders.load_batches. Epoch e sees view e modulo the number of views."""
        features = self._views[(epoch or 0) % len(self._views)]
        for wanted in plan:
            bad = tuple((int(index), self._unreadable[int(index)]) for index in wanted if int(index) in self._unreadable)
            kept = np.array([index for index in wanted if int(index) not in self._unreadable], dtype=np.int64)
            yield Batch(_taken(features, kept), torch.from_numpy(self.labels[kept]), kept, bad)


@dataclass(frozen=True)
class Reuse:
    """A cut and the features behind it."""

    cut: Cut
    train: FeatureItems
    validation: FeatureItems


def reuse_features(
    handle: ModelHandle,
    device: Device,
    train: Items,
    validation: Items,
    epochs: int,
    on_progress: OnProgress,
) -> Reuse | None:
    """Runs the frozen part once over all items, where that pays and fits; None: train in the ordinary way.

    Training features are in the precision that training uses, those of validation in fp32, since scores are shown.

    Args:
        handle: frozen as it will be trained, on its device.
        on_progress: told items done and items in all; may raise to stop. What was computed is kept.
    """
    views = train.view_count(epochs)
    if not frozen_blocks(handle) or views >= epochs:
        return None
    cut = find_cut(handle, _some_inputs(train, device))
    if cut is None:
        return None
    needed = int(_row_sizes(train, cut).sum()) * views + int(_row_sizes(validation, cut).sum())
    if 4 * needed > _SHARE_OF_MEMORY * psutil.virtual_memory().available:
        return None
    weights = _weights_key(handle, cut)
    total, done = len(train) * views + len(validation), 0

    def advance(count: int) -> None:
        nonlocal done
        if count:
            done += count
            on_progress(done, total)

    on_progress(0, total)
    made = _Maker(handle, cut, device, weights, advance)
    unreadable: dict[int, UserError] = {}
    tensors = [made.features(train, view, device.choice.precision, unreadable) for view in range(views)]
    train_features = FeatureItems(train, tensors, unreadable)
    unreadable = {}
    validation_features = FeatureItems(validation, [made.features(validation, None, "fp32", unreadable)], unreadable)
    return Reuse(cut, train_features, validation_features)


class _Maker:
    """Computes what is not kept yet."""

    def __init__(self, handle: ModelHandle, cut: Cut, device: Device, weights: str, advance: Callable[[int], None]) -> None:
        self._handle, self._cut, self._device, self._weights, self._advance = handle, cut, device, weights, advance

    def features(self, items: Items, view: int | None, precision: str, unreadable: dict[int, UserError]) -> Features:
        """Of every item; what belongs to unreadable ones is zero. A full disk costs the memory, not the run."""
        dtype = _dtype(precision)
        result = self._empty(items, dtype)
        store = self._store(items, view, precision, int(_row_sizes(items, self._cut).sum()) * dtype.itemsize)
        missing = []
        for index, key in enumerate(items.hashes):
            row = store.get(key) if store is not None else None
            if row is None or len(row) != result[index].nbytes:
                missing.append(index)
            else:
                result[index].copy_(torch.frombuffer(bytearray(row.tobytes()), dtype=dtype).view(result[index].shape))
        self._advance(len(items) - len(missing))
        left = np.array(missing, dtype=np.int64)
        plan = [
            left[part] for part in plain_plan(len(left), _BATCH_SIZE, None if items.lengths is None else items.lengths[left])
        ]
        try:
            for batch in load_batches(items, plan, view):
                unreadable.update(dict(batch.unreadable))
                if len(batch):
                    rows = self._compute(batch.inputs, precision).to(dtype)
                    for index, row in zip(batch.indices.tolist(), rows, strict=True):
                        result[index].copy_(row[: len(result[index])] if self._cut.by_token else row)
                    store = _kept(store, items, batch.indices.tolist(), result)
                self._advance(len(batch) + len(batch.unreadable))
        finally:
            if store is not None:
                store.flush()
        return result

    def _empty(self, items: Items, dtype: torch.dtype) -> Features:
        shape = self._cut.feature_shape
        if not self._cut.by_token:
            return torch.zeros((len(items), *shape), dtype=dtype)
        assert items.lengths is not None
        # views of one block: a hundred thousand small tensors would each have their own
        lengths = items.lengths.tolist()
        return list(torch.zeros((sum(lengths), *shape[1:]), dtype=dtype).split(lengths))

    @torch.inference_mode()
    def _compute(self, inputs: Tensor, precision: str) -> Tensor:
        inputs = self._device.send(inputs)
        if precision == "fp32":
            return self._cut.prefix(inputs).float().cpu()
        with self._device.autocast():
            return self._cut.prefix(inputs).cpu()

    def _store(self, items: Items, view: int | None, precision: str, size_bytes: int) -> RowStore | None:
        what = [self._weights, self._cut.path, items.view_key(view), precision, self._device.choice.kind, torch.__version__]
        folder = cache_folder() / "features"
        store = folder / hashlib.sha256(json.dumps(what).encode()).hexdigest()[:32]
        try:
            store.mkdir(parents=True, exist_ok=True)
            if not make_room(folder, size_bytes, BUDGET_BYTES, keep=store):
                return None
            return RowStore(store)
        except (OSError, UserError):
            return None  # no room for a cache: the run goes on without


def _kept(store: RowStore | None, items: Items, indices: list[int], features: Features) -> RowStore | None:
    """Puts the features of these items into the store. None: its disk is full, so nothing more is kept.

    A file that has changed since it was scanned is not what its hash says, and is not kept.
    """
    if store is None:
        return None
    try:
        for index in indices:
            if items.is_unchanged(index):
                store.put(items.hashes[index], features[index].contiguous().flatten().view(torch.uint8).numpy())
    except UserError:
        return None
    return store


def _taken(features: Features, indices: Indices) -> Tensor:
    """The rows of these items as a batch; texts are filled up with zeros, which says "no token" too."""
    if isinstance(features, Tensor):
        return features[torch.from_numpy(indices)]
    return pad_sequence([features[index] for index in indices.tolist()], batch_first=True)


def _row_sizes(items: Items, cut: Cut) -> npt.NDArray[np.int64]:
    """How many numbers the features of each item are."""
    if cut.by_token:
        assert items.lengths is not None
        return items.lengths * int(np.prod(cut.feature_shape[1:]))
    return np.full(len(items), int(np.prod(cut.feature_shape)), np.int64)


def _some_inputs(items: Items, device: Device) -> Tensor:
    found = []
    for index in range(len(items)):
        try:
            found.append(items.load(index))
        except UserError:
            continue
        if len(found) == _PROOF_ITEMS:
            break
    return device.send(torch.from_numpy(items.collate(found)))


def _weights_key(handle: ModelHandle, cut: Cut) -> str:
    """A hash of every weight that is frozen; more than what lies before the cut is harmless."""
    digest = hashlib.sha256(json.dumps([handle.recipe.family, handle.recipe.name, cut.path]).encode())
    for block in frozen_blocks(handle):
        for name in (*block.parameters, *block.buffers):
            tensor = handle.module.get_parameter(name) if name in block.parameters else handle.module.get_buffer(name)
            digest.update(name.encode())
            digest.update(tensor.detach().cpu().contiguous().flatten().view(torch.uint8).numpy())
    return digest.hexdigest()


def _dtype(precision: str) -> torch.dtype:
    return {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}[precision]

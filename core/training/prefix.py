"""The one door to the features of frozen layers: computed once for each item and view, kept, trained on.

What a feature depends on is its key: the weights before the cut, the cut, the preprocessing, the precision, the random view,
the form in which the frozen part runs, the versions of the libraries, and the content of the file; never its label or its
name. So a second run on the same data starts at once, and ten new pictures or texts cost ten passes.
"""

import hashlib
import json
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import psutil
import torch
from torch import Tensor

from core.contracts.errors import UserError
from core.dataset.kinds import Items
from core.models.freezing import frozen_blocks
from core.models.handle import ModelHandle
from core.store.places import cache_folder
from core.store.rows import RowStore, make_room
from core.training.cut import Cut, find_cut
from core.training.device import Device
from core.training.features import FeatureItems, FeatureRows, Layout
from core.training.library_versions import library_versions
from core.training.prefix_engine import PrefixEngine, as_trained, fastest_engine
from core.training.prefix_onnx import onnx_engine
from core.training.prefix_pass import View, run_view
from core.training.prefix_worth import Work, pays

BUDGET_BYTES = 20 * 2**30
# features that are smaller than this, all together, are held in memory; larger ones are read from the disk
IN_MEMORY_BYTES = 64 * 2**20
# of the memory that is free, where there is no room on the disk; the rest is for the network and for other programs
_SHARE_OF_MEMORY = 0.4
# texts are quick, and should be of several lengths
_PROOF_PICTURES, _PROOF_TEXTS = 2, 4

OnProgress = Callable[[int, int], None]


class OnNotice(Protocol):
    def __call__(self, level: str, code: str, **params: str | int | float) -> None:
        """See core.contracts.events.Notice."""


@dataclass(frozen=True)
class Reuse:
    """A cut and the features behind it. kept_in: where they lie, for the next run; empty where they are not kept."""

    cut: Cut
    train: FeatureItems
    validation: FeatureItems
    scored: View
    kept_in: tuple[Path, ...]

    def more(self, items: Items, on_progress: Callable[[int], None]) -> FeatureItems | None:
        """Other items as those of the validation part are: plain, in fp32, kept for the next run. None: the disk is full.

        Args:
            on_progress: told items done; may raise to stop. What was computed is kept, and not computed again.

        Raises:
            UserError: data_folder_gone.
        """
        unreadable: dict[int, UserError] = {}
        done = 0

        def advance(count: int) -> None:
            nonlocal done
            done += count
            on_progress(done)

        view = replace(self.scored, items=items)
        try:
            rows = run_view(view, unreadable, advance, keep=bool(self.kept_in), in_memory=True)
        except UserError as error:
            if error.code not in ("disk_full", "not_writable"):
                raise
            return None
        return FeatureItems(items, [rows], unreadable)


def reuse_features(
    handle: ModelHandle,
    device: Device,
    train: Items,
    validation: Items,
    epochs: int,
    on_progress: OnProgress,
    on_notice: OnNotice,
) -> Reuse | None:
    """Runs the frozen part once over all items, where that pays and fits; None: train in the ordinary way.

    Training features are in the precision that training uses, those of validation in fp32, since scores are shown.

    Args:
        handle: frozen as it will be trained, on its device.
        on_progress: told items done and items in all; may raise to stop. What was computed is kept, and not computed again.
        on_notice: told why features are not kept, where there is no room for them.
    """
    every_epoch_anew = train.view_count(epochs) >= epochs
    if not frozen_blocks(handle) or (every_epoch_anew and not any(_folder().glob("*/rows.bin"))):
        return None
    some = _Some.of(train, device)
    cut = find_cut(handle, some.inputs)
    if cut is None:
        return None
    views, work = _planned(_Parts(handle, cut, device, train, validation, epochs), some)
    if not pays(work):
        return None
    run = _Run(cut, views, on_progress)
    try:
        _make_room(views, work)
        return run.reuse(keep=True, in_memory=not work.epoch_bytes)
    except UserError as error:
        if error.code not in ("no_room_for_features", "disk_full", "not_writable"):
            raise
        if error.code == "disk_full":
            run.give_room_back()
        on_notice("warning", "features_not_kept" if work.fits_memory else "features_not_reused", why=str(error))
    return run.reuse(keep=False, in_memory=True) if work.fits_memory else None


class _Run:
    """All views, computed one after the other."""

    def __init__(self, cut: Cut, views: Sequence[View], on_progress: OnProgress) -> None:
        self._cut, self._views, self._on_progress = cut, views, on_progress
        self._total, self._done = sum(len(view.items) for view in views), 0
        self._filled = [view.store for view in views if len(view.missing())]

    def reuse(self, *, keep: bool, in_memory: bool) -> Reuse:
        """Raises UserError: disk_full, not_writable, data_folder_gone."""
        self._done = 0
        self._on_progress(0, self._total)
        *of_train, of_validation = self._views

        def rows(view: View, unreadable: dict[int, UserError]) -> FeatureRows:
            return run_view(view, unreadable, self._advance, keep=keep, in_memory=in_memory)

        bad: dict[int, UserError] = {}
        train = FeatureItems(of_train[0].items, [rows(view, bad) for view in of_train], bad)
        bad = {}
        validation = FeatureItems(of_validation.items, [rows(of_validation, bad)], bad)
        kept_in = tuple(view.store.folder for view in self._views) if keep else ()
        return Reuse(self._cut, train, validation, of_validation, kept_in)

    def give_room_back(self) -> None:
        """Of a disk that has no more: what this run has begun to fill. Its log needs the room at once, its checkpoints too."""
        for store in self._filled:
            store.remove()

    def _advance(self, count: int) -> None:
        if count:
            self._done += count
            self._on_progress(self._done, self._total)


@dataclass(frozen=True)
class _Some:
    """A few real inputs, on the device, and what loading one takes."""

    inputs: Tensor
    load_s: float

    @classmethod
    def of(cls, items: Items, device: Device) -> "_Some":
        found, began_s = [], time.perf_counter()
        for index in range(len(items)):
            try:
                found.append(items.load(index))
            except UserError:
                continue
            if len(found) == (_PROOF_PICTURES if items.lengths is None else _PROOF_TEXTS):
                break
        load_s = (time.perf_counter() - began_s) / max(1, len(found))
        return cls(device.send(torch.from_numpy(items.collate(found))), load_s)


@dataclass(frozen=True)
class _Parts:
    """What has features, and where they come from."""

    handle: ModelHandle
    cut: Cut
    device: Device
    train: Items
    validation: Items
    epochs: int


def _planned(parts: _Parts, some: _Some) -> tuple[list[View], Work]:
    """The views, in the form of the network that pays for what is missing of them, and the work that they are."""
    weights = _weights_key(parts.handle, parts.cut)
    base = fastest_engine(parts.cut, parts.device, some.inputs)
    views = _views(parts, base, weights)
    work = _work(views, parts.epochs, some)
    if pays(work):
        missing = sum(len(view.missing()) for view in views if view.engine is base)
        converted = onnx_engine(base, parts.cut, parts.device, weights, some.inputs, missing)
        if converted is not None:
            views = _views(parts, converted, weights)
            work = _work(views, parts.epochs, some)
    return views, work


def _views(parts: _Parts, in_fp32: PrefixEngine, weights: str) -> list[View]:
    """Those of the training part, then the plain one of the validation part."""
    cut, device, versions = parts.cut, parts.device, library_versions()
    stores: dict[Path, RowStore] = {}  # without augmentation both parts have the same

    def view(items: Items, number: int | None, precision: str) -> View:
        engine = in_fp32 if precision == "fp32" else as_trained(cut, device)
        key = [weights, cut.path, items.view_key(number), precision, engine.name, device.choice.kind, versions]
        folder = _folder() / hashlib.sha256(json.dumps(key).encode()).hexdigest()[:32]
        if folder not in stores:
            stores[folder] = RowStore(folder)
        return View(items, number, precision, Layout.of(cut, precision), engine, stores[folder])

    of_train = [view(parts.train, number, device.choice.precision) for number in range(parts.train.view_count(parts.epochs))]
    return [*of_train, view(parts.validation, None, "fp32")]


def _work(views: Sequence[View], epochs: int, some: _Some) -> Work:
    *of_train, of_validation = views
    size_bytes = sum(view.size_bytes for view in views)
    small = size_bytes <= IN_MEMORY_BYTES
    missing_count, missing_bytes = 0, 0
    for view in views:
        missing = view.missing()
        missing_count += len(missing)
        missing_bytes += int(view.layout.sizes_bytes(view.items)[missing].sum())
    return Work(
        epochs=epochs,
        views=len(of_train),
        train_count=len(of_train[0].items),
        validation_count=len(of_validation.items),
        missing_count=missing_count,
        missing_bytes=missing_bytes,
        epoch_bytes=0 if small else of_train[0].size_bytes + of_validation.size_bytes,
        fits_memory=size_bytes <= _SHARE_OF_MEMORY * psutil.virtual_memory().available,
        item_s=0.0 if small else some.load_s + _pass_s(of_train[0], some),
    )


def _make_room(views: Sequence[View], work: Work) -> None:
    """Raises UserError: no_room_for_features, not_writable."""
    there = {view.store.folder: view.store.size_bytes for view in views}
    if not make_room(_folder(), work.missing_bytes + sum(there.values()), BUDGET_BYTES, keep=list(there)):
        needed_mb = math.ceil(work.missing_bytes / 2**20)
        raise UserError("no_room_for_features", path=str(_folder()), needed_mb=needed_mb)


def _pass_s(view: View, some: _Some) -> float:
    """An item through the frozen layers, which have worked before."""
    began_s = time.perf_counter()
    view.compute(some.inputs)
    return (time.perf_counter() - began_s) / len(some.inputs)


def _weights_key(handle: ModelHandle, cut: Cut) -> str:
    """A hash of every weight that is frozen; more than what lies before the cut is harmless."""
    digest = hashlib.sha256(json.dumps([handle.recipe.family, handle.recipe.name, cut.path]).encode())
    for block in frozen_blocks(handle):
        for name in (*block.parameters, *block.buffers):
            tensor = handle.module.get_parameter(name) if name in block.parameters else handle.module.get_buffer(name)
            digest.update(name.encode())
            digest.update(tensor.detach().cpu().contiguous().flatten().view(torch.uint8).numpy().data)
    return digest.hexdigest()


def _folder() -> Path:
    return cache_folder() / "features"

"""What every depth of a network makes of the data: one pass, the output of each block pooled to one row an item."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from core.contracts.errors import Stopped
from core.dataset.kinds import Items
from core.dataset.loaders import load_batches, plain_plan
from core.models.handle import Block, ModelHandle
from core.models.trace import Call
from core.training.device import Device
from core.training.inference import evaluating

Floats = npt.NDArray[np.float32]

BATCH_SIZE = 32


@dataclass(frozen=True)
class DepthFeatures:
    """features: for each block, from the input on, (M, F) float32. labels: (M,) int64. M: the items that could be read.

    unreadable: how many others there were.
    """

    features: tuple[Floats, ...]
    labels: npt.NDArray[np.int64]
    unreadable: int = 0


def depth_features(
    handle: ModelHandle,
    items: Items,
    device: Device,
    *,
    precision: str = "fp32",
    on_progress: Callable[[int], None] = lambda done: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> DepthFeatures:
    """Runs the network once over all items and keeps what each block gives, pooled. Memory: some thousand numbers an item.

    Args:
        handle: on its device; only looked at.
        precision: "fp32", or that of the device.
        on_progress: told after each batch how many items are done.

    Raises:
        Stopped: should_stop said so.
        UserError: data_folder_gone.
    """
    points = probe_points(handle)
    rows: list[list[Floats]] = [[] for _ in points]
    indices: list[npt.NDArray[np.int64]] = [np.empty(0, np.int64)]
    done = unreadable = 0
    with evaluating(handle.module), _listening(handle.module, points) as heard:
        for batch in load_batches(items, plain_plan(len(items), BATCH_SIZE, items.lengths)):
            if len(batch):
                _pass(handle.module, device, batch.inputs, precision)
                mask = batch.inputs[:, 1] if items.lengths is not None else None
                for place, output in enumerate(heard):
                    rows[place].append(pooled(output, mask).cpu().numpy())
                indices.append(batch.indices)
            unreadable += len(batch.unreadable)
            done += len(batch) + len(batch.unreadable)
            on_progress(done)
            if should_stop():
                raise Stopped
    order = np.concatenate(indices)
    features = tuple(np.concatenate(found) if found else np.empty((0, 0), np.float32) for found in rows)
    return DepthFeatures(features, items.labels[order], unreadable)


def probe_points(handle: ModelHandle) -> tuple[str, ...]:
    """For each block the dotted name of the module whose output is the block's: the last of its modules to finish.

    A block of which no module gives one row an item is heard where the one before it was.
    """
    points: list[str] = []
    for block in handle.blocks:
        found = _last_of(handle.module, block, handle.calls)
        if found or points:
            points.append(found or points[-1])
    # of a stem that is never called as such, the first block after it says most
    return tuple([points[0]] * (len(handle.blocks) - len(points)) + points) if points else ()


def _last_of(module: nn.Module, block: Block, calls: dict[str, Call]) -> str:
    beneath = tuple(f"{root}." for root in block.modules)
    ends = [
        (call.last, name)
        for name, call in calls.items()
        if (name in block.modules or name.startswith(beneath)) and _fits(module.get_submodule(name), call)
    ]
    return max(ends, default=(0, ""))[1]


def _fits(part: nn.Module, call: Call) -> bool:
    """One output an item, once. A table of positions has no weights and gives several; a layer of transformers may, too."""
    shape = call.output_shape
    if shape is None or call.count != 1 or shape[0] != 1 or not 2 <= len(shape) <= 4:
        return False
    return call.plain or any(True for _ in part.parameters())


def pooled(output: Tensor, mask: Tensor | None = None) -> Tensor:
    """One row of features an item, float32.

    (N, C, H, W) and (N, H, W, C), told apart by the square sides: mean over places, as the usual head does.
    (N, T, C): mean over tokens, where `mask` (N, T) is not 0; beside it the first token where that is not a place of its
    own: a class token, or the one that an encoder for texts begins with (Oquab et al., "DINOv2", TMLR 2024, section 7.1,
    probe both together).
    (N, C): as it is.
    """
    values = output.float()
    if values.ndim == 4:
        channels_last = values.shape[1] == values.shape[2] != values.shape[3]
        return values.mean(dim=(1, 2) if channels_last else (2, 3))
    if values.ndim == 3:
        return _pooled_tokens(values, mask)
    return values.flatten(1)


def _pooled_tokens(values: Tensor, mask: Tensor | None) -> Tensor:
    count = values.shape[1]
    if mask is not None and mask.shape[1] == count:
        weights = mask.to(values)[:, :, None]
        mean = (values * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1)
    else:
        mean = values.mean(dim=1)
        if math.isqrt(count) ** 2 == count:
            return mean
    return torch.cat([mean, values[:, 0]], dim=1)


@contextmanager
def _listening(module: nn.Module, points: tuple[str, ...]) -> Iterator[list[Tensor]]:
    """The outputs of the latest pass, in the order of `points`."""
    heard: list[Tensor] = [torch.empty(0) for _ in points]

    def keep(place: int) -> Any:
        def hook(_module: nn.Module, _given: Any, output: Any) -> None:
            while not isinstance(output, Tensor):
                output = output[0]
            heard[place] = output

        return hook

    hooks = [module.get_submodule(name).register_forward_hook(keep(place)) for place, name in enumerate(points)]
    try:
        yield heard
    finally:
        for hook in hooks:
            hook.remove()


@torch.inference_mode()
def _pass(module: nn.Module, device: Device, inputs: Tensor, precision: str) -> None:
    if precision != "fp32":
        with device.autocast():
            module(device.send(inputs))
        return
    with torch.autocast(device.device.type, enabled=False), torch.backends.cudnn.flags(enabled=True, allow_tf32=False):
        module(device.send(inputs))

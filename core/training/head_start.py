"""Where training starts from: a head that is fitted at once to what the untouched backbone makes of the training part.

Linear probe, then fine-tune: a fresh head that learns together with the backbone sends large gradients into it at first and
spoils what it knew (Kumar et al., "Fine-Tuning can Distort Pretrained Features and Underperform Out-of-Distribution", ICLR
2022). And the probe's accuracy is an honest number within seconds.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.dataset.kinds import Indices
from core.dataset.loaders import Source
from core.models.handle import ModelHandle
from core.tasks.classification import ClassificationTask, EpochScores
from core.training.device import Device
from core.training.head_fit import FittedHead, LabelledFeatures, fit_head
from core.training.inference import Network, answer_source, evaluating, torch_network
from core.training.loop_inputs import LoopInputs
from core.training.randomness import drawn

Head = nn.Linear | nn.Conv2d
OnProgress = Callable[[int, int], None]
_LARGEST_DIFFERENCE = 1e-4
# of the features that the head is fitted to; with more items some are drawn at random, so that memory stays flat
_MOST_BYTES = 48 * 2**20


@dataclass(frozen=True)
class HeadStart:
    """What the fitted head reaches on the validation part, in fp32, and the seconds that it took, features included."""

    scores: EpochScores
    seconds: float


@dataclass(frozen=True)
class HeadLayers:
    """Linear layers whose mean is the logits: nearly always one, two in a distilled transformer."""

    paths: tuple[str, ...]

    def layers(self, handle: ModelHandle) -> list[Head]:
        return [cast(Head, handle.module.get_submodule(path)) for path in self.paths]

    def has_bias(self, handle: ModelHandle) -> bool:
        return all(layer.bias is not None for layer in self.layers(handle))

    @torch.no_grad()
    def put(self, handle: ModelHandle, head: FittedHead) -> None:
        """Writes the fitted head into the network. Of several heads each gets its own columns, counted as often as there
        are heads, since the logits are their mean."""
        layers = self.layers(handle)
        for layer, weight in zip(layers, head.weight.split(_widths(layers), dim=1), strict=True):
            layer.weight.copy_(len(layers) * weight.reshape(layer.weight.shape))
            if head.bias is not None:
                cast(Tensor, layer.bias).copy_(head.bias)

    @torch.no_grad()
    def divide(self, handle: ModelHandle, temperature: float) -> None:
        """All logits by one number."""
        for layer in self.layers(handle):
            layer.weight /= temperature
            if layer.bias is not None:
                layer.bias /= temperature


def _widths(layers: list[Head]) -> list[int]:
    return [layer.weight[0].numel() for layer in layers]


class _HeadInputs(nn.Module):
    """Whatever the network takes to what its head layers take, side by side, (N, D) float32."""

    def __init__(self, network: nn.Module, layers: list[Head]) -> None:
        super().__init__()
        self.network, self._layers, self.width = network, layers, sum(_widths(layers))

    def forward(self, inputs: Tensor) -> Tensor:
        seen: dict[nn.Module, Tensor] = {}
        hooks = [layer.register_forward_pre_hook(lambda it, given: seen.__setitem__(it, given[0])) for layer in self._layers]
        try:
            self.network(inputs)
        finally:
            for hook in hooks:
                hook.remove()
        return torch.cat([seen[layer].float().flatten(1) for layer in self._layers], dim=1)


def find_head_layers(handle: ModelHandle) -> HeadLayers | None:
    """The layers of the head that can be fitted, proven on a pass; None: the logits are something else than their mean."""
    paths = tuple(
        name
        for name, part in handle.module.named_modules()
        if isinstance(part, (nn.Linear, nn.Conv2d))
        and len(part.weight) == len(handle.class_names)
        and f"{name}.weight" in handle.head.parameters
    )
    found = HeadLayers(paths)
    return found if paths and _is_mean(handle, found) else None


@torch.no_grad()
def _is_mean(handle: ModelHandle, found: HeadLayers) -> bool:
    layers = found.layers(handle)
    device = next(handle.module.parameters()).device
    inputs = torch.from_numpy(handle.preprocessing.example(1)).to(device)
    with evaluating(handle.module):
        logits = handle.module(inputs)
        try:
            taken = _HeadInputs(handle.module, layers)(inputs).split(_widths(layers), dim=1)
            answers = [F.linear(part, layer.weight.flatten(1), layer.bias) for layer, part in zip(layers, taken, strict=True)]
        except (RuntimeError, KeyError):
            return False  # a layer that is not called, or sees more than one row an item
    mean = torch.stack(answers).mean(0)
    return mean.shape == logits.shape and torch.allclose(mean, logits, atol=_LARGEST_DIFFERENCE, rtol=_LARGEST_DIFFERENCE)


def start_head(
    handle: ModelHandle,
    layers: HeadLayers,
    inputs: LoopInputs,
    task: ClassificationTask,
    device: Device,
    seed: int,
    on_progress: OnProgress,
) -> HeadStart | None:
    """Fits the head and puts it into the network. None: it can't be fitted to these items, and nothing has changed.

    The training part, or of a very large one some, is asked in the precision of training, and as the first epoch will see it.
    Where blocks below will learn through the head, it is softened.

    Args:
        on_progress: told items done and items in all; may raise to stop.
    """
    began_s = time.monotonic()
    taken = _HeadInputs(inputs.network, layers.layers(handle))
    some = np.sort(drawn(len(inputs.train), _MOST_BYTES // (taken.width * torch.float32.itemsize), seed))
    before, total = len(some), len(some) + len(inputs.validation)
    with evaluating(inputs.network):
        known = _features(
            _in_training_precision(taken, device),
            inputs.train,
            taken.width,
            lambda done: on_progress(done, total),
            only=some,
            epoch=0,
        )
        asked = _features(
            torch_network(taken, device.device), inputs.validation, taken.width, lambda done: on_progress(before + done, total)
        )
    head = fit_head(task, known, asked, with_bias=layers.has_bias(handle), seed=seed)
    if head is None:
        return None
    if handle.trainable_blocks:
        head = head.softened()
    layers.put(handle, head)
    return HeadStart(task.scores(head.logits(asked.values), asked.labels), time.monotonic() - began_s)


def _features(
    network: Network,
    source: Source,
    width: int,
    on_progress: Callable[[int], None],
    *,
    only: Indices | None = None,
    epoch: int | None = None,
) -> LabelledFeatures:
    answers = answer_source(network, source, class_count=width, only=only, epoch=epoch, on_progress=on_progress)
    return LabelledFeatures(torch.from_numpy(answers.logits), torch.from_numpy(source.labels[answers.rows]))


def _in_training_precision(inputs: nn.Module, device: Device) -> Network:
    if device.choice.precision == "fp32":
        return torch_network(inputs, device.device)

    @torch.inference_mode()
    def ask(batch: Tensor) -> Tensor:
        with device.autocast():
            features: Tensor = inputs(device.send(batch))
        return features.float().cpu()

    return ask

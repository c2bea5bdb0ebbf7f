"""Grad-CAM: which places of a picture speak for a class. From a network to an overlay as large as the picture."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image
from torch import Tensor, nn

from core.dataset.preprocess import ImagePreprocessing

Heat = npt.NDArray[np.float32]

# viridis: even steps for the eye, and readable with any kind of colour blindness (van der Walt and Smith, 2015)
_VIRIDIS = np.array(
    [
        (68, 1, 84),
        (72, 40, 120),
        (62, 74, 137),
        (49, 104, 142),
        (38, 130, 142),
        (31, 158, 137),
        (53, 183, 121),
        (110, 206, 88),
        (181, 222, 43),
        (253, 231, 37),
    ],
    np.float32,
)
MOST_OPAQUE = 200


def grad_cam(module: nn.Module, layer: str, inputs: Tensor, class_index: int | None = None) -> tuple[Heat, int]:
    """Where the network found what speaks for a class.

    Args:
        module: in evaluation mode; gives logits (1, C).
        layer: dotted name of the module whose output is looked at: (1, K, H, W), (1, H, W, K) or (1, T, K).
        inputs: (1, 3, S, S), on the module's device.
        class_index: None for the network's own first answer.

    Returns:
        (h, w) float32 in [0, 1], the strongest place 1, or all 0 where nothing speaks for the class; and the class.

    Raises:
        LookupError: the layer has no output with places, or the answer does not depend on it.

    Source: Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization",
    ICCV 2017, eq. 1 and 2.
    """
    with torch.enable_grad(), _watched(module.get_submodule(layer)) as seen:
        logits = module(inputs)
        index = int(logits.argmax()) if class_index is None else class_index
        if not seen:
            raise LookupError(f"{layer} was not called")
        (gradient,) = torch.autograd.grad(logits[0, index].float(), seen[-1], allow_unused=True)
    if gradient is None:
        raise LookupError(f"the answer does not depend on {layer}")
    activation, gradient = (as_places(tensor.detach().float()) for tensor in (seen[-1], gradient))
    weights = gradient.mean(dim=(1, 2), keepdim=True)
    heat = torch.relu((weights * activation).sum(dim=0))
    strongest = heat.max()
    return (heat / strongest if strongest > 0 else heat).cpu().numpy(), index


def as_places(tensor: Tensor) -> Tensor:
    """Features by place, (K, h, w), whatever way a layer lays them out.

    (1, T, K): tokens of a square grid, row by row, after any that stand for no place (class and register tokens).
    (1, H, W, K): known by its square sides, since inputs are square. (1, K, H, W): everything else with four dimensions.

    Raises:
        LookupError: another number of dimensions.
    """
    if tensor.ndim == 3:
        side = math.isqrt(tensor.shape[1])
        return tensor[0, -side * side :].T.reshape(-1, side, side)
    if tensor.ndim == 4:
        channels_last = tensor.shape[1] == tensor.shape[2] != tensor.shape[3]
        return tensor[0].permute(2, 0, 1) if channels_last else tensor[0]
    raise LookupError(f"an output of shape {tuple(tensor.shape)} has no places")


def over_picture(heat: Heat, preprocessing: ImagePreprocessing, width_px: int, height_px: int) -> Heat:
    """The heat of a square input, laid over the picture that it was made of; places that were cropped away are 0.

    Args:
        heat: (h, w) over the square.
        width_px, height_px: of the picture.

    Returns:
        (height_px, width_px) float32.
    """
    left, top, right, bottom = seen_box(preprocessing, width_px, height_px)
    square = Image.fromarray(heat).resize((right - left, bottom - top), Image.Resampling.BILINEAR)
    canvas = Image.new("F", (width_px, height_px), 0)
    canvas.paste(square, (left, top))
    return np.asarray(canvas, np.float32)


def seen_box(preprocessing: ImagePreprocessing, width_px: int, height_px: int) -> tuple[int, int, int, int]:
    """What of a picture the square input shows, in the picture's pixels: left, top, right, bottom.

    "pad" shows more than the picture: the box then reaches beyond its edges.
    """
    if preprocessing.fit == "stretch":
        return 0, 0, width_px, height_px
    if preprocessing.fit == "pad":
        side = max(width_px, height_px)
    else:
        side = round(min(width_px, height_px) * preprocessing.size_px / preprocessing.shorter_side_px)
    left, top = (width_px - side) // 2, (height_px - side) // 2
    return left, top, left + side, top + side


def coloured(heat: Heat) -> Image.Image:
    """RGBA: cold places are transparent, hot ones yellow and nearly opaque."""
    position = np.clip(heat, 0, 1) * (len(_VIRIDIS) - 1)
    stops = np.arange(len(_VIRIDIS))
    channels = [np.interp(position, stops, _VIRIDIS[:, channel]) for channel in range(3)]
    return Image.fromarray(np.stack([*channels, np.clip(heat, 0, 1) * MOST_OPAQUE], axis=-1).round().astype(np.uint8))


@contextmanager
def _watched(layer: nn.Module) -> Iterator[list[Tensor]]:
    """Collects the outputs of a layer as the leaves of the gradient: what comes before it costs no memory then."""
    seen: list[Tensor] = []

    def watch(_module: nn.Module, _inputs: Any, output: Any) -> Any:
        tensor = output[0] if isinstance(output, tuple) else output
        seen.append(tensor.detach().requires_grad_())
        copy = seen[-1].clone()  # the next layer may work in place, which a leaf doesn't allow
        return (copy, *output[1:]) if isinstance(output, tuple) else copy

    hook = layer.register_forward_hook(watch)
    try:
        yield seen
    finally:
        hook.remove()

"""The model that comes with Fettle: EfficientNet-Lite0, its ImageNet weights inside a Python package."""

from pathlib import Path

import timm
import torch
from pydantic import JsonValue

from core.contracts.errors import UserError
from core.dataset.preprocess import ImagePreprocessing
from core.models.families import Config, Network, OnProgress, head_rows, numbered_classes
from core.models.imagenet import imagenet_classes
from core.models.weights import Tensors, load_exactly
from core.store.weight_caches import BUNDLED_PACKAGE, bundled_weights

BUNDLED_NAME = "efficientnet-lite0"
SIZE_PX = 224


class BundledFamily:
    def config(self, name: str, size_px: int | None) -> dict[str, JsonValue]:
        if name != BUNDLED_NAME:
            raise UserError("model_unknown", entry=f"fettle/{name}", hint="")
        return {"image_size_px": size_px or SIZE_PX}

    def build(self, name: str, config: Config, weights: Tensors | None, path: str = "", folder: Path | None = None) -> Network:
        classes = head_rows(weights, ("classifier", "_fc")) or 1000
        module = timm.create_model("tf_efficientnet_lite0", num_classes=classes)
        if weights is not None:
            load_exactly(module, _in_our_names(weights, module.state_dict()), path=path, name=name)
        size_px = config.get("image_size_px", SIZE_PX)
        assert isinstance(size_px, int)
        names = imagenet_classes() if classes == 1000 else numbered_classes(classes)
        return Network(module, names, _preprocessing(size_px))

    def find_weights(self, name: str) -> Path:
        path = bundled_weights()
        if path is None:
            raise UserError("weights_not_here", name=name, file=f"Python package {BUNDLED_PACKAGE.replace('_', '-')}")
        return path

    def download(self, name: str, on_progress: OnProgress) -> Path:
        raise UserError("download_not_needed", name=name)


def _in_our_names(weights: Tensors, expected: dict[str, torch.Tensor]) -> Tensors:
    """The package's tensors under timm's names: both list the layers in the order of execution.

    `load_exactly` checks each shape after that, and a test the ImageNet names for photos.
    """
    if "_conv_stem.weight" not in weights or len(weights) != len(expected):
        return weights
    return dict(zip(expected, weights.values(), strict=True))


def _preprocessing(size_px: int) -> ImagePreprocessing:
    return ImagePreprocessing(
        size_px=size_px,
        fit="crop",
        crop_share=0.875,
        interpolation="bicubic",
        mean=(0.5, 0.5, 0.5),
        std=(0.5, 0.5, 0.5),
    )

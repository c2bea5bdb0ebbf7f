"""torchvision's image classifiers, by name; "resnet50.IMAGENET1K_V1" chooses other weights than the default ones."""

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import torchvision
from pydantic import JsonValue
from torch import nn
from torchvision.models import WeightsEnum
from torchvision.models.vision_transformer import interpolate_embeddings

from core.contracts.errors import UserError
from core.dataset.preprocess import ImagePreprocessing
from core.models.families import Config, Network, OnProgress, numbered_classes
from core.models.fetch import fetch_file
from core.models.imagenet import imagenet_classes
from core.models.weights import Tensors, load_exactly
from core.models.without_init import WithoutInit
from core.store.weight_caches import torch_cache, torch_cache_file

# their second classifier would make the output a tuple in training mode; the pretrained weights want their inputs transformed
_WITH_AUXILIARY_HEAD = {"googlenet": ("aux1.", "aux2."), "inception_v3": ("AuxLogits.",)}
# what they call their heads
_HEADS = ("classifier", "fc", "head", "heads")
_SIZE_ARGUMENT = {"vit_": "image_size", "maxvit_": "input_size"}


class TorchvisionFamily:
    def config(self, name: str, size_px: int | None) -> dict[str, JsonValue]:
        own = _preprocessing(_weights_of(name)).size_px
        return {"image_size_px": size_px or own}

    def build(self, name: str, config: Config, weights: Tensors | None, path: str = "", folder: Path | None = None) -> Network:
        own = _preprocessing(_weights_of(name))
        size_px = cast(int, config.get("image_size_px", own.size_px))
        architecture = name.partition(".")[0]
        classes = _classes_in(weights)
        with WithoutInit() if weights is not None else nullcontext():
            module = _module(architecture, size_px, classes, initialise=weights is None)
        if weights is not None:
            if architecture.startswith("vit_") and size_px != own.size_px:
                weights = dict(interpolate_embeddings(size_px, module.patch_size, dict(weights)))
            ignored = _WITH_AUXILIARY_HEAD.get(architecture, ())
            load_exactly(module, weights, path=path, name=name, ignored=ignored)
        names = imagenet_classes() if classes in (None, 1000) else numbered_classes(classes)
        return Network(module, names, replace(own, size_px=size_px))

    def find_weights(self, name: str) -> Path:
        file_name = weights_file_name(_weights_of(name))
        path = torch_cache_file(file_name)
        if path is None:
            raise UserError("weights_not_here", name=name, file=file_name)
        return path

    def download(self, name: str, on_progress: OnProgress) -> Path:
        weights = _weights_of(name)
        target = torch_cache() / weights_file_name(weights)
        # the file name carries the first digits of its hash: resnet50-11ad3fa6.pth
        return fetch_file(weights.url, target, name=name, on_progress=on_progress, sha256_start=target.stem.rpartition("-")[2])


def weights_file_name(weights: WeightsEnum) -> str:
    """The name under which torch.hub keeps these weights."""
    return Path(urlsplit(weights.url).path).name


def _weights_of(name: str) -> WeightsEnum:
    architecture, _, variant = name.partition(".")
    if architecture in torchvision.models.list_models(module=torchvision.models):
        known = torchvision.models.get_model_weights(architecture)
        if not variant:
            return cast(WeightsEnum, known.DEFAULT)
        if variant in known.__members__:
            return cast(WeightsEnum, known[variant])
    raise UserError("model_unknown", entry=f"torchvision/{name}", hint="")


def _preprocessing(weights: WeightsEnum) -> ImagePreprocessing:
    preset: Any = weights.transforms()
    crop, resize = preset.crop_size[0], preset.resize_size[0]
    return ImagePreprocessing(
        size_px=crop,
        fit="crop",
        crop_share=crop / resize,
        interpolation=preset.interpolation.value,
        mean=tuple(preset.mean),
        std=tuple(preset.std),
    )


def _classes_in(weights: Tensors | None) -> int | None:
    """Rows of the last layer of the head. Not of the file: in a .safetensors names are sorted."""
    matrices = [tensor for key, tensor in (weights or {}).items() if key.split(".")[0] in _HEADS and tensor.ndim >= 2]
    return matrices[-1].shape[0] if matrices else None


def _module(architecture: str, size_px: int, classes: int | None, *, initialise: bool) -> nn.Module:
    options: dict[str, Any] = {"num_classes": classes} if classes else {}
    if architecture in _WITH_AUXILIARY_HEAD:
        options |= {"aux_logits": False, "transform_input": True, "init_weights": initialise}
    for beginning, argument in _SIZE_ARGUMENT.items():
        if architecture.startswith(beginning):
            options[argument] = (size_px, size_px) if argument == "input_size" else size_px
    try:
        return cast(nn.Module, torchvision.models.get_model(architecture, weights=None, **options))
    except (ValueError, RuntimeError, AssertionError) as error:
        raise UserError("image_size_unfit", name=architecture, size_px=size_px, why=str(error)) from error

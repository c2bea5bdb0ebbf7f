"""Image classifiers of transformers: from its cache, from a model folder, never with code from outside."""

import json
from collections.abc import Mapping
from inspect import signature
from pathlib import Path
from typing import Any, cast

from pydantic import JsonValue
from torch import Tensor, nn
from transformers import CONFIG_MAPPING, MODEL_FOR_IMAGE_CLASSIFICATION_MAPPING, AutoModelForImageClassification

from core.contracts.errors import UserError
from core.dataset.preprocess import IMAGENET_MEAN, IMAGENET_STD, ImagePreprocessing
from core.models.families import Config, Network, OnProgress, head_rows, numbered_classes
from core.models.hub_download import fetch_from_hub
from core.models.imagenet import imagenet_classes
from core.models.transformers_loading import WEIGHT_FILES, load_into, read_object
from core.models.transformers_table import KNOWN_MODELS
from core.models.weights import Tensors
from core.store.weight_caches import hub_file

_HEADS = ("classifier", "classifier.1", "cls_classifier", "fc")
_PILLOW_FILTERS = ("nearest", "lanczos", "bilinear", "bicubic", "box", "hamming")
_STRETCHED_FROM_PX = 384


class LogitsOnly(nn.Module):
    """A network of transformers as everything else here expects one: a tensor in, a tensor out."""

    def __init__(self, network: nn.Module, *, interpolate: bool, blue_first: bool) -> None:
        super().__init__()
        self.network = network
        self._options = {"interpolate_pos_encoding": True} if interpolate else {}
        self._blue_first = blue_first

    def forward(self, pictures: Tensor) -> Tensor:
        """(N, 3, S, S) to (N, C)."""
        if self._blue_first:
            pictures = pictures.flip(1)
        return cast(Tensor, self.network(pixel_values=pictures, **self._options).logits)


class TransformersFamily:
    def config(self, name: str, size_px: int | None) -> dict[str, JsonValue]:
        network, preprocessor = hub_file(name, "config.json"), hub_file(name, "preprocessor_config.json")
        known = KNOWN_MODELS.get(name)
        if network is not None:
            return folder_config(network, preprocessor, size_px)
        if known is None:
            raise UserError("model_unknown", entry=f"transformers/{name}", hint="")
        return checked_config(known.config, known.preprocessor, size_px, name)

    def build(self, name: str, config: Config, weights: Tensors | None, path: str = "", folder: Path | None = None) -> Network:
        settings = cast(dict[str, Any], config["network"])
        preprocessing = _preprocessing(config)
        kind = CONFIG_MAPPING[settings["model_type"]]
        loaded = kind.from_dict(settings)
        classes = head_rows(weights, _HEADS)
        if classes is not None and classes != loaded.num_labels:
            loaded.num_labels = classes
        model = cast(Any, AutoModelForImageClassification).from_config(loaded, trust_remote_code=False).float()
        has_head = classes is not None or weights is None
        if weights is not None:
            model = load_into(model, weights, path=path, name=name, may_miss=_HEADS)[0]
        own_px = getattr(loaded, "image_size", None)
        takes_any = "interpolate_pos_encoding" in signature(model.forward).parameters
        module = LogitsOnly(
            model,
            interpolate=takes_any and own_px != preprocessing.size_px,
            blue_first=bool(cast(dict[str, Any], config["preprocessor"]).get("do_flip_channel_order")),
        )
        return Network(module, _class_names(loaded) if has_head else (), preprocessing)

    def find_weights(self, name: str) -> Path:
        found = next((path for file_name in WEIGHT_FILES if (path := hub_file(name, file_name))), None)
        if found is None:
            raise UserError("weights_not_here", name=name, file=f"{name}/{WEIGHT_FILES[0]}")
        return found

    def download(self, name: str, on_progress: OnProgress) -> Path:
        for small in ("config.json", "preprocessor_config.json"):
            fetch_from_hub(name, (small,), name=name, on_progress=lambda done, total: None)
        path = fetch_from_hub(name, WEIGHT_FILES, name=name, on_progress=on_progress)
        if path.name == WEIGHT_FILES[1]:
            for shard in sorted(set(json.loads(path.read_text())["weight_map"].values())):
                fetch_from_hub(name, (shard,), name=name, on_progress=on_progress)
        return path


def folder_config(network: Path, preprocessor: Path | None, size_px: int | None) -> dict[str, JsonValue]:
    """The settings in config.json and preprocessor_config.json.

    Raises:
        UserError: damaged_file, model_needs_code, model_not_a_classifier.
    """
    settings = read_object(network)
    pictures = read_object(preprocessor) if preprocessor is not None and preprocessor.is_file() else {}
    return checked_config(settings, pictures, size_px, str(network.parent))


def checked_config(
    settings: Mapping[str, Any], pictures: Mapping[str, Any], size_px: int | None, path: str
) -> dict[str, JsonValue]:
    """What `build` needs. Raises UserError model_needs_code, model_not_a_classifier."""
    if "auto_map" in settings or "auto_map" in pictures:
        raise UserError("model_needs_code", path=path)
    kind = settings.get("model_type", "nameless")
    if kind not in CONFIG_MAPPING or CONFIG_MAPPING[kind] not in MODEL_FOR_IMAGE_CLASSIFICATION_MAPPING:
        raise UserError("model_not_a_classifier", path=path, kind=str(kind))
    config: dict[str, JsonValue] = {"network": dict(settings), "preprocessor": dict(pictures)}
    return config if size_px is None else {**config, "image_size_px": size_px}


def _class_names(config: Any) -> tuple[str, ...]:
    names = tuple(str(config.id2label[index]) for index in sorted(config.id2label))
    if not names[0].startswith("LABEL_"):
        return names
    return imagenet_classes() if len(names) == 1000 else numbered_classes(len(names))


def _preprocessing(config: Config) -> ImagePreprocessing:
    """preprocessor_config.json in our words. Source: the image processors' own `preprocess` methods."""
    network, settings = cast(dict[str, Any], config["network"]), cast(dict[str, Any], config["preprocessor"])
    size, crop = _edge(settings.get("size")), _edge(settings.get("crop_size"))
    side = _edge(network.get("image_size")) or 224
    fit, share = "stretch", 1.0
    if settings.get("do_center_crop") and crop:
        side, fit = crop, "crop"
        share = settings.get("crop_pct") or min(1.0, crop / (size or crop))
    elif settings.get("crop_pct") and size:
        side = size
        if size < _STRETCHED_FROM_PX:
            fit, share = "crop", settings["crop_pct"]
    elif size:
        side = size
    normalised = settings.get("do_normalize", True) and not settings.get("do_flip_channel_order")
    return ImagePreprocessing(
        size_px=cast(int, config.get("image_size_px", side)),
        fit=fit,
        crop_share=share,
        interpolation=_PILLOW_FILTERS[settings.get("resample", 2)],
        mean=cast(Any, tuple(settings.get("image_mean", IMAGENET_MEAN)) if normalised else (0.0, 0.0, 0.0)),
        std=cast(Any, tuple(settings.get("image_std", IMAGENET_STD)) if normalised else (1.0, 1.0, 1.0)),
    )


def _edge(size: Any) -> int | None:
    """A side in pixels, out of the several ways in which these files say one."""
    if isinstance(size, Mapping):
        return next((int(size[key]) for key in ("shortest_edge", "height") if size.get(key)), None)
    if isinstance(size, (list, tuple)):
        return int(size[0])
    return int(size) if size else None

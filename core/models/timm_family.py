"""timm's image classifiers, by architecture and tag: "vit_small_patch16_224.augreg_in21k_ft_in1k"."""

import json
import logging
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import timm
from pydantic import JsonValue
from timm.data.imagenet_info import ImageNetInfo, infer_imagenet_subset
from timm.models import PretrainedCfg, get_pretrained_cfg
from torch import nn

from core.contracts.errors import UserError
from core.dataset.preprocess import INTERPOLATIONS, ImagePreprocessing
from core.models.families import Config, Network, OnProgress, head_rows, numbered_classes
from core.models.fetch import fetch_file
from core.models.hub_download import fetch_from_hub
from core.models.imagenet import imagenet_classes
from core.models.weights import Tensors, check_fit
from core.store.weight_caches import HUB_WEIGHT_FILES, hub_file, hub_weights, torch_cache, torch_cache_file

# a backbone without a head gets one of this size, so that the place of the head is known
_PLACE_HOLDER_CLASSES = 1000
_FITS = {"center": "crop", "squash": "stretch", "border": "pad"}
# timm says for every odd tensor what we say in one sentence
logging.getLogger("timm.models").setLevel(logging.ERROR)


class TimmFamily:
    def config(self, name: str, size_px: int | None) -> dict[str, JsonValue]:
        return {"image_size_px": size_px or _config_of(name).input_size[-1]}

    def build(self, name: str, config: Config, weights: Tensors | None, path: str = "", folder: Path | None = None) -> Network:
        known = _config_of(name)
        classes = head_rows(weights, _classifiers(known)) or known.num_classes
        size_px = cast(int, config.get("image_size_px", known.input_size[-1]))
        module = _module(name, known, size_px, classes, weights, path)
        if classes == 0:
            if not hasattr(module, "reset_classifier"):
                raise UserError("model_head_unknown", name=name)
            cast(Any, module).reset_classifier(_PLACE_HOLDER_CLASSES)
        return Network(module, _class_names(known, classes), preprocessing_of(known, size_px))

    def find_weights(self, name: str) -> Path:
        known = _config_of(name)
        source = weights_source(known)
        if "/" not in source:
            found = torch_cache_file(source)
        else:
            repository, _, file_name = source.partition(":")
            found = hub_file(repository, file_name) if file_name else hub_weights(repository)
        if found is None:
            raise UserError("weights_not_here", name=name, file=source or "none are published")
        return found

    def download(self, name: str, on_progress: OnProgress) -> Path:
        known = _config_of(name)
        source = weights_source(known)
        if not source:
            raise UserError("download_failed", name=name, why="no weights are published for it")
        if "/" not in source:
            return fetch_file(cast(str, known.url), torch_cache() / source, name=name, on_progress=on_progress)
        repository, _, file_name = source.partition(":")
        return fetch_from_hub(repository, (file_name,) if file_name else HUB_WEIGHT_FILES, name=name, on_progress=on_progress)


def name_in_folder(folder: Path) -> str | None:
    """The network that a folder saved by timm holds, or None if config.json doesn't name one of timm's."""
    try:
        settings = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        architecture, known = settings["architecture"], settings.get("pretrained_cfg", {})
    except (OSError, ValueError, TypeError, KeyError):
        return None
    tagged = f"{architecture}.{known.get('tag', '')}"
    return next((name for name in (tagged, architecture) if timm.is_model(architecture) and get_pretrained_cfg(name)), None)


def weights_source(known: PretrainedCfg) -> str:
    """ "organisation/repository" or "organisation/repository:file" on Hugging Face, else a file name of torch.hub's cache."""
    if known.hf_hub_id:
        return f"{known.hf_hub_id}:{known.hf_hub_filename}" if known.hf_hub_filename else str(known.hf_hub_id)
    return Path(urlsplit(known.url).path).name if isinstance(known.url, str) else ""


def preprocessing_of(known: PretrainedCfg, size_px: int) -> ImagePreprocessing:
    fit = _FITS.get(known.crop_mode, "crop")
    return ImagePreprocessing(
        size_px=size_px,
        fit=fit,
        # volo says 1.15 (a border around the picture), which a picture that is resized and cropped can't have
        crop_share=min(1.0, known.crop_pct) if fit == "crop" else 1.0,
        interpolation=known.interpolation if known.interpolation in INTERPOLATIONS else "bicubic",
        mean=cast(Any, tuple(known.mean)),
        std=cast(Any, tuple(known.std)),
    )


def _config_of(name: str) -> PretrainedCfg:
    known = get_pretrained_cfg(name) if timm.is_model(name) else None
    if known is None:
        raise UserError("model_unknown", entry=f"timm/{name}", hint="")
    return known


def _classifiers(known: PretrainedCfg) -> tuple[str, ...]:
    names: Any = known.classifier or ()
    return (names,) if isinstance(names, str) else tuple(names)


def _class_names(known: PretrainedCfg, classes: int) -> tuple[str, ...]:
    """Empty for a backbone that was trained without classes; what comes out of it are features, not answers."""
    if classes == 1000:
        return imagenet_classes()
    if classes != known.num_classes:
        return numbered_classes(classes)
    subset = infer_imagenet_subset({"num_classes": classes})
    return tuple(ImageNetInfo(subset).label_descriptions()) if subset else ()


def _module(name: str, known: PretrainedCfg, size_px: int, classes: int, weights: Tensors | None, path: str) -> nn.Module:
    """timm renames and resizes old weights to fit while it builds, so it gets them there."""
    options: dict[str, Any] = {"num_classes": classes, "pretrained": weights is not None}
    overlay: dict[str, Any] = {"num_classes": classes}
    if weights is not None:
        overlay |= {"state_dict": dict(weights), "custom_load": False}
    if size_px != known.input_size[-1]:
        overlay["input_size"] = (3, size_px, size_px)
        options["img_size"] = size_px
    try:
        return _created(name, options, overlay)
    except RuntimeError as error:
        if weights is None:
            raise UserError("image_size_unfit", name=name, size_px=size_px, why=_line(error)) from error
        plain = timm.create_model(name, num_classes=classes)
        check_fit(plain.state_dict(), weights, path=path, name=name)
        raise UserError("weights_unreadable", path=path, why=_line(error)) from error
    except (AssertionError, ValueError, KeyError) as error:
        raise UserError("image_size_unfit", name=name, size_px=size_px, why=_line(error)) from error


def _created(name: str, options: dict[str, Any], overlay: dict[str, Any]) -> nn.Module:
    try:
        return timm.create_model(name, pretrained_cfg_overlay=overlay, **options)
    except TypeError:  # it takes any size and has no argument for it
        if "img_size" not in options:
            raise
        return _created(name, {key: value for key, value in options.items() if key != "img_size"}, overlay)


def _line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]

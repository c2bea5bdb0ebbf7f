"""Settings of well-known image classifiers of transformers, so that their blocks can be shown before a download.

As published in each repository's config.json and preprocessor_config.json; what is not said is the library's default.
Once a model is in the cache, its own files are read instead. top1: ImageNet-1k accuracy as the authors publish it, None
where we have no number that is surely of these weights.
"""

from dataclasses import dataclass
from typing import Any

_HALF = {"image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}
_STRETCHED = {"size": {"height": 224, "width": 224}}
_CROPPED_256 = {"do_center_crop": True, "size": {"shortest_edge": 256}, "crop_size": {"height": 224, "width": 224}}
_CROPPED_SHARE = {"size": {"shortest_edge": 224}, "crop_pct": 0.875, "resample": 3}
_MOBILEVIT = {
    "do_center_crop": True,
    "size": {"shortest_edge": 288},
    "crop_size": {"height": 256, "width": 256},
    "do_flip_channel_order": True,
}


@dataclass(frozen=True)
class KnownModel:
    """A repository on the Hugging Face hub."""

    config: dict[str, Any]
    preprocessor: dict[str, Any]
    top1: float | None = None
    licence: str = "apache-2.0"
    labels: int = 1000

    def __post_init__(self) -> None:
        self.config.setdefault("num_labels", self.labels)


def _vit(hidden: int, layers: int, heads: int) -> dict[str, Any]:
    return {
        "model_type": "vit",
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "intermediate_size": 4 * hidden,
    }


def _swin(width: int, depths: list[int], heads: list[int]) -> dict[str, Any]:
    return {"model_type": "swin", "embed_dim": width, "depths": depths, "num_heads": heads, "window_size": 7}


def _convnext(depths: list[int], widths: list[int]) -> dict[str, Any]:
    return {"model_type": "convnext", "depths": depths, "hidden_sizes": widths}


def _resnet(depths: list[int], widths: list[int], kind: str) -> dict[str, Any]:
    return {"model_type": "resnet", "depths": depths, "hidden_sizes": widths, "layer_type": kind}


def _mobilevit(widths: list[int], necks: list[int], ratio: float) -> dict[str, Any]:
    return {"model_type": "mobilevit", "hidden_sizes": widths, "neck_hidden_sizes": necks, "expand_ratio": ratio}


def _dinov2(hidden: int, heads: int) -> dict[str, Any]:
    return {"model_type": "dinov2", "hidden_size": hidden, "num_attention_heads": heads, "image_size": 518, "patch_size": 14}


_WIDE = [256, 512, 1024, 2048]
_NARROW = [64, 128, 256, 512]
_DEIT = {**_CROPPED_256, "resample": 3}
_SWIN = {**_STRETCHED, "resample": 3}
_APPLE = "Apple sample code licence"

KNOWN_MODELS: dict[str, KnownModel] = {
    "google/vit-base-patch16-224": KnownModel(_vit(768, 12, 12), {**_STRETCHED, **_HALF}),
    "google/vit-large-patch16-224": KnownModel(_vit(1024, 24, 16), {**_STRETCHED, **_HALF}),
    "facebook/deit-tiny-patch16-224": KnownModel(_vit(192, 12, 3), _DEIT, 0.722),
    "facebook/deit-small-patch16-224": KnownModel(_vit(384, 12, 6), _DEIT, 0.799),
    "facebook/deit-base-patch16-224": KnownModel(_vit(768, 12, 12), _DEIT, 0.818),
    "microsoft/swin-tiny-patch4-window7-224": KnownModel(_swin(96, [2, 2, 6, 2], [3, 6, 12, 24]), _SWIN, 0.812),
    "microsoft/swin-small-patch4-window7-224": KnownModel(_swin(96, [2, 2, 18, 2], [3, 6, 12, 24]), _SWIN, 0.832),
    "microsoft/swin-base-patch4-window7-224": KnownModel(_swin(128, [2, 2, 18, 2], [4, 8, 16, 32]), _SWIN, 0.835),
    "facebook/convnext-tiny-224": KnownModel(_convnext([3, 3, 9, 3], [96, 192, 384, 768]), _CROPPED_SHARE, 0.821),
    "facebook/convnext-small-224": KnownModel(_convnext([3, 3, 27, 3], [96, 192, 384, 768]), _CROPPED_SHARE, 0.831),
    "facebook/convnext-base-224": KnownModel(_convnext([3, 3, 27, 3], [128, 256, 512, 1024]), _CROPPED_SHARE, 0.838),
    "microsoft/resnet-18": KnownModel(_resnet([2, 2, 2, 2], _NARROW, "basic"), _CROPPED_SHARE),
    "microsoft/resnet-50": KnownModel(_resnet([3, 4, 6, 3], _WIDE, "bottleneck"), _CROPPED_SHARE),
    "microsoft/resnet-101": KnownModel(_resnet([3, 4, 23, 3], _WIDE, "bottleneck"), _CROPPED_SHARE),
    "apple/mobilevit-xx-small": KnownModel(
        _mobilevit([64, 80, 96], [16, 16, 24, 48, 64, 80, 320], 2.0), _MOBILEVIT, 0.690, _APPLE
    ),
    "apple/mobilevit-x-small": KnownModel(
        _mobilevit([96, 120, 144], [16, 32, 48, 64, 80, 96, 384], 4.0), _MOBILEVIT, 0.748, _APPLE
    ),
    "apple/mobilevit-small": KnownModel(
        _mobilevit([144, 192, 240], [16, 32, 64, 96, 128, 160, 640], 4.0), _MOBILEVIT, 0.784, _APPLE
    ),
    "facebook/dinov2-small-imagenet1k-1-layer": KnownModel(_dinov2(384, 6), _DEIT, 0.811),
    "facebook/dinov2-base-imagenet1k-1-layer": KnownModel(_dinov2(768, 12), _DEIT, 0.845),
}

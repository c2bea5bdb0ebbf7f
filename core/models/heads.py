"""The layers that give the logits: find them, replace them."""

from typing import Any

import torch
from torch import nn

from core.models.tensors import is_matrix
from core.models.trace import Trace


def find_heads(module: nn.Module, trace: Trace) -> tuple[str, ...]:
    """Dotted names of the layers that give the logits: nearly always one, two in a distilled transformer.

    It is the last layer with weights that one pass calls, and those just before it that give logits beside it.

    Raises:
        LookupError: the last layer with weights does not give the logits; such a network can't get another head.
    """
    classes = trace.output_shape[-1]
    called = sorted(
        (trace.calls[name].first, name) for name, part in module.named_modules() if name in trace.calls and _has_matrix(part)
    )
    if not called or not _gives(module, called[-1][1], classes):
        raise LookupError("the last layer does not give the logits")
    last = called[-1][1]
    heads = [last]
    for _, name in reversed(called[:-1]):
        if not _is_twin(module, trace, name, last, classes):
            break
        heads.append(name)
    return tuple(reversed(heads))


def _gives(module: nn.Module, name: str, classes: int) -> bool:
    part = module.get_submodule(name)
    return isinstance(part, (nn.Linear, nn.Conv2d)) and part.weight.shape[0] == classes


def _is_twin(module: nn.Module, trace: Trace, name: str, head: str, classes: int) -> bool:
    """A second head beside the other one, not a layer before it: it gives logits, and the other doesn't take logits."""
    one, other = module.get_submodule(name), module.get_submodule(head)
    return (
        isinstance(one, nn.Linear)
        and isinstance(other, nn.Linear)
        and one.out_features == classes
        and other.in_features != classes
        and trace.calls[name].output_shape == trace.output_shape
    )


def replace_heads(module: nn.Module, head_paths: tuple[str, ...], class_count: int, seed: int) -> None:
    """Puts fresh layers with `class_count` outputs in the place of the heads.

    The new weights depend on `seed` alone: the global random state is neither used nor changed.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        for path in head_paths:
            parent, _, name = path.rpartition(".")
            setattr(module.get_submodule(parent), name, _fresh(module.get_submodule(path), class_count))


def _fresh(head: nn.Module, class_count: int) -> nn.Module:
    if isinstance(head, nn.Conv2d):
        shape: Any = {"kernel_size": head.kernel_size, "stride": head.stride, "padding": head.padding}
        return nn.Conv2d(head.in_channels, class_count, **shape, bias=head.bias is not None)
    assert isinstance(head, nn.Linear)
    return nn.Linear(head.in_features, class_count, bias=head.bias is not None)


def _has_matrix(module: nn.Module) -> bool:
    return any(is_matrix(parameter) for parameter in module.parameters(recurse=False))

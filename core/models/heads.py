"""The layers that give the logits: find them, replace them."""

from typing import Any

import torch
from torch import nn

from core.models.trace import Trace


def find_heads(module: nn.Module, trace: Trace) -> tuple[str, ...]:
    """Dotted names of the layers that give the logits: nearly always one, two in a distilled transformer.

    They are the last layers with weights that one pass calls and that have one output a class.

    Raises:
        LookupError: the last layer with weights does not give the logits; such a network can't get another head.
    """
    classes = trace.output_shape[-1]
    called = [
        (trace.calls[name].first, name) for name, part in module.named_modules() if name in trace.calls and _has_weight(part)
    ]
    heads: list[str] = []
    for _, name in sorted(called, reverse=True):
        part = module.get_submodule(name)
        if not isinstance(part, (nn.Linear, nn.Conv2d)) or part.weight.shape[0] != classes:
            break
        heads.append(name)
    if not heads:
        raise LookupError("the last layer does not give the logits")
    return tuple(reversed(heads))


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


def _has_weight(module: nn.Module) -> bool:
    return any(parameter.ndim >= 2 for parameter in module.parameters(recurse=False))

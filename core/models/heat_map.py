"""Which layer a heat map should look at: the last one that still knows where things are in the picture."""

from math import isqrt

from torch import nn

from core.models.handle import Block
from core.models.trace import Call, Trace


def find_heat_map_layer(module: nn.Module, trace: Trace, blocks: tuple[Block, ...]) -> str:
    """Dotted name of the module whose output Grad-CAM needs; "" if every layer has lost the places.

    In a convolutional network, and in a transformer that averages its tokens, that is the output of the last block. Where
    the answer is read from a class token alone, the other tokens of that output have no gradient: there it is the first
    norm inside the last block, before its attention mixes the tokens.
    Source: Gildenblat et al., pytorch-grad-cam, "How does it work with vision transformers".
    """
    for block in reversed(blocks):
        roots = [(trace.calls[name].last, name) for name in block.modules if name in trace.calls]
        for _, name in sorted(roots, reverse=True):
            call = trace.calls[name]
            if _is_map(call):
                return name
            if _has_tokens(call):
                return _first_norm(module, trace, block, _token_count(call)) or name
    return ""


def _is_map(call: Call) -> bool:
    """(1, C, H, W), (1, H, W, C), or tokens (1, T, C) that fill a square without a class token."""
    shape = call.output_shape
    if shape is None or not call.plain:
        return False
    if len(shape) == 4:
        return shape[2] > 1
    return len(shape) == 3 and shape[1] > 1 and isqrt(shape[1]) ** 2 == shape[1]


def _has_tokens(call: Call) -> bool:
    return call.output_shape is not None and len(call.output_shape) == 3 and call.output_shape[1] > 1


def _token_count(call: Call) -> int:
    assert call.output_shape is not None
    return call.output_shape[1]


def _first_norm(module: nn.Module, trace: Trace, block: Block, tokens: int) -> str | None:
    norms = [
        (call.first, name)
        for name, call in trace.calls.items()
        if name.startswith(tuple(f"{root}." for root in block.modules))
        and "norm" in type(module.get_submodule(name)).__name__.lower()
        and call.plain
        and _has_tokens(call)
        and _token_count(call) == tokens
    ]
    return min(norms)[1] if norms else None

"""Watch a network work once: which module is called when, and what shape comes out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import torch
from torch import Tensor, nn

Shape = tuple[int, ...]
_NOT_ON_META = (NotImplementedError, RuntimeError, TypeError, ValueError, AttributeError, AssertionError)


@dataclass(frozen=True)
class Call:
    """When a module worked, on a clock that ticks at every entry and exit, and the shape of what it gave first.

    plain: it gave one tensor, not several.
    """

    first: int
    last: int
    count: int
    output_shape: Shape | None
    plain: bool


@dataclass(frozen=True)
class Trace:
    """One pass of one input. `calls` holds the modules that were called, by dotted name."""

    calls: dict[str, Call]
    output_shape: Shape

    def interval(self, path: str) -> tuple[int, int] | None:
        """From the first to the last moment at which this module or one beneath it worked; None: never."""
        if path in self.calls:
            call = self.calls[path]
            return call.first, call.last
        beneath = [call for name, call in self.calls.items() if name.startswith(f"{path}.")]
        return (min(call.first for call in beneath), max(call.last for call in beneath)) if beneath else None


def trace_calls(module: nn.Module, example: Tensor) -> Trace:
    """Sends one input (1, ...) through the network in evaluation mode.

    Only shapes are computed (meta tensors) where the network allows it; its weights and its mode stay as they are.

    Raises:
        Exception: whatever the network raises on this input.
    """
    modes = {part: part.training for part in module.modules()}
    module.eval()
    try:
        try:
            return _traced(module, lambda: _meta_pass(module, example))
        except _NOT_ON_META:  # it looks at values, or makes tensors of its own on the CPU
            return _traced(module, lambda: module(example))
    finally:
        for part, training in modes.items():
            part.training = training


def _meta_pass(module: nn.Module, example: Tensor) -> Any:
    with _without_values(module):
        return module(example.to("meta"))


@contextmanager
def _without_values(module: nn.Module) -> Iterator[None]:
    """Tensors without memory stand in for all parameters and buffers.

    torch.func.functional_call does the same, but loses the tensors of a module that is registered under two names.
    """
    kept: list[tuple[dict[str, Any], str, Tensor]] = [
        (tensors, name, tensor)
        for part in module.modules()
        for tensors in cast(list[dict[str, Any]], [part._parameters, part._buffers])
        for name, tensor in tensors.items()
        if tensor is not None
    ]
    try:
        for tensors, name, tensor in kept:
            outline = tensor.detach().to("meta")
            tensors[name] = nn.Parameter(outline, requires_grad=False) if isinstance(tensor, nn.Parameter) else outline
        yield
    finally:
        for tensors, name, tensor in kept:
            tensors[name] = tensor


def _traced(module: nn.Module, run: Callable[[], Any]) -> Trace:
    recorder = _Recorder()
    hooks = [hook for name, part in module.named_modules() if name for hook in recorder.watch(name, part)]
    try:
        with torch.no_grad():
            output = run()
    finally:
        for hook in hooks:
            hook.remove()
    shape = _shape_of(output)
    if shape is None or len(shape) != 2:
        raise TypeError(f"the network gives {type(output).__name__}, not one row of logits an item")
    return Trace(recorder.calls(), shape)


class _Recorder:
    def __init__(self) -> None:
        self._tick = 0
        self._entries: dict[str, list[int]] = {}
        self._exits: dict[str, int] = {}
        self._shapes: dict[str, tuple[Shape | None, bool]] = {}

    def watch(self, name: str, module: nn.Module) -> list[Any]:
        return [
            module.register_forward_pre_hook(lambda *_: self._enter(name)),
            module.register_forward_hook(lambda _module, _inputs, output: self._leave(name, output)),
        ]

    def _enter(self, name: str) -> None:
        self._tick += 1
        self._entries.setdefault(name, []).append(self._tick)

    def _leave(self, name: str, output: object) -> None:
        self._tick += 1
        self._exits[name] = self._tick
        self._shapes.setdefault(name, (_shape_of(output), isinstance(output, Tensor)))

    def calls(self) -> dict[str, Call]:
        return {
            name: Call(entries[0], self._exits[name], len(entries), *self._shapes[name])
            for name, entries in self._entries.items()
            if name in self._exits
        }


def _shape_of(output: object) -> Shape | None:
    if isinstance(output, Tensor):
        return tuple(output.shape)
    if isinstance(output, (tuple, list)) and output:
        return _shape_of(output[0])
    return None

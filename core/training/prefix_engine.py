"""In which form the frozen part runs: the fastest whose numbers are those of the network as it is trained.

"as trained": the network itself, in the memory layout that device.py gave it. In mixed precision always that: the rest of
the network was made for what it rounds to. And where fp32 was asked for by name ("exact"): there the losses with and without
kept features agree to 1e-4, even of a network with batch norm in training that makes much of the last bits.

"folded": each batch norm that follows a convolution is folded into its weights (torch.nn.utils.fusion): fewer passes over
memory, never more. It is used only if it gives the same numbers on real inputs, to 1e-4 of the largest. It shares every other
weight with the network, which stays as it is.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from core.training.cut import Cut, Prefix
from core.training.device import Device

# of the largest number among the features
_LARGEST_DIFFERENCE = 1e-4
_FAILS_TO_FOLD = (RuntimeError, ValueError, TypeError, AttributeError, AssertionError, KeyError)


@dataclass(frozen=True)
class PrefixEngine:
    """name: part of the key of what is kept, since the last bits differ from form to form.

    as_loaded: it takes inputs as they are loaded, in the memory and the layout that they have.
    """

    name: str
    prefix: Callable[[Tensor], Tensor]
    device: Device
    as_loaded: bool = False

    @torch.inference_mode()
    def run(self, inputs: Tensor, precision: str) -> Tensor:
        """Inputs of the network, wherever they are, to features on the CPU. In fp32 without TF32 or autocast."""
        sent = inputs if self.as_loaded else self.device.send(inputs)
        if precision != "fp32":
            with self.device.autocast():
                return self.prefix(sent).cpu()
        with (
            torch.autocast(self.device.choice.kind, enabled=False),
            torch.backends.cudnn.flags(enabled=True, benchmark=False, deterministic=True, allow_tf32=False),
        ):
            return self.prefix(sent).float().cpu()


def as_trained(cut: Cut, device: Device) -> PrefixEngine:
    return PrefixEngine("as trained", cut.prefix, device)


def fastest_engine(cut: Cut, device: Device, inputs: Tensor) -> PrefixEngine:
    """The form for fp32.

    Args:
        inputs: (N, ...) real ones, on the device.
    """
    plain = as_trained(cut, device)
    folded = _folded(cut.prefix, inputs[:1]) if not device.choice.exact else None
    if folded is None:
        return plain
    engine = PrefixEngine("folded", folded, device)
    return engine if gives(engine, inputs, plain.run(inputs, "fp32")) else plain


def gives(engine: PrefixEngine, inputs: Tensor, expected: Tensor) -> bool:
    """Are these its numbers, too?"""
    try:
        given = engine.run(inputs, "fp32")
    except _FAILS_TO_FOLD:
        return False
    scale = float(expected.abs().max())
    return expected.shape == given.shape and float((expected - given).abs().max()) <= _LARGEST_DIFFERENCE * scale


def _folded(prefix: Prefix, inputs: Tensor) -> Prefix | None:
    """A copy without those batch norms that follow a convolution; None where there are none."""
    network = prefix.network
    shared = {id(tensor): tensor for tensor in (*network.parameters(), *network.buffers())}
    try:
        twin = copy.deepcopy(prefix, memo=dict(shared)).eval()
        pairs = _convolutions_with_norm(twin, inputs)
        for convolution, norm in pairs:
            _fold(twin.network, convolution, norm)
    except _FAILS_TO_FOLD:
        return None
    return twin if pairs else None


def _convolutions_with_norm(prefix: Prefix, inputs: Tensor) -> list[tuple[str, str]]:
    """Names of convolutions and of the batch norms that take what they give, both called once on the way to the cut."""
    given: dict[int, tuple[str, Tensor]] = {}  # by identity of the output, which is held here so that it stays unique
    pairs: list[tuple[str, str]] = []
    calls: dict[str, int] = {}

    def after(name: str) -> Callable[..., None]:
        def note(module: nn.Module, _inputs: Any, output: Tensor) -> None:
            calls[name] = calls.get(name, 0) + 1
            given[id(output)] = (name, output)

        return note

    def before(name: str) -> Callable[..., None]:
        def note(module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
            calls[name] = calls.get(name, 0) + 1
            if id(inputs[0]) in given:
                pairs.append((given[id(inputs[0])][0], name))

        return note

    hooks = [
        module.register_forward_hook(after(name))
        if type(module) is nn.Conv2d
        else module.register_forward_pre_hook(before(name))
        for name, module in prefix.network.named_modules()
        if type(module) is nn.Conv2d or isinstance(module, nn.BatchNorm2d)
    ]
    try:
        with torch.inference_mode():
            prefix(inputs)
    finally:
        for hook in hooks:
            hook.remove()
    return [pair for pair in pairs if all(calls[name] == 1 for name in pair)]


def _fold(network: nn.Module, convolution: str, norm: str) -> None:
    old = cast(nn.Conv2d, network.get_submodule(convolution))
    batch_norm = cast(nn.BatchNorm2d, network.get_submodule(norm))
    fused = fuse_conv_bn_eval(old, batch_norm)
    if old.weight.is_contiguous(memory_format=torch.channels_last):
        fused = fused.to(memory_format=torch.channels_last)
    _replace(network, convolution, fused)
    # timm's batch norm has the activation within
    after = [part for name in ("drop", "act") if (part := getattr(batch_norm, name, None)) is not None]
    _replace(network, norm, nn.Sequential(*after) if after else nn.Identity())


def _replace(network: nn.Module, path: str, module: nn.Module) -> None:
    parent, _, name = path.rpartition(".")
    setattr(network.get_submodule(parent), name, module)

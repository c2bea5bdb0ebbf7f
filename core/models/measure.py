"""How long each block takes on this machine, and what it keeps for the backward pass: a few real passes, watched."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.graph import saved_tensors_hooks

from core.models.device_choice import DeviceChoice
from core.models.handle import Block, ModelHandle

BATCH_SIZE, FEWEST = 16, 4
REPEATS = 3
USUAL_TOKENS = 64
LONGEST_S = 2.0
_SHORTEST_S = 1e-9


@dataclass(frozen=True)
class BlockCost:
    """Of one block, per input. `forward_s` and `backward_s`: seconds. `activation_bytes`: kept from forward to backward,
    `largest_bytes` by a single layer."""

    forward_s: float
    backward_s: float
    activation_bytes: int
    largest_bytes: int = 0


def measure_blocks(handle: ModelHandle, choice: DeviceChoice, tokens: int = USUAL_TOKENS) -> list[BlockCost]:
    """Times a few training steps with everything trainable, without changing anything.

    The network is moved to the device and back, and runs in its precision. The first pass, with one input, warms up; how
    many are sent at once afterwards depends on its time. Of several passes the fastest counts: whatever else
    the machine does only ever adds time.

    Args:
        tokens: length of each input, where it varies.

    Returns:
        One cost for each of `handle.blocks` and, last, the head.
    """
    module, device = handle.module, torch.device(choice.kind)
    home = next(module.parameters()).device

    def inputs(count: int) -> Tensor:
        return torch.from_numpy(handle.preprocessing.example(count, tokens)).to(device)

    with _as_it_was(module):
        module.to(device).to(memory_format=torch.channels_last)
        module.train()
        for part in module.modules():
            if isinstance(part, nn.modules.batchnorm._BatchNorm):
                part.eval()  # its statistics stay; the time is nearly the same
        module.requires_grad_(True)
        watch = _Watch(module, (*handle.blocks, handle.head), choice)
        started = time.perf_counter()
        kept = watch.run(inputs(1))  # warms up: its time never counts
        # as many as training takes at once, where that is over soon; a single one would be mostly the start of its layers
        fitting = int(LONGEST_S / (REPEATS + 1) / (time.perf_counter() - started))
        fewest = FEWEST if time.perf_counter() - started < LONGEST_S else 1
        count = max(fewest, min(BATCH_SIZE, fitting))
        if count > 1:
            watch.run(inputs(count))  # memory and kernels of this size
        passes: list[list[BlockCost]] = []
        while not passes or (len(passes) < REPEATS and time.perf_counter() - started < LONGEST_S):
            passes.append(watch.run(inputs(count)))
        few = count // 2
        of_few = [watch.run(inputs(few))[-1] for _ in range(2)] if few else []
    module.to(home).to(memory_format=torch.contiguous_format)
    costs = [_fastest([step[index] for step in passes], count, kept[index]) for index in range(len(handle.blocks) + 1)]
    if of_few:
        costs[-1] = _of_one_more(costs[-1], count, _fastest(of_few, few, kept[-1]), few)
    return costs


def _of_one_more(many: BlockCost, count: int, few: BlockCost, few_count: int) -> BlockCost:
    """What one more input costs the head, whose time is nearly all that of starting: a step has that once, however many there
    are, and it is in what a step costs beside the network (core.models.measure_machine)."""

    def slope_s(of_many_s: float, of_few_s: float) -> float:
        return min(of_many_s, max(_SHORTEST_S, (of_many_s * count - of_few_s * few_count) / (count - few_count)))

    return replace(
        many,
        forward_s=slope_s(many.forward_s, few.forward_s),
        backward_s=slope_s(many.backward_s, few.backward_s),
    )


def _fastest(costs: list[BlockCost], count: int, one: BlockCost) -> BlockCost:
    """one: of a single input, so that the bytes are the same however many were timed."""
    return BlockCost(
        forward_s=min(cost.forward_s for cost in costs) / count,
        backward_s=min(cost.backward_s for cost in costs) / count,
        activation_bytes=one.activation_bytes,
        largest_bytes=one.largest_bytes,
    )


@contextmanager
def _as_it_was(module: nn.Module) -> Iterator[None]:
    """Modes, gradients, what is trainable, and the random state come back at the end."""
    modes = {part: part.training for part in module.modules()}
    wanted = {parameter: parameter.requires_grad for parameter in module.parameters()}
    try:
        with torch.random.fork_rng(devices=[]):
            yield
    finally:
        for part, training in modes.items():
            part.training = training
        for parameter, requires_grad in wanted.items():
            parameter.requires_grad_(requires_grad)
            parameter.grad = None


class _Watch:
    """Notes the time at which a pass reaches each block, forward and backward."""

    def __init__(self, module: nn.Module, blocks: tuple[Block, ...], choice: DeviceChoice) -> None:
        self._module = module
        self._choice, self._device = choice, torch.device(choice.kind)
        self._count = len(blocks)
        self._block_of = {name: index for index, block in enumerate(blocks) for name in block.modules}
        self._reached = [0.0] * self._count
        self._left = [0.0] * self._count
        self._kept, self._largest = [0] * self._count, [0] * self._count
        self._now = 0

    def run(self, inputs: Tensor) -> list[BlockCost]:
        """One forward and backward pass: seconds and bytes for all N inputs."""
        self._reached, self._left, self._now = [0.0] * self._count, [0.0] * self._count, 0
        self._kept, self._largest = [0] * self._count, [0] * self._count
        seen = {parameter.untyped_storage().data_ptr() for parameter in self._module.parameters()}
        hooks = [hook for name, part in self._module.named_modules() if name for hook in self._hooks(name, part)]
        try:
            begun = self._clock()
            with self._choice.autocast(), saved_tensors_hooks(self._keep(seen), lambda tensor: tensor):
                loss = self._module(inputs).float().square().mean()
            done = self._clock()
            loss.backward()
            ended = self._clock()
        finally:
            for hook in hooks:
                hook.remove()
        self._module.zero_grad(set_to_none=True)
        return self._costs(begun, done, ended)

    def _costs(self, begun: float, done: float, ended: float) -> list[BlockCost]:
        starts = [begun, *(reached or begun for reached in self._reached[1:]), done]
        # backward runs from the head: a block is done when the gradient of what it was given is there
        ends = [ended, *(left or ended for left in self._left[1:]), done]
        return [
            BlockCost(
                max(0.0, starts[index + 1] - starts[index]),
                max(0.0, ends[index] - ends[index + 1]),
                self._kept[index],
                self._largest[index],
            )
            for index in range(self._count)
        ]

    def _hooks(self, name: str, module: nn.Module) -> Iterator[Any]:
        path = name
        while path and path not in self._block_of:
            path = path.rpartition(".")[0]
        if path:
            index = self._block_of[path]
            yield module.register_forward_pre_hook(
                lambda _module, inputs, options: self._enter(index, (*inputs, *options.values())), with_kwargs=True
            )

    def _enter(self, index: int, inputs: tuple[Any, ...]) -> None:
        if index <= self._now or not index:
            return
        self._now = index
        self._reached[index] = self._clock()
        for tensor in inputs:
            if isinstance(tensor, Tensor) and tensor.requires_grad:
                tensor.register_hook(lambda _gradient: self._leave(index))

    def _leave(self, index: int) -> None:
        self._left[index] = self._clock()

    def _keep(self, seen: set[int]) -> Callable[[Tensor], Tensor]:
        def keep(tensor: Tensor) -> Tensor:
            storage = tensor.untyped_storage()
            if storage.data_ptr() not in seen:
                seen.add(storage.data_ptr())
                self._kept[self._now] += storage.nbytes()
                self._largest[self._now] = max(self._largest[self._now], storage.nbytes())
            return tensor

        return keep

    def _clock(self) -> float:
        if self._device.type == "cuda":
            torch.cuda.synchronize(self._device)
        elif self._device.type in ("mps", "xpu"):
            getattr(torch, self._device.type).synchronize()
        return time.perf_counter()

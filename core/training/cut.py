"""Where a network can be cut below everything that may change: what comes before is a constant for each picture or text.

Nothing is traced or rewritten. The prefix is the network itself, left as soon as the cut has given its output; the suffix is
the network itself, its frozen parts answering with a placeholder of the right shape and the cut with the kept features. So
it works for every library, and where a network does not bear it (a connection past the cut), the proof says so.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils import _pytree as pytree

from core.models.freezing import set_train_mode, warm_blocks
from core.models.handle import ModelHandle
from core.models.trace import Call

# how a module that draws random numbers in training calls its share: nn.Dropout, torchvision's StochasticDepth, timm's DropPath
_RANDOM_MARKS = ("p", "drop_prob", "drop_rate", "dropout", "dropout_prob", "attention_dropout")
_LARGEST_DIFFERENCE = 1e-4


class _Reached(Exception):  # noqa: N818  not an error: it carries the features out of the network
    def __init__(self, output: Tensor) -> None:
        self.output = output


class Prefix(nn.Module):
    """Inputs of the network to the output of the cut, (N, ...).

    by_token: the output has a row for each token, (N, T, H). Then it is (N, T, H + 1): the last number is the attention
    mask, 1 where there is a token, so that nothing else needs to be kept.
    """

    def __init__(self, network: nn.Module, path: str, by_token: bool) -> None:
        super().__init__()
        self.network, self._path, self._by_token = network, path, by_token

    def forward(self, inputs: Tensor) -> Tensor:
        def leave(module: nn.Module, given: Any, output: Tensor) -> None:
            raise _Reached(output)

        hook = self.network.get_submodule(self._path).register_forward_hook(leave)
        try:
            self.network(inputs)
        except _Reached as reached:
            return _with_mask(reached.output, inputs) if self._by_token else reached.output
        finally:
            hook.remove()
        raise RuntimeError(f"the network never reached {self._path}")


class Suffix(nn.Module):
    """Output of the cut to logits. Shares every weight with the network."""

    def __init__(self, network: nn.Module, path: str, example: Tensor, placeholders: dict[str, Any], by_token: bool) -> None:
        super().__init__()
        self.network, self._path, self._example, self._placeholders = network, path, example, placeholders
        self._by_token = by_token

    def forward(self, features: Tensor) -> Tensor:
        count, tokens = len(features), self._example.shape[-1]
        inputs = self._example.expand(count, *self._example.shape[1:])
        if self._by_token:
            features, mask = features[..., :-1], features[..., -1] > 0
            inputs = _inputs_with(mask, self._example)

        def of_this_batch(leaf: Any) -> Any:
            if not isinstance(leaf, Tensor) or not leaf.ndim or leaf.shape[0] != 1:
                return leaf  # the same for any batch: a table of relative positions
            if self._by_token and leaf.ndim > 1 and leaf.shape[1] == tokens:
                return leaf[:, :1].expand(count, features.shape[1], *leaf.shape[2:])
            return leaf.expand(count, *leaf.shape[1:])

        answers = {path: pytree.tree_map(of_this_batch, value) for path, value in self._placeholders.items()}
        answers[self._path] = features
        with _answering(self.network, answers):
            logits: Tensor = self.network(inputs)
        return logits


@dataclass(frozen=True)
class Cut:
    """A proven cut after the module `path`. by_token: see Prefix; the first side of `feature_shape` is 0 then."""

    path: str
    prefix: Prefix
    suffix: Suffix
    feature_shape: tuple[int, ...]
    by_token: bool


def find_cut(handle: ModelHandle, inputs: Tensor) -> Cut | None:
    """The deepest cut that holds for these inputs, or None.

    Args:
        handle: frozen as it will be trained (core.models.freezing.freeze), in fp32.
        inputs: (N, ...) preprocessed, N at least 2, on the network's device.
    """
    example = torch.from_numpy(handle.preprocessing.example(1)).to(inputs.device)
    calls = handle.calls
    for path in _candidates(handle, calls):
        placeholders = _outputs(handle.module, _done_before(calls, path), example)
        placeholders.pop(path, None)
        by_token = handle.preprocessing.varies_in_length and _is_by_token(calls[path], example)
        cut = Cut(
            path,
            Prefix(handle.module, path, by_token),
            Suffix(handle.module, path, example, placeholders, by_token),
            (),
            by_token,
        )
        features = _proven(handle, cut, inputs)
        if features is not None:
            shape = tuple(features.shape[1:])
            return replace(cut, feature_shape=(0, *shape[1:]) if by_token else shape)
    return None


def _is_by_token(call: Call, example: Tensor) -> bool:
    shape = call.output_shape
    return shape is not None and len(shape) == 3 and shape[1] == example.shape[-1]


def _with_mask(features: Tensor, inputs: Tensor) -> Tensor:
    """(N, T, H) and inputs (N, 2, T) to (N, T, H + 1)."""
    return torch.cat([features, inputs[:, 1, :, None].to(features.dtype)], dim=-1)


def _inputs_with(mask: Tensor, example: Tensor) -> Tensor:
    """(N, T) bool to inputs (N, 2, T): any token where there is one. What it is, only frozen layers asked."""
    ids = torch.where(mask, example[0, 0, 0], example[0, 0, 0] - 1)
    return torch.stack([ids, mask.to(ids.dtype)], dim=1)


def _candidates(handle: ModelHandle, calls: dict[str, Call]) -> Iterator[str]:
    """Modules that give one tensor, once, before anything that may change or is random; the last to finish first."""
    first_change = min((_began(name, calls) for name in _changing(handle)), default=0)
    fit = [
        (call.last, name)
        for name, call in calls.items()
        if call.count == 1 and call.plain and call.last < first_change and call.output_shape and call.output_shape[0] == 1
    ]
    for _, name in sorted(fit, reverse=True):
        yield name


def _changing(handle: ModelHandle) -> set[str]:
    """Modules that own something trainable, or behave differently in training."""
    roots = [root for block in warm_blocks(handle) for root in block.modules]
    names = {name.rpartition(".")[0] for block in warm_blocks(handle) for name in (*block.parameters, *block.buffers)}
    for name, module in handle.module.named_modules():
        if any(name == root or name.startswith(f"{root}.") for root in roots) and _is_random(module):
            names.add(name)
    return names


def _is_random(module: nn.Module) -> bool:
    marks = (getattr(module, mark, None) for mark in _RANDOM_MARKS)
    return any(isinstance(mark, float) and mark > 0 for mark in marks)


def _began(name: str, calls: dict[str, Call]) -> int:
    """When a module first worked. One whose weights are used without calling it works when the module around it does;
    the network itself does so before everything."""
    while name and name not in calls:
        name = name.rpartition(".")[0]
    return calls[name].first if name else 0


def _done_before(calls: dict[str, Call], path: str) -> list[str]:
    """The outermost modules whose work is over when the cut's is."""
    done = {name for name, call in calls.items() if call.last <= calls[path].last}
    return [name for name in done if not any(name.startswith(f"{other}.") for other in done)]


def _outputs(network: nn.Module, paths: list[str], example: Tensor) -> dict[str, Any]:
    """What these modules answer for one input."""
    found: dict[str, Any] = {}

    def keep(path: str) -> Any:
        return lambda module, given, output: found.__setitem__(path, output)

    hooks = [network.get_submodule(path).register_forward_hook(keep(path)) for path in paths]
    try:
        with torch.no_grad():
            network(example)
    finally:
        for hook in hooks:
            hook.remove()
    return found


@contextlib.contextmanager
def _answering(network: nn.Module, answers: dict[str, Any]) -> Iterator[None]:
    """Inside the block these modules don't compute: they answer."""
    silenced = [(network.get_submodule(path), answer) for path, answer in answers.items()]
    for module, answer in silenced:
        module.forward = lambda *args, _answer=answer, **named: _answer
    try:
        yield
    finally:
        for module, _ in silenced:
            del module.forward


@torch.no_grad()
def _proven(handle: ModelHandle, cut: Cut, inputs: Tensor) -> Tensor | None:
    """The features, if the two halves give what the whole gives and the first half knows no chance."""
    module = handle.module
    modes = {part: part.training for part in module.modules()}
    try:
        module.eval()
        whole, features = _whole_and_at(module, cut.path, inputs)
        set_train_mode(handle)
        in_training = cut.prefix(inputs)
        module.eval()
        halves = cut.suffix(in_training)
    except (RuntimeError, ValueError, TypeError, IndexError, AttributeError):
        return None  # the rest of the network needs more than this one tensor
    finally:
        for part, mode in modes.items():
            part.training = mode
    close = torch.allclose(whole, halves, atol=_LARGEST_DIFFERENCE, rtol=_LARGEST_DIFFERENCE)
    at_cut = in_training[..., :-1] if cut.by_token else in_training
    knows_no_chance = torch.allclose(features, at_cut, atol=1e-5)
    return in_training if close and knows_no_chance else None


def _whole_and_at(network: nn.Module, path: str, inputs: Tensor) -> tuple[Tensor, Tensor]:
    """The answer of the whole network, and what the module `path` gave on the way there: one pass tells both."""
    given: list[Tensor] = []
    hook = network.get_submodule(path).register_forward_hook(lambda module, args, output: given.append(output.clone()))
    try:
        whole: Tensor = network(inputs)
    finally:
        hook.remove()
    return whole, given[0]

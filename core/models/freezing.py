"""Frozen means frozen: no gradient, not in the optimizer, evaluation mode, statistics untouched."""

from collections.abc import Iterator
from typing import Any

from torch import Tensor, nn

from core.models.handle import Block, ModelHandle
from core.models.tensors import is_matrix


def freeze(handle: ModelHandle, trainable_blocks: int) -> None:
    """Leaves the last `trainable_blocks` blocks and the head trainable, and freezes the rest. May be called again.

    Of a block with LoRA's additions only these are trainable.

    Raises:
        ValueError: more blocks than there are, or fewer than none.
    """
    if not 0 <= trainable_blocks <= len(handle.blocks):
        raise ValueError(f"{trainable_blocks} of {len(handle.blocks)} blocks can't be trainable")
    handle.trainable_blocks = trainable_blocks
    frozen = {name for block in frozen_blocks(handle) for name in block.parameters} | _fixed(handle)
    for name, parameter in handle.module.named_parameters():
        parameter.requires_grad_(name not in frozen)
        if name in frozen:
            parameter.grad = None
    _guard(handle)


def frozen_blocks(handle: ModelHandle) -> tuple[Block, ...]:
    """From the input on."""
    return handle.blocks[: len(handle.blocks) - handle.trainable_blocks]


def warm_blocks(handle: ModelHandle) -> tuple[Block, ...]:
    """What may change, from the input on, head included."""
    return (*handle.blocks[len(handle.blocks) - handle.trainable_blocks :], handle.head)


def set_train_mode(handle: ModelHandle) -> None:
    """Training mode for what is trainable, evaluation mode for what is frozen: batch norm keeps its statistics there,
    dropout and stochastic depth are off."""
    handle.module.train()
    for module in _frozen_modules(handle):
        module.eval()


def trainable_parameters(handle: ModelHandle) -> list[nn.Parameter]:
    """In the order of the module."""
    return [parameter for parameter in handle.module.parameters() if parameter.requires_grad]


def parameter_groups(handle: ModelHandle, lr: float, weight_decay: float, lr_decay: float = 1.0) -> list[dict[str, Any]]:
    """What may change, as groups for a torch optimizer: head first, then block by block toward the input.

    Args:
        lr: learning rate of the head.
        weight_decay: of weights; norms and biases have none.
        lr_decay: factor on the learning rate for each block further from the head.

    Returns:
        One or two groups a block with "params", "lr", "weight_decay" and "name" ("<block>" or "<block>/no decay"). Groups
        of blocks that thaw later come after these, in the same order.

    Source: learning rates: Howard & Ruder, "Universal Language Model Fine-tuning", ACL 2018, section 3.2. No decay on
    norms and biases: He et al., "Bag of Tricks for Image Classification", CVPR 2019, section 3.1.
    """
    groups: list[dict[str, Any]] = []
    for distance, block in enumerate(reversed(warm_blocks(handle))):
        named = [(name, handle.module.get_parameter(name)) for name in block.parameters if name not in block.fixed]
        plain = [parameter for name, parameter in named if not _decays(name, parameter)]
        decayed = [parameter for name, parameter in named if _decays(name, parameter)]
        rate = lr * lr_decay**distance
        if decayed:
            groups.append({"params": decayed, "lr": rate, "weight_decay": weight_decay, "name": block.name})
        if plain:
            groups.append({"params": plain, "lr": rate, "weight_decay": 0.0, "name": f"{block.name}/no decay"})
    return groups


def _decays(name: str, parameter: Tensor) -> bool:
    return is_matrix(parameter) and not name.endswith(".bias")


def _frozen_modules(handle: ModelHandle) -> Iterator[nn.Module]:
    """The modules that belong to frozen blocks alone: their roots, and wrappers around nothing but those. And the batch
    norms whose statistics stay: those of LoRA's blocks, and all where the handle says so."""
    fixed = _fixed(handle)
    owner_is_frozen = {root: False for block in warm_blocks(handle) for root in block.modules}
    owner_is_frozen |= {root: True for block in frozen_blocks(handle) for root in block.modules}
    for name, module in handle.module.named_modules():
        beneath = [
            frozen for root, frozen in owner_is_frozen.items() if not name or root == name or root.startswith(f"{name}.")
        ]
        keeps = handle.keeps_statistics and isinstance(module, nn.modules.batchnorm._BatchNorm)
        if keeps or (beneath and all(beneath)) or f"{name}.running_mean" in fixed:
            yield module


def _fixed(handle: ModelHandle) -> set[str]:
    return {name for block in handle.blocks for name in block.fixed}


def _guard(handle: ModelHandle) -> None:
    """Keeps frozen modules in evaluation mode even if somebody calls `train()` on the whole network.

    Earlier guards are found on the modules themselves, so that a copy of a network can be thawed too.
    """
    for module in handle.module.modules():
        for key in [key for key, hook in module._forward_pre_hooks.items() if hook is _stay_in_evaluation_mode]:
            del module._forward_pre_hooks[key]
    for module in _frozen_modules(handle):
        module.eval()
        module.register_forward_pre_hook(_stay_in_evaluation_mode)


def _stay_in_evaluation_mode(module: nn.Module, _inputs: tuple[Any, ...]) -> None:
    if module.training:
        module.eval()

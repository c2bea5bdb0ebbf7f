"""LoRA: warm blocks keep their own numbers and get small low-rank additions, which are trained in their place.

Beside a layer's weight W stand A (rank rows) and B (rank columns), and the layer computes with W + 2 B A. B begins as zeros,
so the network answers at first as it did before. The layers are those of the library peft.

Whatever is written down is the plain network with the additions folded in (`plain_tensors`), so nothing else has to know of
LoRA; beside it lies what training needs to go on (`lora_tensors`).

Source: Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", ICLR 2022, section 4.1.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import torch
from torch import Tensor, nn

from core.contracts.errors import UserError
from core.models.freezing import freeze
from core.models.handle import Block, ModelHandle

LORA_FILE = "lora.safetensors"
# B A counts twice, as in the LoRA examples of peft; one factor for all ranks, so that a rate that suits one suits others
_ALPHA_PER_RANK = 2
_ADDITIONS = "default"


def add_lora(handle: ModelHandle, trainable_blocks: int, rank: int, seed: int) -> None:
    """Puts additions into the last `trainable_blocks` blocks, in place, and freezes what is below; the head trains in full.

    All numbers that these blocks have stay as they are, batch statistics included. Their dropout works as ever.

    Args:
        seed: of the additions. The global random state is neither used nor changed.

    Raises:
        UserError: lora_unfit, where no layer of these blocks can carry an addition.
        ValueError: there are additions already.
    """
    if handle.lora_layers:
        raise ValueError("this network has additions already")
    warm = handle.blocks[len(handle.blocks) - trainable_blocks :]
    layers = _fitting_layers(handle, warm)
    if warm and not layers:
        raise UserError("lora_unfit", name=handle.recipe.name)
    if warm:
        _inject(handle.module, layers, rank, seed)
        handle.lora_layers = layers
        handle.blocks = tuple(_filled(block, layers) if block in warm else block for block in handle.blocks)
    freeze(handle, trainable_blocks)


def lora_parameters_per_rank(handle: ModelHandle) -> list[int]:
    """For each of `handle.blocks`, how many numbers LoRA would add for each unit of its rank."""
    sizes = {layer: handle.module.get_parameter(f"{layer}.weight") for layer in _fitting_layers(handle, handle.blocks)}
    return [
        sum(len(weight) + weight[0].numel() for layer, weight in sizes.items() if f"{layer}.weight" in block.parameters)
        for block in handle.blocks
    ]


@torch.no_grad()
def plain_tensors(handle: ModelHandle) -> dict[str, Tensor]:
    """The tensors of the network under the names that they have without LoRA, additions folded in."""
    tensors = {}
    for name, tensor in handle.module.state_dict().items():
        layer, _, own = name.rpartition(".base_layer.")
        if layer in handle.lora_layers:
            tensors[f"{layer}.{own}"] = tensor + _addition(handle, layer) if own == "weight" else tensor
        elif name.rpartition(".lora_")[0] not in handle.lora_layers:
            tensors[name] = tensor
    return tensors


def lora_tensors(handle: ModelHandle) -> dict[str, Tensor]:
    """What `plain_tensors` can't give back bit for bit: the additions, and the weights beside them. On the CPU."""
    wanted = {
        f"{layer}.{name}.weight"
        for layer in handle.lora_layers
        for name in ("base_layer", f"lora_A.{_ADDITIONS}", f"lora_B.{_ADDITIONS}")
    }
    return {name: tensor.cpu().contiguous() for name, tensor in handle.module.state_dict().items() if name in wanted}


def tensors_with_lora(handle: ModelHandle, plain: dict[str, Tensor], lora: dict[str, Tensor]) -> dict[str, Tensor]:
    """The tensors of `handle.module`, out of what `plain_tensors` and `lora_tensors` gave."""
    return {_inside(name, handle.lora_layers): tensor for name, tensor in plain.items()} | lora


def _fitting_layers(handle: ModelHandle, blocks: Sequence[Block]) -> tuple[str, ...]:
    """Names of the layers in these blocks that can carry an addition.

    A layer must be called for its addition to count: the weights of attention in torch and of Swin in torchvision are read
    by a function. A weight that another layer shares would no longer be one.
    """
    holders = Counter(id(parameter) for _, parameter in handle.module.named_parameters(remove_duplicate=False))
    owned = {name for block in blocks for name in block.parameters}
    return tuple(
        name
        for name, layer in handle.module.named_modules()
        if name in handle.calls and f"{name}.weight" in owned and _fits(layer) and holders[id(layer.weight)] == 1
    )


def _fits(layer: nn.Module) -> bool:
    """Subclasses may compute something else, and peft's addition to a convolution is neither grouped nor dilated."""
    if type(layer) is nn.Conv2d:
        return layer.groups == 1 and layer.dilation == (1, 1) and layer.padding_mode == "zeros"
    return type(layer) is nn.Linear


def _inject(module: nn.Module, layers: tuple[str, ...], rank: int, seed: int) -> None:
    from peft import LoraConfig, inject_adapter_in_model  # a second, which only LoRA takes

    # an expression and not a list: peft takes the names of a list for endings of names
    names = "|".join(re.escape(layer) for layer in layers)
    config = LoraConfig(r=rank, lora_alpha=_ALPHA_PER_RANK * rank, target_modules=names, lora_dropout=0.0, bias="none")
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed + 1)  # a fresh head is drawn from `seed` itself
        inject_adapter_in_model(config, module, _ADDITIONS)
    for layer in layers:
        around = cast(Any, module.get_submodule(layer))
        around.train(around.get_base_layer().training)


def _addition(handle: ModelHandle, layer: str) -> Tensor:
    """2 B A, in the shape of the layer's weight."""
    return cast(Tensor, cast(Any, handle.module.get_submodule(layer)).get_delta_weight(_ADDITIONS))


def _filled(block: Block, layers: tuple[str, ...]) -> Block:
    """A block with its additions; what it had is fixed."""
    own = tuple(_inside(name, layers) for name in block.parameters)
    added = [
        f"{layer}.lora_{side}.{_ADDITIONS}.weight"
        for layer in layers
        if f"{layer}.weight" in block.parameters
        for side in ("A", "B")
    ]
    return replace(block, parameters=(*own, *added), fixed=(*own, *block.buffers))


def _inside(name: str, layers: tuple[str, ...]) -> str:
    """Where a tensor of the plain network lies once LoRA is around its layer."""
    layer, _, own = name.rpartition(".")
    return f"{layer}.base_layer.{own}" if layer in layers else name

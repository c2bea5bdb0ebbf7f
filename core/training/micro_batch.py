"""How many items go through the network at once: as many as fit. The step is still that of the whole batch."""

import dataclasses

import psutil
import torch
from torch import Tensor
from torch.autograd.graph import saved_tensors_hooks

from core.contracts.costs import copies_beside
from core.models.freezing import trainable_parameters
from core.models.handle import ModelHandle
from core.runtime.failures import is_out_of_memory
from core.training.device import Device
from core.training.inference import evaluating
from core.training.recipe import Recipe

_PROBE_ITEMS = 2
# the rest is for what comes and goes: workspaces of convolutions, gradients on their way, the next batches
_SHARE_OF_FREE = 0.7


def with_fitting_micro_batch(recipe: Recipe, handle: ModelHandle, device: Device, free_bytes: int | None = None) -> Recipe:
    """The recipe with a micro batch that fits beside gradients and optimizer; halving at a failed step stays as the net.

    Call it where the size was left to us. The network is moved to its device and asked once about a few made-up items;
    where only the head learns nothing is asked, since hardly anything is kept then.

    Args:
        handle: frozen as it will be trained.
        free_bytes: None: what the device says; a device that doesn't say changes nothing.
    """
    trainable = trainable_parameters(handle)
    if not trainable or len(trainable) <= len(handle.head.parameters):
        return recipe
    device.place(handle.module)
    free_bytes = _free_bytes(device) if free_bytes is None else free_bytes
    if free_bytes is None:
        return recipe
    copies = copies_beside(recipe.optimizer, recipe.weight_averaging)
    reserved = copies * sum(parameter.numel() * parameter.element_size() for parameter in trainable)
    fitting = 1  # where even the question is too much
    try:
        per_item = activation_bytes(handle, device) * (2 if recipe.consistency else 1)
        fitting = max(1, int((_SHARE_OF_FREE * free_bytes - reserved) / max(per_item, 1)))
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
    if fitting == 1:
        device.free_cache()
    return dataclasses.replace(recipe, micro_batch_size=min(recipe.micro_batch_size, fitting))


def activation_bytes(handle: ModelHandle, device: Device) -> int:
    """Kept from the forward pass to the backward pass for one item, by the layers that learn and those above them.

    Texts are as long as where they are cut. Nothing is changed.
    """
    module = handle.module
    longest = int(getattr(handle.preprocessing, "max_tokens", 0))
    inputs = device.send(torch.from_numpy(handle.preprocessing.example(_PROBE_ITEMS, longest)))
    seen = {parameter.untyped_storage().data_ptr() for parameter in module.parameters()}
    kept = 0

    def keep(tensor: Tensor) -> Tensor:
        nonlocal kept
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in seen:
            seen.add(storage.data_ptr())
            kept += storage.nbytes()
        return tensor

    with evaluating(module), device.autocast(), saved_tensors_hooks(keep, lambda tensor: tensor):
        output = module(inputs)
    del output
    return kept // _PROBE_ITEMS


def _free_bytes(device: Device) -> int | None:
    kind = device.choice.kind
    if kind == "cuda":
        return int(torch.cuda.mem_get_info(device.device)[0])
    if kind == "xpu":
        return int(torch.xpu.mem_get_info(device.device)[0])
    return int(psutil.virtual_memory().available) if kind == "cpu" else None

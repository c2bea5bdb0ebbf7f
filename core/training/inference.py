"""Asking a network without changing it: fp32, evaluation mode, plain views. Every score that is shown comes from here."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from core.contracts.errors import UserError
from core.dataset.loaders import Source, plain_plan


@dataclass(frozen=True)
class Answers:
    """logits: (N, C) float32 on the CPU; labels: (N,) int64; indices: (N,) items that could be read, in order."""

    logits: Tensor
    labels: Tensor
    indices: Tensor
    unreadable: tuple[tuple[int, UserError], ...]


@torch.inference_mode()
def answer_items(
    module: nn.Module,
    items: Source,
    device: torch.device,
    *,
    batch_size: int = 32,
    on_batch: Callable[[int], None] = lambda done: None,
) -> Answers:
    """Logits of every item. The network's mode is put back as it was, module by module.

    Args:
        on_batch: told how many items are done; may raise to end early.
    """
    modes = {part: part.training for part in module.modules()}
    module.eval()
    logits: list[Tensor] = []
    labels: list[Tensor] = []
    indices: list[Tensor] = []
    unreadable: list[tuple[int, UserError]] = []
    try:
        for batch in items.batches(plain_plan(len(items), batch_size)):
            unreadable.extend(batch.unreadable)
            if len(batch):
                logits.append(module(batch.inputs.to(device).float()).float().cpu())
                labels.append(batch.labels)
                indices.append(torch.from_numpy(batch.indices))
            on_batch(len(batch))
    finally:
        for part, mode in modes.items():
            part.training = mode
    if not logits:
        raise UserError("nothing_to_evaluate", folder=str(items.folder))
    return Answers(torch.cat(logits), torch.cat(labels), torch.cat(indices), tuple(unreadable))

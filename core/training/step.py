"""One optimizer step: forward, backward, update; halved when memory runs out, undone when the loss is not finite."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from core.contracts.errors import UserError
from core.dataset.loaders import Batch
from core.runtime.failures import is_out_of_memory
from core.tasks.classification import ClassificationTask
from core.training.device import Device


@dataclass(frozen=True)
class StepResult:
    """loss: mean over the batch. applied: the weights changed; not so where loss or gradient were not finite."""

    loss: float
    applied: bool
    micro_batch_size: int


class Stepper:
    """Learns from one batch at a time. Holds no counters: what a resume needs is in TrainingState."""

    def __init__(
        self,
        network: nn.Module,
        task: ClassificationTask,
        optimizer: torch.optim.Optimizer,
        device: Device,
        clip_norm: float | None,
        consistency: float = 0.0,
    ) -> None:
        self._module = network
        # looked up once: a step of a head alone takes less time than a walk through the network
        self._norms = [part for part in network.modules() if isinstance(part, nn.modules.batchnorm._BatchNorm)]
        self._task = task
        self._optimizer = optimizer
        self._prepared = device.prepare(optimizer)
        self._device = device
        self._clip_norm = clip_norm
        self._consistency = consistency

    def learn(self, batch: Batch, micro_batch_size: int) -> StepResult:
        """One update from a whole batch, computed in pieces of at most micro_batch_size; in threes where two leave one over.

        Where memory runs out the pieces are halved and the step is done again from the same weights.

        Raises:
            UserError: out_of_memory, where a single item is too much.
        """
        statistics = self._running_statistics()
        while True:
            try:
                loss = self._forward_backward(batch, micro_batch_size)
                break
            except Exception as error:
                self._undo(statistics)
                if not is_out_of_memory(error):
                    raise
                if micro_batch_size == 1:
                    raise UserError("out_of_memory") from error
                micro_batch_size = math.ceil(micro_batch_size / 2)
            self._device.free_cache()
        if not math.isfinite(loss) or not self._update():
            self._undo(statistics)
            return StepResult(loss if not math.isfinite(loss) else math.inf, False, micro_batch_size)
        self._optimizer.zero_grad(set_to_none=True)
        return StepResult(loss, True, micro_batch_size)

    def _forward_backward(self, batch: Batch, micro_batch_size: int) -> float:
        weight = self._task.weight_of(batch.labels)
        pieces = math.ceil(len(batch) / micro_batch_size)
        # of equal size, and sooner one item larger than asked for: a piece of a single item would spoil batch norm
        if micro_batch_size > 1:
            pieces = max(1, min(pieces, len(batch) // 2))
        total = torch.zeros((), device=self._device.device)
        for inputs, labels in zip(batch.inputs.tensor_split(pieces), batch.labels.tensor_split(pieces), strict=True):
            loss, disagreement = self._losses(self._device.send(inputs), labels.to(self._device.device))
            self._device.backward((loss + self._consistency * disagreement) / weight)
            total += loss.detach() / weight
        return float(total)

    def _losses(self, inputs: Tensor, labels: Tensor) -> tuple[Tensor, Tensor | float]:
        """The summed loss, and by how much a second pass with other dropout disagrees (R-Drop), where that is wanted."""
        with self._device.autocast():
            logits = self._module(inputs)
            again = self._module(inputs) if self._consistency else None
        loss = self._task.loss_sum(logits, labels)
        if again is None:
            return loss, 0.0
        return (loss + self._task.loss_sum(again, labels)) / 2, self._task.disagreement_sum(logits, again)

    def _update(self) -> bool:
        """Changes the weights, unless the gradient is not finite."""
        trainable = [parameter for group in self._optimizer.param_groups for parameter in group["params"]]
        norm = self._device.clip(trainable, self._clip_norm or math.inf)
        if not math.isfinite(norm) and not self._device.scales_gradients:
            return False
        self._prepared.step()
        return True

    def _running_statistics(self) -> list[tuple[Tensor, Tensor]]:
        """The buffers that a forward pass changes (batch norm in training mode), with their values."""
        return [(buffer, buffer.clone()) for part in self._norms if part.training for buffer in part.buffers(recurse=False)]

    def _undo(self, statistics: list[tuple[Tensor, Tensor]]) -> None:
        self._optimizer.zero_grad(set_to_none=True)
        for buffer, value in statistics:
            buffer.copy_(value)

"""Saving and restoring a run in the middle. What lies on disk and how safely: core.store.checkpoints."""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor

from core.models.build import save_model
from core.models.handle import ModelHandle
from core.models.lora import LORA_FILE, lora_tensors, tensors_with_lora
from core.models.origins import WEIGHTS_FILE
from core.models.weights import load_exactly, read_safetensors
from core.store.checkpoints import CheckpointInfo, keep_as_best, write_checkpoint
from core.training.device import Device
from core.training.state import TrainingState

_OPTIMIZER, _STATE, _AVERAGE = "optimizer.pt", "state.json", "average.safetensors"


class Checkpoints:
    """The checkpoints of one run.

    on_best: told by what the logits of the best weights are divided, once these lie there; None: by nothing.
    """

    def __init__(self, folder: Path, on_best: Callable[[float | None], object] = lambda temperature: None) -> None:
        self.folder, self._on_best = folder, on_best

    def save(
        self,
        handle: ModelHandle,
        optimizer: torch.optim.Optimizer,
        device: Device,
        state: TrainingState,
        event_seq: int,
        average: Mapping[str, Tensor],
    ) -> Path:
        """Writes everything that a resume needs. Raises UserError: disk_full, not_writable; older ones stay then."""

        def fill(folder: Path) -> None:
            _write_network(handle, folder)
            torch.save({"optimizer": optimizer.state_dict(), "scaler": device.scaler_state()}, folder / _OPTIMIZER)
            (folder / _STATE).write_text(json.dumps(asdict(state)))
            if average:
                save_file({name: tensor.contiguous() for name, tensor in average.items()}, folder / _AVERAGE)

        return write_checkpoint(self.folder, state.step, event_seq, fill)

    def save_best(self, handle: ModelHandle, step: int, temperature: float | None) -> None:
        """Writes the weights by which the run will be judged, in place of the old ones."""
        keep_as_best(self.folder, step, lambda folder: _write_network(handle, folder))
        self._on_best(temperature)

    def load_weights(self, handle: ModelHandle, folder: Path) -> None:
        """Puts the weights of a checkpoint into a network of the same shape, with LoRA's additions if that one had them."""
        path = folder / WEIGHTS_FILE
        tensors = read_safetensors(path)
        if handle.lora_layers:
            tensors = tensors_with_lora(handle, tensors, read_safetensors(folder / LORA_FILE))
        load_exactly(handle.module, tensors, path=str(path), name=handle.recipe.name)


def _write_network(handle: ModelHandle, folder: Path) -> None:
    """The plain network, which everything can open, and what LoRA needs beside it to go on."""
    save_model(handle, folder)
    if handle.lora_layers:
        save_file(lora_tensors(handle), folder / LORA_FILE)


def read_state(checkpoint: CheckpointInfo) -> TrainingState:
    values = json.loads((checkpoint.path / _STATE).read_text())
    if "best_loss" in values:  # as it was before: the best was the lowest
        values["lowest_loss"] = values.pop("best_loss")
        if values["best_epoch"] == 0 and math.isinf(values["lowest_loss"]):
            values["best_epoch"] = None  # as "nothing was judged yet" was once written
    return TrainingState(**values)


def read_average(checkpoint: CheckpointInfo) -> dict[str, Tensor]:
    """The mean of the weights, by name; empty: there was none."""
    path = checkpoint.path / _AVERAGE
    return read_safetensors(path) if path.exists() else {}


def restore_optimizer(checkpoint: CheckpointInfo, optimizer: torch.optim.Optimizer, device: Device) -> None:
    saved: dict[str, Any] = torch.load(checkpoint.path / _OPTIMIZER, map_location=device.device, weights_only=True)
    optimizer.load_state_dict(saved["optimizer"])
    device.load_scaler_state(saved["scaler"])

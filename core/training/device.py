"""A device at work: the only file that knows accelerate."""

import contextlib
import gc
from typing import Any

import psutil
import torch
from accelerate import Accelerator
from accelerate.state import AcceleratorState
from torch import Tensor, nn

from core.models.device_choice import DeviceChoice


class Device:
    """One device in one precision, behind accelerate."""

    def __init__(self, choice: DeviceChoice) -> None:
        self.choice = choice
        # accelerate keeps its state in the process; a second run in the same process may want another precision
        AcceleratorState._reset_state(reset_partial_state=True)
        self._accelerator = Accelerator(
            cpu=choice.kind == "cpu", mixed_precision="no" if choice.precision == "fp32" else choice.precision
        )
        self.device: torch.device = self._accelerator.device

    @property
    def name(self) -> str:
        """For people: the graphics card's name, or the number of processor cores."""
        if self.choice.kind == "cuda":
            return torch.cuda.get_device_name(self.device)
        if self.choice.kind == "xpu":
            return torch.xpu.get_device_name(self.device)
        if self.choice.kind == "mps":
            return "Apple GPU"
        return f"CPU, {psutil.cpu_count(logical=False) or psutil.cpu_count()} cores"

    def place(self, module: nn.Module) -> nn.Module:
        """Moves a network here, convolutions in the memory layout that is fastest (channels last)."""
        if self.choice.kind != "mps" and any(parameter.ndim == 4 for parameter in module.parameters()):
            module.to(memory_format=torch.channels_last)
        return module.to(self.device)

    def send(self, inputs: Tensor) -> Tensor:
        """Moves a batch here."""
        if inputs.ndim == 4 and self.choice.kind != "mps":
            return inputs.to(self.device, memory_format=torch.channels_last, non_blocking=True)
        return inputs.to(self.device, non_blocking=True)

    def prepare(self, optimizer: torch.optim.Optimizer) -> Any:
        """The optimizer with gradient scaling, where fp16 needs it; elsewhere itself: accelerate's looks for packages on the
        disk at every step."""
        return self._accelerator.prepare_optimizer(optimizer) if self.scales_gradients else optimizer

    def autocast(self) -> contextlib.AbstractContextManager[None]:
        """Mixed precision inside the block; nothing in fp32."""
        autocast: contextlib.AbstractContextManager[None] = self._accelerator.autocast()
        return autocast

    def backward(self, loss: Tensor) -> None:
        self._accelerator.backward(loss)

    def clip(self, parameters: list[nn.Parameter], largest_norm: float) -> float:
        """Clips the gradients' norm and returns what it was."""
        return float(self._accelerator.clip_grad_norm_(parameters, largest_norm))

    @property
    def scales_gradients(self) -> bool:
        """fp16 only: overflowing gradients are then the scaler's daily work, not a sign of divergence."""
        return self._accelerator.scaler is not None

    def scaler_state(self) -> dict[str, Any]:
        return self._accelerator.scaler.state_dict() if self._accelerator.scaler is not None else {}

    def load_scaler_state(self, state: dict[str, Any]) -> None:
        if self._accelerator.scaler is not None and state:
            self._accelerator.scaler.load_state_dict(state)

    def memory_bytes(self) -> int | None:
        """What is in use on a graphics device; None on the CPU."""
        if self.choice.kind == "cuda":
            return torch.cuda.memory_allocated(self.device)
        if self.choice.kind == "xpu":
            return torch.xpu.memory_allocated(self.device)
        if self.choice.kind == "mps":
            return torch.mps.current_allocated_memory()
        return None

    def peak_memory_bytes(self) -> int | None:
        """The most that this process has used of a graphics device; None on the CPU."""
        if self.choice.kind == "cuda":
            return torch.cuda.max_memory_allocated(self.device)
        if self.choice.kind == "xpu":
            return torch.xpu.max_memory_allocated(self.device)
        return self.memory_bytes()

    def free_cache(self) -> None:
        """Gives memory back after a failed attempt, so that a smaller one may succeed."""
        gc.collect()
        if self.choice.kind == "cuda":
            torch.cuda.empty_cache()
        elif self.choice.kind == "xpu":
            torch.xpu.empty_cache()
        elif self.choice.kind == "mps":
            torch.mps.empty_cache()

"""Which device there is, and which precision profits on it."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

import torch

from core.contracts.errors import UserError

_CHECKS: dict[str, Callable[[], bool]] = {
    "cpu": lambda: True,
    "cuda": torch.cuda.is_available,
    "mps": torch.backends.mps.is_available,
    "xpu": lambda: hasattr(torch, "xpu") and torch.xpu.is_available(),
}


@dataclass(frozen=True)
class DeviceChoice:
    """What was asked for and what is used. `precision` is fp32, bf16 or fp16.

    exact: fp32 was asked for by name. Then nothing may be computed in another form that is only nearly the same.
    """

    asked: str
    kind: str
    precision: str
    exact: bool = False

    def autocast(self) -> contextlib.AbstractContextManager[None]:
        """Mixed precision inside the block; nothing in fp32."""
        dtypes = {"bf16": torch.bfloat16, "fp16": torch.float16}
        return torch.autocast(self.kind, dtypes.get(self.precision), enabled=self.precision in dtypes)

    @property
    def fell_back(self) -> bool:
        return self.asked not in ("auto", self.kind)


def choose_device(asked: str = "auto", precision: str = "auto") -> DeviceChoice:
    """The device that is there, and the precision that profits on it.

    Raises:
        UserError: precision_not_here, when one that the device lacks was asked for by name.
    """
    kind = asked if asked != "auto" else next(kind for kind in ("cuda", "xpu", "mps", "cpu") if _CHECKS[kind]())
    if not _CHECKS[kind]():
        kind = "cpu"
    supported, exact = _supported_precisions(kind), precision == "fp32"
    if precision == "auto":
        precision = supported[0]
    elif precision not in supported:
        raise UserError("precision_not_here", precision=precision, device=kind, possible=", ".join(supported))
    return DeviceChoice(asked, kind, precision, exact)


def _supported_precisions(kind: str) -> tuple[str, ...]:
    """Best first. bf16 where there are instructions for it: elsewhere it is emulated, and slower than fp32."""
    if kind == "cuda":
        return ("bf16", "fp16", "fp32") if torch.cuda.is_bf16_supported(including_emulation=False) else ("fp16", "fp32")
    if kind == "xpu":
        return ("bf16", "fp16", "fp32")
    if kind == "mps":
        return ("fp32", "fp16", "bf16")
    able = torch.cpu.get_capabilities()
    return ("bf16", "fp32") if able.get("avx512_bf16") or able.get("amx_bf16") else ("fp32", "bf16")

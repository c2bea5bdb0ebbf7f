"""Which machine measured: a number without it says nothing."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

import psutil

# what decides how fast a network runs on a processor, as Linux and torch call them
_INSTRUCTIONS = ("avx2", "avx512f", "avx512_bf16", "amx_bf16")


def machine_facts() -> dict[str, str]:
    """Processor, cores, instructions, memory, graphics, versions."""
    import torch  # only here: the parent of the measured processes needs nothing of it

    able = torch.cpu.get_capabilities()
    found = [name for name in _INSTRUCTIONS if able.get(name) or able.get(name.replace("avx512f", "avx512_f"))]
    has_bf16 = "avx512_bf16" in found or "amx_bf16" in found
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return {
        "processor": _processor(),
        "cores": str(cores),
        "instructions": ", ".join(found) or platform.machine(),
        "bf16 instructions": "yes" if has_bf16 else "no, so everything is computed in fp32 on both sides",
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GB",
        "graphics": torch.cuda.get_device_name() if torch.cuda.is_available() else "none",
        "system": f"{platform.system()} {platform.release()}",
        **{name: version(name) for name in ("torch", "torchvision", "transformers", "timm", "scikit-learn")},
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())

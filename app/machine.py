"""What this machine has, as far as one can tell without torch."""

import os
import platform
import shutil
import subprocess

import psutil

from app.i18n import counted, tr

GIGABYTE = 1024**3


def machine_in_short() -> str:
    """For the chip in the rail: "CPU, 2 cores, 24 GB"."""
    return tr("Machine", "CPU, {cores}, {memory} GB").format(cores=_cores_in_words(), memory=memory_gb())


def _cores_in_words() -> str:
    return counted(core_count(), tr("Machine", "{count} core"), tr("Machine", "{count} cores"))


def core_count() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def memory_gb() -> int:
    return round(int(psutil.virtual_memory().total) / GIGABYTE)


def machine_lines() -> list[tuple[str, str]]:
    """(what, value) rows for the Settings page. Not for the GUI thread: a slow graphics driver takes seconds to answer."""
    return [
        (tr("Machine", "System"), f"{platform.system()} {platform.release()}, {platform.machine()}"),
        (tr("Machine", "Processor"), _cores_in_words()),
        (tr("Machine", "Memory"), tr("Machine", "{memory} GB").format(memory=memory_gb())),
        (
            tr("Machine", "Graphics"),
            "; ".join(_graphics()) or tr("Machine", "no NVIDIA driver found; training uses the processor"),
        ),
    ]


def _graphics() -> list[str]:
    program = shutil.which("nvidia-smi")
    if program is None:
        return [tr("Machine", "Apple GPU")] if platform.system() == "Darwin" and platform.machine() == "arm64" else []
    try:
        answer = subprocess.run(
            [program, "--query-gpu=name,memory.total", "--format=csv,noheader"],
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return []
    return [line.strip() for line in answer.stdout.splitlines() if line.strip()]

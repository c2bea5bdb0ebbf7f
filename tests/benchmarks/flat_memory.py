"""Peak memory of a training on many pictures and on few: python -m tests.benchmarks.flat_memory [MANY] [FEW]

Each is a whole head-only training through the command line, in a process of its own, with folders of its own; the pictures are
small, for it is what is kept of each item that is measured. The last line is the ratio of the peaks, and the script ends with
0 where the aim is reached.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from tests.benchmarks.bench import ROOT

AIM = 1.2
SIDE_PX = 64
EPOCHS = 3
# starts the command and says what the largest of its processes took, in the unit of the system
_MEASURED = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(done.returncode)
"""


def write_pictures(folder: Path, count: int) -> None:
    """Two classes that can be told apart; every picture is another."""
    rng = np.random.default_rng(count)
    for number in range(count):
        label = number % 2
        pixels = np.full((SIDE_PX, SIDE_PX, 3), 60 + 120 * label, np.uint8)
        pixels[::8, ::8] = rng.integers(0, 256, (SIDE_PX // 8, SIDE_PX // 8, 3), dtype=np.uint8)
        path = folder / "ab"[label] / f"{number:06}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(path, compress_level=1)


def peak_mib(folder: Path, work: Path) -> float:
    """Of a training on this folder. Raises CalledProcessError: it failed."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    environment |= {f"FETTLE_{name}_DIR": str(work / name.lower()) for name in ("CACHE", "CONFIG", "PROJECTS")}
    settings = (f"training.epochs={EPOCHS}", "model.image_size_px=64", "training.device=cpu")
    train = [sys.executable, "-m", "core.cli", "train", "--data", str(folder), "--layers", "head", "--json"]
    train += ["--runs", str(work / "runs"), *(part for setting in settings for part in ("--set", setting))]
    command = [sys.executable, "-c", _MEASURED, *train]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
    # Linux counts in KiB, macOS in bytes
    return int(done.stdout) / (2**20 if sys.platform == "darwin" else 2**10)


def main(arguments: Sequence[str] = ()) -> int:
    many, few = (int(value) for value in (*arguments, *("20000", "1000")[len(arguments) :]))
    peaks = {}
    for count in (few, many):
        with tempfile.TemporaryDirectory(prefix="fettle-bench-") as work:
            write_pictures(Path(work) / "data", count)
            peaks[count] = peak_mib(Path(work) / "data", Path(work))
        print(f"{count} pictures: {peaks[count]:.0f} MiB", flush=True)
    ratio = peaks[many] / peaks[few]
    print(f"{(peaks[many] - peaks[few]) / (many - few) * 1024:.1f} KiB an item")
    print(f"{ratio:.3f} x")
    return 0 if ratio <= AIM else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""How well time and memory are estimated: each case is measured, estimated and then really trained.

    python -m tests.benchmarks.estimates [--data DIR] [--again]

Each case in a process of its own, on a few hundred pictures or texts, with an empty cache, so that nothing was learnt from
an earlier run. `--again` trains each a second time, which shows what is learnt. DIR holds solar-cells and reviews (default:
FETTLE_BENCH_DATA); the pictures come from the installed sample otherwise. Aim: median error of the time at most 20 %. Run it
on a machine that does nothing else.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.bench import ROOT, Bench
from tests.benchmarks.data_sets import find_data, smaller

AIM = 0.2
_PICTURES, _TEXTS = 300, 300
# data, network, layers, epochs
_CASES = (
    ("solar-cells", "fettle/efficientnet-lite0", "head", 3),
    ("solar-cells", "fettle/efficientnet-lite0", "last", 3),
    ("solar-cells", "fettle/efficientnet-lite0", "half", 2),
    ("solar-cells", "fettle/efficientnet-lite0", "all", 2),
    ("solar-cells", "torchvision/resnet18", "last", 2),
    ("reviews", "text/all-MiniLM-L6-v2", "head", 3),
    ("reviews", "text/all-MiniLM-L6-v2", "all", 2),
)


def main() -> int:
    """Returns 0 where the aim is reached."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("FETTLE_BENCH_DATA"))
    parser.add_argument("--again", action="store_true")
    options = parser.parse_args()
    errors: list[float] = []
    memory_errors: list[float] = []
    with tempfile.TemporaryDirectory() as place:
        bench = Bench(work=Path(place), data=Path(options.data) if options.data else None, quick=True)
        for number, (data, network, layers, epochs) in enumerate(_CASES):
            folder = find_data(bench, data)
            if folder is None:
                sys.stdout.write(f"{data} is not here: left out\n")
                continue
            folder = smaller(bench, folder, _PICTURES if data == "solar-cells" else _TEXTS)
            for again in range(2 if options.again else 1):
                case = [str(folder), network, layers, str(epochs), f"{place}/runs"]
                told = _run(case, Path(place) / f"cache-{number}")
                error, memory_error = _say(f"{network} {layers}{' again' if again else ''}", told)
                if not again:
                    errors.append(error)
                    memory_errors.append(memory_error)
    median = statistics.median(errors)
    sys.stdout.write(f"memory: median error {statistics.median(memory_errors):.0%}\n")
    sys.stdout.write(f"median error {median:.0%} of the time over {len(errors)} runs (aim: at most {AIM:.0%})\n")
    return 0 if median <= AIM else 1


def _run(case: list[str], cache: Path) -> dict[str, dict[str, float]]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "FETTLE_CACHE_DIR": str(cache)}
    command = [sys.executable, "-m", "tests.benchmarks.one_estimate", *case]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=600, check=True)
    told: dict[str, dict[str, float]] = json.loads(done.stdout.strip().splitlines()[-1])
    return told


def _say(name: str, told: dict[str, dict[str, float]]) -> tuple[float, float]:
    expected, taken = told["expected"], told["taken"]
    phases = ("first_pass_s", "training_s", "scoring_s")
    whole, truth = (sum(times[phase] for phase in phases) for times in (expected, taken))
    parts = ", ".join(f"{phase[:-2]} {expected[phase]:.1f} / {taken[phase]:.1f}" for phase in phases)
    memory, true_memory = expected["memory_bytes"] / 1024**2, taken["memory_bytes"] / 1024**2
    sys.stdout.write(
        f"{name:40} {whole:6.1f} s expected, {truth:6.1f} s taken ({whole / truth - 1:+.0%}: {parts});"
        f" {memory:.0f} / {true_memory:.0f} MB ({memory / true_memory - 1:+.0%})\n"
    )
    sys.stdout.flush()
    return abs(whole / truth - 1), abs(memory / true_memory - 1)


if __name__ == "__main__":
    sys.exit(main())

"""Rows around the window, and those that are scripts of their own."""

import os
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.bench import ROOT, Bench, values
from tests.benchmarks.compare import Line, at_most, ratio_of_rounds, seconds, skipped
from tests.benchmarks.data_sets import find_data, smaller, why_not
from tests.benchmarks.rows_frozen import PICTURES_MODEL
from tests.benchmarks.rows_steps import steps_spec

_SCRIPT_PATIENCE_S = 1200


def beside_window(bench: Bench) -> list[Line]:
    """The same run in the same kind of child process, with the Train page drawing it and without any window."""
    folder = find_data(bench, "solar-cells")
    if folder is None:
        return [skipped("training with the window open", why_not("solar-cells"))]
    folder = smaller(bench, folder, bench.count(400))
    spec = steps_spec(folder, PICTURES_MODEL, 2, epochs=12, batch_size=8, lr=1e-3)
    without, within = [], []
    for _ in range(bench.rounds):
        without.append(bench.run("window_beside:without_window", spec=spec, runs=str(bench.place("runs"))))
        within.append(bench.run("window_beside:with_window", spec=spec, project=str(bench.place("project"))))
    return [
        at_most(
            100 * (ratio_of_rounds(values(within, "seconds"), values(without, "seconds")) - 1),
            5,
            "training with the window open against without",
            unit="%",
            ours=f"with {seconds(values(within, 'seconds'))}",
            theirs=f"without {seconds(values(without, 'seconds'))}",
            note="a child process both times, from the beginning of the pass over the frozen layers to the scores",
        )
    ]


def script(bench: Bench, what: str, file: str, *arguments: str) -> list[Line]:
    """A script of this folder that prints its numbers and ends with 0 where its aim is reached."""
    path = Path(__file__).parent / file
    if not path.exists():
        return [skipped(what, f"{file} is not here")]
    environment = os.environ | bench.places() | ({"FETTLE_BENCH_DATA": str(bench.data)} if bench.data else {})
    command = [sys.executable, "-m", f"tests.benchmarks.{path.stem}", *arguments]
    done = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=_SCRIPT_PATIENCE_S, check=False
    )
    said = [line.strip() for line in done.stdout.strip().splitlines() if line.strip()]
    if not said:
        return [skipped(what, f"{file} ended with {done.returncode}: {done.stderr.strip()[-300:]}")]
    return [Line(what=what, measured=said[-1], reached=done.returncode == 0, note=" / ".join(said[:-1]))]


def fluidity(bench: Bench) -> list[Line]:
    return script(bench, "a 5 ms timer in the window while training runs", "window_fluidity.py", "10" if bench.quick else "20")


def decoding(bench: Bench) -> list[Line]:
    return script(bench, "12-megapixel JPEG folder, scan and cache, against Pillow open + convert + resize", "decode_once.py")


def memory(bench: Bench) -> list[Line]:
    return script(bench, "peak memory at 20,000 items over 1,000 items", "flat_memory.py")


def start_up(bench: Bench) -> list[Line]:
    return script(bench, "window painted, against import torch, torchvision", "start_up.py")


def estimates(bench: Bench) -> list[Line]:
    return script(bench, "estimates of time, median error", "estimates.py")

"""Rows around the window, and those that are scripts of their own."""

import os
import subprocess
import sys

from tests.benchmarks.bench import ROOT, Bench, values
from tests.benchmarks.compare import Line, at_most, ratio_of_rounds, seconds, skipped
from tests.benchmarks.data_sets import find_data, smaller, why_not
from tests.benchmarks.rows_frozen import PICTURES_MODEL
from tests.benchmarks.rows_steps import steps_spec

_SCRIPT_PATIENCE_S = 3600


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


def script(bench: Bench, what: str, aim: str, name: str, *arguments: str) -> list[Line]:
    """A script of this folder that prints its numbers, the one that counts last, and ends with 0 where its aim is reached."""
    environment = os.environ | bench.places() | ({"FETTLE_BENCH_DATA": str(bench.data)} if bench.data else {})
    command = [sys.executable, "-m", f"tests.benchmarks.{name}", *arguments]
    done = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=_SCRIPT_PATIENCE_S, check=False
    )
    said = [line.strip() for line in done.stdout.strip().splitlines() if line.strip()]
    if not said or done.returncode not in (0, 1) or "Traceback" in done.stderr:
        return [skipped(what, f"{name} ended with {done.returncode}: {done.stderr.strip()[-300:]}")]
    return [Line(what=what, measured=said[-1], aim=aim, reached=done.returncode == 0, note=" / ".join(said[:-1]))]


def fluidity(bench: Bench) -> list[Line]:
    what = "a 5 ms timer in the window while training runs"
    return script(bench, what, "99th percentile at most 16 ms, none above 100 ms", "window_fluidity", _few(bench, "10", "20"))


def decoding(bench: Bench) -> list[Line]:
    what = "12-megapixel JPEG folder, scan and cache, against Pillow open + convert + resize"
    aim = "at least 6 x, mean error at most 1.5 of 255"
    return script(bench, what, aim, "decode_once", _few(bench, "8", "32"), _few(bench, "1", "3"))


def memory(bench: Bench) -> list[Line]:
    few_items = ("2000", "200") if bench.quick else ("20000", "1000")
    what = f"peak memory at {int(few_items[0]):,} items over {int(few_items[1]):,} items"
    return script(bench, what, "at most 1.2 x", "flat_memory", *few_items)


def start_up(bench: Bench) -> list[Line]:
    return script(
        bench, "window painted, against import torch, torchvision", "at least 10 x", "start_up", _few(bench, "1", "5")
    )


def estimates(bench: Bench) -> list[Line]:
    return script(bench, "estimates of time, median error", "at most 20 %", "estimates")


def _few(bench: Bench, quick: str, usual: str) -> str:
    return quick if bench.quick else usual

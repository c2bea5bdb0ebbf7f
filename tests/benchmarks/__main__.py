"""Fettle beside its peers, on real data, on this machine: make bench

    python -m tests.benchmarks [--data DIR] [--only ROW ...] [--quick] [--full] [--out DIR]

Each run is a process of its own, ours and the peers' in turn, round by round; a ratio is the median over the rounds. Process
start and imports are left out on both sides and told beside. What was measured is printed and kept in DIR as JSON and as a
Markdown table, row by row, so that a row can be measured again alone. Run it on a machine that does nothing else.
"""

import argparse
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.benchmarks import rows_accuracy, rows_frozen, rows_steps, rows_window
from tests.benchmarks.bench import ROOT, Bench
from tests.benchmarks.compare import Line, skipped
from tests.benchmarks.machine import machine_facts
from tests.benchmarks.table import Measured, as_words, read_results, results_file, write_results

ROWS: dict[str, Callable[[Bench], list[Line]]] = {
    "frozen": rows_frozen.pictures,
    "last": rows_steps.last_stage,
    "all-conv": rows_steps.convolutional,
    "all-vit": rows_steps.vision_transformer,
    "text-frozen": rows_frozen.texts,
    "text-all": rows_steps.texts,
    "decode": rows_window.decoding,
    "memory": rows_window.memory,
    "window": rows_window.beside_window,
    "fluidity": rows_window.fluidity,
    "start-up": rows_window.start_up,
    "estimates": rows_window.estimates,
    "accuracy": rows_accuracy.recipe,
}


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options().parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what lies in the place of work is cleared away
    machine = machine_facts()
    path = results_file(Path(options.out), machine)
    results = read_results(path, machine)
    for name, value in machine.items():
        print(f"{name}: {value}", flush=True)
    with tempfile.TemporaryDirectory(prefix="fettle-bench-") as work:
        for name in options.only or ROWS:
            bench = Bench(
                data=Path(options.data).absolute() if options.data else None,
                work=Path(work),
                quick=options.quick,
                full=options.full,
                rounds=1 if options.quick else options.rounds,
                seeds=options.seeds,
                fastai_python=options.fastai,
            )
            results.rows[name] = _measure(name, bench)
            write_results(path, results, list(ROWS))
    print(path.with_suffix(".md"))
    return 0


def _measure(name: str, bench: Bench) -> Measured:
    """A row. One that fails becomes a line that says so: the others are measured nevertheless."""
    print(f"{name} ...", file=sys.stderr, flush=True)
    started = time.monotonic()
    try:
        lines = ROWS[name](bench)
    except Exception as error:  # noqa: BLE001  whatever it was, it is shown, and the table says that nothing was measured
        traceback.print_exc()
        lines = [skipped(name, f"failed: {type(error).__name__}: {error}"[:300])]
    for line in lines:
        print(as_words(line), flush=True)
    minutes = (time.monotonic() - started) / 60
    return Measured(lines=lines, raw=bench.raw, finished=time.strftime("%Y-%m-%d %H:%M"), minutes=minutes)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--data", default=os.environ.get("FETTLE_BENCH_DATA"), help="folder with solar-cells, stamps, reviews, emails"
    )
    parser.add_argument("--only", nargs="+", choices=list(ROWS), metavar="ROW", help=", ".join(ROWS))
    parser.add_argument("--out", default=str(ROOT / "bench"), help="folder of the results")
    parser.add_argument("--rounds", type=int, default=2, help="how often both sides run, in turn")
    parser.add_argument("--seeds", type=int, default=1, help="of the row accuracy")
    parser.add_argument("--quick", action="store_true", help="little data, one round: does everything run? Not to be quoted")
    parser.add_argument("--full", action="store_true", help="the peers run all 10 epochs in round one")
    parser.add_argument("--fastai", metavar="PYTHON", help="a Python that has fastai, where this one does not")
    return parser


if __name__ == "__main__":
    sys.exit(main())

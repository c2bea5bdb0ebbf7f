"""What a row is given: the data, a place to work, and a way to run something measured."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 3600
_FEW, _ALL = 120, 10**9

Found = dict[str, Any]


class RunFailedError(Exception):
    """A measured process did not give a result; says its last words."""


@dataclass
class Bench:
    """Settings of `python -m tests.benchmarks`.

    data: folder with solar-cells, stamps, reviews, emails, as far as they are there.
    work: temporary; caches, runs and copies of data go there.
    quick: fewer items and one round, to see that everything runs; not to be quoted.
    full: in the first round the peers run all epochs: hours.
    fastai_python: a Python that has fastai; None: this one is asked.
    """

    data: Path | None
    work: Path
    quick: bool = False
    full: bool = False
    rounds: int = 2
    seeds: int = 1
    fastai_python: str | None = None
    raw: list[dict[str, object]] = field(default_factory=list)

    def place(self, name: str) -> Path:
        """A fresh folder."""
        return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.work))

    def count(self, usual: int = _ALL) -> int:
        """How many items a row takes, all of them unless it says a number: few where it is only tried out."""
        return _FEW if self.quick else usual

    def places(self) -> dict[str, str]:
        """Environment of a child: fresh folders of Fettle's own, no network, no display."""
        folder = self.place("fettle")
        return {
            "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
            **{f"FETTLE_{name}_DIR": str(folder / name.lower()) for name in ("CACHE", "PROJECTS", "CONFIG")},
            "HF_HUB_OFFLINE": "1",
            "TOKENIZERS_PARALLELISM": "true",
            "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
        }

    def run(self, function: str, *, cache: Path | None = None, python: str | None = None, **parameters: Any) -> Found:
        """Calls "module:function" of tests.benchmarks in a process of its own and returns what it gives.

        Args:
            cache: FETTLE_CACHE_DIR; None: a fresh one.

        Raises:
            RunFailedError: it ended without a result.
        """
        folder = self.place("run")
        result, log = folder / "result.json", folder / "log.txt"
        environment = os.environ | self.places() | ({"FETTLE_CACHE_DIR": str(cache)} if cache else {})
        name = f"tests.benchmarks.{function}"
        command = [python or sys.executable, "-m", "tests.benchmarks.one_run", name, json.dumps(parameters), str(result)]
        with log.open("w", encoding="utf-8") as said:
            code = subprocess.run(command, env=environment, stdout=said, stderr=said, timeout=PATIENCE_S, cwd=folder).returncode
        if code != 0 or not result.exists():
            raise RunFailedError(f"{function} ended with {code}: {_last_words(log)}")
        found: Found = json.loads(result.read_text(encoding="utf-8"))
        self.raw.append({"function": function, "parameters": parameters, "found": found})
        said_s = f", {found['seconds']:.1f} s" if "seconds" in found else ""
        print(f"  {function}{said_s} (process start {found['start_s']:.1f} s)", file=sys.stderr, flush=True)
        return found

    def fastai(self) -> str | None:
        """A Python that has fastai, or None."""
        python = self.fastai_python or sys.executable
        asked = [python, "-c", "import fastai, torch"]
        return python if subprocess.run(asked, capture_output=True, cwd=self.work).returncode == 0 else None


def values(found: Sequence[Found], name: str) -> list[float]:
    return [float(one[name]) for one in found]


def start_words(ours: Sequence[Found], theirs: Sequence[Found]) -> str:
    """How long the processes took to start, which is in no ratio."""
    sides = [statistics.median(values(found, "start_s")) for found in (ours, theirs)]
    return f"process start, not counted: {sides[0]:.1f} s, {sides[1]:.1f} s"


def accuracy_words(ours: Sequence[Found], theirs: Sequence[Found]) -> str:
    """Median test accuracy of both."""
    return ", ".join(f"{statistics.median(values(found, 'test_accuracy')):.3f}" for found in (ours, theirs))


def _last_words(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return " / ".join(lines[-3:])[-500:]

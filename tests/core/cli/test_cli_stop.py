"""Stopping a real `fettle train` process: exit code 130, everything saved, resumable."""

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.contracts.events import StepDone, event_from_line
from core.store.runs import RunStore, open_run
from tests.core.cli.conftest import Fettle
from tests.drawn_shapes import draw_shapes

# 84 steps of one pass: long enough to be stopped in the middle
LONG = (
    *("--model", "torchvision/mobilenet_v3_small", "--epochs", "1", "--layers", "2"),
    *("--set", "model.weights=random", "--set", "model.image_size_px=32", "--set", "training.batch_size=2"),
    *("--set", "training.precision=fp32"),
)
PATIENCE_S = 120


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw_shapes(tmp_path_factory.mktemp("many") / "shapes", per_class=120)


@contextmanager
def training(data: Path, runs: Path, *more: str, stderr: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "core.cli", "train", "--data", str(data), "--runs", str(runs), *LONG, *more]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr) as child:
        try:
            yield child
        finally:
            child.kill()


def read_until(terminal: int, word: bytes) -> bytes:
    seen = b""
    while word not in seen:
        seen += os.read(terminal, 4096)
    return seen


def test_ctrl_c_saves_and_says_how_to_go_on(fettle: Fettle, many: Path, tmp_path: Path) -> None:
    terminal, its_side = pty.openpty()
    with training(many, tmp_path, stderr=its_side) as child:
        os.close(its_side)
        drawn = read_until(terminal, b"samples/s")
        child.send_signal(signal.SIGINT)
        out, _ = child.communicate(timeout=PATIENCE_S)
    os.close(terminal)
    assert b"[#" in drawn or b"[." in drawn  # a bar, where standard error is a terminal
    assert child.returncode == 130
    run = open_run(Path(out.decode().splitlines()[-1]))
    assert f"To go on: fettle resume {run.path}" in out.decode()
    assert run.status() == "stopped"

    resumed = fettle("resume", run.path)
    assert resumed.code == 0
    assert "going on after step" in resumed.out
    assert resumed.last_line == str(run.path)
    assert run.status() == "completed"
    steps = [event.step for event in map(event_from_line, run.events_path.open("rb")) if isinstance(event, StepDone)]
    assert steps == list(range(1, 85))


@pytest.mark.slow
def test_reader_that_goes_away_stops_the_run_without_a_traceback(many: Path, tmp_path: Path) -> None:
    with training(many, tmp_path, "--json", stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if isinstance(event_from_line(line), StepDone):
                break
        child.stdout.close()
        assert child.stderr is not None
        said = child.stderr.read()
        child.wait(PATIENCE_S)
    assert (child.returncode, said) == (130, b"")
    (run,) = RunStore(tmp_path).list()
    assert run.status() == "stopped"

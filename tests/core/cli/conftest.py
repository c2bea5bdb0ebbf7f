"""Commands as a person types them, run in this process with the real streams; and one run that many tests look at."""

import contextlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.cli import main
from tests.built_once import built_once

# the smallest real job: the bundled model on little pictures, one pass
SMALL = ("--epochs", "1", "--set", "model.image_size_px=64", "--set", "training.precision=fp32")


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def last_line(self) -> str:
        return self.out.splitlines()[-1]


Fettle = Callable[..., Outcome]


def call(*arguments: object) -> int:
    try:
        return main([str(argument) for argument in arguments])
    except SystemExit as end:  # argparse leaves this way
        return int(end.code or 0)


@pytest.fixture
def fettle(capfd: pytest.CaptureFixture[str]) -> Fettle:
    """`fettle("check", folder)`: the exit code and both streams, as the operating system sees them."""

    def run(*arguments: object) -> Outcome:
        capfd.readouterr()
        code = call(*arguments)
        out, err = capfd.readouterr()
        return Outcome(code, out, err)

    return run


@pytest.fixture(scope="session")
def trained(drawn_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """`fettle train` on the drawn shapes, its words for people."""

    def train(runs: Path) -> Outcome:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = call("train", "--data", drawn_data, "--runs", runs, "--name", "shapes", *SMALL)
        return Outcome(code, out.getvalue(), err.getvalue())

    return built_once(tmp_path_factory, "trained", train)


@pytest.fixture(scope="session")
def trained_run(trained: Outcome) -> Path:
    """The run folder of `trained`. For tests that only read it."""
    return Path(trained.last_line)


@pytest.fixture(scope="session")
def bundle(trained_run: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A bundle of `trained`, and what was said while it was made."""

    def export(folder: Path) -> tuple[Path, str]:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            assert call("export", trained_run, "--to", folder / "bundle", "--formats", "onnx,safetensors") == 0
        return folder / "bundle", out.getvalue()

    return built_once(tmp_path_factory, "bundle-of-trained", export)

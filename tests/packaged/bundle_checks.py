"""What `make package` has built, started as a person would: a whole job on a machine without Python.

    make package-test                                       checks dist/fettle
    FETTLE_BUNDLE=/some/fettle python -m pytest tests/packaged/bundle_checks.py

Not collected by default: the bundle takes minutes and gigabytes to build.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
BUNDLE = Path(os.environ.get("FETTLE_BUNDLE") or ROOT / "dist" / "fettle")
PATIENCE_S = 900
SMALL = ("--epochs", "1", "--set", "model.image_size_px=32", "--set", "training.batch_size=64")

pytestmark = pytest.mark.timeout(PATIENCE_S)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Nothing of this Python, and folders of its own."""
    home = tmp_path_factory.mktemp("home")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "FETTLE_"))}
    own = {f"FETTLE_{name}_DIR": str(home / name.lower()) for name in ("CACHE", "CONFIG", "PROJECTS")}
    return {**kept, **own, "QT_QPA_PLATFORM": "offscreen"}


def program(name: str = "fettle") -> str:
    return str(BUNDLE / (f"{name}.exe" if sys.platform == "win32" else name))


def fettle(environment: dict[str, str], *arguments: object) -> str:
    """Standard output of a command that must end well."""
    command = [program(), *map(str, arguments)]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", timeout=PATIENCE_S, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def digits(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data") / "digits"
    assert fettle(environment, "samples", "digits", folder).strip() == str(folder)
    return folder


@pytest.fixture(scope="module")
def run(environment: dict[str, str], digits: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    said = fettle(environment, "train", "--data", digits, "--runs", tmp_path_factory.mktemp("runs"), *SMALL)
    return Path(said.splitlines()[-1])


def test_doctor_finds_the_bundled_model(environment: dict[str, str]) -> None:
    said = fettle(environment, "doctor")
    assert "EfficientNet-Lite0 is here" in said
    assert "not installed" not in said
    assert "layers can run in torch, onnxruntime, openvino\n" in said


def test_every_model_family_is_in_it(environment: dict[str, str]) -> None:
    families = {entry["family"] for entry in json.loads(fettle(environment, "models", "--json"))}
    assert families == {"fettle", "torchvision", "timm", "transformers", "text"}


@pytest.mark.parametrize(
    "model", ["torchvision/mobilenet_v3_small", "timm/lcnet_050.ra2_in1k", "transformers/facebook/deit-tiny-patch16-224"]
)
def test_every_family_trains(environment: dict[str, str], digits: Path, tmp_path: Path, model: str) -> None:
    """With random weights: none can be counted on to be here."""
    options = ("--model", model, "--set", "model.weights=random", "--set", "dataset.split.train=0.1")
    shares = ("--set", "dataset.split.validation=0.1", "--set", "dataset.split.test=0.8")
    said = fettle(environment, "train", "--data", digits, "--runs", tmp_path, *options, *shares, *SMALL)
    assert (Path(said.splitlines()[-1]) / "metrics.json").exists()


def test_training_leaves_a_whole_run(run: Path) -> None:
    metrics = json.loads((run / "metrics.json").read_bytes())
    assert metrics["test"]["accuracy"] > metrics["test"]["majority_accuracy"]


def test_prediction_answers(environment: dict[str, str], run: Path, digits: Path) -> None:
    assert "%" in fettle(environment, "predict", run, digits / "7" / sorted((digits / "7").iterdir())[0].name)


def test_export_is_proven(environment: dict[str, str], run: Path, tmp_path: Path) -> None:
    """All three formats, each asked in a worker of the bundle."""
    said = fettle(environment, "export", run, "--to", tmp_path / "bundle")
    assert said.splitlines()[-1] == str(tmp_path / "bundle")
    proof = json.loads((tmp_path / "bundle" / "proof.json").read_bytes())
    assert [row["passed"] for row in proof["formats"]] == [True, True, True]


def test_texts_go_all_the_way(environment: dict[str, str], tmp_path: Path) -> None:
    """Trained on, asked and exported with the text model that comes with the program."""
    for label, text in (("good", "A lovely film, warm and funny."), ("bad", "A dull film, I walked out.")):
        (tmp_path / "data" / label).mkdir(parents=True)
        for number in range(12):
            (tmp_path / "data" / label / f"{number}.txt").write_text(f"{text} That was number {number}.", encoding="utf-8")
    said = fettle(environment, "train", "--data", tmp_path / "data", "--runs", tmp_path, "--epochs", "1")
    run = Path(said.splitlines()[-1])
    assert "good" in fettle(environment, "predict", run, "--text", "A lovely, funny evening")
    fettle(environment, "export", run, "--to", tmp_path / "bundle")
    proof = json.loads((tmp_path / "bundle" / "proof.json").read_bytes())
    assert [row["passed"] for row in proof["formats"]] == [True] * 4


@pytest.fixture
def window(environment: dict[str, str]) -> Iterator[psutil.Popen]:
    with psutil.Popen([program("fettle-window")], env=environment) as process:
        yield process
        for child in process.children(recursive=True):
            child.kill()
        process.kill()


def test_window_paints_and_starts_its_worker(window: psutil.Popen) -> None:
    """The worker is started after the first paint."""
    while not window.children():
        assert window.poll() is None, "the window has gone"
        psutil.wait_procs([window], timeout=0.2)
    assert "--worker" in window.children()[0].cmdline()
    assert window.is_running()

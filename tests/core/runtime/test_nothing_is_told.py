"""Libraries that would tell their makers over the network how they are used, and number the computer for that, don't."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

CORE = Path(__file__).parents[3] / "core"

_WATCHED = """
import json, pathlib, sys
told = []
sys.addaudithook(lambda event, args: told.append(event) if event.startswith(("socket.", "urllib.")) else None)
{use}
home = pathlib.Path.home()
print(json.dumps([told, sorted(str(path.relative_to(home)) for path in home.rglob("*") if path.is_file())]))
"""
_ONNX_RUNNER = """
import torch
from core.training.onnx_runners import runners
given = runners()["{runner}"](pathlib.Path(sys.argv[1]))(torch.rand(1, 3))
assert given.shape == (1, 2)
assert "{runner}" in sys.modules
"""
_BUNDLE = """
sys.path.insert(0, str(pathlib.Path(sys.argv[1]).parent))
import predict
predict.onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
"""


def told_by(use: str, folder: Path) -> list[list[str]]:
    """What a process of its own does that `use` stands for: events of the network, files in a home that was empty."""
    (home := folder / "home").mkdir()
    with pytest.warns(DeprecationWarning):
        torch.onnx.export(
            torch.nn.Linear(3, 2), (torch.rand(1, 3),), str(folder / "a.onnx"), input_names=["inputs"], dynamo=False
        )
    # where tests or a CI service run, onnxruntime is silent by itself
    silent = ("CI", "GITHUB_ACTIONS", "ORT_RUNNING_UNIT_TESTS", "ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME")
    environment = {name: value for name, value in os.environ.items() if name not in silent}
    environment |= {"HOME": str(home), "USERPROFILE": str(home), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", _WATCHED.format(use=use), str(folder / "a.onnx")]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    told: list[list[str]] = json.loads(ended.stdout.splitlines()[-1])
    return told


@pytest.mark.parametrize("runner", ["onnxruntime", "openvino"])
def test_by_those_who_run_frozen_layers(tmp_path, runner):
    assert told_by(_ONNX_RUNNER.format(runner=runner), tmp_path) == [[], []]


def test_by_the_script_of_a_bundle(tmp_path):
    shutil.copy(CORE / "export" / "bundle_predict.py", tmp_path / "predict.py")
    for file in ("decode.py", "preprocess.py"):
        shutil.copy(CORE / "dataset" / file, tmp_path)
    assert told_by(_BUNDLE, tmp_path) == [[], []]

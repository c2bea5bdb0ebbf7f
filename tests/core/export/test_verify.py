"""The check that everything rests on: it must fail when something is wrong."""

import shutil
import subprocess
import sys
from concurrent.futures import CancelledError
from pathlib import Path

import numpy as np
import psutil
import pytest
import torch
from safetensors.torch import load_file, save_file

from core.contracts.errors import Stopped, UserError
from core.contracts.jobs import ExportFormat, VerifyJob
from core.contracts.records import FormatProof
from core.dataset.split_file import read_split
from core.evaluation.predict import predict_items
from core.evaluation.sources import load_run_model
from core.export.verify import Expected, Prover, compare, run_verify_job

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def expected(exported, tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = [str(exported.pictures / sample.file) for sample in read_split(exported.run.split_path)[:5]]
    answers = predict_items(load_run_model(exported.run), exported.pictures, files)
    path = tmp_path_factory.mktemp("expected") / "expected.npz"
    Expected(files, answers.probabilities).write(path)
    return path


def verify(bundle: Path, name: ExportFormat, expected: Path, heard) -> FormatProof:
    job = VerifyJob(bundle=str(bundle), format=name, expected=str(expected))
    return FormatProof.model_validate(run_verify_job(job, heard.emit, heard.inbox)["proof"])


def test_a_changed_weight_fails(exported, expected: Path, tmp_path: Path, heard):
    bundle = shutil.copytree(exported.bundle, tmp_path / "bundle")
    tensors = load_file(bundle / "model.safetensors")
    tensors["classifier.bias"] += torch.tensor([0.0, 0.02, 0.0])
    save_file(tensors, bundle / "model.safetensors")
    proof = verify(bundle, "safetensors", expected, heard)
    assert not proof.passed
    assert 1e-3 < proof.largest_difference < 0.02


def test_another_preprocessing_fails(exported, expected: Path, tmp_path: Path, heard):
    bundle = shutil.copytree(exported.bundle, tmp_path / "bundle")
    text = (bundle / "preprocessing.json").read_text()
    assert '"stretch"' in text
    (bundle / "preprocessing.json").write_text(text.replace('"stretch"', '"crop"'))
    assert not verify(bundle, "torch-export", expected, heard).passed


def test_a_damaged_file_is_an_error_of_the_child(exported, expected: Path, tmp_path: Path, heard):
    bundle = shutil.copytree(exported.bundle, tmp_path / "bundle")
    (bundle / "model.onnx").write_bytes((bundle / "model.onnx").read_bytes()[:100_000])
    with Prover(bundle, expected, heard.emit, lambda: False) as prover:
        prover.start("onnx")
        with pytest.raises(UserError):
            prover.result("onnx")


def test_what_is_still_being_asked_is_stopped_where_nobody_waits_any_longer(exported, expected: Path, heard):
    with Prover(exported.bundle, expected, heard.emit, lambda: False) as prover:
        prover.start("safetensors")
        prover.start("torch-export")
    for name in ("safetensors", "torch-export"):
        with pytest.raises((Stopped, CancelledError)):
            prover.result(name)
    commands = [" ".join(child.cmdline()) for child in psutil.Process().children()]
    assert not any("core.runtime.worker" in command for command in commands)
    assert not heard.of("progress")


def test_onnx_is_asked_without_torch(exported, expected: Path):
    code = (
        "import sys; from core.contracts.commands import Inbox; from core.contracts.jobs import VerifyJob;"
        "from core.export.verify import run_verify_job; from core.store.event_log import Emitter;"
        f"job = VerifyJob(bundle={str(exported.bundle)!r}, format='onnx', expected={str(expected)!r});"
        "result = run_verify_job(job, Emitter('x', lambda line: None), Inbox());"
        "assert result['proof']['passed'], result; assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=REPOSITORY)
    assert not list(exported.bundle.rglob("__pycache__"))


def rows(*values: tuple[float, float]) -> np.ndarray:
    return np.array(values)


def test_equal_answers_pass_and_the_repeated_picture_is_not_counted():
    answers = rows((0.9, 0.1), (0.2, 0.8), (0.9, 0.1))
    proof = compare(answers, answers, "onnx", "model.onnx")
    assert (proof.passed, proof.count, proof.same_top1, proof.largest_difference) == (True, 2, 1.0, 0.0)


def test_a_picture_that_alone_is_answered_otherwise_fails():
    wanted = rows((0.9, 0.1), (0.2, 0.8), (0.9, 0.1))
    proof = compare(wanted, rows((0.9, 0.1), (0.2, 0.8), (0.1, 0.9)), "onnx", "model.onnx")
    assert not proof.passed


@pytest.mark.parametrize("answer", [(float("nan"), float("nan")), (0.502, 0.498)])
def test_answers_that_are_no_numbers_or_too_far_off_fail(answer: tuple[float, float]):
    wanted = rows((0.5, 0.5), (0.5, 0.5))
    assert not compare(wanted, rows((0.5, 0.5), answer), "onnx", "model.onnx").passed


def test_another_number_of_classes_fails():
    assert not compare(rows((0.5, 0.5)), np.array([[0.5, 0.25, 0.25]]), "onnx", "model.onnx").passed


def test_a_tie_may_fall_the_other_way_and_is_counted():
    proof = compare(rows((0.5002, 0.4998), (0.9, 0.1)), rows((0.4998, 0.5002), (0.9, 0.1)), "onnx", "model.onnx")
    assert proof.passed
    assert proof.same_top1 == 0

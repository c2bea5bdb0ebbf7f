"""What the receiver of a bundle gets: used as the receiver uses it, without Fettle and torch; then as a model in Fettle.

In one file, so that no two files wait for the same export.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

import core
from core.contracts.errors import UserError
from core.contracts.jobs import ExplainJob, PredictJob
from core.contracts.records import ExportProof, PredictionList
from core.dataset.split_file import read_split
from core.evaluation.explain import run_explain_job
from core.evaluation.predict import predict_items
from core.evaluation.predict_job import run_predict_job
from core.evaluation.sources import load_run_model
from core.export.bundle import golden_rows
from core.models.build import load_model
from core.store.records import read_record

CORE = Path(core.__file__).parent


def run_script(bundle: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """As `python -I`: nothing of this repository can be imported, whatever the environment says."""
    return subprocess.run([sys.executable, "-I", "-B", "predict.py", *arguments], cwd=bundle, capture_output=True, text=True)


def test_every_format_is_proven_and_says_so(exported):
    proof = ExportProof.model_validate(exported.result["proof"])
    assert proof.passed
    assert [it.format for it in proof.formats] == ["onnx", "safetensors", "torch-export"]
    assert {(it.same_top1, it.passed) for it in proof.formats} == {(1.0, True)}
    validation = [sample for sample in read_split(exported.run.split_path) if sample.part == "validation"]
    assert {it.count for it in proof.formats} == {len(validation)}
    assert proof.engine_versions["onnx"] == f"onnxruntime {onnxruntime.__version__}"
    assert read_record(exported.bundle / "proof.json", ExportProof) == proof
    assert [event.phase for event in exported.events if event.kind == "phase_changed"][-2:] == ["exporting", "verifying"]


def test_nothing_is_in_the_bundle_that_was_not_meant_to_be(exported):
    names = {path.relative_to(exported.bundle).as_posix() for path in exported.bundle.rglob("*") if path.is_file()}
    fixed = {name for name in names if not name.startswith("golden/")}
    assert fixed == {
        *("README.md", "proof.json", "labels.txt", "preprocessing.json", "golden.json"),
        *("model.onnx", "model.safetensors", "model.json", "model.pt2"),
        *("predict.py", "decode.py", "preprocess.py"),
    }
    assert len(names - fixed) == 6


def test_the_golden_pictures_give_the_golden_answers(exported):
    done = run_script(exported.bundle, "--check")
    assert done.returncode == 0, done.stderr
    assert "6 golden pictures" in done.stdout


def test_a_wrong_golden_answer_is_noticed(exported, tmp_path: Path):
    bundle = shutil.copytree(exported.bundle, tmp_path / "bundle")
    golden = json.loads((bundle / "golden.json").read_text())
    golden["pictures"][0]["probabilities"][0] += 0.01
    (bundle / "golden.json").write_text(json.dumps(golden))
    done = run_script(bundle, "--check")
    assert done.returncode == 1
    assert "NOT the same" in done.stdout


def test_the_script_answers_like_the_network_and_goes_on_after_a_damaged_picture(exported, tmp_path: Path):
    pictures = sorted((exported.pictures / "red").glob("00*.*"))[:2]
    (tmp_path / "bad.jpg").write_bytes(pictures[1].read_bytes()[:200])
    done = run_script(exported.bundle, str(pictures[0]), str(tmp_path / "bad.jpg"), str(pictures[1]))
    assert done.returncode == 1
    assert "bad.jpg: the picture is damaged" in done.stderr
    handle = load_run_model(exported.run)
    answers = predict_items(handle, exported.pictures, [str(picture) for picture in pictures])
    for line, picture, row in zip(done.stdout.splitlines(), pictures, answers.probabilities, strict=True):
        assert line.startswith(f"{picture}: {handle.class_names[row.argmax()]} {row.max():.3f}")


def test_the_script_needs_no_torch(exported):
    code = "import runpy, sys; runpy.run_path('predict.py')['Model'](); print('torch' in sys.modules)"
    command = [sys.executable, "-I", "-B", "-c", code]
    done = subprocess.run(command, cwd=exported.bundle, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_decoder_and_preprocessing_are_word_for_word_ours(exported):
    for name in ("decode.py", "preprocess.py"):
        assert (exported.bundle / name).read_bytes() == (CORE / "dataset" / name).read_bytes()


def test_onnx_gives_logits_for_any_number_of_pictures(exported):
    graph = onnx.load(exported.bundle / "model.onnx").graph
    assert graph.input[0].type.tensor_type.shape.dim[0].dim_param
    assert "Softmax" not in {node.op_type for node in graph.node}
    session = onnxruntime.InferenceSession(exported.bundle / "model.onnx", providers=["CPUExecutionProvider"])
    module = load_run_model(exported.run).module
    inputs = torch.randn(5, 3, 224, 224, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        expected = module(inputs).numpy()
    for count in (1, 2, 5):
        (logits,) = session.run(["logits"], {"pictures": inputs[:count].numpy()})
        np.testing.assert_allclose(logits, expected[:count], atol=1e-4)


def test_safetensors_come_back_bit_for_bit(exported):
    ours, theirs = load_run_model(exported.run), load_model(exported.bundle)
    assert theirs.class_names == ours.class_names
    assert theirs.preprocessing == ours.preprocessing
    for name, tensor in ours.module.state_dict().items():
        assert torch.equal(theirs.module.state_dict()[name], tensor), name


def test_no_path_of_this_computer_is_in_any_file(exported):
    private = [str(CORE.parent).encode(), b"site-packages", str(exported.run.path.parent).encode()]
    for path in exported.bundle.rglob("*"):
        if path.is_file():
            assert not [text for text in private if text in path.read_bytes()], path.name


def test_the_card_has_the_numbers_and_what_they_are_worth(exported):
    card = (exported.bundle / "README.md").read_text(encoding="utf-8")
    test = exported.run.metrics().test
    assert f"| test | {test.count} | {test.accuracy:.3f} | {test.accuracy_interval[0]:.3f} to " in card
    assert f"{test.majority_accuracy:.3f} (red)" in card
    assert "apache-2.0" in card.lower()
    assert "fewer than 30 pictures" in card
    assert "not yours to share" in card


@pytest.mark.parametrize(
    ("labels", "rows"),
    [("aaabbc", [0, 3, 5, 1]), ("a", [0]), ("aaaaaaa", [0, 1, 2, 3]), ("abcdef", [0, 1, 2, 3])],
)
def test_golden_pictures_are_spread_over_the_classes(labels: str, rows: list[int]):
    assert golden_rows(list(labels), most=4) == rows


# ---- as a model in Fettle -------------------------------------------------------------------------------------------


@pytest.fixture
def bundle(exported, tmp_path: Path) -> Path:
    return shutil.copytree(exported.bundle, tmp_path / "bundle")


def predict(source: Path, exported, heard, to: Path) -> PredictionList:
    job = PredictJob(source=str(source), paths=(str(exported.pictures / "blue"),), to=str(to))
    return read_record(Path(run_predict_job(job, heard.emit, heard.inbox)["predictions"]), PredictionList)


def without(bundle: Path, *names: str) -> None:
    for name in names:
        (bundle / name).unlink()


def test_bundle_and_run_give_the_same_answers(exported, bundle: Path, tmp_path: Path, heard):
    of_run = predict(exported.run.path, exported, heard, tmp_path / "a").predictions
    by_onnx = predict(bundle, exported, heard, tmp_path / "b").predictions
    without(bundle, "model.onnx")
    by_safetensors = predict(bundle, exported, heard, tmp_path / "c").predictions
    for rows in (by_onnx, by_safetensors):
        for row, wanted in zip(rows, of_run, strict=True):
            assert row.class_names == wanted.class_names
            assert row.probabilities == pytest.approx(wanted.probabilities, abs=1e-4)


def cut(bundle: Path) -> None:
    (bundle / "model.onnx").write_bytes(b"\x08\x0a" * 50)


def one_label_less(bundle: Path) -> None:
    (bundle / "labels.txt").write_text("blue\ngreen\n")


def no_labels(bundle: Path) -> None:
    without(bundle, "labels.txt")


def odd_preprocessing(bundle: Path) -> None:
    (bundle / "preprocessing.json").write_text('{"size_px": -1, "mean": [0, 0, 0], "std": [1, 1, 1]}')


def program_only(bundle: Path) -> None:
    without(bundle, "model.onnx", "model.json", "model.safetensors")


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (cut, "damaged_file"),
        (one_label_less, "damaged_file"),
        (no_labels, "file_missing"),
        (odd_preprocessing, "damaged_file"),
        (program_only, "source_unsafe"),
    ],
)
def test_a_damaged_bundle_is_a_sentence(
    exported, bundle: Path, tmp_path: Path, heard, damage: Callable[[Path], None], code: str
):
    damage(bundle)
    with pytest.raises(UserError) as caught:
        predict(bundle, exported, heard, tmp_path / "to")
    assert caught.value.code == code


def test_a_heat_map_needs_more_than_the_onnx_file(exported, bundle: Path, tmp_path: Path, heard):
    picture = next((exported.pictures / "blue").iterdir())
    job = ExplainJob(source=str(bundle), path=str(picture), to=str(tmp_path))
    assert Path(run_explain_job(job, heard.emit, heard.inbox)["heat_map"]).exists()
    without(bundle, "model.json", "model.safetensors")
    with pytest.raises(UserError) as caught:
        run_explain_job(job, heard.emit, heard.inbox)
    assert caught.value.code == "no_heat_map"

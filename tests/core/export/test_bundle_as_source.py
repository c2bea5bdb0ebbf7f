"""A bundle answers in Fettle too, by its ONNX file, and says so when it can't."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core.contracts.errors import UserError
from core.contracts.jobs import ExplainJob, PredictJob
from core.contracts.records import PredictionList
from core.evaluation.explain import run_explain_job
from core.evaluation.predict_job import run_predict_job
from core.store.records import read_record


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

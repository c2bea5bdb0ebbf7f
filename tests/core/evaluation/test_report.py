"""Scoring a run: the files that it leaves, and what happens to pictures that have gone bad since the scan."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.contracts.commands import Stop
from core.contracts.errors import Stopped, UserError
from core.contracts.jobs import EvaluateJob
from core.contracts.records import RunMetrics
from core.dataset.split_file import read_split
from core.evaluation.evaluate_job import run_evaluate_job
from core.evaluation.predict import predict_items
from core.evaluation.sources import load_run_model
from core.store.predictions import read_predictions
from core.store.records import read_record
from core.store.runs import RunFolder
from tests.core.evaluation.finished_run import copy_run, make_pictures, score


@pytest.fixture
def run(finished_run: RunFolder, tmp_path: Path) -> RunFolder:
    return copy_run(finished_run, tmp_path)


def test_the_files_say_the_same_as_the_numbers(run: RunFolder, heard):
    metrics = score(run, heard)
    assert metrics == run.metrics()
    rows = read_predictions(run.predictions_path)
    samples = {sample.file: sample for sample in read_split(run.split_path)}
    assert {row.file for row in rows} == {file for file, sample in samples.items() if sample.part != "train"}
    for part, numbers in (("validation", metrics.validation), ("test", metrics.test)):
        of_part = [row for row in rows if row.part == part]
        assert numbers.count == len(of_part)
        assert numbers.accuracy == pytest.approx(np.mean([row.label == row.predicted for row in of_part]))
        assert numbers.majority_class == "red"
    for row in rows:
        assert row.label == samples[row.file].label
        assert row.predicted == run.read_record().class_names[int(np.argmax(row.probabilities))]
        assert sum(row.probabilities) == pytest.approx(1, abs=1e-6)
    assert heard.of("samples_ready")[0].path == "predictions.csv"


def test_metrics_json_reads_as_the_documentation_says(run: RunFolder, heard):
    score(run, heard)
    raw = json.loads(run.metrics_path.read_text())
    assert {"accuracy", "accuracy_interval", "balanced_accuracy", "macro_f1", "count", "per_class"} <= set(raw["validation"])
    assert set(raw["test"]["per_class"]) == {"blue", "green", "red"}


def test_a_picture_damaged_since_the_scan_is_left_out_and_told(run: RunFolder, heard):
    folder = Path(run.read_record().spec.dataset.folder)
    first, second = [sample.file for sample in read_split(run.split_path) if sample.part == "validation"][:2]
    (folder / first).write_bytes((folder / first).read_bytes()[:100])
    (folder / second).unlink()
    metrics = score(run, heard)
    files = {row.file for row in read_predictions(run.predictions_path)}
    assert files.isdisjoint({first, second})
    assert metrics.validation.count == len([row for row in read_predictions(run.predictions_path) if row.part == "validation"])
    (notice,) = heard.of("notice")
    assert (notice.code, notice.params["count"]) == ("left_out_of_result", 2)


def test_a_lost_folder_is_one_sentence_and_older_results_stay(run: RunFolder, heard):
    before = score(run, heard)
    shutil.rmtree(run.read_record().spec.dataset.folder)
    with pytest.raises(UserError) as caught:
        score(run, heard)
    assert caught.value.code == "data_folder_gone"
    assert run.metrics() == before


def test_stop_ends_it_and_writes_nothing(run: RunFolder, heard):
    heard.inbox.put(Stop())
    with pytest.raises(Stopped):
        score(run, heard)
    assert run.metrics() is None
    assert not run.predictions_path.exists()


def test_finish_now_does_not_cut_the_result_short(run: RunFolder, heard):
    heard.inbox.put(Stop(keep_best=True))
    assert score(run, heard).test is not None


def test_scoring_leaves_every_part_in_its_mode(finished_run: RunFolder):
    handle = load_run_model(finished_run)
    handle.module.train()
    frozen = handle.module.get_submodule(handle.blocks[0].modules[0]).eval()
    folder = Path(finished_run.read_record().spec.dataset.folder)
    predict_items(handle, folder, [read_split(finished_run.split_path)[0].file])
    assert handle.module.training
    assert not frozen.training


def test_evaluating_again_gives_the_same_numbers(run: RunFolder, heard):
    metrics = score(run, heard)
    result = run_evaluate_job(EvaluateJob(run=str(run.path)), heard.emit, heard.inbox)
    assert read_record(Path(result["metrics"]), RunMetrics) == metrics


def test_another_folder_is_scored_beside_the_run(run: RunFolder, tmp_path: Path, heard):
    before = score(run, heard)
    other = make_pictures(tmp_path / "other", each=2, seed=5)
    (other / "red" / "broken.jpg").write_bytes(b"not a picture")
    results = [run_evaluate_job(EvaluateJob(run=str(run.path), folder=str(other)), heard.emit, heard.inbox) for _ in range(2)]
    first, second = (Path(result["metrics"]).parent for result in results)
    assert (first.name, second.name) == ("evaluation-1", "evaluation-2")
    metrics = read_record(first / "metrics.json", RunMetrics)
    assert metrics.validation is None
    assert metrics.test.count == 8
    assert {row.part for row in read_predictions(first / "predictions.csv")} == {"test"}
    assert run.metrics() == before
    assert heard.of("notice")[0].params == {"count": 1, "total": 9, "why": "red/broken.jpg: Not a picture. Left out."}


def test_a_folder_with_other_classes_is_refused_by_name(run: RunFolder, tmp_path: Path, heard):
    other = make_pictures(tmp_path / "other", each=1)
    (other / "green").rename(other / "violet")
    with pytest.raises(UserError, match="violet") as caught:
        run_evaluate_job(EvaluateJob(run=str(run.path), folder=str(other)), heard.emit, heard.inbox)
    assert caught.value.code == "classes_differ"


def test_a_run_without_weights_says_so(run: RunFolder, heard):
    shutil.rmtree(run.best_model_path)
    with pytest.raises(UserError) as caught:
        run_evaluate_job(EvaluateJob(run=str(run.path)), heard.emit, heard.inbox)
    assert caught.value.code == "run_without_weights"


def test_the_table_of_answers_is_read_without_torch(run: RunFolder, heard):
    score(run, heard)
    code = (
        "import sys; from pathlib import Path; from core.store.predictions import read_predictions;"
        f"assert read_predictions(Path({str(run.predictions_path)!r})); assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[3])

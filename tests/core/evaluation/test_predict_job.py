"""Answers for unlabelled pictures, from every kind of source that needs no export."""

import csv
import os
from pathlib import Path

import pytest
from PIL import Image

from core.contracts.commands import Stop
from core.contracts.errors import Stopped, UserError
from core.contracts.jobs import PredictJob
from core.contracts.records import PredictionList
from core.dataset.split_file import read_split
from core.evaluation import sources
from core.evaluation.predict import predict_items
from core.evaluation.predict_job import run_predict_job
from core.evaluation.sources import load_run_model, open_source
from core.models.build import save_model
from core.store.records import read_record
from core.store.runs import RunFolder
from tests.core.evaluation.finished_run import make_pictures


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    return make_pictures(tmp_path / "new", each=2, seed=3)


def predict(source: str, paths: list[Path], heard, to: Path, **more: object) -> PredictionList:
    job = PredictJob(source=source, paths=tuple(str(path) for path in paths), to=str(to), **more)
    result = run_predict_job(job, heard.emit, heard.inbox)
    return read_record(Path(result["predictions"]), PredictionList)


def test_a_run_answers_as_its_network_does(finished_run: RunFolder, pictures: Path, tmp_path: Path, heard):
    found = predict(str(finished_run.path), [pictures], heard, tmp_path, top_k=2)
    handle = load_run_model(finished_run)
    answers = predict_items(handle, Path(), [row.path for row in found.predictions])
    assert len(found.predictions) == 8
    for row, numbers in zip(found.predictions, answers.probabilities, strict=True):
        assert row.class_names[0] == handle.class_names[numbers.argmax()]
        assert row.probabilities == pytest.approx(sorted(numbers, reverse=True)[:2], abs=1e-6)


def test_the_pretrained_model_knows_imagenet_names(pictures: Path, tmp_path: Path, heard):
    found = predict("fettle/efficientnet-lite0", [pictures / "red" / "000.png"], heard, tmp_path)
    (row,) = found.predictions
    assert len(row.class_names) == 5
    assert list(row.probabilities) == sorted(row.probabilities, reverse=True)
    assert len(open_source("fettle/efficientnet-lite0").class_names) == 1000


def test_a_saved_model_folder_answers_like_its_run(finished_run: RunFolder, pictures: Path, tmp_path: Path, heard):
    of_run = predict(str(finished_run.path), [pictures], heard, tmp_path)
    of_folder = predict(str(finished_run.best_model_path), [pictures], heard, tmp_path)
    assert of_run.predictions == of_folder.predictions


def test_damaged_and_missing_files_have_a_row_with_the_reason(finished_run: RunFolder, pictures: Path, tmp_path: Path, heard):
    damaged = pictures / "green" / "damaged.jpg"
    damaged.write_bytes((pictures / "green" / "001.jpg").read_bytes()[:300])
    missing = pictures / "nothing.jpg"
    table = tmp_path / "table.csv"
    found = predict(str(finished_run.path), [missing, pictures], heard, tmp_path, csv=str(table))
    errors = {Path(row.path).name: row.error.code for row in found.predictions if row.error}
    assert errors == {"nothing.jpg": "picture_missing", "damaged.jpg": "picture_damaged"}
    assert sum(row.error is None for row in found.predictions) == 8
    with table.open(newline="") as file:
        rows = {Path(row["file"]).name: row for row in csv.DictReader(file)}
    assert rows["damaged.jpg"]["predicted"] == rows["damaged.jpg"]["red"] == ""


def test_the_csv_has_every_probability(finished_run: RunFolder, pictures: Path, tmp_path: Path, heard):
    table = tmp_path / "deep" / "table.csv"
    found = predict(str(finished_run.path), [pictures], heard, tmp_path, csv=str(table), top_k=1)
    with table.open(newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["file", "predicted", "blue", "green", "red"]
    for line, row in zip(rows[1:], found.predictions, strict=True):
        assert line[:2] == [row.path, row.class_names[0]]
        assert max(map(float, line[2:])) == pytest.approx(row.probabilities[0], rel=1e-6)


def test_of_equal_probabilities_the_first_class_is_the_answer_everywhere(
    finished_run: RunFolder, pictures: Path, tmp_path: Path, heard
):
    handle = load_run_model(finished_run)
    for name in handle.head.parameters:
        handle.module.get_parameter(name).data.zero_()
    (tmp_path / "undecided").mkdir()
    save_model(handle, tmp_path / "undecided")
    table = tmp_path / "table.csv"
    found = predict(str(tmp_path / "undecided"), [pictures], heard, tmp_path, csv=str(table))
    assert {row.class_names for row in found.predictions} == {("blue", "green", "red")}
    with table.open(newline="") as file:
        assert {row["predicted"] for row in csv.DictReader(file)} == {"blue"}


def test_a_csv_that_exists_is_not_overwritten(finished_run: RunFolder, pictures: Path, tmp_path: Path, heard):
    table = tmp_path / "table.csv"
    table.write_text("mine")
    with pytest.raises(UserError) as caught:
        predict(str(finished_run.path), [pictures], heard, tmp_path, csv=str(table))
    assert caught.value.code == "output_exists"
    assert table.read_text() == "mine"


def test_folders_are_read_deep_without_hidden_files_and_litter(finished_run: RunFolder, pictures: Path, tmp_path: Path, heard):
    picture = Image.open(pictures / "red" / "000.png")
    for place in (".hidden/a.png", "__MACOSX/b.png", "deep/er/c.PNG", "deep/.d.png"):
        (pictures / place).parent.mkdir(parents=True, exist_ok=True)
        picture.save(pictures / place, format="PNG")
    (pictures / "notes.txt").write_text("not asked about")
    found = predict(str(finished_run.path), [pictures, pictures / "red" / "000.png"], heard, tmp_path)
    names = [Path(row.path).name for row in found.predictions]
    assert "c.PNG" in names
    assert {"a.png", "b.png", ".d.png", "notes.txt"}.isdisjoint(names)
    assert len(found.predictions) == 9  # the picture that was named twice is there once


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_name_that_is_no_text_is_told(finished_run: RunFolder, pictures: Path, tmp_path: Path, heard):
    (Path(os.fsdecode(os.fsencode(pictures) + b"/\xff.png"))).write_bytes((pictures / "red" / "000.png").read_bytes())
    assert len(predict(str(finished_run.path), [pictures], heard, tmp_path).predictions) == 8
    assert heard.of("notice")[0].code == "odd_names_skipped"


@pytest.mark.parametrize(("make", "code"), [(False, "file_missing"), (True, "no_pictures_found")])
def test_nothing_to_predict_is_a_sentence(finished_run: RunFolder, tmp_path: Path, heard, make: bool, code: str):
    if make:
        (tmp_path / "there").mkdir()
    with pytest.raises(UserError) as caught:
        predict(str(finished_run.path), [tmp_path / "there"], heard, tmp_path)
    assert caught.value.code == code


def test_an_unknown_source_is_a_sentence(pictures: Path, tmp_path: Path, heard):
    with pytest.raises(UserError) as caught:
        predict("fettle/no-such-thing", [pictures], heard, tmp_path)
    assert caught.value.code == "model_unknown"


def test_stop_ends_it_and_writes_nothing(finished_run: RunFolder, pictures: Path, tmp_path: Path, heard):
    heard.inbox.put(Stop())
    with pytest.raises(Stopped):
        predict(str(finished_run.path), [pictures], heard, tmp_path / "to", csv=str(tmp_path / "table.csv"))
    assert not (tmp_path / "to").exists()
    assert not (tmp_path / "table.csv").exists()


def test_a_source_stays_open_until_its_files_change(finished_run: RunFolder):
    first = open_source(str(finished_run.path))
    assert open_source(str(finished_run.path)) is first
    weights = finished_run.best_model_path / "model.safetensors"
    os.utime(weights, ns=(0, weights.stat().st_mtime_ns + 1_000_000))
    assert open_source(str(finished_run.path)) is not first
    assert len(sources._last) == 1


def test_the_pictures_are_only_read(finished_run: RunFolder, tmp_path: Path, heard):
    folder = Path(finished_run.read_record().spec.dataset.folder)
    before = {path: path.stat().st_mtime_ns for path in sorted(folder.rglob("*"))}
    predict(str(finished_run.path), [folder], heard, tmp_path)
    assert {path: path.stat().st_mtime_ns for path in sorted(folder.rglob("*"))} == before
    assert len(read_split(finished_run.split_path)) == sum(path.is_file() for path in before)

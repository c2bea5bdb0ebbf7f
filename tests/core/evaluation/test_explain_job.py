"""The heat map of a real network over a real file."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.contracts.errors import UserError
from core.contracts.jobs import ExplainJob
from core.dataset.split_file import read_split
from core.evaluation.explain import run_explain_job
from core.evaluation.explain_picture import MOST_PIXELS_A_SIDE
from core.evaluation.sources import load_run_model
from core.store.runs import RunFolder


def a_picture(run: RunFolder) -> Path:
    return Path(run.read_record().spec.dataset.folder) / read_split(run.split_path)[0].file


def test_the_heat_map_is_as_large_as_the_picture(finished_run: RunFolder, tmp_path: Path, heard):
    picture = a_picture(finished_run)
    job = ExplainJob(source=str(finished_run.path), path=str(picture), to=str(tmp_path))
    result = run_explain_job(job, heard.emit, heard.inbox)
    with Image.open(result["heat_map"]) as heat_map, Image.open(picture) as original:
        assert (heat_map.mode, heat_map.size) == ("RGBA", original.size)
        assert np.asarray(heat_map)[:, :, 3].max() > 100
    assert result["class_name"] in load_run_model(finished_run).class_names


def test_the_class_can_be_chosen(finished_run: RunFolder, tmp_path: Path, heard):
    results = [
        run_explain_job(
            ExplainJob(source=str(finished_run.path), path=str(a_picture(finished_run)), class_index=index, to=str(tmp_path)),
            heard.emit,
            heard.inbox,
        )
        for index in range(3)
    ]
    assert [result["class_name"] for result in results] == ["blue", "green", "red"]
    assert len({Path(result["heat_map"]).name for result in results}) == 3
    assert len({Path(result["heat_map"]).read_bytes() for result in results}) > 1


def test_a_turned_photo_gets_a_turned_heat_map(finished_run: RunFolder, tmp_path: Path, heard):
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (80, 40), "orange").save(tmp_path / "turned.jpg", exif=exif)
    job = ExplainJob(source=str(finished_run.path), path=str(tmp_path / "turned.jpg"), to=str(tmp_path))
    with Image.open(run_explain_job(job, heard.emit, heard.inbox)["heat_map"]) as heat_map:
        assert heat_map.size == (40, 80)


def test_a_large_picture_gets_a_smaller_heat_map_of_its_shape(finished_run: RunFolder, tmp_path: Path, heard):
    Image.new("L", (5000, 100), 200).save(tmp_path / "wide.png")
    job = ExplainJob(source=str(finished_run.path), path=str(tmp_path / "wide.png"), to=str(tmp_path))
    with Image.open(run_explain_job(job, heard.emit, heard.inbox)["heat_map"]) as heat_map:
        assert heat_map.size == (MOST_PIXELS_A_SIDE, 41)


def test_bad_questions_are_sentences(finished_run: RunFolder, tmp_path: Path, heard):
    (tmp_path / "bad.jpg").write_text("text")
    for path, index, code in (
        (tmp_path / "bad.jpg", None, "picture_not_a_picture"),
        (a_picture(finished_run), 3, "class_unknown"),
    ):
        job = ExplainJob(source=str(finished_run.path), path=str(path), class_index=index, to=str(tmp_path / "out"))
        with pytest.raises(UserError) as caught:
            run_explain_job(job, heard.emit, heard.inbox)
        assert caught.value.code == code
    assert not (tmp_path / "out").exists()

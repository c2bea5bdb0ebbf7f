"""The probe of every depth as a job: in a child process, remembered, stopped, refused with a sentence."""

import shutil
import time
from importlib.metadata import version

import pytest

from core.contracts.commands import Inbox, StartJob, Stop
from core.contracts.events import PhaseChanged, Progress, RunFinished, event_from_line
from core.contracts.jobs import ProbeDepthsJob
from core.contracts.records import DepthInfo
from core.contracts.spec import DatasetSpec, ModelSpec, SplitSpec
from core.runtime.session import open_session
from core.runtime.worker import do_job
from core.store.depth_memory import was_answered
from core.training import library_versions
from tests.tiny_encoders import write_encoder
from tests.written_texts import write_texts

SMALL = ModelSpec(entry="torchvision/mobilenet_v3_small", weights="random", image_size_px=32)


pytestmark = pytest.mark.usefixtures("empty_cache")


def job_for(folder, model=SMALL, data="image", **fields):
    return ProbeDepthsJob(data=data, dataset=DatasetSpec(folder=str(folder)), model=model, device="cpu", **fields)


def done(job, react=lambda event, inbox: None):
    inbox, said = Inbox(), []

    def send(line):
        said.append(event_from_line(line))
        react(said[-1], inbox)

    do_job(StartJob(run_id="probe", job=job), send, inbox)
    return said


def phases(said):
    return [event.phase for event in said if isinstance(event, PhaseChanged)]


@pytest.mark.slow
def test_a_child_process_tells_how_much_each_depth_knows(drawn_data):
    session = open_session("child")
    session.start(job_for(drawn_data, ModelSpec()), "probe")
    said, patience = [], time.monotonic() + 120
    while not (said and isinstance(said[-1], RunFinished)) and time.monotonic() < patience:
        said += session.poll(1)
    session.close()
    found = DepthInfo.model_validate(said[-1].result["depths"])
    assert len(found.probes) == 9
    assert found.probes[-1].accuracy == 1  # red discs, blue squares
    assert (found.train_count, found.validation_count) == (found.of_train, found.of_validation) == (16, 4)
    assert phases(said) == ["scanning", "loading_model", "probing", "evaluating"]
    assert [event.done for event in said if isinstance(event, Progress) and event.total == 20][-1] == 20


def test_it_is_remembered_until_data_split_or_network_change(drawn_data):
    assert done(job_for(drawn_data, only_known=True))[-1].result == {"depths": None}
    assert not was_answered(job_for(drawn_data))
    first = done(job_for(drawn_data))[-1].result
    assert was_answered(job_for(drawn_data, only_known=True))
    again = done(job_for(drawn_data, only_known=True))
    assert again[-1].result == first
    assert "probing" not in phases(again)
    other_split = DatasetSpec(folder=str(drawn_data), split=SplitSpec(seed=5))
    other_size = SMALL.model_copy(update={"image_size_px": 48})
    for changed in ({"dataset": other_split}, {"model": other_size}):
        job = job_for(drawn_data, only_known=True).model_copy(update=changed)
        assert done(job)[-1].result == {"depths": None}


def test_a_new_version_of_a_library_is_asked_anew(drawn_data, monkeypatch):
    assert done(job_for(drawn_data))[-1].result["depths"]
    monkeypatch.setattr(library_versions, "version", lambda name: "99" if name == "Pillow" else version(name))
    assert done(job_for(drawn_data, only_known=True))[-1].result == {"depths": None}


def test_a_damaged_memory_is_found_out_again(drawn_data, tmp_path):
    first = done(job_for(drawn_data))[-1].result["depths"]
    (kept,) = (tmp_path / "cache" / "depths").glob("*.json")
    kept.write_text("{half")
    again = done(job_for(drawn_data))[-1].result["depths"]
    assert again["probes"] == first["probes"]
    assert kept.read_text() != "{half"


def test_texts_are_probed_through_the_same_door(tmp_path):
    write_encoder("bert", tmp_path / "model")
    folder = write_texts(tmp_path / "texts", 20)
    (end,) = done(job_for(folder, ModelSpec(entry=str(tmp_path / "model")), "text"))[-1:]
    found = DepthInfo.model_validate(end.result["depths"])
    assert found.data == "text"
    assert [probe.label for probe in found.probes] == ["Embeddings", "Block 1", "Block 2", "Block 3", "Pooler"]


def test_it_stops_between_two_batches_and_remembers_nothing(drawn_data, tmp_path):
    def stop(event, inbox):
        if isinstance(event, PhaseChanged) and event.phase == "probing":
            inbox.put(Stop())

    assert done(job_for(drawn_data), stop)[-1].reason == "stopped"
    assert not (tmp_path / "cache" / "depths").exists()


def test_samples_that_can_no_longer_be_read_are_told_in_a_sentence(drawn_data, tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(drawn_data, folder)

    def take_away(event, inbox):
        if isinstance(event, PhaseChanged) and event.phase == "probing":
            for picture in folder.glob("*/*.png"):
                picture.unlink()

    end = done(job_for(folder), take_away)[-1]
    assert end.error.code == "depths_need_data"
    assert "0 and 0" in end.error.sentence()


def test_a_model_for_other_data_is_refused(drawn_data, tmp_path):
    write_encoder("bert", tmp_path / "model")
    end = done(job_for(drawn_data, ModelSpec(entry=str(tmp_path / "model"))))[-1]
    assert end.error.code == "model_for_text_data"

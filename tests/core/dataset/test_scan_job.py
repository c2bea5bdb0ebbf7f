"""The scan as the worker does it."""

import json

import pytest

from core.contracts.commands import Inbox, Pause, Stop
from core.contracts.errors import Stopped, UserError
from core.contracts.events import PhaseChanged, Progress, event_from_line
from core.contracts.jobs import ScanJob
from core.contracts.records import DatasetInfo
from core.contracts.spec import DatasetSpec
from core.dataset.scan_job import run_scan_job
from core.store.event_log import Emitter


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("FETTLE_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def lines() -> list[bytes]:
    return []


@pytest.fixture
def emit(lines):
    return Emitter("scan-1", lines.append)


def test_result_file_holds_the_data_set(make_folder, tmp_path, emit, lines):
    to = tmp_path / "dataset.json"
    job = ScanJob(dataset=DatasetSpec(folder=str(make_folder({"a": 5, "b": 5}))), to=str(to))
    assert run_scan_job(job, emit, Inbox()) == {"dataset": str(to)}
    assert len(DatasetInfo.model_validate_json(to.read_bytes()).samples) == 10
    events = [event_from_line(line) for line in lines]
    assert isinstance(events[0], PhaseChanged)
    assert events[0].phase == "scanning"
    last = events[-1]
    assert isinstance(last, Progress)
    assert (last.done, last.total) == (10, 10)
    assert json.loads(lines[-1])["run_id"] == "scan-1"


def test_stop_ends_it_and_other_commands_do_not(make_folder, tmp_path, emit):
    job = ScanJob(dataset=DatasetSpec(folder=str(make_folder({"a": 5, "b": 5}))), to=str(tmp_path / "dataset.json"))
    inbox = Inbox()
    inbox.put(Pause())
    run_scan_job(job, emit, inbox)
    inbox.put(Pause())
    inbox.put(Stop())
    with pytest.raises(Stopped):
        run_scan_job(job, emit, inbox)


def test_unusable_folder_is_a_sentence(tmp_path, emit):
    job = ScanJob(dataset=DatasetSpec(folder=str(tmp_path / "nowhere")), to=str(tmp_path / "dataset.json"))
    with pytest.raises(UserError, match="does not exist"):
        run_scan_job(job, emit, Inbox())
    assert not (tmp_path / "dataset.json").exists()

"""The scan as the worker does it."""

import json

import pytest

from core.contracts.commands import Inbox, Pause, StartJob, Stop
from core.contracts.errors import Stopped, UserError
from core.contracts.events import PhaseChanged, Progress, event_from_line
from core.contracts.jobs import PreviewTableJob, ScanJob
from core.contracts.records import DatasetInfo, TableInfo
from core.contracts.spec import DatasetSpec
from core.dataset.scan_job import run_preview_table_job, run_scan_job
from core.runtime.worker import do_job
from core.store.event_log import Emitter

pytestmark = pytest.mark.usefixtures("empty_cache")


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


def test_kind_of_data_is_found_out(make_folder, tmp_path, emit):
    (tmp_path / "table.csv").write_text(
        "text,label\n" + "".join(f"Text {number}.,{'ab'[number % 2]}\n" for number in range(10))
    )
    for folder, kind in ((make_folder({"a": 5, "b": 5}), "image"), (tmp_path / "table.csv", "text")):
        job = ScanJob(dataset=DatasetSpec(folder=str(folder)), to=str(tmp_path / "dataset.json"))
        run_scan_job(job, emit, Inbox())
        assert DatasetInfo.model_validate_json((tmp_path / "dataset.json").read_bytes()).kind == kind


def test_kind_of_data_that_is_asked_for_counts(make_folder, tmp_path, emit):
    job = ScanJob(
        data="text", dataset=DatasetSpec(folder=str(make_folder({"a": 5, "b": 5}))), to=str(tmp_path / "dataset.json")
    )
    with pytest.raises(UserError, match="No usable text"):
        run_scan_job(job, emit, Inbox())


def test_many_texts_are_written_as_a_selection(tmp_path, emit, lines):
    rows = "".join(f"Text {number}.,{'ab'[number % 2]}\n" for number in range(3000))
    (tmp_path / "table.csv").write_text("text,label\n" + rows)
    job = ScanJob(dataset=DatasetSpec(folder=str(tmp_path / "table.csv")), to=str(tmp_path / "dataset.json"))
    run_scan_job(job, emit, Inbox())
    dataset = DatasetInfo.model_validate_json((tmp_path / "dataset.json").read_bytes())
    assert (len(dataset.samples), dataset.count) == (2000, 3000)
    last = event_from_line(lines[-1])
    assert isinstance(last, Progress)
    assert (last.done, last.total) == (3000, 3000)


def test_first_look_at_a_table(tmp_path, emit):
    (tmp_path / "table.csv").write_text("words,kind\n" + "a few words,x\nand more words,y\n" * 10)
    result = run_preview_table_job(PreviewTableJob(dataset=DatasetSpec(folder=str(tmp_path / "table.csv"))), emit, Inbox())
    table = TableInfo.model_validate(result["table"])
    assert (table.text_column, table.label_column) == ("words", "kind")
    json.dumps(result)


def test_worker_knows_the_first_look_at_a_table(tmp_path, lines):
    (tmp_path / "table.csv").write_text("text,label\n" + "a few words,x\nand more words,y\n" * 10)
    job = PreviewTableJob(dataset=DatasetSpec(folder=str(tmp_path / "table.csv")))
    end = do_job(StartJob(run_id="look-1", job=job), lines.append, Inbox())
    assert end.reason == "completed"
    assert TableInfo.model_validate(end.result["table"]).label_column == "label"

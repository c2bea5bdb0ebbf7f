"""Both kinds of session, with real processes."""

import subprocess
import sys

import pytest

from core.contracts.commands import StartJob, Stop
from core.contracts.errors import Stopped, UserError
from core.contracts.events import RunFinished, RunStarted
from core.contracts.jobs import ScanJob, TrainJob
from core.contracts.spec import DatasetSpec, RunSpec
from core.runtime import worker
from core.runtime.failures import as_user_error, is_out_of_memory
from core.runtime.session import open_session
from core.store.event_log import Emitter
from core.store.runs import RunStore

PATIENCE_S = 60


def _scan(tmp_path, folder="nowhere"):
    return ScanJob(dataset=DatasetSpec(folder=str(tmp_path / folder)), to=str(tmp_path / "dataset.json"))


def _until_finished(session):
    events = []
    while not any(isinstance(event, RunFinished) for event in events):
        batch = session.poll(PATIENCE_S)
        assert batch, "the worker says nothing"
        events += batch
    return events


@pytest.mark.parametrize("kind", ["child", "in_thread"])
def test_jobs_follow_each_other_and_each_ends_once(kind, tmp_path):
    session = open_session(kind)
    try:
        for run_id in ("one", "two"):
            session.start(_scan(tmp_path), run_id)
            events = _until_finished(session)
            assert [event.seq for event in events] == list(range(len(events)))
            assert {event.run_id for event in events} == {run_id}
            assert isinstance(events[0], RunStarted)
            assert [type(event) for event in events].count(RunFinished) == 1
            assert events[-1].reason == "failed"
            assert "nowhere" in events[-1].error.sentence()
        assert session.alive
    finally:
        session.close()
    assert not session.alive


def test_a_killed_worker_is_lost_and_says_so_once(tmp_path):
    import psutil

    session = open_session("child")
    psutil.Process(session.process_id).kill()
    session.start(_scan(tmp_path), "one")
    (end,) = _until_finished(session)
    assert (end.reason, end.run_id, end.seq) == ("lost", "one", 0)
    assert end.error.code == "worker_lost"
    assert session.poll(0.01) == []
    # a job that comes too late is lost too, not forgotten
    session.start(_scan(tmp_path), "two")
    assert _until_finished(session)[0].run_id == "two"
    session.close()


def test_a_worker_never_loads_torch_for_a_scan():
    code = "import sys, core.runtime.worker, core.dataset.scan_job; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("thrown", "reason", "code"),
    [
        (Stopped(), "stopped", None),
        (UserError("disk_full", path="/x"), "failed", "disk_full"),
        (RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried"), "failed", "out_of_memory"),
        (RuntimeError("CUDA out of memory. Tried to allocate"), "failed", "out_of_memory"),
        (RuntimeError("CUDA error: device-side assert triggered"), "failed", "device_failed"),
        (OSError(28, "No space left on device"), "failed", "disk_full"),
        (ZeroDivisionError("division by zero"), "failed", "internal"),
        (KeyboardInterrupt(), "stopped", None),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_however_a_job_ends_it_ends_in_one_event(thrown, reason, code, tmp_path, monkeypatch):
    def job(job, emit, inbox):
        raise thrown

    monkeypatch.setattr(worker, "_function_of", lambda _: job)
    sent = []
    end = worker.do_job(StartJob(run_id="r", job=_scan(tmp_path)), sent.append, worker.Inbox())
    assert len(sent) == 2
    assert end.reason == reason
    assert (end.error and end.error.code) == code
    if code == "internal":
        assert "Traceback" in end.error.details


def test_out_of_memory_of_every_library_is_recognised():
    import numpy as np
    import torch

    with pytest.raises((RuntimeError, MemoryError)) as caught:
        torch.empty(2**50)
    assert is_out_of_memory(caught.value)
    with pytest.raises(MemoryError) as caught:
        np.empty(2**50)
    assert is_out_of_memory(caught.value)
    assert not is_out_of_memory(RuntimeError("shape mismatch"))
    assert as_user_error(caught.value).code == "out_of_memory"


@pytest.mark.parametrize("kind", ["child", "in_thread"])
def test_a_stop_is_for_the_job_that_was_started_last(kind, tmp_path, drawn_data):
    session = open_session(kind)
    whole = ScanJob(dataset=DatasetSpec(folder=str(drawn_data)), to=str(tmp_path / "dataset.json"))
    session.send(Stop())
    session.start(whole, "one")
    assert _until_finished(session)[-1].reason == "completed"
    session.start(_scan(tmp_path), "two")
    session.start(whole, "three")
    session.send(Stop())
    ends = {}
    while len(ends) < 2:
        ends |= {event.run_id: event.reason for event in _until_finished(session) if isinstance(event, RunFinished)}
    assert ends == {"two": "failed", "three": "stopped"}
    session.close()


_HOLDER = """
import sys
from pathlib import Path
from core.store.lock import RunLock
RunLock(Path(sys.argv[1])).take()
print("taken", flush=True)
sys.stdin.read()
"""


def _files(folder):
    return {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in folder.rglob("*") if file.is_file()}


def test_a_run_that_another_process_trains_is_not_touched(tmp_path):
    run = RunStore(tmp_path).create(RunSpec(dataset=DatasetSpec(folder="/data")))
    emit = Emitter("r", lambda line: None, run.events_path)
    emit(RunStarted, job="train", name="r")
    emit(RunStarted, job="train", name="more than any checkpoint knows of")
    command = [sys.executable, "-c", _HOLDER, str(run.path / "run.lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"taken\n"
        before, sent = _files(tmp_path), []
        end = worker.do_job(StartJob(run_id="r", job=TrainJob(run=str(run.path))), sent.append, worker.Inbox())
        assert (end.reason, end.error.code, len(sent)) == ("failed", "run_busy", 1)
        assert _files(tmp_path) == before
        assert run.lock.holder() == other.pid
        other.stdin.close()


def test_a_run_that_can_not_begin_is_free_again(tmp_path):
    run = RunStore(tmp_path).create(RunSpec(dataset=DatasetSpec(folder="/data")))
    run.events_path.mkdir()
    end = worker.do_job(StartJob(run_id="r", job=TrainJob(run=str(run.path))), lambda line: None, worker.Inbox())
    assert end.reason == "failed"
    assert not (run.path / "run.lock").exists()

"""Both kinds of session, with real processes."""

import pytest

from core.contracts.commands import StartJob, Stop
from core.contracts.errors import Stopped, UserError
from core.contracts.events import RunFinished, RunStarted
from core.contracts.jobs import ScanJob
from core.contracts.spec import DatasetSpec
from core.runtime import worker
from core.runtime.failures import as_user_error, is_out_of_memory
from core.runtime.session import open_session

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
    import subprocess
    import sys

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


def test_a_stop_said_to_an_idle_worker_is_forgotten(tmp_path):
    session = open_session("child")
    session.send(Stop())
    session.start(_scan(tmp_path), "one")
    assert _until_finished(session)[-1].reason == "failed"
    session.close()

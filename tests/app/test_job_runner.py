"""JobRunner with real worker processes."""

from pathlib import Path
from typing import Any

import psutil
import pytest
from pytestqt.qtbot import QtBot

from app.run.job_runner import JobRunner
from core.contracts.errors import ErrorInfo
from core.contracts.jobs import DownloadJob, ScanJob, WriteSampleJob
from core.contracts.records import DatasetInfo
from core.contracts.spec import DatasetSpec
from core.store.records import read_record

PATIENCE_MS = 60_000


class Answers:
    """What came back, in order."""

    def __init__(self) -> None:
        self.done: list[dict[str, Any]] = []
        self.failed: list[ErrorInfo] = []
        self.progress: list[tuple[int, int | None]] = []

    def callbacks(self) -> dict[str, Any]:
        return {
            "on_done": self.done.append,
            "on_failed": self.failed.append,
            "on_progress": lambda done, total: self.progress.append((done, total)),
        }


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def jobs(services) -> JobRunner:
    return services.jobs


def scan(folder: Path, to: Path) -> ScanJob:
    return ScanJob(dataset=DatasetSpec(folder=str(folder)), to=str(to))


def test_scan_runs_in_a_child_and_its_result_comes_back(
    jobs: JobRunner, answers: Answers, pictures: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    jobs.submit(scan(pictures, tmp_path / "found.json"), **answers.callbacks())
    qtbot.waitUntil(lambda: bool(answers.done), timeout=PATIENCE_MS)
    info = read_record(Path(answers.done[0]["dataset"]), DatasetInfo)
    assert info.class_names == ("apple", "pear")
    assert answers.progress[-1] == (24, 24)
    assert not answers.failed


def test_mistake_comes_back_as_a_sentence(jobs: JobRunner, answers: Answers, tmp_path: Path, qtbot: QtBot) -> None:
    jobs.submit(scan(tmp_path / "nowhere", tmp_path / "found.json"), **answers.callbacks())
    qtbot.waitUntil(lambda: bool(answers.failed), timeout=PATIENCE_MS)
    assert answers.failed[0].code == "data_folder_missing"
    assert not answers.done


def test_jobs_of_a_lane_come_one_after_another(jobs: JobRunner, pictures: Path, tmp_path: Path, qtbot: QtBot) -> None:
    order: list[int] = []
    for number in range(4):
        jobs.submit(scan(pictures, tmp_path / f"{number}.json"), on_done=lambda _result, number=number: order.append(number))
    qtbot.waitUntil(lambda: len(order) == 4, timeout=PATIENCE_MS)
    assert order == [0, 1, 2, 3]


def test_cancelled_jobs_say_nothing_more(
    jobs: JobRunner, answers: Answers, pictures: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    running = jobs.submit(WriteSampleJob(sample="digits", to=str(tmp_path / "digits")), **answers.callbacks())
    waiting = jobs.submit(scan(pictures, tmp_path / "never.json"), **answers.callbacks())
    qtbot.waitUntil(lambda: bool(answers.progress), timeout=PATIENCE_MS)
    running.cancel()
    waiting.cancel()
    last: list[dict[str, Any]] = []
    jobs.submit(scan(pictures, tmp_path / "found.json"), on_done=last.append)
    qtbot.waitUntil(lambda: bool(last), timeout=PATIENCE_MS)
    assert not answers.done
    assert not answers.failed
    assert not (tmp_path / "never.json").exists()


def test_dead_worker_fails_its_job_and_is_replaced(
    jobs: JobRunner, answers: Answers, pictures: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    jobs.submit(WriteSampleJob(sample="digits", to=str(tmp_path / "digits")), **answers.callbacks())
    qtbot.waitUntil(lambda: bool(answers.progress), timeout=PATIENCE_MS)
    for child in psutil.Process().children():
        child.kill()
    qtbot.waitUntil(lambda: bool(answers.failed), timeout=PATIENCE_MS)
    assert answers.failed[0].code == "worker_lost"
    jobs.submit(scan(pictures, tmp_path / "found.json"), **answers.callbacks())
    qtbot.waitUntil(lambda: bool(answers.done), timeout=PATIENCE_MS)


def test_closing_ends_every_child(jobs: JobRunner, pictures: Path, tmp_path: Path, qtbot: QtBot) -> None:
    done: list[dict[str, Any]] = []
    jobs.submit(scan(pictures, tmp_path / "found.json"), on_done=done.append)
    jobs.warm_up()
    qtbot.waitUntil(lambda: bool(done), timeout=PATIENCE_MS)
    children = psutil.Process().children()
    assert children
    jobs.close()
    assert not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children)


def test_network_is_told_while_a_download_waits_or_runs(jobs: JobRunner, answers: Answers, qtbot: QtBot) -> None:
    used: list[bool] = []
    jobs.network_used.connect(used.append)
    # an entry that does not exist: nothing is fetched
    jobs.submit(DownloadJob(entry="timm/no_such_network"), **answers.callbacks())
    second = jobs.submit(DownloadJob(entry="timm/none_either"), **answers.callbacks())
    second.cancel()
    assert used == [True, True]
    qtbot.waitUntil(lambda: used[-1] is False, timeout=PATIENCE_MS)
    assert answers.failed[0].code == "model_unknown"

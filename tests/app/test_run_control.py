"""RunControl with real training in a real child process, on 24 small pictures."""

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.run.run_control import RunControl
from app.run.run_model import RunModel
from app.services import Services
from core.contracts.spec import TrainingSpec
from core.store.runs import RunFolder, open_run

PATIENCE_MS = 120_000
MANY_EPOCHS = 5_000


@pytest.fixture
def runs(project: Services) -> RunControl:
    return project.runs


def start(services: Services, epochs: int) -> RunFolder:
    services.workspace.update(training=TrainingSpec(epochs=epochs, batch_size=8, device="cpu"))
    spec = services.workspace.spec
    assert spec is not None
    path = services.runs.start(spec)
    assert path is not None
    return open_run(path)


def wait_for_steps(runs: RunControl, count: int, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: runs.model is not None and runs.model.step >= count, timeout=PATIENCE_MS)


def wait_for_end(runs: RunControl, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not runs.busy, timeout=PATIENCE_MS)


@pytest.mark.slow
def test_finished_run_is_scored_and_its_replay_equals_the_live_model(project: Services, runs: RunControl, qtbot: QtBot) -> None:
    assert project.workspace.missing_for("results")
    run = start(project, epochs=2)
    assert runs.state == "starting"
    assert runs.start(run.read_record().spec) is None  # one at a time
    wait_for_end(runs, qtbot)
    assert runs.model is not None
    assert (runs.model.status, runs.model.error) == ("completed", None)
    assert RunModel.replay(run.events_path) == runs.model
    assert runs.model.progress == 1
    assert len(runs.model.evaluations) == 3  # the head that was fitted, two epochs
    assert run.status() == "completed"
    assert project.workspace.current_run == run.path
    assert project.workspace.missing_for("results") is None
    assert project.workspace.missing_for("export") is None


def test_closing_the_window_saves_and_the_run_resumes_where_it_was(
    project: Services, runs: RunControl, window: MainWindow, qtbot: QtBot
) -> None:
    run = start(project, epochs=MANY_EPOCHS)
    wait_for_steps(runs, 3, qtbot)
    QTimer.singleShot(0, lambda: answer("Keep training"))
    assert not window.close()
    assert runs.busy
    QTimer.singleShot(0, lambda: answer("Save and close"))
    assert window.close()
    runs.stop()
    wait_for_end(runs, qtbot)
    assert run.status() == "stopped"
    stopped_at = RunModel.replay(run.events_path).step
    assert runs.resume(run.path)
    wait_for_steps(runs, stopped_at + 1, qtbot)
    model = runs.model
    assert model is not None
    steps = model.steps["step"]
    assert (steps[1:] > steps[:-1]).all()
    runs.close()  # as the end of the program does
    assert run.status() == "stopped"


def answer(text: str) -> None:
    """Presses a button of the question that is open."""
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    next(button for button in box.buttons() if button.text() == text).click()


@pytest.mark.slow
def test_discarded_run_is_gone(project: Services, runs: RunControl, qtbot: QtBot) -> None:
    run = start(project, epochs=MANY_EPOCHS)
    wait_for_steps(runs, 1, qtbot)
    runs.discard()
    wait_for_end(runs, qtbot)
    assert not run.path.exists()
    assert project.workspace.current_run is None
    assert runs.model is None


def test_run_that_cannot_begin_says_why(project: Services, runs: RunControl, pictures: Path, qtbot: QtBot) -> None:
    for file in pictures.rglob("*.png"):
        file.unlink()
    run = start(project, epochs=1)
    wait_for_end(runs, qtbot)
    assert runs.model is not None
    assert runs.model.status == "failed"
    assert runs.model.error is not None
    assert runs.model.error.code.startswith("data_")
    assert run.status() == "failed"

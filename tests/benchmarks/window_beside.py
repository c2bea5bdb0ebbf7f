"""A run with the window open, and the same run without: both in a child process of the same kind, timed by its own events."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer, SignalInstance
from PySide6.QtWidgets import QApplication

from app.application import Application
from app.workspace import Workspace
from core.contracts.events import Event, RunFinished, TrainingPlanned, event_from_line
from core.contracts.jobs import TrainJob
from core.contracts.spec import RunSpec
from core.runtime.session import open_session
from core.store.event_log import read_event_lines
from core.store.runs import RunStore

_PATIENCE_S = 1800


def without_window(spec: dict[str, Any], runs: str) -> dict[str, Any]:
    """seconds: see _timed."""
    run = RunStore(Path(runs)).create(RunSpec.model_validate(spec))
    session = open_session("child")
    said: list[Event] = []
    try:
        session.start(TrainJob(run=str(run.path)), run.read_record().run_id)
        deadline_s = time.monotonic() + _PATIENCE_S
        while not (said and isinstance(said[-1], RunFinished)) and time.monotonic() < deadline_s:
            said += session.poll(timeout_s=1.0)
    finally:
        session.close()
    return _timed(said)


def with_window(spec: dict[str, Any], project: str) -> dict[str, Any]:
    """The same, started by the Train page's own control, the page in sight."""
    qt = QApplication(sys.argv[:1])
    fettle = Application(qt)
    window, services = fettle.open_window(), fettle.services
    services.workspace.create(Path(project), "beside")
    wanted = RunSpec.model_validate(spec)
    services.workspace.update(
        dataset=wanted.dataset, model=wanted.model, layers=wanted.layers, training=wanted.training, name="beside"
    )
    window.show_page("train")
    # what the pages want to know about data and model is found out before, as it is when a person presses the button
    _wait_for(lambda: _is_known(services.workspace), services.workspace.dataset_changed, services.workspace.model_changed)
    run = services.runs.start(services.workspace.spec)
    assert run is not None
    _wait_for(lambda: not services.runs.busy, services.runs.finished)
    fettle.close()
    return _timed([event_from_line(line) for line in read_event_lines(run / "events.jsonl")])


def _is_known(workspace: Workspace) -> bool:
    model = workspace.model_info
    return workspace.dataset_info is not None and model is not None and model.head.forward_s is not None


def _wait_for(holds: Callable[[], bool], *signals: SignalInstance) -> None:
    """Lets the window live until something holds; asked whenever one of the signals comes."""
    loop = QEventLoop()
    for signal in signals:
        signal.connect(loop.quit)
    QTimer.singleShot(round(_PATIENCE_S * 1000), loop.quit)
    while not holds():
        loop.exec()


def _timed(said: list[Event]) -> dict[str, Any]:
    """seconds: from the end of loading the model, when the work begins that both have before them, to the last event."""
    end = said[-1]
    if not isinstance(end, RunFinished) or end.reason != "completed":
        raise RuntimeError(f"the run did not end well: {end}")
    planned = next(event for event in said if isinstance(event, TrainingPlanned))
    return {"seconds": end.time_s - planned.time_s}

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

_PATIENCE_S = 900


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
    # what the pages want to know about data and model is found out before, as it is when a person presses the button
    services.scan.start()
    _wait_for(lambda: services.workspace.dataset_info is not None, services.workspace.dataset_changed)
    window.show_page("train")
    _wait_for(lambda: _is_measured(services.workspace), services.workspace.model_changed)
    run = services.runs.start(services.workspace.spec)
    assert run is not None
    _wait_for(lambda: not services.runs.busy, services.runs.state_changed)
    fettle.close()
    return _timed([event_from_line(line) for line in read_event_lines(run / "events.jsonl")])


def _is_measured(workspace: Workspace) -> bool:
    return workspace.model_info is not None and bool(workspace.model_info.measured_on)


def _wait_for(holds: Callable[[], bool], signal: SignalInstance) -> None:
    """Lets the window live until something holds; asked whenever the signal comes.

    Raises:
        TimeoutError: it never did.
    """
    loop = QEventLoop()
    signal.connect(loop.quit)
    late = QTimer(singleShot=True)
    late.timeout.connect(loop.quit)
    late.start(round(_PATIENCE_S * 1000))
    while not holds():
        if not late.isActive():
            raise TimeoutError(f"nothing for {_PATIENCE_S} s")
        loop.exec()


def _timed(said: list[Event]) -> dict[str, Any]:
    """seconds: from the end of loading the model, when the work begins that both have before them, to the last event."""
    end = said[-1]
    if not isinstance(end, RunFinished) or end.reason != "completed":
        raise RuntimeError(f"the run did not end well: {end}")
    planned = next(event for event in said if isinstance(event, TrainingPlanned))
    return {"seconds": end.time_s - planned.time_s}

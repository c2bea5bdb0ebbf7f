"""`make run`: the window with the sample, and the same job in the terminal where there is no display."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.application import Application
from app.display import broken_display, missing_display
from core.store.projects import open_project

PATIENCE_MS = 120_000
ROOT = Path(__file__).resolve().parent.parent.parent
_DISPLAY = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")


@pytest.fixture
def without_display(tmp_path: Path) -> dict[str, str]:
    """Environment of a child process on a machine without a screen."""
    kept = {name: value for name, value in os.environ.items() if name not in _DISPLAY}
    return {**kept, "FETTLE_PROJECTS_DIR": str(tmp_path / "projects")}


def start(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


def test_sample_option_leads_to_a_page_ready_to_train(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CACHE", "CONFIG", "PROJECTS"):
        monkeypatch.setenv(f"FETTLE_{name}_DIR", str(tmp_path / name))
    fettle = Application(qapp)
    try:
        window = fettle.open_window(with_sample=True)
        qtbot.addWidget(window)
        qtbot.waitUntil(lambda: window.current_page_id == "train", timeout=PATIENCE_MS)
        assert fettle.services.workspace.missing_for("train") is None
        assert fettle.services.workspace.record is not None
        assert fettle.services.workspace.record.sample == "solar-cells"
    finally:
        fettle.close()


@on_linux
def test_missing_display_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in _DISPLAY:
        monkeypatch.delenv(name, raising=False)
    assert "DISPLAY" in missing_display()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert missing_display() == ""


@on_linux
def test_display_that_does_not_work_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert broken_display() == ""  # offscreen always works
    monkeypatch.delenv("QT_QPA_PLATFORM")
    monkeypatch.setenv("DISPLAY", ":4711")
    assert broken_display() != ""


@on_linux
def test_window_without_a_display_names_the_command_line(without_display: dict[str, str]) -> None:
    done = start(without_display)
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert "no display" in line
    assert "fettle --help" in line


@on_linux
@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_without_a_display_the_whole_job_runs_in_the_terminal(without_display: dict[str, str]) -> None:
    done = start(without_display, "--sample")
    assert done.returncode == 0, done.stderr
    assert "There is no display here" in done.stdout
    project = open_project(Path(without_display["FETTLE_PROJECTS_DIR"]) / "Solar cells")
    (run,) = project.runs.list()
    metrics = run.metrics()
    assert metrics is not None and metrics.test is not None
    assert f"{metrics.test.accuracy:.4f}" in done.stdout
    bundle = run.exports_path / "bundle"
    assert f"The bundle lies in {bundle}" in done.stdout
    proof = json.loads((bundle / "proof.json").read_bytes())
    assert [row["passed"] for row in proof["formats"]] == [True, True, True]

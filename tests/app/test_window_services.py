"""Settings, notices, the crash reporter, words and the workspace, each for itself."""

import json
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.crash import CrashReporter, crash_log_path
from app.i18n import counted, number, worded, worded_code
from app.notices import Notices
from app.services import Services
from app.settings import Settings
from app.widgets.notice_bar import NoticeBar
from app.workspace import Workspace
from core.contracts.errors import ErrorInfo, UserError
from core.contracts.spec import DatasetSpec, LayersSpec, ModelSpec
from core.store.places import config_folder


def test_settings_come_back(look: QApplication, tmp_path: Path) -> None:
    first = Settings()
    first.theme = "dark"
    first.add_recent_project(tmp_path / "a")
    first.add_recent_project(tmp_path / "b")
    first.add_recent_project(tmp_path / "a")
    first.remember_folder("data", tmp_path)
    second = Settings()
    assert second.theme == "dark"
    assert second.recent_projects == [tmp_path / "a", tmp_path / "b"]
    assert second.last_folder("data") == str(tmp_path)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"theme": "pink"}', '{"theme": 3, "recent_projects": "x"}', "\x00\xff"])
def test_damaged_settings_never_block_the_start(look: QApplication, content: str) -> None:
    (config_folder() / "settings.json").write_text(content)
    settings = Settings()
    assert settings.theme == "system"
    assert settings.recent_projects == []


def test_one_bad_key_leaves_the_others(look: QApplication) -> None:
    (config_folder() / "settings.json").write_text(json.dumps({"theme": "pink", "language": "zh_CN", "of_a_newer_version": 1}))
    settings = Settings()
    assert (settings.theme, settings.language) == ("system", "zh_CN")
    settings.theme = "light"
    assert json.loads((config_folder() / "settings.json").read_text())["of_a_newer_version"] == 1


def test_notices_wait_for_a_window(look: QApplication, qtbot: QtBot) -> None:
    notices = Notices()
    notices.warning("before there was a window")
    notices.error(ErrorInfo(code="disk_full", params={"path": "/x"}, details="Traceback"))
    bar = NoticeBar(notices)
    qtbot.addWidget(bar)
    assert bar.shown is not None
    assert bar.shown.text == "before there was a window"
    bar._next()
    assert "no room left" in bar.shown.text
    bar._copy()
    assert "Traceback" in QGuiApplication.clipboard().text()
    bar._next()
    assert bar.isHidden()


def test_uncaught_error_becomes_a_notice_and_a_file(services: Services, qtbot: QtBot) -> None:
    reporter = CrashReporter(services.notices)
    reporter.install()
    try:
        with qtbot.waitSignal(services.notices.posted):
            try:
                raise ZeroDivisionError("by zero")
            except ZeroDivisionError as error:
                sys.excepthook(type(error), error, error.__traceback__)
    finally:
        reporter.uninstall()
    notice = services.notices.take()
    assert notice is not None
    assert "mistake in the program" in notice.text
    assert "by zero" in notice.details
    assert "by zero" in crash_log_path().read_text()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_uncaught_error_of_a_thread_becomes_a_notice(services: Services, qtbot: QtBot) -> None:
    reporter = CrashReporter(services.notices)
    reporter.install()

    def fail() -> None:
        raise UserError("disk_full", path="/data")

    try:
        with qtbot.waitSignal(services.notices.posted):
            thread = threading.Thread(target=fail)
            thread.start()
            thread.join()
    finally:
        reporter.uninstall()
    notice = services.notices.take()
    assert notice is not None
    assert "/data" in notice.text


def test_words_for_codes(look: QApplication) -> None:
    assert "/x" in worded(ErrorInfo(code="disk_full", params={"path": "/x"}))
    assert worded_code("said_by_a_newer_fettle", {"n": 3}) == "said_by_a_newer_fettle {'n': 3}"


def test_counts_in_words(look: QApplication) -> None:
    assert counted(1, "{count} picture", "{count} pictures") == "1 picture"
    assert counted(2, "{count} picture", "{count} pictures") == "2 pictures"
    assert number(7) == "7"


def test_change_of_the_spec_is_saved_and_told(project: Services) -> None:
    workspace = project.workspace
    told = QSignalSpy(workspace.spec_changed)
    workspace.update(layers=LayersSpec(trainable=3))
    workspace.update(layers=LayersSpec(trainable=3))
    assert told.count() == 1
    folder = workspace.folder
    assert folder is not None
    again = Workspace()
    again.open(folder)
    assert again.spec == workspace.spec
    assert again.spec is not None
    assert again.spec.layers.trainable == 3


def test_another_folder_forgets_the_scan_and_another_model_the_description(scanned_project: Services, tmp_path: Path) -> None:
    workspace = scanned_project.workspace
    assert workspace.dataset_info is not None
    workspace.update(model=ModelSpec(entry="torchvision/resnet18"))
    assert workspace.model_info is None
    assert workspace.dataset_info is not None
    workspace.update(dataset=DatasetSpec(folder=str(tmp_path)))
    assert workspace.dataset_info is None


def test_steps_become_possible_one_after_another(services: Services, pictures: Path, tmp_path: Path, qtbot: QtBot) -> None:
    workspace = services.workspace

    def possible() -> set[str]:
        return {page for page in ("data", "model", "layers", "train", "results", "export") if not workspace.missing_for(page)}

    assert possible() == set()
    workspace.create(tmp_path / "projects", "Fruit")
    assert possible() == {"data"}
    workspace.update(dataset=DatasetSpec(folder=str(pictures)))
    assert possible() == {"data"}
    with qtbot.waitSignal(services.scan.finished, timeout=60_000):
        services.scan.start()
    assert possible() == {"data", "model", "layers", "train"}

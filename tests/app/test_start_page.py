"""The Start page: projects and samples."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.pages.start.page import StartPage
from app.services import Services
from core.contracts.spec import DatasetSpec

PATIENCE_MS = 90_000


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> StartPage:
    made = window.page("start")
    assert isinstance(made, StartPage)
    qtbot.waitUntil(lambda: bool(made.sample_buttons))
    return made


def click(button: QAbstractButton, qtbot: QtBot) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def buttons_named(page: StartPage, name: str) -> list[QAbstractButton]:
    return [b for b in page.findChildren(QAbstractButton) if name in (b.accessibleName(), b.text()) and b.isVisible()]


def click_named(page: StartPage, name: str, qtbot: QtBot) -> None:
    """A row that has just been added is shown with the next layout."""
    qtbot.waitUntil(lambda: bool(buttons_named(page, name)))
    click(buttons_named(page, name)[0], qtbot)


def test_new_project_leads_to_data(page: StartPage, window: MainWindow, services: Services, qtbot: QtBot) -> None:
    assert not page.create_button.isEnabled()
    page.name.insert("Ångström 太阳能")
    click(page.create_button, qtbot)
    assert window.current_page_id == "data"
    assert services.workspace.record is not None
    assert services.workspace.record.name == "Ångström 太阳能"
    assert services.settings.recent_projects == [services.workspace.folder]


def test_name_that_is_taken_is_told(page: StartPage, window: MainWindow, qtbot: QtBot) -> None:
    for _ in range(2):
        page.name.setText("Twice")
        click(page.create_button, qtbot)
    window.show_page("start")
    assert "exists already" in page.error.text()


def test_recent_project_opens_again(
    page: StartPage, window: MainWindow, services: Services, tmp_path: Path, qtbot: QtBot
) -> None:
    page.presenter.create("First")
    page.presenter.create("Second")
    window.show_page("start")
    click_named(page, "Open First", qtbot)
    assert services.workspace.record is not None
    assert services.workspace.record.name == "First"
    assert window.current_page_id == "data"


def test_vanished_project_can_be_forgotten(page: StartPage, services: Services, tmp_path: Path, qtbot: QtBot) -> None:
    services.settings.add_recent_project(tmp_path / "gone")
    click_named(page, "Forget gone", qtbot)
    assert services.settings.recent_projects == []


def test_damaged_project_is_told(page: StartPage, services: Services, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "project.json").write_text("{ not json")
    services.settings.add_recent_project(tmp_path / "broken")
    click_named(page, "Open broken", qtbot)
    assert "damaged" in page.error.text()
    assert services.workspace.project is None


def test_one_click_on_a_sample_makes_it_ready_to_train(
    page: StartPage, window: MainWindow, services: Services, qtbot: QtBot
) -> None:
    click(page.sample_buttons["digits"], qtbot)
    qtbot.waitUntil(lambda: window.current_page_id == "train", timeout=PATIENCE_MS)
    assert services.workspace.missing_for("train") is None
    info = services.workspace.dataset_info
    assert info is not None
    assert len(info.samples) == 1797
    folder = services.workspace.folder
    # the second click comes back to it
    window.show_page("start")
    click(page.sample_buttons["digits"], qtbot)
    qtbot.waitUntil(lambda: window.current_page_id == "train", timeout=PATIENCE_MS)
    assert services.workspace.folder == folder


def test_cancelled_sample_leaves_no_project(page: StartPage, window: MainWindow, services: Services, qtbot: QtBot) -> None:
    click(page.sample_buttons["digits"], qtbot)
    click_named(page, "Cancel", qtbot)
    assert services.workspace.project is None
    assert window.current_page_id == "start"
    click(page.sample_buttons["digits"], qtbot)
    qtbot.waitUntil(lambda: window.current_page_id == "train", timeout=PATIENCE_MS)


def test_another_project_gives_up_the_sample_that_is_being_prepared(
    page: StartPage, window: MainWindow, services: Services, qtbot: QtBot, tmp_path: Path
) -> None:
    click(page.sample_buttons["digits"], qtbot)
    qtbot.keyClicks(page.name, "My own")
    click(page.create_button, qtbot)
    mine = services.workspace.folder
    idle = tmp_path / "idle"
    idle.mkdir()
    services.workspace.update(dataset=DatasetSpec(folder=str(idle)))
    with qtbot.waitSignal(services.scan.failed, timeout=PATIENCE_MS):  # behind the sample in the worker's queue
        services.scan.start()
    assert (services.workspace.folder, window.current_page_id) == (mine, "data")


def test_a_scan_of_the_sample_that_is_stopped_elsewhere_is_prepared_no_longer(
    page: StartPage, services: Services, qtbot: QtBot
) -> None:
    click(page.sample_buttons["digits"], qtbot)
    assert buttons_named(page, "Cancel")
    qtbot.waitUntil(lambda: services.scan.running, timeout=PATIENCE_MS)
    services.scan.cancel()
    assert not buttons_named(page, "Cancel")


def drop(page: StartPage, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    action, button, key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(page, QDragEnterEvent(QPoint(9, 9), action, mime, button, key))
    QApplication.sendEvent(page, QDropEvent(QPointF(9, 9), action, mime, button, key))


def test_a_dropped_table_becomes_a_project_of_its_name(
    page: StartPage, window: MainWindow, services: Services, tmp_path: Path, qtbot: QtBot
) -> None:
    table = tmp_path / "my letters.csv"
    rows = [f"letter {number} of kind {number % 2},{'ab'[number % 2]}" for number in range(30)]
    table.write_text("\n".join(["text,label", *rows]), encoding="utf-8")
    with qtbot.waitSignal(services.scan.finished, timeout=PATIENCE_MS):
        drop(page, table)
    assert window.current_page_id == "data"
    assert services.workspace.record is not None
    assert services.workspace.record.name == "my letters"
    assert services.workspace.spec is not None
    assert services.workspace.spec.task == "text-classification"
    first = services.workspace.folder
    drop(page, table)
    assert services.workspace.folder != first
    assert services.workspace.record.name == "my letters 2"


def test_a_dropped_project_is_opened(page: StartPage, window: MainWindow, services: Services) -> None:
    page.presenter.create("First")
    first = services.workspace.folder
    page.presenter.create("Second")
    assert first is not None
    drop(page, first)
    assert services.workspace.folder == first
    assert window.current_page_id == "data"


def test_a_dropped_file_that_is_no_table_makes_no_project(page: StartPage, services: Services, tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")
    drop(page, tmp_path / "photo.png")
    assert "neither a folder nor a table" in page.error.text()
    assert services.workspace.project is None

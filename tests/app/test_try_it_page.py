"""Try it, with the bundled model in a real worker process."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.free_name import free_path
from app.pages.try_it.page import TryItPage
from app.pages.try_it.presenter import TryItPresenter
from app.services import Services, close_services, create_services
from core.contracts.spec import DatasetSpec, ModelSpec
from tests.app.synthetic_runs import finished_run, write_pictures

WORKER_MS = 90_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_pictures(tmp_path / "data", ("cat", "dog"), 2)


@pytest.fixture(scope="module")
def services(qapp: QApplication) -> Iterator[Services]:
    """One for all tests of this file: a worker takes seconds to start."""
    made = create_services()
    yield made
    close_services(made)


@pytest.fixture
def page(look: QApplication, services: Services, qtbot: QtBot) -> Iterator[TryItPage]:
    made = TryItPage(services)
    qtbot.addWidget(made)
    made.resize(1040, 780)
    made.show()
    made.enter()
    yield made
    made.presenter.cancel()


def drop(page: TryItPage, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    action, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    page.dropEvent(QDropEvent(QPointF(QPoint(50, 50)), action, mime, left, Qt.KeyboardModifier.NoModifier))


def test_before_any_training_the_pretrained_model_answers_and_says_what_it_knows(page: TryItPage) -> None:
    assert page.missing is None
    assert page.presenter.choice.source == ModelSpec().entry
    assert "1,000 names of ImageNet" in page.source_note.text()
    assert page.panels["image"].drop_area.isVisible() and not page.csv_button.isEnabled()


def test_dropped_pictures_are_answered_and_a_bad_file_keeps_its_row(
    page: TryItPage, qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "notes.png"
    bad.write_text("no picture")
    drop(page, folder / "cat" / "000.png", bad)
    assert page.presenter.running and page.cancel_button.isVisible()
    qtbot.waitUntil(lambda: not page.presenter.running, timeout=WORKER_MS)
    assert page.presenter.error is None
    good, unread = page.presenter.predictions
    assert len(good.class_names) == 5 and list(good.probabilities) == sorted(good.probabilities, reverse=True)
    assert unread.error is not None
    assert page.panels["image"].answers.count() == 2
    assert "1 of them can't be read" in page.presenter.summary()
    page.panels["image"].answers.setFocus()
    qtbot.keyClick(page.panels["image"].answers, Qt.Key.Key_Down)
    assert "not a picture" in page.panels["image"].answer_panel.picture.words()
    assert not page.panels["image"].answer_panel.picture.box.isEnabled()
    qtbot.keyClick(page.panels["image"].answers, Qt.Key.Key_Up)
    shown = page.panels["image"].answer_panel
    qtbot.mouseClick(shown.picture.box, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown.picture.has_overlay, timeout=WORKER_MS)
    assert shown.note_text().startswith("Bright places speak for")
    qtbot.keyClick(page.panels["image"].answers, Qt.Key.Key_Down)
    assert shown.note_text() == "" and "not a picture" in shown.picture.words()


def test_a_folder_becomes_a_table_and_an_existing_file_is_never_overwritten(
    page: TryItPage, qtbot: QtBot, folder: Path, tmp_path: Path, services: Services
) -> None:
    drop(page, folder)
    qtbot.waitUntil(lambda: not page.presenter.running, timeout=WORKER_MS)
    assert page.panels["image"].answers.count() == 4
    taken = tmp_path / "mine.csv"
    taken.write_text("my own work")
    assert not page.save_csv(taken)
    notice = services.notices.take()
    assert notice is not None and "exists already" in notice.text
    assert page.save_csv(tmp_path / "answers.csv")
    qtbot.waitUntil(lambda: not page.presenter.saving, timeout=WORKER_MS)
    lines = (tmp_path / "answers.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 5 and lines[0].startswith("file,predicted,")
    assert taken.read_text() == "my own work"


def test_cancelling_goes_back_to_the_beginning(page: TryItPage, qtbot: QtBot, folder: Path) -> None:
    drop(page, folder)
    qtbot.mouseClick(page.cancel_button, Qt.MouseButton.LeftButton)
    assert not page.presenter.running
    assert page.panels["image"].drop_area.isVisible() and not page.cancel_button.isVisible()


def test_a_source_that_is_no_model_is_a_sentence(page: TryItPage, qtbot: QtBot, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    drop(page, folder / "cat" / "000.png")
    page.presenter.choose_bundle(tmp_path / "empty")
    qtbot.waitUntil(lambda: page.presenter.error is not None, timeout=WORKER_MS)
    assert page.trouble.isVisible() and page.trouble.text().startswith("● ")


def test_a_free_name_counts_upward(tmp_path: Path) -> None:
    wanted = tmp_path / "answers.csv"
    assert free_path(wanted) == wanted
    wanted.touch()
    (tmp_path / "answers-2.csv").touch()
    assert free_path(wanted) == tmp_path / "answers-3.csv"


# opens a project, so it comes last
def test_a_run_with_weights_is_asked_first_and_a_bundle_can_be(services: Services, folder: Path, tmp_path: Path) -> None:
    services.workspace.create(tmp_path / "projects", "Pets")
    services.workspace.update(dataset=DatasetSpec(folder=str(folder)), model=ModelSpec(entry="torchvision/resnet50"))
    presenter = TryItPresenter(services)
    assert presenter.choice.key == "pretrained:torchvision/resnet50"
    run = finished_run(services.workspace.project.runs, folder, ("cat", "dog"))
    services.workspace.current_run = run.path
    assert presenter.choice.title == "This run: First try" and presenter.choice.source == str(run.path)
    presenter.choose_bundle(tmp_path / "exports" / "first")
    assert presenter.choice.title == "Bundle: first"
    presenter.choose("run")
    assert presenter.choice.source == str(run.path)

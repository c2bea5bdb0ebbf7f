"""The Train page: settings by hand, a preview of the augmentation, and real runs from the button to the result."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from app.pages.train.page import TrainPage
from app.pages.train.preview_order import VIEWS, compute_preview
from app.pages.train.setup_presenter import SetupPresenter
from app.run.run_model import RunModel
from app.services import Services
from core.contracts.errors import ErrorInfo
from core.contracts.spec import AugmentationSpec, LayersSpec, ModelSpec, TrainingSpec
from core.store.event_log import Emitter
from core.store.runs import RunFolder
from tests.app.synthetic_training import dataset_info, keep_features, model_info, run_events

LEFT = Qt.MouseButton.LeftButton
A_RUN_MS = 180_000


@pytest.fixture
def ready(project: Services) -> Services:
    workspace = project.workspace
    assert workspace.spec is not None
    workspace.dataset_info = dataset_info(workspace.spec.dataset.folder)
    workspace.model_info = model_info()
    return project


@pytest.fixture
def presenter(ready: Services) -> SetupPresenter:
    return SetupPresenter(ready.workspace, ready.runs, ready.model_description)


def shown(services: Services, qtbot: QtBot) -> TrainPage:
    page = TrainPage(services)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    page.entered()
    return page


@pytest.fixture
def page(ready: Services, qtbot: QtBot) -> TrainPage:
    return shown(ready, qtbot)


def training(services: Services) -> TrainingSpec:
    assert services.workspace.spec is not None
    return services.workspace.spec.training


def type_into(page: TrainPage, name: str, text: str) -> None:
    control = page.setup.learning.control(name)
    assert isinstance(control, QLineEdit)
    control.setFocus()
    control.selectAll()
    QTest.keyClicks(control, text)
    QTest.keyClick(control, Qt.Key.Key_Return)


# ---- settings, without a window --------------------------------------------------------------------------------------


def test_a_good_edit_is_saved(presenter: SetupPresenter, ready: Services) -> None:
    assert presenter.edit({"lr": 0.01, "epochs": 3}) == {}
    assert training(ready) == TrainingSpec(lr=0.01, epochs=3)


def test_a_bad_edit_gives_a_sentence_and_changes_nothing(presenter: SetupPresenter, ready: Services) -> None:
    assert presenter.edit({"lr": -1}) == {"lr": "This must be more than 0."}
    assert training(ready).lr is None
    assert not presenter.view().can_start
    assert "in red" in presenter.view().why_not
    assert presenter.start() is None
    assert presenter.edit({"lr": 0.1}) == {}
    assert presenter.view().can_start


def test_a_mistake_in_one_field_does_not_hide_that_of_another(presenter: SetupPresenter) -> None:
    presenter.edit({"lr": -1})
    presenter.edit({"seed": -1})
    presenter.edit_augmentation({"rotation_degrees": 500})
    assert set(presenter.mistakes) == {"lr", "seed", "augmentation.rotation_degrees"}
    presenter.edit({"lr": None})
    assert set(presenter.mistakes) == {"seed", "augmentation.rotation_degrees"}


def test_mistakes_belong_to_the_form_that_is_shown(presenter: SetupPresenter, ready: Services, tmp_path: Path) -> None:
    presenter.edit_augmentation({"rotation_degrees": 999})
    ready.workspace.update(task="text-classification")
    assert presenter.mistakes == {} and "in red" not in presenter.view().why_not
    presenter.edit({"lr": "abc"})
    ready.workspace.create(tmp_path / "projects", "Another")
    assert presenter.mistakes == {}


def test_what_was_set_by_hand_is_named_and_can_be_forgotten(presenter: SetupPresenter, ready: Services) -> None:
    presenter.edit({"lr": 0.01, "epochs": 4})
    presenter.edit_augmentation({"vertical_flip": True})
    assert presenter.view().by_hand == ("Learning rate", "Mirror up and down")
    presenter.all_automatic()
    assert presenter.view().by_hand == ()
    assert training(ready) == TrainingSpec(epochs=4)


def test_the_summary_says_what_will_be_trained(presenter: SetupPresenter, ready: Services) -> None:
    ready.workspace.update(layers=LayersSpec(trainable=2))
    said = dict(presenter.view().summary)
    assert said["Pictures"] == "700 training pictures of 2 classes"
    assert said["Model"] == "EfficientNet-Lite0"
    assert said["Layers"] == "2 of 6 blocks and the head learn"
    assert said["Time"].startswith("about")
    ready.workspace.model_info = model_info(measured=False)
    assert dict(presenter.view().summary)["Time"] == "being measured…"
    ready.model_description.error = ErrorInfo(code="out_of_memory")
    assert dict(presenter.view().summary)["Time"] == "could not be measured"
    ready.workspace.model_info = model_info()
    keep_features(ready)
    assert dict(presenter.view().summary)["Time"].endswith("what the cold layers give is kept from an earlier run")


def test_weights_that_are_not_here_are_told_before_the_start(presenter: SetupPresenter, ready: Services) -> None:
    from core.store.catalogue import is_here, read_catalogue

    absent = next((entry for entry in read_catalogue() if not is_here(entry)), None)
    if absent is None:
        pytest.skip("every model of the catalogue is on this machine")
    ready.workspace.update(model=ModelSpec(entry=absent.id))
    assert "not on this computer" in presenter.view().why_not
    ready.workspace.update(model=ModelSpec(entry=absent.id, weights="random"))
    assert presenter.view().can_start


# ---- the augmentation preview ----------------------------------------------------------------------------------------


def test_the_preview_shows_the_picture_and_what_training_sees_of_it(scanned_project: Services) -> None:
    presenter = SetupPresenter(scanned_project.workspace, scanned_project.runs, scanned_project.model_description)
    presenter.edit_augmentation({"preset": "strong"})
    order = presenter.preview_order(throw=0)
    assert order is not None
    rows = compute_preview(order)
    assert len(rows) == 3
    assert all(len(row) == 1 + VIEWS for row in rows)
    assert all(image != row[0] for row in rows for image in row[1:])
    assert compute_preview(order) == rows  # the same throw is the same luck
    other = presenter.preview_order(throw=1)
    assert other is not None
    assert compute_preview(other) != rows


def test_without_augmentation_all_views_are_the_picture(scanned_project: Services) -> None:
    presenter = SetupPresenter(scanned_project.workspace, scanned_project.runs, scanned_project.model_description)
    presenter.edit_augmentation({"preset": "none"})
    order = presenter.preview_order(throw=0)
    assert order is not None
    assert all(image == row[0] for row in compute_preview(order) for image in row[1:])


def test_a_picture_that_is_gone_is_left_out_of_the_preview(scanned_project: Services) -> None:
    presenter = SetupPresenter(scanned_project.workspace, scanned_project.runs, scanned_project.model_description)
    order = presenter.preview_order(throw=0)
    assert order is not None
    order.files[0].unlink()
    assert len(compute_preview(order)) == 2


def test_the_preview_follows_the_settings(scanned_project: Services, qtbot: QtBot) -> None:
    scanned_project.workspace.update(layers=LayersSpec(trainable="last"))
    page = shown(scanned_project, qtbot)
    page.setup.advanced.setChecked(True)
    tiles = page.setup.preview.tiles
    qtbot.waitUntil(lambda: len(tiles.rows()) == 3)
    before = tiles.rows()
    QTest.mouseClick(page.setup.preview.again, LEFT)
    qtbot.waitUntil(lambda: tiles.rows() != before)
    control = page.setup.augmentation.control("preset")
    control.setFocus()
    QTest.keyClick(control, Qt.Key.Key_Down)
    assert training(scanned_project).augmentation == AugmentationSpec(preset="none")
    qtbot.waitUntil(lambda: all(image == row[0] for row in tiles.rows() for image in row))
    assert "nothing is changed" in page.setup.preview.caption.text()


def test_where_only_the_head_learns_automatic_means_no_change(scanned_project: Services) -> None:
    order = SetupPresenter(scanned_project.workspace, scanned_project.runs, scanned_project.model_description).preview_order(
        throw=0
    )
    assert order is not None
    assert all(image == row[0] for row in compute_preview(order) for image in row)


# ---- the form --------------------------------------------------------------------------------------------------------


def test_simple_mode_asks_for_epochs_alone(page: TrainPage, ready: Services) -> None:
    assert not page.setup.learning.isVisible()
    page.setup.epochs.setFocus()
    page.setup.epochs.selectAll()
    QTest.keyClicks(page.setup.epochs, "7")
    QTest.keyClick(page.setup.epochs, Qt.Key.Key_Return)
    assert training(ready).epochs == 7


def test_advanced_mode_is_remembered(page: TrainPage, ready: Services, qtbot: QtBot) -> None:
    page.setup.advanced.setFocus()
    QTest.keyClick(page.setup.advanced, Qt.Key.Key_Space)
    assert page.setup.learning.isVisible()
    assert ready.settings.advanced_training
    assert shown(ready, qtbot).setup.learning.isVisible()


def test_a_mistake_stands_at_its_field_and_the_button_waits(page: TrainPage) -> None:
    page.setup.advanced.setChecked(True)
    type_into(page, "lr", "-1")
    assert "more than 0" in page.setup.learning.mistake("lr")
    assert not page.start_button.isEnabled()
    type_into(page, "lr", "0.01")
    assert page.setup.learning.mistake("lr") == ""
    assert page.start_button.isEnabled()


def test_everything_automatic_again(page: TrainPage, ready: Services) -> None:
    page.setup.advanced.setChecked(True)
    type_into(page, "lr", "0.01")
    assert "Learning rate" in page.setup.by_hand.text()
    QTest.mouseClick(page.setup.automatic, LEFT)
    assert training(ready).lr is None
    assert not page.setup.by_hand.isVisible()


def test_every_control_of_the_page_can_be_reached_and_is_named(page: TrainPage) -> None:
    page.setup.advanced.setChecked(True)
    for form in (page.setup.learning, page.setup.method, page.setup.data, page.setup.machine, page.setup.augmentation):
        for name in form.fields():
            assert form.control(name).accessibleName()
            assert form.control(name).focusPolicy() & Qt.FocusPolicy.TabFocus


# ---- old runs --------------------------------------------------------------------------------------------------------


def an_old_run(services: Services, epochs: int = 6, done: int = 4) -> RunFolder:
    project, spec = services.workspace.project, services.workspace.spec
    assert project is not None
    assert spec is not None
    run = project.runs.create(spec)
    emit = Emitter("r", lambda _line: None, run.events_path)
    for event in run_events(epochs, done):
        fields = event.model_dump(exclude={"run_id", "seq", "time_s"})
        emit(type(event), **fields)
    return run


def test_an_interrupted_run_is_replayed_and_can_go_on(ready: Services, qtbot: QtBot) -> None:
    run = an_old_run(ready)
    run.update_record(status="running")
    ready.workspace.current_run = run.path
    page = shown(ready, qtbot)
    QTest.mouseClick(page.last_button, LEFT)
    qtbot.waitUntil(lambda: page.title() == "Training was interrupted")
    assert page.resume_button.isVisible()
    assert page.again_button.isVisible()
    assert "step 40" in page.live.loss.read_out.text()
    QTest.mouseClick(page.again_button, LEFT)
    assert page.setup.isVisible()


def test_another_project_forgets_the_run_that_was_shown(ready: Services, qtbot: QtBot, tmp_path: Path) -> None:
    ready.workspace.current_run = an_old_run(ready).path
    page = shown(ready, qtbot)
    QTest.mouseClick(page.last_button, LEFT)
    assert page.shows_run
    ready.workspace.create(tmp_path / "projects", "Another")
    assert not page.shows_run


# ---- real runs -------------------------------------------------------------------------------------------------------


@pytest.fixture
def trainable(scanned_project: Services) -> Iterator[Services]:
    """Small pictures, so that an epoch takes a second; still the bundled network, and a real child process."""
    scanned_project.workspace.update(
        model=ModelSpec(image_size_px=32),
        training=TrainingSpec(epochs=2, augmentation=AugmentationSpec(preset="none"), device="cpu"),
    )
    yield scanned_project


@pytest.mark.slow
def test_from_the_button_to_the_result(trainable: Services, qtbot: QtBot) -> None:
    page = shown(trainable, qtbot)
    assert page.start_button.isEnabled()
    with qtbot.waitSignal(trainable.runs.finished, timeout=A_RUN_MS):
        QTest.mouseClick(page.start_button, LEFT)
        assert page.shows_run
        assert page.title() == "Getting ready"
    assert page.title() == "Training is finished", trainable.runs.model
    assert list(page.live.loss.canvas._evaluations.getOriginalDataset()[0]) == [0, 1, 2]  # the head that was fitted, two epochs
    assert page.next_button.isVisible()
    assert page.live.recalls.model().rowCount() == 2
    with qtbot.waitSignal(page.page_wanted) as told:
        QTest.mouseClick(page.next_button, LEFT)
    assert told.args == ["results"]
    page._shown.forget()
    live, path = trainable.runs.model, trainable.runs.run
    assert live is not None
    assert path is not None
    assert RunModel.replay(RunFolder(path).events_path) == live


@pytest.mark.slow
def test_pause_resume_and_finish_now(trainable: Services, qtbot: QtBot) -> None:
    trainable.workspace.update(training=TrainingSpec(epochs=10_000, augmentation=AugmentationSpec(preset="none"), device="cpu"))
    page = shown(trainable, qtbot)
    QTest.mouseClick(page.start_button, LEFT)
    qtbot.waitUntil(lambda: page.finish_button.isVisible(), timeout=A_RUN_MS)
    QTest.mouseClick(page.pause_button, LEFT)
    qtbot.waitUntil(lambda: page.title() == "Paused", timeout=A_RUN_MS)
    assert page.pause_button.text() == "Resume"
    presenter = SetupPresenter(trainable.workspace, trainable.runs, trainable.model_description)
    assert "Another run is being trained" in presenter.view().why_not
    assert presenter.start() is None
    QTest.mouseClick(page.pause_button, LEFT)
    qtbot.waitUntil(lambda: page.title() == "Training", timeout=A_RUN_MS)
    with qtbot.waitSignal(trainable.runs.finished, timeout=A_RUN_MS):
        QTest.mouseClick(page.finish_button, LEFT)
        assert page.title() == "Finishing"
    assert page.title() == "Training is finished"
    assert page.next_button.isVisible()


@pytest.mark.slow
def test_a_run_that_was_started_elsewhere_is_shown(trainable: Services, qtbot: QtBot) -> None:
    page = shown(trainable, qtbot)
    assert trainable.workspace.spec is not None
    with qtbot.waitSignal(trainable.runs.finished, timeout=A_RUN_MS):
        trainable.runs.start(trainable.workspace.spec)
        assert page.shows_run
        trainable.runs.stop()
    assert not page.start_button.isVisible()


def test_discard_asks_once_and_throws_the_run_away(trainable: Services, qtbot: QtBot) -> None:
    trainable.workspace.update(training=TrainingSpec(epochs=10_000, augmentation=AugmentationSpec(preset="none"), device="cpu"))
    page = shown(trainable, qtbot)
    QTest.mouseClick(page.start_button, LEFT)
    qtbot.waitUntil(lambda: trainable.runs.state == "running", timeout=A_RUN_MS)
    path = trainable.runs.run
    QTest.mouseClick(page.discard_button, LEFT)
    question = page.findChild(QMessageBox)
    assert question.defaultButton().text() == "Go on training"
    QTest.mouseClick(question.defaultButton(), LEFT)
    QApplication.processEvents()
    assert trainable.runs.state != "discarding"
    QTest.mouseClick(page.discard_button, LEFT)
    question = page.findChildren(QMessageBox)[-1]
    throw = next(made for made in question.buttons() if made.text() == "Discard")
    with qtbot.waitSignal(trainable.runs.finished, timeout=A_RUN_MS):
        QTest.mouseClick(throw, LEFT)
    assert path is not None
    assert not path.exists()
    assert page.setup.isVisible()

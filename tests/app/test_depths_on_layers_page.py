"""Find the depth for me: what the Layers page offers, shows, suggests and forgets; with a real worker, too."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from app.pages.layers.depth_presenter import DepthPresenter
from app.pages.layers.page import LayersPage
from app.services import Services
from app.widgets.ladder_area import LadderArea
from core.contracts.errors import ErrorInfo
from core.contracts.records import DepthInfo, DepthProbe
from core.contracts.spec import DatasetSpec, ModelSpec, SplitSpec
from tests.app.synthetic_training import BLOCKS, dataset_info, model_info

LEFT = Qt.MouseButton.LeftButton
NINE = tuple((f"Block {number}", 1_000) for number in range(9))
# the fourth of six blocks knows all that there is
ACCURACIES = (0.70, 0.76, 0.80, 0.88, 0.875, 0.87)


def depth_info(accuracies: tuple[float, ...] = ACCURACIES, blocks: tuple[tuple[str, int], ...] = BLOCKS) -> DepthInfo:
    best = max(accuracies)
    probes = tuple(
        DepthProbe(
            name=f"blocks.{number}",
            label=blocks[number][0],
            accuracy=accuracy,
            accuracy_interval=(accuracy - 0.03, accuracy + 0.03),
            balanced_accuracy=accuracy - 0.01,
            macro_f1=accuracy - 0.02,
            behind=best - accuracy,
            behind_error=0.015,
        )
        for number, accuracy in enumerate(accuracies)
    )
    return DepthInfo(
        probes=probes, majority_accuracy=0.5, train_count=700, validation_count=150, of_train=700, of_validation=150
    )


@pytest.fixture
def ready(project: Services, monkeypatch: pytest.MonkeyPatch) -> Services:
    """A project whose data and network are known; jobs are submitted to nobody."""
    workspace = project.workspace
    assert workspace.spec is not None
    workspace.dataset_info = dataset_info(workspace.spec.dataset.folder)
    workspace.model_info = model_info()
    return project


@pytest.fixture
def presenter(ready: Services) -> DepthPresenter:
    return DepthPresenter(ready.workspace, ready.depth_probing)


@pytest.fixture
def page(ready: Services, qtbot: QtBot) -> LayersPage:
    made = LayersPage(ready)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


# ---- decisions, without a window -------------------------------------------------------------------------------------


def test_the_offer_says_how_long_one_pass_takes(presenter: DepthPresenter, ready: Services) -> None:
    """850 pictures through seven parts of a millisecond each."""
    view = presenter.view()
    assert view.state == "offered"
    assert "about 6 s" in view.explanation
    ready.workspace.model_info = model_info(measured=False)
    assert "takes" not in presenter.view().explanation


def test_without_a_network_nothing_is_offered(ready: Services, presenter: DepthPresenter) -> None:
    ready.workspace.model_info = None
    assert presenter.view().state == "nothing"


def test_the_suggestion_names_what_it_costs_and_what_the_head_would(ready: Services, presenter: DepthPresenter) -> None:
    ready.workspace.depths = depth_info()
    view = presenter.view()
    assert (view.state, view.suggested, view.in_use) == ("found", 2, False)
    assert "The first 4 of 6 blocks" in view.suggestion
    assert "Warm the last 2 blocks" in view.suggestion
    assert view.curve is not None
    assert f"{view.curve.marks[3].time} of training, against {view.curve.marks[-1].time} for" in view.suggestion
    assert view.curve.marks[3].text == "88.0\N{NO-BREAK SPACE}%"
    assert "Stage 3" in view.curve.marks[3].tip


@pytest.mark.parametrize(
    ("accuracies", "words"),
    [
        ((0.70, 0.76, 0.88, 0.80, 0.75, 0.72), "lost again"),
        ((0.70, 0.74, 0.78, 0.80, 0.84, 0.88), "rule of thumb"),
        ((0.70, 0.90, 0.99, 0.99, 0.99, 0.99), "head alone is enough"),
    ],
)
def test_each_finding_has_its_sentence(
    accuracies: tuple[float, ...], words: str, ready: Services, presenter: DepthPresenter
) -> None:
    ready.workspace.depths = depth_info(accuracies)
    assert words in presenter.view().suggestion


def test_few_samples_keep_the_most_cold(ready: Services, presenter: DepthPresenter) -> None:
    ready.workspace.depths = depth_info().model_copy(update={"train_count": 160, "of_train": 160})
    view = presenter.view()
    assert view.suggested == 0
    assert "With so few pictures" in view.suggestion


def test_a_selection_is_called_one(ready: Services, presenter: DepthPresenter) -> None:
    ready.workspace.depths = depth_info().model_copy(update={"of_train": 7_000})
    assert "a selection of 700 pictures" in presenter.view().explanation


def test_an_error_is_told_and_can_be_tried_again(ready: Services, presenter: DepthPresenter) -> None:
    ready.depth_probing.error = ErrorInfo(code="depths_need_data", params={"train": 2, "validation": 0})
    view = presenter.view()
    assert view.state == "failed"
    assert "2 and 0" in view.error


# ---- the page --------------------------------------------------------------------------------------------------------


def test_dots_stand_at_the_height_of_their_rungs_wherever_the_line_is(page: LayersPage, ready: Services) -> None:
    assert not page.depth_curve.isVisible()
    ready.workspace.depths = depth_info()
    QApplication.processEvents()
    assert page.depth_curve.isVisible()
    for warm in (0, 3, 6):
        page.ladder.set_warm(warm)
        for block in range(len(BLOCKS)):
            rung = page.ladder.slot_rect(len(BLOCKS) - block).center()
            at = page.depth_curve.mapTo(page, page.depth_curve.mark_point(block).toPoint())
            assert at.y() == pytest.approx(page.ladder.mapTo(page, rung.toPoint()).y(), abs=1)


def test_dots_follow_a_ladder_that_scrolls(page: LayersPage, ready: Services, qtbot: QtBot) -> None:
    many = tuple((f"Block {number}", 1_000) for number in range(40))
    ready.workspace.model_info = model_info(blocks=many)
    ready.workspace.depths = depth_info(tuple(0.6 + number / 200 for number in range(40)), many)
    area = page.findChild(LadderArea)
    assert isinstance(area, QScrollArea)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    for position in (0, area.verticalScrollBar().maximum()):
        area.verticalScrollBar().setValue(position)
        at = page.depth_curve.mapTo(page, page.depth_curve.mark_point(20).toPoint())
        assert at.y() == pytest.approx(page.ladder.mapTo(page, page.ladder.slot_rect(20).center().toPoint()).y(), abs=1)


def test_the_better_depth_is_further_to_the_right(page: LayersPage, ready: Services) -> None:
    ready.workspace.depths = depth_info()
    QApplication.processEvents()
    across = [page.depth_curve.mark_point(block).x() for block in range(len(BLOCKS))]
    assert across[0] < across[1] < across[2] < across[3] > across[4] > across[5]


def test_use_this_sets_the_line(page: LayersPage, ready: Services) -> None:
    ready.workspace.depths = depth_info()
    assert not page.advice.isVisible()  # one voice
    QTest.mouseClick(page.depths.use_button, LEFT)
    assert page.ladder.value() == 2
    assert ready.workspace.spec is not None
    assert ready.workspace.spec.layers.trainable == 2
    assert not page.depths.use_button.isEnabled()
    page.ladder.setFocus()
    QTest.keyClick(page.ladder, Qt.Key.Key_Down)
    assert page.depths.use_button.isEnabled()


def test_what_was_found_is_gone_with_other_data_another_split_or_another_network(ready: Services) -> None:
    workspace = ready.workspace
    for change in ("split", "model", "data"):
        probing = ready.depth_probing
        key = probing._key()
        probing._asked = key
        probing._done({"depths": depth_info().model_dump(mode="json")})
        assert workspace.depths is not None
        if change == "split":
            workspace.update(dataset=DatasetSpec(folder=workspace.spec.dataset.folder, split=SplitSpec(seed=3)))
        elif change == "model":
            workspace.update(model=ModelSpec(entry="torchvision/resnet18"))
        else:
            workspace.dataset_info = dataset_info("other").model_copy(update={"fingerprint": "g"})
        assert workspace.depths is None, change


def test_screen_readers_and_tooltips_say_every_depth(page: LayersPage, ready: Services) -> None:
    ready.workspace.depths = depth_info()
    QApplication.processEvents()
    curve = page.depth_curve
    assert curve.accessibleName()
    assert curve.accessibleDescription().count("\n") == len(BLOCKS) - 1
    assert "Stage 3" in curve.tip_at(curve.mark_point(3))
    assert curve.tip_at(QPointF(5, -5)) == ""


@pytest.mark.slow
def test_the_worker_finds_the_depth_and_the_second_time_it_is_there_at_once(
    scanned_project: Services, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = scanned_project.workspace
    workspace.update(model=ModelSpec(image_size_px=64))
    network = model_info(blocks=NINE)  # that of the bundled network: nobody needs to describe it here
    monkeypatch.setattr(scanned_project.model_description, "want", lambda **_: None)
    workspace.model_info = network
    page = LayersPage(scanned_project)
    qtbot.addWidget(page)
    page.show()
    page.entered()
    page.depths.find_button.setFocus()
    QTest.keyClick(page.depths.find_button, Qt.Key.Key_Space)
    assert page.depths.bar.isVisible()
    assert not page.depths.find_button.isVisible()
    qtbot.waitUntil(lambda: workspace.depths is not None, timeout=120_000)
    assert page.depths.use_button.isVisible()
    assert page.depths.suggestion.text()
    assert page.depth_curve.isVisible()
    before = workspace.depths
    # another project, and back
    folder = workspace.folder
    assert folder is not None
    with qtbot.waitSignal(scanned_project.scan.finished, timeout=60_000):
        workspace.open(folder)
    assert workspace.depths is None
    workspace.model_info = network
    page.entered()
    qtbot.waitUntil(lambda: workspace.depths is not None, timeout=120_000)
    assert workspace.depths == before


def test_cancel_gives_it_up_and_offers_it_again(scanned_project: Services, qtbot: QtBot) -> None:
    workspace = scanned_project.workspace
    workspace.model_info = model_info()
    page = LayersPage(scanned_project)
    qtbot.addWidget(page)
    page.show()
    QTest.mouseClick(page.depths.find_button, LEFT)
    assert page.depths.cancel_button.isVisible()
    QTest.mouseClick(page.depths.cancel_button, LEFT)
    assert page.depths.find_button.isVisible()
    assert not scanned_project.depth_probing.running
    assert workspace.depths is None


def test_a_network_that_is_not_there_is_told_with_a_way_to_try_again(
    scanned_project: Services, qtbot: QtBot, tmp_path: Path
) -> None:
    workspace = scanned_project.workspace
    workspace.update(model=ModelSpec(entry=str(tmp_path / "gone.safetensors")))
    workspace.model_info = model_info()
    page = LayersPage(scanned_project)
    qtbot.addWidget(page)
    page.show()
    QTest.mouseClick(page.depths.find_button, LEFT)
    qtbot.waitUntil(page.depths.retry_button.isVisible, timeout=120_000)
    assert "gone.safetensors" in page.depths.failure.text()
    assert not page.depths.find_button.isVisible()

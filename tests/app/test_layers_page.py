"""The Layers page: a decision is saved, its price follows at once, and the worker really measures."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.data_words import words_of
from app.pages.layers.advice import advice_for, recommended_warm
from app.pages.layers.kinds import kind_entry
from app.pages.layers.page import LayersPage
from app.pages.layers.presenter import LayersPresenter
from app.services import Services
from app.workspace import Workspace
from core.contracts.errors import ErrorInfo, UserError
from core.contracts.spec import LayersSpec, ModelSpec
from tests.app.synthetic_training import BLOCKS, dataset_info, keep_features, model_info

GIGABYTE = 1_000_000_000


@pytest.fixture
def ready(project: Services) -> Services:
    """A project whose data and network are known, without any worker."""
    workspace = project.workspace
    assert workspace.spec is not None
    workspace.dataset_info = dataset_info(workspace.spec.dataset.folder)
    workspace.model_info = model_info()
    return project


@pytest.fixture
def presenter(ready: Services) -> LayersPresenter:
    return LayersPresenter(ready.workspace, ready.model_description, 8 * GIGABYTE)


@pytest.fixture
def page(ready: Services, qtbot: QtBot) -> LayersPage:
    made = LayersPage(ready)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def chosen(workspace: Workspace) -> LayersSpec:
    assert workspace.spec is not None
    return workspace.spec.layers


# ---- decisions, without a window -------------------------------------------------------------------------------------


def test_a_choice_is_saved_a_preview_is_not(presenter: LayersPresenter, ready: Services) -> None:
    assert presenter.preview(3).warm == 3
    assert chosen(ready.workspace).trainable == "head"
    presenter.choose(3)
    assert chosen(ready.workspace).trainable == 3


def test_a_preset_is_kept_as_the_word_that_was_chosen(presenter: LayersPresenter, ready: Services) -> None:
    view = presenter.choose_preset("half")
    assert chosen(ready.workspace).trainable == "half"
    assert view.preset == "half"
    assert view.warm == 3


def test_a_line_that_lies_where_a_preset_would_put_it_shows_the_preset(presenter: LayersPresenter) -> None:
    assert presenter.preview(0).preset == "head"
    assert presenter.preview(1).preset == "last"
    assert presenter.preview(2).preset is None
    assert presenter.preview(len(BLOCKS)).preset == "all"


def test_trainable_parameters_are_counted_exactly(presenter: LayersPresenter) -> None:
    total = sum(parameters for _, parameters in BLOCKS) + 2_562
    row = presenter.preview(1).costs.rows[0]
    assert row.amount == "413 K"  # 410,000 and the head
    assert row.aside == f"of {total / 1000:.0f} K (60\N{NO-BREAK SPACE}%)"


def test_time_and_memory_are_plain_arithmetic_over_the_measured_blocks(presenter: LayersPresenter) -> None:
    """700 pictures train in four views, 150 validate: 7 blocks of 1 ms forward each; 2 ms backward where it is warm."""
    rows = presenter.preview(1).costs.rows
    assert "GB" in rows[1].amount
    assert rows[1].aside == "of 8.0 GB free"
    once_s = (4 * 700 + 150) * 0.005
    assert rows[2].amount == f"about {round(once_s)} s, once"
    epoch_s = 700 * (0.002 + 2 * 0.002) + 150 * 0.002
    assert rows[3].amount == f"about {int(epoch_s)} s"
    without_s = epoch_s + 850 * 0.005
    assert rows[3].aside == f"(without reuse {round(without_s)} s)"


def test_what_an_earlier_run_has_kept_is_said_to_be_done(presenter: LayersPresenter, ready: Services) -> None:
    presenter.choose(1)
    keep_features(ready)
    rows = presenter.view().costs.rows
    assert (rows[2].amount, rows[2].aside) == ("done", "(kept from an earlier run)")
    assert rows[3].name == "Each epoch after that"
    assert "once" in presenter.preview(2).costs.rows[2].amount


def test_hardly_any_time_is_no_about(presenter: LayersPresenter, ready: Services) -> None:
    info = ready.workspace.model_info
    assert info is not None
    quick = info.head.model_copy(update={"forward_s": 1e-7, "backward_s": 1e-7})
    ready.workspace.model_info = info.model_copy(update={"head": quick})
    assert presenter.preview(0).costs.rows[3].amount == "less than a second"


def test_an_epoch_with_nothing_to_reuse_is_compared_with_everything_warm(presenter: LayersPresenter) -> None:
    rows = presenter.preview(len(BLOCKS) - 1).costs.rows
    assert rows[2].amount == f"about {round(700 * (0.007 + 6 * 0.002) + 150 * 0.007)} s"


def test_until_it_is_measured_it_says_so(ready: Services) -> None:
    ready.workspace.model_info = model_info(measured=False)
    presenter = LayersPresenter(ready.workspace, ready.model_description, 8 * GIGABYTE)
    rows = presenter.view().costs.rows
    assert rows[0].amount != "measuring…"
    assert [row.amount for row in rows[1:]] == ["measuring…"] * 3
    assert not presenter.view().can_measure
    ready.model_description.error = ErrorInfo(code="out_of_memory")
    assert [row.amount for row in presenter.view().costs.rows[1:]] == ["could not be measured"] * 3
    assert presenter.view().can_measure


def test_too_little_memory_is_told_with_what_to_do(ready: Services) -> None:
    presenter = LayersPresenter(ready.workspace, ready.model_description, free_memory_bytes=20_000_000)
    warning = presenter.preview(len(BLOCKS)).costs.warning
    assert "Freeze more blocks" in warning
    assert presenter.preview(0).costs.rows[1].aside == "of 0.020 GB free"


def test_the_presets_are_compared(presenter: LayersPresenter) -> None:
    rows = presenter.choose_preset("last").costs.choices
    assert [row.name for row in rows] == ["Head only", "Last block", "Last half", "Everything"]
    assert [row.chosen for row in rows] == [False, True, False, False]


def test_lower_rates_and_unfreezing_are_saved_and_explained(presenter: LayersPresenter, ready: Services) -> None:
    presenter.choose(3)
    view = presenter.set_lr_decay(0.8)
    assert "51.2" in view.decay_text  # 0.8 to the third
    assert "joins after each epoch" in presenter.set_unfreezing(1).unfreeze_text
    view = presenter.set_unfreezing(2)
    assert "after epoch 6" in view.unfreeze_text
    assert chosen(ready.workspace) == LayersSpec(trainable=3, lr_decay=0.8, unfreeze_every_epochs=2)


def test_without_a_network_it_waits(ready: Services) -> None:
    ready.workspace.update(model=ModelSpec(entry="torchvision/resnet18"))
    view = LayersPresenter(ready.workspace, ready.model_description, GIGABYTE).view()
    assert view.state == "waiting"
    assert view.costs.rows == ()


@pytest.mark.parametrize(("count", "expected"), [(40, 0), (1_000, 1), (10_000, 5), (100_000, 9)])
def test_the_fewer_pictures_the_more_is_recommended_to_stay_cold(count: int, expected: int) -> None:
    assert recommended_warm(kind_entry("image").starts, count, 9) == expected


def test_the_advice_speaks_of_this_many_pictures() -> None:
    def advice(count: int, warm: int) -> str:
        starts, things = kind_entry("image").starts, words_of("image").counted_training(count)
        return advice_for(starts, count, warm, 9, things=things, head_only="Only the head: {things}.")

    assert "by heart" in advice(100, 9)
    assert "safest" in advice(100, 0)
    assert "carry more" in advice(10_000, 2)
    assert "good start" in advice(1_000, 1)
    assert "good start" in advice(100_000, 9)
    assert "Only the head" in advice(10_000, 0)
    assert "1 training picture" in advice(1, 0)


# ---- the page --------------------------------------------------------------------------------------------------------


def test_dragging_changes_the_price_at_once_and_saves_at_the_end(page: LayersPage, ready: Services) -> None:
    ladder = page.ladder
    before = page.costs.texts()
    press = QPoint(60, round(ladder.line_y()))
    QTest.mousePress(ladder, Qt.MouseButton.LeftButton, pos=press)
    below = QPoint(60, round(ladder.slot_rect(3).center().y()) + 20)
    QTest.mouseMove(ladder, below)
    during = page.costs.texts()
    assert during[0] != before[0]
    assert chosen(ready.workspace).trainable == "head"
    QTest.mouseRelease(ladder, Qt.MouseButton.LeftButton, pos=below)
    assert chosen(ready.workspace).trainable == ladder.value() > 0
    assert page.costs.texts() == during


def test_keys_change_the_price_at_once(page: LayersPage, ready: Services) -> None:
    page.ladder.setFocus()
    QTest.keyClick(page.ladder, Qt.Key.Key_Down)
    assert "413 K" in page.costs.texts()[0]
    assert page.presets.choice() == "last"
    QTest.keyClick(page.ladder, Qt.Key.Key_End)
    assert page.presets.choice() == "all"
    assert chosen(ready.workspace).trainable == len(BLOCKS)


def test_presets_move_the_line(page: LayersPage, ready: Services) -> None:
    everything = next(part for part in page.presets.findChildren(QPushButton) if part.text() == "Everything")
    QTest.mouseClick(everything, Qt.MouseButton.LeftButton)
    assert page.ladder.value() == len(BLOCKS)
    assert chosen(ready.workspace).trainable == "all"


def test_the_head_says_how_many_classes(page: LayersPage, ready: Services) -> None:
    folder = ready.workspace.spec.dataset.folder if ready.workspace.spec else ""
    ready.workspace.dataset_info = dataset_info(folder, class_names=tuple("abcde"))
    assert "Head: 5 classes" in page.ladder.rung_text(0)


def test_fine_control_is_out_of_the_way_until_it_is_wanted(page: LayersPage, ready: Services) -> None:
    assert not page.fine.isVisible()
    QTest.mouseClick(page.advanced_button, Qt.MouseButton.LeftButton)
    assert page.fine.isVisible()
    page.fine.decay.setFocus()
    QTest.keyClick(page.fine.decay, Qt.Key.Key_Right)
    assert chosen(ready.workspace).lr_decay == pytest.approx(0.95)
    page.fine.unfreezing.setFocus()
    QTest.keyClick(page.fine.unfreezing, Qt.Key.Key_Up)
    assert chosen(ready.workspace).unfreeze_every_epochs == 1


def test_a_disk_that_refuses_is_told_and_the_line_goes_back(
    page: LayersPage, ready: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_parts: object) -> None:
        raise UserError("disk_full", path="project.json")

    monkeypatch.setattr(ready.workspace, "update", refuse)
    page.ladder.setFocus()
    QTest.keyClick(page.ladder, Qt.Key.Key_End)
    notice = ready.notices.take()
    assert notice is not None
    assert notice.level == "error"
    assert page.ladder.value() == 0


@pytest.mark.slow
def test_the_worker_describes_and_measures_the_bundled_network(scanned_project: Services, qtbot: QtBot) -> None:
    page = LayersPage(scanned_project)
    qtbot.addWidget(page)
    page.show()
    page.entered()
    workspace = scanned_project.workspace
    qtbot.waitUntil(lambda: workspace.model_info is not None, timeout=120_000)
    assert workspace.model_info is not None
    assert page.ladder.maximum() == len(workspace.model_info.blocks) >= 7
    qtbot.waitUntil(lambda: bool(workspace.model_info and workspace.model_info.measured_on), timeout=120_000)
    assert all("measuring" not in text for text in page.costs.texts())
    assert not scanned_project.model_description.running
    before = workspace.model_info
    QTest.mouseClick(page.again_button, Qt.MouseButton.LeftButton)
    assert not page.again_button.isEnabled()
    qtbot.waitUntil(page.again_button.isEnabled, timeout=120_000)
    assert workspace.model_info is not before
    assert workspace.model_info.measured_on


def test_a_network_that_is_not_known_leads_to_the_model_page(scanned_project: Services, qtbot: QtBot, tmp_path: Path) -> None:
    scanned_project.workspace.update(model=ModelSpec(entry=str(tmp_path / "gone.safetensors")))
    page = LayersPage(scanned_project)
    qtbot.addWidget(page)
    page.show()
    page.entered()
    qtbot.waitUntil(lambda: scanned_project.model_description.error is not None, timeout=120_000)
    buttons = {part.text(): part for part in page.findChildren(QPushButton) if part.isVisible()}
    with qtbot.waitSignal(page.page_wanted) as told:
        QTest.mouseClick(buttons["Go to Model"], Qt.MouseButton.LeftButton)
    assert told.args == ["model"]
    scanned_project.workspace.update(model=ModelSpec())
    QTest.mouseClick(buttons["Try again"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.ladder.maximum() > 0, timeout=120_000)


def test_fine_control_fits_beside_the_ladder_in_a_small_window(page: LayersPage) -> None:
    page.advanced_button.click()
    assert page.fine.isVisible()
    assert page.fine.minimumSizeHint().width() <= 330  # in one of 1024 pixels there are 337

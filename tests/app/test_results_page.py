"""The Results page, clicked through."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.pages.results.page import ResultsPage
from app.services import Services
from app.widgets.panels import Note
from core.contracts.spec import DatasetSpec
from core.store.atomic import write_text
from core.store.runs import RunFolder
from tests.app.synthetic_runs import class_names, finished_run, write_pictures

MakePage = Callable[..., tuple[ResultsPage, RunFolder]]


@pytest.fixture
def make_page(services: Services, qtbot: QtBot, tmp_path: Path) -> MakePage:
    """A page over a project with one finished run, shown and loaded."""

    def make(names: tuple[str, ...] = ("cat", "dog"), **facts: object) -> tuple[ResultsPage, RunFolder]:
        folder = write_pictures(tmp_path / "data", names, 12)
        services.workspace.create(tmp_path / "projects", "Pets")
        services.workspace.update(dataset=DatasetSpec(folder=str(folder)))
        run = finished_run(services.workspace.project.runs, folder, names, **facts)
        services.workspace.current_run = run.path
        page = ResultsPage(services)
        qtbot.addWidget(page)
        page.resize(1040, 780)
        page.show()
        page.enter()
        qtbot.waitUntil(lambda: page.cards[0].isVisible() or bool(page.trouble_text()))
        return page, run

    return make


def click_cell(qtbot: QtBot, page: ResultsPage, truth: int, answer: int) -> None:
    view = page.truth.confusion
    index = view.matrix.index(truth, answer)
    view.scrollTo(index)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())


def test_a_click_on_a_cell_shows_its_pictures(make_page: MakePage, qtbot: QtBot) -> None:
    page, run = make_page(each=30)
    count = run.metrics().test.confusion[1][0]
    click_cell(qtbot, page, 1, 0)
    assert page.samples["image"].heading.text() == f"dog, but called cat ({count})"
    assert page.samples["image"].grid.count() == count
    assert page.truth.confusion.chosen == (1, 0)


def test_the_matrix_is_walked_with_arrows_and_opened_with_enter(make_page: MakePage, qtbot: QtBot) -> None:
    page, _ = make_page(each=30)
    view = page.truth.confusion
    view.setCurrentIndex(view.matrix.index(0, 0))
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert page.samples["image"].heading.text().startswith("Wrong answers")
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert page.samples["image"].heading.text().startswith("dog, and called so")


def test_every_cell_tells_a_screen_reader_what_it_counts(make_page: MakePage) -> None:
    page, run = make_page(each=30)
    matrix = page.truth.confusion.matrix
    said = matrix.data(matrix.index(0, 1), Qt.ItemDataRole.AccessibleTextRole)
    assert said == f"cat, but called dog: {run.metrics().test.confusion[0][1]}"


def test_a_picture_opens_large_turns_with_arrows_and_closes_with_escape(make_page: MakePage, qtbot: QtBot) -> None:
    page, _ = make_page(each=12, skill=1.0)
    panel = page.samples["image"]
    panel.grid.setCurrentIndex(panel.grid.model().index(0, 0))
    qtbot.keyClick(panel.grid, Qt.Key.Key_Return)
    assert panel.shows_large
    qtbot.waitUntil(lambda: panel.picture.has_picture)
    first = panel.picture.path
    qtbot.mouseClick(panel.next_button, Qt.MouseButton.LeftButton)
    assert panel.picture.path != first
    qtbot.keyClick(panel, Qt.Key.Key_Left)
    assert panel.picture.path == first
    assert not panel.previous_button.isEnabled()
    qtbot.keyClick(panel.back_button, Qt.Key.Key_Escape)
    assert not panel.shows_large


def test_the_other_part_can_be_looked_at_and_says_what_it_is_worth(make_page: MakePage, qtbot: QtBot) -> None:
    page, _ = make_page(each=10)
    assert page.part_choice.choice() == "test"
    buttons = page.part_choice.findChildren(type(page.doubt_button))
    qtbot.mouseClick(buttons[1], Qt.MouseButton.LeftButton)
    assert "validation pictures" in page.cards[0].texts()[0]
    assert "chose the best epoch" in page.honesty_text()


def test_without_a_test_part_there_is_nothing_to_switch(make_page: MakePage) -> None:
    page, _ = make_page(parts=("validation",))
    assert not page.part_choice.isVisible()
    assert "no test part" in page.honesty_text()


def test_least_sure_first_turns_the_order_round(make_page: MakePage, qtbot: QtBot) -> None:
    page, _ = make_page(each=12, skill=1.0)
    before = [page.samples["image"].grid.model().item(row).caption for row in range(page.samples["image"].grid.count())]
    page.samples["image"].order.setFocus()
    qtbot.keyClick(page.samples["image"].order, Qt.Key.Key_Down)
    after = [page.samples["image"].grid.model().item(row).caption for row in range(page.samples["image"].grid.count())]
    assert after == before[::-1] and len(after) > 1


def test_doubtful_labels_are_one_click_away(make_page: MakePage, qtbot: QtBot) -> None:
    page, _ = make_page(each=12, skill=1.0)
    assert page.doubt_button.isVisible()
    qtbot.mouseClick(page.doubt_button, Qt.MouseButton.LeftButton)
    assert page.samples["image"].heading.text().startswith("Most doubtful labels")
    assert page.samples["image"].grid.count() > 0
    assert not page.samples["image"].order.isVisible()


def test_sixty_classes_scroll_in_the_matrix_and_do_not_widen_the_page(make_page: MakePage, qtbot: QtBot) -> None:
    page, _ = make_page(class_names(60), each=2)
    view = page.truth.confusion
    assert view.horizontalScrollBar().maximum() > 0 and view.verticalScrollBar().maximum() > 0
    assert page.width() == 1040
    click_cell(qtbot, page, 59, 59)
    assert page.samples["image"].heading.text().startswith("class 59, and called so")


def test_no_mistakes_is_a_sentence(make_page: MakePage) -> None:
    page, _ = make_page(skill=60.0)
    assert page.samples["image"].empty_text.isVisible()
    assert page.samples["image"].empty_text.text() == "Not one answer on this part is wrong."
    assert not page.samples["image"].picture.box.isEnabled()


def test_a_damaged_run_is_a_sentence_in_place_of_numbers(make_page: MakePage, qtbot: QtBot) -> None:
    page, run = make_page()
    assert page.part_choice.isVisible()
    write_text(run.predictions_path, "nonsense\n")
    page.enter()
    qtbot.waitUntil(lambda: "damaged" in page.trouble_text())
    assert not page.cards[0].isVisible() and not page.part_choice.isVisible()


def test_the_report_is_saved_and_a_notice_says_where(
    make_page: MakePage, qtbot: QtBot, services: Services, tmp_path: Path
) -> None:
    page, _ = make_page()
    with qtbot.waitSignal(services.notices.posted):
        page.save_report(tmp_path / "report.html")
    assert (tmp_path / "report.html").stat().st_size > 1000
    notice = services.notices.take()
    assert notice is not None and str(tmp_path / "report.html") in notice.text


def test_a_heat_map_that_is_not_to_be_had_is_said_over_the_picture(make_page: MakePage, qtbot: QtBot) -> None:
    page, _ = make_page(skill=1.0)  # a run whose weights are gone
    picture = page.samples["image"].picture
    qtbot.mouseClick(picture.box, Qt.MouseButton.LeftButton)
    assert page.samples["image"].shows_large, "a heat map lies over a large picture"
    assert "where the model looks" in picture.words()
    qtbot.waitUntil(lambda: "no saved weights" in picture.words(), timeout=60_000)
    assert not picture.has_overlay


def test_another_finished_run_can_be_chosen(make_page: MakePage, qtbot: QtBot, services: Services) -> None:
    page, first = make_page()
    second = finished_run(services.workspace.project.runs, first.path, ("cat", "dog"), seed=5)
    services.workspace.current_run = second.path
    qtbot.waitUntil(lambda: page.run_box.count() == 2)
    page.run_box.setFocus()
    qtbot.keyClick(page.run_box, Qt.Key.Key_Down)
    assert services.workspace.current_run == first.path


def test_in_a_low_window_nothing_lies_over_the_buttons(make_page: MakePage, qtbot: QtBot) -> None:
    page, _ = make_page(each=30, skill=1.0)
    page.hide()
    page.resize(760, 600)
    page.show()
    panel = page.samples["image"]
    panel.grid.setCurrentIndex(panel.grid.model().index(0, 0))
    qtbot.keyClick(panel.grid, Qt.Key.Key_Return)
    assert page.doubt_button.isVisible()

    def span(widget: QWidget) -> tuple[int, int]:
        top = widget.mapTo(page, QPoint(0, 0)).y()
        return top, top + widget.height()

    note = page.doubt_button.parentWidget()
    assert isinstance(note, Note)
    QApplication.processEvents()  # the layouts
    assert span(panel.back_button)[1] <= span(note)[0]

"""The Results page for texts, clicked through, with a model that was really trained."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.pages.results.page import ResultsPage
from app.pages.results.report import report_html
from app.pages.results.text_panel import TextPanel
from app.services import Services, close_services, create_services
from app.theme import LIGHT
from core.contracts.records import PredictionRecord
from core.contracts.spec import DatasetSpec, TableSpec
from core.store.runs import RunFolder
from tests.app.synthetic_runs import finished_run, write_pictures
from tests.app.text_runs import LABELS, answer, right_answers, text_run

WORKER_MS = 120_000
SPACE = "\N{NO-BREAK SPACE}"
ARABIC = "الخدمة سيئة جدا ولن أعود إلى هذا الفندق مرة أخرى 😡"
CHINESE = "这家酒店的服务非常差，房间又脏又吵。"
HTML = "<b>Never</b> again! <img src=x onerror=alert(1)> &amp; so on"
MISTAKES = (
    answer("A short one.", "content", 0.71),
    answer("The lamp broke at once, and nobody answers my mails about it. 😡", "content", 0.98),
    answer(ARABIC, "content", 0.93),
    answer(HTML, "content", 0.85),
    answer(CHINESE, "unhappy", 0.65),
)
RIGHT = (answer("A joy.", "content", 0.9, said="content"), answer("A waste.", "unhappy", 0.8, said="unhappy"))

MakePage = Callable[..., tuple[ResultsPage, RunFolder]]


@pytest.fixture(scope="module")
def services(qapp: QApplication) -> Iterator[Services]:
    """One for all tests of this file: a worker takes seconds to start."""
    made = create_services()
    yield made
    close_services(made)


@pytest.fixture
def make_page(look: QApplication, services: Services, trained_on_texts: Path, qtbot: QtBot, tmp_path: Path) -> MakePage:
    """A page over a project with one run of texts, shown and loaded."""

    def make(rows: Sequence[PredictionRecord] = (*MISTAKES, *RIGHT), **facts: object) -> tuple[ResultsPage, RunFolder]:
        services.workspace.create(tmp_path / "projects", "Letters")
        run = text_run(services.workspace.project.runs, trained_on_texts, rows, **facts)
        services.workspace.current_run = run.path
        page = ResultsPage(services)
        qtbot.addWidget(page)
        page.resize(1040, 780)
        page.show()
        page.enter()
        qtbot.waitUntil(lambda: page.cards[0].isVisible() or bool(page.trouble_text()))
        return page, run

    return make


def texts(page: ResultsPage) -> TextPanel:
    panel = page.samples["text"]
    assert isinstance(panel, TextPanel)
    return panel


def shown_rows(page: ResultsPage) -> list[tuple[str, str]]:
    rows = texts(page).rows
    return [(rows.rows.row(place).text, rows.rows.row(place).facts) for place in range(rows.count())]


def click_row(page: ResultsPage, row: int, qtbot: QtBot) -> None:
    view = texts(page).rows
    index = view.model().index(row, 0)
    view.scrollTo(index)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())


def press(button: QPushButton, qtbot: QtBot) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def wait_for_marks(page: ResultsPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(texts(page).text.editor.pieces), timeout=WORKER_MS)


def marked(page: ResultsPage) -> list[tuple[str, str]]:
    """(what is marked, colour)"""
    return [
        (mark.cursor.selectedText(), mark.format.background().color().name())
        for mark in texts(page).text.editor.extraSelections()
    ]


def test_mistakes_are_a_list_of_texts_the_surest_first(make_page: MakePage) -> None:
    page, _ = make_page()
    assert texts(page).isVisible() and not page.samples["image"].isVisible()
    assert shown_rows(page)[0] == (MISTAKES[1].text, f"✗ content → unhappy · 98{SPACE}%")
    assert [text for text, _ in shown_rows(page)] == [MISTAKES[place].text for place in (1, 2, 3, 0, 4)]
    assert page.cards[0].texts()[0] == "Accuracy on 7 texts it has never seen"


def test_longest_first_is_one_of_the_orders(make_page: MakePage, qtbot: QtBot) -> None:
    page, _ = make_page()
    order = texts(page).order
    order.setFocus()
    for _ in range(2):
        qtbot.keyClick(order, Qt.Key.Key_Down)
    assert order.currentText() == "longest first"
    assert [text for text, _ in shown_rows(page)] == sorted((it.text for it in MISTAKES), key=len, reverse=True)


@pytest.mark.slow
def test_a_click_shows_the_whole_text_with_the_words_marked_that_count(make_page: MakePage, qtbot: QtBot) -> None:
    page, _ = make_page()
    click_row(page, 0, qtbot)
    text = texts(page).text
    assert texts(page).shows_large and text.editor.toPlainText() == MISTAKES[1].text
    assert "which words count" in text.words()
    wait_for_marks(page, qtbot)
    assert "".join(piece for piece, _ in text.editor.pieces) == MISTAKES[1].text
    strongest = max(text.editor.pieces, key=lambda pair: abs(pair[1]))
    assert (strongest[0], (LIGHT.cold if strongest[1] > 0 else LIGHT.warm)) in marked(page)
    assert text.legend[0].isVisible() and text.legend[0].words().startswith("speaks for “")
    press(text.box, qtbot)
    assert not text.editor.extraSelections() and not text.legend[0].isVisible()


@pytest.mark.slow
def test_marks_stand_where_they_belong_behind_an_emoji_and_in_arabic(make_page: MakePage, qtbot: QtBot) -> None:
    page, _ = make_page((answer("😀👍🏽 wonderful " + ARABIC, "unhappy", 0.9), answer(ARABIC, "unhappy", 0.8), *RIGHT))
    for row in range(2):
        click_row(page, row, qtbot)
        wait_for_marks(page, qtbot)
        editor = texts(page).text.editor
        pieces = [piece for piece, score in editor.pieces if abs(score) >= 0.05 or (score == 0 and piece.strip())]
        assert [text for text, _ in marked(page)] == pieces
        press(texts(page).back_button, qtbot)
    assert editor.document().firstBlock().textDirection() == Qt.LayoutDirection.RightToLeft


def test_what_looks_like_html_is_shown_as_it_is_everywhere(make_page: MakePage, qtbot: QtBot) -> None:
    page, _ = make_page((MISTAKES[3], *RIGHT))
    texts(page).text.box.setChecked(False)
    assert shown_rows(page)[0][0] == HTML
    click_row(page, 0, qtbot)
    assert texts(page).text.editor.toPlainText() == HTML
    report = report_html(page._require())
    assert "<img src=x" not in report and "&lt;img src=x onerror=alert(1)&gt; &amp;amp; so on" in report


def test_arrows_turn_and_escape_goes_back(make_page: MakePage, qtbot: QtBot) -> None:
    page, _ = make_page()
    panel = texts(page)
    panel.text.box.setChecked(False)
    panel.rows.setFocus()
    panel.rows.choose(0)
    qtbot.keyClick(panel.rows, Qt.Key.Key_Return)
    press(panel.next_button, qtbot)
    assert panel.text.editor.toPlainText() == MISTAKES[2].text
    assert panel.place_label.text() == "2 of 5"
    qtbot.keyClick(panel, Qt.Key.Key_Left)
    assert panel.text.editor.toPlainText() == MISTAKES[1].text
    qtbot.keyClick(panel.back_button, Qt.Key.Key_Escape)
    assert not panel.shows_large


def test_of_a_long_text_the_rest_is_read_from_its_file_and_what_was_cut_away_is_grey(
    make_page: MakePage, qtbot: QtBot, tmp_path: Path
) -> None:
    long = " ".join(f"Sentence {n} of a letter that goes on." for n in range(300))
    folder = tmp_path / "mine"
    (folder / "content").mkdir(parents=True)
    (folder / "content" / "long.txt").write_text(long, encoding="utf-8")
    page, _ = make_page((answer(long, "content", 0.9, file="content/long.txt"), *RIGHT), folder=folder)
    texts(page).text.box.setChecked(False)
    click_row(page, 0, qtbot)
    text = texts(page).text
    qtbot.waitUntil(lambda: text.editor.toPlainText() == long)
    press(text.box, qtbot)
    wait_for_marks(page, qtbot)
    assert text.editor.passes_over and text.legend[2].isVisible()
    assert text.editor.verticalScrollBar().maximum() > 0


def test_a_row_of_a_table_is_read_by_its_own_column(make_page: MakePage, qtbot: QtBot, tmp_path: Path) -> None:
    long = "word " * 1200 + "end"
    table = tmp_path / "letters.csv"
    table.write_text(f"note,what,mood\nx,short,content\nx,{long},unhappy\n", encoding="utf-8")
    columns = TableSpec(text_column="what", label_column="mood")
    rows = (answer(long, "unhappy", 0.9, file="letters.csv#2"), *RIGHT)
    page, _ = make_page(rows, folder=table, table=columns)
    texts(page).text.box.setChecked(False)
    click_row(page, 0, qtbot)
    qtbot.waitUntil(lambda: texts(page).text.editor.toPlainText() == long)


def test_a_text_whose_file_is_gone_says_so_below_its_beginning(make_page: MakePage, qtbot: QtBot, tmp_path: Path) -> None:
    page, _ = make_page((answer("word " * 1200, "content", 0.9, file="content/gone.txt"), *RIGHT), folder=tmp_path)
    click_row(page, 0, qtbot)
    qtbot.waitUntil(lambda: "does not exist any more" in texts(page).text.words())
    assert texts(page).text.editor.toPlainText().startswith("word word")


def test_no_mistakes_is_a_sentence(make_page: MakePage) -> None:
    page, _ = make_page(RIGHT)
    assert texts(page).empty_text.isVisible()
    assert texts(page).empty_text.text() == "Not one answer on this part is wrong."


def test_the_simple_method_has_a_card_of_its_own(make_page: MakePage) -> None:
    page, _ = make_page(network=right_answers(470, 500), simple=right_answers(390, 500))
    title, value, *lines = page.cards[1].texts()
    assert (title, value) == ("TF-IDF, a simple word count", f"78.0{SPACE}%")
    assert "learnt in 2 s" in lines
    assert page.worth_text() == "", "the network is clearly better"


@pytest.mark.parametrize(("simple", "said"), [(400, "is as good here"), (480, "is better here")])
def test_a_network_that_is_not_worth_it_is_called_so(make_page: MakePage, simple: int, said: str) -> None:
    page, _ = make_page(network=right_answers(410, 500), simple=right_answers(simple, 500))
    assert page.worth_text().startswith("▲ The simple method") and said in page.worth_text()
    assert "500 texts" in page.worth_text() or simple == 480


def test_a_run_of_pictures_after_one_of_texts_shows_pictures(
    make_page: MakePage, qtbot: QtBot, services: Services, tmp_path: Path
) -> None:
    page, _ = make_page(network=right_answers(400, 500), simple=right_answers(400, 500))
    assert page.cards[3].isVisible()
    folder = write_pictures(tmp_path / "data", LABELS, 6)
    services.workspace.update(dataset=DatasetSpec(folder=str(folder)))
    services.workspace.current_run = finished_run(services.workspace.project.runs, folder, LABELS).path
    qtbot.waitUntil(lambda: page.samples["image"].isVisible())
    assert not texts(page).isVisible() and not page.cards[3].isVisible() and not page.worth_text()

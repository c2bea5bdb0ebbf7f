"""Try it with texts: a model that was really trained answers in a real worker process."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.pages.try_it.page import TryItPage
from app.pages.try_it.sources import data_of_folder
from app.pages.try_it.text_panel import TextPanel
from app.pages.try_it.typed_text import TypedText
from app.run.job_runner import JobRunner
from app.services import Services, close_services, create_services
from core.contracts.jobs import Job, PredictJob
from core.contracts.spec import DatasetSpec, RunSpec
from core.store.runs import RunFolder
from tests.app.synthetic_runs import finished_run, write_pictures
from tests.app.text_runs import answer, text_run

WORKER_MS = 120_000
LINES = ("I love this lamp, thank you!", "It broke after a day. 😡", "الخدمة سيئة جدا", "<b>So</b> boring & noisy")


@pytest.fixture(scope="module")
def services(qapp: QApplication) -> Iterator[Services]:
    """One for all tests of this file: a worker takes seconds to start."""
    made = create_services()
    yield made
    close_services(made)


@pytest.fixture
def asked(services: Services, monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """Every job that is submitted, as it goes its way."""
    seen: list[Job] = []
    submit = services.jobs.submit

    def noted(job: Job, *rest: object, **more: object) -> object:
        seen.append(job)
        return submit(job, *rest, **more)

    monkeypatch.setattr(services.jobs, "submit", noted)
    return seen


@pytest.fixture
def page(services: Services, asked: list[Job], trained_on_texts: Path, qtbot: QtBot, tmp_path: Path) -> Iterator[TryItPage]:
    services.workspace.create(tmp_path / "projects", "Letters")
    services.workspace.current_run = trained_on_texts
    made = TryItPage(services)
    qtbot.addWidget(made)
    made.resize(1040, 780)
    made.show()
    made.enter()
    yield made
    made.presenter.cancel()


def panel_of(page: TryItPage) -> TextPanel:
    panel = page.panels["text"]
    assert isinstance(panel, TextPanel)
    return panel


def mime_of(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def drop(page: TryItPage, *paths: Path) -> None:
    mime, action, left = mime_of(*paths), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton  # the event doesn't keep it
    page.dropEvent(QDropEvent(QPointF(QPoint(50, 50)), action, mime, left, Qt.KeyboardModifier.NoModifier))


def wait_for_answers(page: TryItPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.presenter.running, timeout=WORKER_MS)


def press(button: QPushButton, qtbot: QtBot) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def written(path: Path, lines: tuple[str, ...] = LINES) -> Path:
    path.write_text("\n".join(lines) + "\n\n", encoding="utf-8")
    return path


def test_a_model_for_texts_is_met_with_a_place_to_write(page: TryItPage) -> None:
    panel = panel_of(page)
    assert page.presenter.choice.source == str(page.services.workspace.current_run)
    assert panel.editor.isVisible() and not page.panels["image"].isVisible()
    assert panel.editor.placeholderText().startswith("Type or paste")
    assert "Write a text" in page.lead() and page.files_button.text() == "Choose files…"


def test_what_is_typed_is_asked_about_once_and_its_words_are_marked_on_demand(
    page: TryItPage, asked: list[Job], qtbot: QtBot
) -> None:
    panel = panel_of(page)
    qtbot.keyClicks(panel.editor, "a wonderful lamp")
    assert not asked, "not while the keys come"
    qtbot.waitUntil(lambda: panel.typed.prediction is not None, timeout=WORKER_MS)
    (job,) = asked
    assert isinstance(job, PredictJob) and job.texts == ("a wonderful lamp",)
    assert set(panel.typed.prediction.class_names) == {"content", "unhappy"}
    assert panel.typed.prediction.class_names[0] in panel.bars.accessibleDescription()
    assert not panel.editor.pieces
    press(panel.text.box, qtbot)
    qtbot.waitUntil(lambda: bool(panel.editor.pieces), timeout=WORKER_MS)
    assert "".join(piece for piece, _ in panel.editor.pieces) == "a wonderful lamp"
    qtbot.keyClicks(panel.editor, "s")
    assert not panel.editor.pieces, "the marks were for another text"
    qtbot.waitUntil(lambda: panel.typed.answered_text == "a wonderful lamps", timeout=WORKER_MS)
    panel.editor.selectAll()
    qtbot.keyClick(panel.editor, Qt.Key.Key_Delete)
    assert panel.typed.prediction is None and panel.bars.accessibleDescription() == ""


def test_what_another_model_said_goes_and_the_one_in_its_place_is_asked_when_the_page_is_seen(
    page: TryItPage, asked: list[Job], trained_on_texts: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    drop(page, written(tmp_path / "letters.txt"))
    wait_for_answers(page, qtbot)
    assert len(page.presenter.predictions) == len(LINES)
    page.hide()
    other = text_run(page.services.workspace.project.runs, trained_on_texts, (answer("A joy.", "content", 0.9),))
    page.services.workspace.current_run = other.path
    assert page.presenter.predictions == () and not page.presenter.running
    page.show()
    page.enter()
    assert page.presenter.running
    before, again = (job.source for job in asked if isinstance(job, PredictJob))
    assert (before, again) == (str(trained_on_texts), str(other.path))
    page.presenter.cancel()
    page.enter()
    assert not page.presenter.running, "asked for no longer"


def test_signs_that_nobody_can_see_are_no_text(page: TryItPage, qtbot: QtBot) -> None:
    panel = panel_of(page)
    panel.editor.setPlainText("\x7f")
    qtbot.waitUntil(lambda: panel.typed.error is not None, timeout=WORKER_MS)
    assert panel.trouble.isVisible() and panel.bars.accessibleDescription() == ""


@pytest.mark.slow
def test_a_newer_text_takes_the_question_before_back(trained_on_texts: Path, qtbot: QtBot) -> None:
    jobs = JobRunner()  # its worker takes longer to start than it takes to write all this
    typed, answers = TypedText(jobs), []
    try:
        typed.ask_of(str(trained_on_texts), 2)
        typed.changed.connect(lambda: answers.append(typed.answered_text))
        for text in ("one", "one two", "one two three"):
            typed.write(text)
            qtbot.waitUntil(lambda: not typed.pausing)
        assert typed.asking
        qtbot.waitUntil(lambda: typed.prediction is not None, timeout=WORKER_MS)
        assert answers == ["one two three"]
    finally:
        jobs.close()


def test_a_list_is_one_text_a_line_unless_the_person_says_otherwise(page: TryItPage, qtbot: QtBot, tmp_path: Path) -> None:
    drop(page, written(tmp_path / "letters.txt"))
    wait_for_answers(page, qtbot)
    panel = panel_of(page)
    assert panel.rows.isVisible() and panel.rows.count() == 4
    assert panel.rows.rows.row(3).text == "<b>So</b> boring & noisy"
    assert panel.answer_panel.heading.text() == "letters.txt, line 1"
    panel.rows.setFocus()
    qtbot.keyClick(panel.rows, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: panel.answer_panel.text.editor.toPlainText() == LINES[1])
    press(panel.lines_choice.findChildren(QPushButton)[1], qtbot)
    wait_for_answers(page, qtbot)
    assert panel.rows.count() == 1 and panel.answer_panel.heading.text() == "letters.txt"
    press(page.clear_button, qtbot)
    assert panel.editor.isVisible()


@pytest.mark.slow
def test_answers_become_a_table_with_the_texts_in_it(page: TryItPage, qtbot: QtBot, tmp_path: Path) -> None:
    drop(page, written(tmp_path / "letters.txt"))
    wait_for_answers(page, qtbot)
    assert page.save_csv(tmp_path / "answers.csv")
    qtbot.waitUntil(lambda: not page.presenter.saving, timeout=WORKER_MS)
    lines = (tmp_path / "answers.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "file,predicted,input text,content,unhappy"
    assert len(lines) == 5 and LINES[2] in lines[3]


def test_a_table_has_a_text_a_row_and_nothing_to_choose(page: TryItPage, qtbot: QtBot, tmp_path: Path) -> None:
    table = tmp_path / "letters.csv"
    table.write_text('id,text\n1,"A lovely book, really."\n2,Never again\n', encoding="utf-8")
    drop(page, table)
    wait_for_answers(page, qtbot)
    panel = panel_of(page)
    assert panel.rows.count() == 2 and not panel.lines_choice.isVisible()
    assert panel.rows.rows.row(0).text == "A lovely book, really."
    assert panel.answer_panel.heading.text() == "letters.csv, row 1"


def test_a_file_that_is_no_text_keeps_its_row_and_says_why(page: TryItPage, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "empty.eml").write_text("", encoding="utf-8")
    drop(page, written(tmp_path / "good.md"), tmp_path / "empty.eml")
    wait_for_answers(page, qtbot)
    panel = panel_of(page)
    assert panel.rows.count() == 2 and "1 of them can't be read" in page.presenter.summary()
    panel.rows.setFocus()
    qtbot.keyClick(panel.rows, Qt.Key.Key_Down)
    assert "empty.eml is empty" in panel.answer_panel.trouble.text()
    assert not panel.answer_panel.text.box.isEnabled() and panel.answer_panel.text.editor.toPlainText() == ""


def test_files_dropped_onto_the_text_are_not_written_into_it(page: TryItPage, qtbot: QtBot, tmp_path: Path) -> None:
    mime, panel = mime_of(written(tmp_path / "letters.txt")), panel_of(page)
    action, left, key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    place = panel.editor.viewport()
    QApplication.sendEvent(place, QDragEnterEvent(QPoint(9, 9), action, mime, left, key))
    QApplication.sendEvent(place, QDropEvent(QPointF(9, 9), action, mime, left, key))
    assert panel.editor.toPlainText() == ""
    assert page.presenter.paths == (tmp_path / "letters.txt",)
    page.presenter.cancel()


def test_before_any_training_the_sentence_stands_where_the_answer_would(page: TryItPage, qtbot: QtBot, tmp_path: Path) -> None:
    workspace = page.services.workspace
    workspace.update(task="text-classification", dataset=DatasetSpec(folder=str(tmp_path)))
    workspace.current_run = None
    assert page.presenter.choice.source == RunSpec(task="text-classification", dataset=workspace.dataset).model.entry
    assert "doesn't know your classes" in page.source_note.text()
    panel = panel_of(page)
    qtbot.keyClicks(panel.editor, "hello")
    qtbot.waitUntil(lambda: "has no answers of its own" in panel.trouble.text(), timeout=WORKER_MS)
    assert "Train it on your data first" in panel.trouble.text()


def test_another_run_for_pictures_brings_the_pictures_back(page: TryItPage, services: Services, tmp_path: Path) -> None:
    panel_of(page).editor.setPlainText("half a sen")
    folder = write_pictures(tmp_path / "data", ("cat", "dog"), 6)
    services.workspace.current_run = finished_run(services.workspace.project.runs, folder, ("cat", "dog")).path
    assert page.panels["image"].isVisible() and not panel_of(page).isVisible()
    assert "pictures" in page.lead()


def test_what_a_source_is_for_is_read_from_the_files_beside_the_weights(trained_on_texts: Path, tmp_path: Path) -> None:
    def bundle(name: str, **files: object) -> Path:
        (tmp_path / name).mkdir()
        for file, values in files.items():
            (tmp_path / name / f"{file}.json").write_text(json.dumps(values), encoding="utf-8")
        return tmp_path / name

    assert data_of_folder(trained_on_texts) == "text"
    assert data_of_folder(RunFolder(trained_on_texts).best_model_path) == "text"
    assert data_of_folder(bundle("texts", preprocessing={"kind": "text"})) == "text"
    assert data_of_folder(bundle("hub", config={}, tokenizer={})) == "text"
    assert data_of_folder(bundle("pictures", preprocessing={"size_px": 224})) == "image"
    assert data_of_folder(bundle("odd", preprocessing=["no", "settings"], model={"preprocessing": {"kind": "text"}})) == "text"
    assert data_of_folder(tmp_path / "gone") == "image"

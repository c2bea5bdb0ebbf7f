"""Runs of texts on the Runs page."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from app.pages.runs.side_panel import SidePanel
from app.pages.runs.summary import read_summary
from core.store.runs import RunStore
from tests.app.text_runs import answer, right_answers, text_run

SPACE = "\N{NO-BREAK SPACE}"


def test_what_a_simple_method_reaches_stands_below_the_score(trained_on_texts: Path, qtbot: QtBot, tmp_path: Path) -> None:
    store, rows = RunStore(tmp_path / "runs"), (answer("A joy.", "content", 0.9, said="content"),)
    run = text_run(store, trained_on_texts, rows, network=right_answers(470, 500), simple=right_answers(390, 500))
    panel = SidePanel()
    qtbot.addWidget(panel)
    panel.show_run(read_summary(run), "")
    said = panel.texts()
    place = said.index("TF-IDF, a word count")
    assert said[place + 1].startswith(f"test 78.0{SPACE}%") and said[place - 1].startswith(f"test 94.0{SPACE}%")

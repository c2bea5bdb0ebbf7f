"""The log of a run: it grows, filters, copies."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.widgets.log_view import LogStrip, LogView, log_line
from core.contracts.events import CheckpointSaved, Event, Notice
from tests.app.synthetic_training import run_model


def saved(number: int) -> Event:
    return CheckpointSaved(run_id="r", seq=number, time_s=float(number), step=number, path="checkpoints/x", is_best=False)


@pytest.fixture
def view(look: QApplication, qtbot: QtBot) -> LogView:
    made = LogView()
    qtbot.addWidget(made)
    made.resize(500, 200)
    made.show()
    return made


def test_new_lines_are_added_and_the_newest_is_in_sight(view: LogView) -> None:
    events = [saved(number) for number in range(500)]
    view.show_events(events)
    events.append(saved(9_999))
    view.show_events(events)
    model = view.list.model()
    assert model.rowCount() == 501
    assert "9" in model.index(500, 0).data()
    QApplication.processEvents()
    assert view.list.verticalScrollBar().value() == view.list.verticalScrollBar().maximum()


def test_a_person_who_scrolled_up_is_left_there(view: LogView) -> None:
    events = [saved(number) for number in range(500)]
    view.show_events(events)
    QApplication.processEvents()
    view.list.verticalScrollBar().setValue(0)
    events.append(saved(500))
    view.show_events(events)
    QApplication.processEvents()
    assert view.list.verticalScrollBar().value() == 0


def test_filtering_shows_only_matching_lines(view: LogView) -> None:
    model = run_model()
    view.show_events(model.log)
    view.filter.setFocus()
    QTest.keyClicks(view.filter, "EPOCH 3")
    rows = [view.list.model().index(row, 0).data() for row in range(view.list.model().rowCount())]
    assert len(rows) == 1
    assert "epoch 3" in rows[0]
    assert view.count.text() == f"1 of {len(model.log)} lines"


def test_copy_takes_the_marked_lines_or_all(view: LogView) -> None:
    view.show_events([saved(1), saved(2), saved(3)])
    QTest.mouseClick(view.copy_button, Qt.MouseButton.LeftButton)
    assert len(QGuiApplication.clipboard().text().splitlines()) == 3
    view.list.setCurrentIndex(view.list.model().index(1, 0))
    view.list.setFocus()
    QTest.keyClick(view.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().endswith("step 2")


def test_another_run_replaces_the_lines(view: LogView) -> None:
    view.show_events([saved(1), saved(2)])
    view.show_events([saved(7)])
    assert view.list.model().rowCount() == 1


def test_a_warning_carries_a_symbol() -> None:
    params = {"micro": 4, "batch": 32}
    notice = Notice(run_id="r", seq=0, time_s=0.0, level="warning", code="micro_batch_halved", params=params)
    assert "▲" in log_line(notice)


def test_the_strip_shows_the_newest_first(look: QApplication, qtbot: QtBot) -> None:
    strip = LogStrip()
    qtbot.addWidget(strip)
    strip.resize(300, 24)
    strip.show()
    strip.show_events([saved(number) for number in range(1, 30)])
    assert strip.text().split(" · ")[0].endswith("step 29")
    assert strip.accessibleDescription() == strip.text()
    assert not strip.grab().isNull()

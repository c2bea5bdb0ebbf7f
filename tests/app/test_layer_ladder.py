"""The freeze ladder by mouse, by keyboard, and to screen readers."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.i18n import number
from app.widgets.ladder_area import LadderArea
from app.widgets.layer_ladder import LayerLadder, Rung

LEFT = Qt.MouseButton.LeftButton


def rungs(count: int) -> list[Rung]:
    return [Rung(f"Block {number}", 1_000 * (number + 1), f"blocks.{number}") for number in range(count)]


@pytest.fixture
def ladder(look: QApplication, qtbot: QtBot) -> LayerLadder:
    made = LayerLadder()
    qtbot.addWidget(made)
    made.set_rungs(rungs(9), Rung("Head: 2 classes", 2_562), "picture, 224 × 224", warm=3)
    made.resize(480, made.sizeHint().height())
    made.show()
    made.setFocus()
    return made


def middle_of(ladder: LayerLadder, slot: int) -> QPoint:
    """slot 0 is the head, slot 1 the last block."""
    box = ladder.slot_rect(slot)
    return QPoint(60, round(box.center().y()))


def test_it_says_how_many_blocks_are_frozen(ladder: LayerLadder) -> None:
    assert ladder.frozen == 6
    assert "6 of 9 blocks frozen" in ladder.accessibleName()


def test_a_screen_reader_finds_a_slider_with_a_value(ladder: LayerLadder) -> None:
    interface = QAccessible.queryAccessibleInterface(ladder)
    assert interface.role() == QAccessible.Role.Slider
    assert interface.valueInterface().currentValue() == 3
    assert interface.valueInterface().maximumValue() == 9


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (Qt.Key.Key_Up, 2),
        (Qt.Key.Key_Down, 4),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_End, 9),
        (Qt.Key.Key_PageUp, 1),
        (Qt.Key.Key_PageDown, 5),
    ],
)
def test_keys_move_the_line(ladder: LayerLadder, qtbot: QtBot, key: Qt.Key, expected: int) -> None:
    with qtbot.waitSignal(ladder.chosen) as told:
        QTest.keyClick(ladder, key)
    assert told.args == [expected]
    assert f"{9 - expected} of 9 blocks frozen" in ladder.accessibleName()


def test_the_line_stops_at_the_ends_and_says_nothing_there(ladder: LayerLadder, qtbot: QtBot) -> None:
    QTest.keyClick(ladder, Qt.Key.Key_Home)
    with qtbot.assertNotEmitted(ladder.chosen):
        QTest.keyClick(ladder, Qt.Key.Key_Up)
    assert ladder.value() == 0


def test_a_click_on_a_cold_block_warms_it_and_all_above(ladder: LayerLadder, qtbot: QtBot) -> None:
    with qtbot.waitSignal(ladder.chosen) as told:
        QTest.mouseClick(ladder, LEFT, pos=middle_of(ladder, 6))
    assert told.args == [6]


def test_a_click_on_a_warm_block_freezes_it_and_all_below(ladder: LayerLadder, qtbot: QtBot) -> None:
    with qtbot.waitSignal(ladder.chosen) as told:
        QTest.mouseClick(ladder, LEFT, pos=middle_of(ladder, 2))
    assert told.args == [1]


def test_a_click_on_the_head_leaves_only_the_head(ladder: LayerLadder, qtbot: QtBot) -> None:
    with qtbot.waitSignal(ladder.chosen) as told:
        QTest.mouseClick(ladder, LEFT, pos=middle_of(ladder, 0))
    assert told.args == [0]


def test_dragging_the_line_shows_every_step_and_decides_once(ladder: LayerLadder, qtbot: QtBot) -> None:
    seen: list[int] = []
    decided: list[int] = []
    ladder.valueChanged.connect(seen.append)
    ladder.chosen.connect(decided.append)
    start = QPoint(60, round(ladder.line_y()))
    QTest.mousePress(ladder, LEFT, pos=start)
    for slot in (5, 6, 7):
        QTest.mouseMove(ladder, middle_of(ladder, slot) + QPoint(0, 14))
    assert decided == []
    QTest.mouseRelease(ladder, LEFT, pos=middle_of(ladder, 7))
    assert seen == sorted(seen)
    assert len(seen) >= 2
    assert decided == [ladder.value()]
    assert ladder.value() > 3


def test_dragging_beyond_the_ends_stays_inside(ladder: LayerLadder) -> None:
    QTest.mousePress(ladder, LEFT, pos=QPoint(60, round(ladder.line_y())))
    QTest.mouseMove(ladder, QPoint(60, 5_000))
    assert ladder.value() == 9
    QTest.mouseMove(ladder, QPoint(60, -500))
    assert ladder.value() == 0
    QTest.mouseRelease(ladder, LEFT, pos=QPoint(60, -500))


def test_the_wheel_does_not_change_the_choice(ladder: LayerLadder, qtbot: QtBot) -> None:
    event = QWheelEvent(
        QPointF(60, 60),
        ladder.mapToGlobal(QPointF(60, 60)),
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(ladder, event)
    assert ladder.value() == 3


def test_a_tooltip_names_the_block_its_parameters_and_its_state(ladder: LayerLadder) -> None:
    text = ladder.rung_text(9)
    assert "Block 0" in text
    assert f"{number(1_000)} parameters" in text
    assert "Cold" in text
    assert "Warm" in ladder.rung_text(1)


def test_names_of_blocks_are_text_not_markup(ladder: LayerLadder) -> None:
    ladder.set_rungs([Rung("<b>x</b>", 1)], Rung("Head", 1), "", warm=0)
    assert "&lt;b&gt;x" in ladder.rung_text(1)


def test_setting_the_line_from_outside_tells_nobody(ladder: LayerLadder, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(ladder.chosen), qtbot.assertNotEmitted(ladder.valueChanged):
        ladder.set_warm(7)
    assert "2 of 9" in ladder.accessibleName()


def test_sixty_blocks_scroll_and_the_line_stays_in_sight(look: QApplication, qtbot: QtBot) -> None:
    ladder = LayerLadder()
    area = LadderArea(ladder)
    qtbot.addWidget(area)
    area.resize(400, 300)
    area.show()
    ladder.set_rungs(rungs(60), Rung("Head", 10), "picture", warm=0)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    ladder.setFocus()
    for _ in range(40):
        QTest.keyClick(ladder, Qt.Key.Key_Down)
    top = area.verticalScrollBar().value()
    assert top < ladder.line_y() < top + area.viewport().height()


def test_an_empty_ladder_can_be_painted_and_keyed(look: QApplication, qtbot: QtBot) -> None:
    ladder = LayerLadder()
    qtbot.addWidget(ladder)
    ladder.show()
    QTest.keyClick(ladder, Qt.Key.Key_Down)
    assert not ladder.grab().isNull()
    assert ladder.value() == 0


def test_cold_and_warm_differ_in_shape_not_only_in_colour(ladder: LayerLadder) -> None:
    """The symbols of two slots are compared as black and white: a snowflake is not an ember."""
    image = ladder.grab().toImage()

    def ink(slot: int) -> set[tuple[int, int]]:
        box = ladder.slot_rect(slot)
        paper = image.pixelColor(2, 2).lightness()
        rows = range(int(box.top()), int(box.bottom()))
        dots = {
            (x, y - int(box.top())) for y in rows for x in range(16) if abs(image.pixelColor(x, y).lightness() - paper) > 60
        }
        assert dots
        return dots

    warm, cold = ink(1), ink(9)
    assert len(warm ^ cold) > len(warm) // 4

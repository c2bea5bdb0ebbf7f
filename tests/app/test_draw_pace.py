"""A live view takes a hundredth of the machine, whatever a drawing costs there."""

import pytest

from app.widgets.draw_pace import DrawPace


@pytest.mark.parametrize(
    ("cores", "spent_ms", "wait_ms"),
    [(2, 16, 800), (8, 16, 250), (2, 0, 250), (2, 500, 2000)],
    ids=["slow machine", "many cores", "nothing to draw", "never gives up"],
)
def test_the_wait_follows_what_a_drawing_costs(cores, spent_ms, wait_ms):
    clock = iter([5.0, 5.0 + spent_ms / 1000])
    pace = DrawPace(cores, lambda: next(clock))
    assert pace.next_ms() == wait_ms

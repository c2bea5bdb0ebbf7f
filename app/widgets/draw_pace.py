"""How often a live view is drawn, so that a training beside it is not held up by being watched."""

import time
from collections.abc import Callable

from app.machine import core_count

# of all cores together: a training that uses every one of them waits for the slowest
_SHARE = 0.01
SHORTEST_MS, LONGEST_MS = 250, 2000


class DrawPace:
    """Measures what the window's thread computes between two drawings and says when the next one is due.

    Args:
        cores: of this machine.
        computed_s: a clock of the calling thread's computing time.
    """

    def __init__(self, cores: int | None = None, computed_s: Callable[[], float] = time.thread_time) -> None:
        self._share = _SHARE * (cores or core_count())
        self._computed_s = computed_s
        self._last_s = computed_s()

    def next_ms(self) -> int:
        """Milliseconds until the next drawing. To be asked once for each."""
        now_s = self._computed_s()
        spent_ms, self._last_s = 1000 * (now_s - self._last_s), now_s
        return round(min(max(spent_ms / self._share, SHORTEST_MS), LONGEST_MS))

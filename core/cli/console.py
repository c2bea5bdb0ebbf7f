"""Events as a person at a terminal wants them: a progress bar, a line an epoch, a table at the end."""

import sys
import time
from collections.abc import Iterable, Sequence
from typing import TextIO

from core.contracts.events import (
    Evaluated,
    Notice,
    PhaseChanged,
    Progress,
    Resumed,
    RunFinished,
    StepDone,
    TrainingPlanned,
    event_from_line,
)
from core.contracts.messages import worded
from core.contracts.records import RunMetrics
from core.contracts.run_times import RunTimes

_BAR_WIDTH = 24
_REDRAW_EVERY_S = 0.1
_LINE_EVERY_S = 10.0
_PHASES = {
    "preparing": "preparing",
    "scanning": "reading the data",
    "loading_model": "loading the model",
    "features": "running the frozen layers, once",
    "head": "fitting the head",
    "probing": "asking each depth",
    "measuring": "measuring",
    "training": "training",
    "evaluating": "evaluating",
    "predicting": "predicting",
    "exporting": "exporting",
    "verifying": "verifying the export",
    "downloading": "downloading",
}


class Console:
    """Draws events. Lines go to `say_to`, how far it is to standard error: a bar, or now and then a line in a log."""

    def __init__(self, say_to: TextIO) -> None:
        self._say_to = say_to
        self._plan: TrainingPlanned | None = None
        self._phase = ""
        self._is_terminal = sys.stderr.isatty()
        self._drawn_at_s = 0.0 if self._is_terminal else time.monotonic()
        self._bar_shown = False

    def send(self, line: bytes) -> None:
        """Takes one event as it is sent."""
        event = event_from_line(line)
        match event:
            case TrainingPlanned():
                self._plan = event
                self._say(_plan_in_words(event))
            case PhaseChanged():
                self._phase = _PHASES[event.phase]
                self._bar(self._phase, 0, None)
            case Progress():
                self._bar(self._phase, event.done, event.total)
            case StepDone():
                self._step(event)
            case Evaluated():
                best = "  kept so far" if event.is_best else ""
                which = f"epoch {event.epoch}" if event.epoch else "epoch 0, a head fitted at once"
                self._say(f"{which}: validation loss {event.loss:.4f}, accuracy {event.accuracy:.3f}{best}")
            case Notice():
                self._say(f"{event.level}: {worded(event.code, event.params)}")
            case Resumed() if event.from_checkpoint:
                self._say(f"going on after step {event.step}")
            case RunFinished():
                self._clear()
            case _:
                return

    def _step(self, event: StepDone) -> None:
        if self._plan is None:
            return
        total = self._plan.epochs * self._plan.steps_per_epoch
        left_s = (total - event.step) * self._plan.batch_size / max(event.items_per_s, 1e-9)
        self._bar(f"loss {event.loss:.4f}  {event.items_per_s:.0f} samples/s  {left_s:.0f} s left", event.step, total)

    def _bar(self, text: str, done: int, total: int | None) -> None:
        now = time.monotonic()
        count = f"{done:,}/{total:,}" if total else (f"{done:,}" if done else "")
        if not self._is_terminal:
            if now - self._drawn_at_s >= _LINE_EVERY_S:
                self._drawn_at_s = now
                print(f"  {text} {count}".rstrip(), file=sys.stderr, flush=True)
            return
        if now - self._drawn_at_s < _REDRAW_EVERY_S and done != total:
            return
        self._drawn_at_s = now
        filled = round(_BAR_WIDTH * done / total) if total else 0
        print(f"\r\x1b[K[{'#' * filled}{'.' * (_BAR_WIDTH - filled)}] {count} {text}", end="", file=sys.stderr, flush=True)
        self._bar_shown = True

    def _say(self, text: str) -> None:
        self._clear()
        print(text, file=self._say_to, flush=True)

    def _clear(self) -> None:
        if self._bar_shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._bar_shown = False


def _plan_in_words(plan: TrainingPlanned) -> str:
    share = plan.trainable_parameters / max(1, plan.total_parameters)
    return (
        f"{plan.train_count:,} training, {plan.validation_count:,} validation, {plan.test_count:,} test samples "
        f"in {len(plan.class_names)} classes; {plan.trainable_parameters:,} of {plan.total_parameters:,} parameters "
        f"trainable ({share:.1%}); {plan.epochs} epoch{'' if plan.epochs == 1 else 's'} of {plan.steps_per_epoch} steps "
        f"on {plan.device_name} in {plan.precision}"
    )


def table(rows: Iterable[Sequence[str]]) -> str:
    """Columns side by side; the first row is the heading."""
    cells = [list(row) for row in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells)


def times_in_words(expected: RunTimes | None, taken: RunTimes) -> str:
    """ "took 205 s and 1.2 GB; 190 s and 1.1 GB were expected"."""
    told = f"took {_cost(taken)}"
    return f"{told}; {_cost(expected)} were expected" if expected else told


def _cost(times: RunTimes) -> str:
    seconds = f"{times.total_s:.1f} s" if times.total_s < 100 else f"{times.total_s:.0f} s"
    return f"{seconds} and {times.memory_bytes / 1e9:.1f} GB" if times.memory_bytes else seconds


def metrics_table(metrics: RunMetrics) -> str:
    """The scores of a run, each part with its interval and its baseline."""
    rows = [("part", "samples", "accuracy", "95 % interval", "balanced", "macro F1", "always the largest class")]
    for name, part in (("validation", metrics.validation), ("test", metrics.test)):
        if part is not None:
            low, high = part.accuracy_interval
            rows.append(
                (
                    name,
                    f"{part.count:,}",
                    f"{part.accuracy:.4f}",
                    f"{low:.3f} to {high:.3f}",
                    f"{part.balanced_accuracy:.4f}",
                    f"{part.macro_f1:.4f}",
                    f"{part.majority_accuracy:.4f}",
                )
            )
    return table(rows)

"""What happens around the loop: keeping the best, logging, stopping early. A hook sees the loop and changes its state."""

from typing import Protocol

from core.contracts.events import Evaluated
from core.store.event_log import Emitter
from core.tasks.classification import EpochScores
from core.training.best import BestWeights
from core.training.state import TrainingState


class Loop(Protocol):
    """What a hook sees of the loop. `epoch_number` counts from 1; before the first batch it is 0: the fitted head."""

    best: BestWeights
    emit: Emitter
    state: TrainingState

    @property
    def epoch_number(self) -> int: ...


class Hook(Protocol):
    """Called after each epoch's evaluation, and after that of a fitted head before the first epoch, in the order of the
    engine's list. True: this was the last epoch."""

    def after_evaluation(self, loop: Loop, scores: EpochScores) -> bool: ...


class BestCheckpointHook:
    """Keeps the weights of the latest epoch that is not clearly worse than the best: whose validation loss, at its best
    temperature, lies within one standard error of the lowest, and not above that of the fitted head. Where that head is all
    that learns, the lowest itself: to its convex problem training brings nothing but chance.

    Not simply the lowest: it is the luckiest of several, and the rate goes down towards the last epoch for a reason. Not the
    accuracy: on a few hundred samples it moves in jumps. Not the plain loss: it rises with too much confidence while the
    answers still get better (texts, after the first epoch).

    Source of the standard error: Breiman et al., "Classification and Regression Trees", 1984, section 3.4.3.
    """

    def __init__(self, *, only_head: bool) -> None:
        self._only_head = only_head

    def after_evaluation(self, loop: Loop, scores: EpochScores) -> bool:
        state, found = loop.state, scores.calibrated
        if loop.epoch_number == 0:
            state.start_loss = found.value
        is_lowest = found.value < state.lowest_loss
        if is_lowest:
            state.lowest_loss, state.lowest_loss_error = found.value, found.standard_error
        is_as_good = found.value <= min(state.lowest_loss + state.lowest_loss_error, state.start_loss)
        if state.best_epoch is None or (is_lowest if self._only_head else is_as_good):
            # where all answers are right, the surer the better would fit: it stays as sure as it was trained to be
            state.best_temperature = found.temperature if scores.accuracy < 1 else 1.0
            loop.best.take(state.step, state.best_temperature)
            state.best_accuracy, state.best_epoch, state.epochs_since_best = scores.accuracy, loop.epoch_number, 0
        else:
            state.epochs_since_best += 1
        return False


class MetricLogHook:
    """Says the scores of the epoch."""

    def after_evaluation(self, loop: Loop, scores: EpochScores) -> bool:
        say_scores(loop, scores, is_best=loop.state.epochs_since_best == 0)
        return False


class EarlyStoppingHook:
    """Ends training after `patience` epochs that were clearly worse (Prechelt, "Early Stopping - But When?", 1998)."""

    def __init__(self, patience: int) -> None:
        self._patience = patience

    def after_evaluation(self, loop: Loop, scores: EpochScores) -> bool:
        return loop.state.epochs_since_best >= self._patience


def say_scores(loop: Loop, scores: EpochScores, *, is_best: bool) -> None:
    loop.emit(
        Evaluated,
        part="validation",
        step=loop.state.step,
        epoch=loop.epoch_number,
        loss=scores.loss,
        accuracy=scores.accuracy,
        balanced_accuracy=scores.balanced_accuracy,
        macro_f1=scores.macro_f1,
        per_class_recall=scores.per_class_recall,
        is_best=is_best,
    )

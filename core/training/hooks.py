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
    """Keeps the weights with the lowest validation loss at its best temperature.

    Not the accuracy: on a few hundred samples it moves in jumps, and the luckiest jump is not the best. Not the plain loss:
    it rises with too much confidence while the answers still get better (texts, after the first epoch).
    """

    def after_evaluation(self, loop: Loop, scores: EpochScores) -> bool:
        state = loop.state
        if scores.calibrated_loss < state.best_loss or state.best_epoch is None:
            loop.best.take(state.step)
            state.best_loss, state.best_accuracy = scores.calibrated_loss, scores.accuracy
            state.best_epoch, state.epochs_since_best = loop.epoch_number, 0
        else:
            state.epochs_since_best += 1
        return False


class MetricLogHook:
    """Says the scores of the epoch."""

    def after_evaluation(self, loop: Loop, scores: EpochScores) -> bool:
        say_scores(loop, scores, is_best=loop.state.epochs_since_best == 0)
        return False


class EarlyStoppingHook:
    """Ends training after `patience` epochs without a better validation (Prechelt, "Early Stopping - But When?", 1998)."""

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

"""What happens around the loop: keeping the best, logging, stopping early. A hook sees the engine and changes its state."""

from typing import TYPE_CHECKING, Protocol

from core.contracts.events import CheckpointSaved, Evaluated
from core.tasks.classification import EpochScores

if TYPE_CHECKING:
    from core.training.engine import Engine


class Hook(Protocol):
    """Called after each epoch's evaluation, in the order of the engine's list. True: this was the last epoch."""

    def after_evaluation(self, engine: "Engine", scores: EpochScores) -> bool: ...


class BestCheckpointHook:
    """Keeps the weights with the lowest validation loss.

    The loss, not the accuracy: on a few hundred pictures accuracy moves in jumps, and the luckiest jump is not the best.
    """

    def after_evaluation(self, engine: "Engine", scores: EpochScores) -> bool:
        state = engine.state
        if scores.loss < state.best_loss or state.best_epoch == 0:
            path = engine.checkpoints.save_best(engine.handle, state.step)
            state.best_loss, state.best_accuracy = scores.loss, scores.accuracy
            state.best_epoch, state.epochs_since_best = engine.epoch_number, 0
            relative = path.relative_to(engine.checkpoints.folder.parent).as_posix()
            engine.emit(CheckpointSaved, step=state.step, path=relative, is_best=True)
        else:
            state.epochs_since_best += 1
        return False


class MetricLogHook:
    """Says the scores of the epoch."""

    def after_evaluation(self, engine: "Engine", scores: EpochScores) -> bool:
        say_scores(engine, scores, is_best=engine.state.epochs_since_best == 0)
        return False


class EarlyStoppingHook:
    """Ends training after `patience` epochs without a lower validation loss (Prechelt, "Early Stopping - But When?", 1998)."""

    def __init__(self, patience: int) -> None:
        self._patience = patience

    def after_evaluation(self, engine: "Engine", scores: EpochScores) -> bool:
        return engine.state.epochs_since_best >= self._patience


def say_scores(engine: "Engine", scores: EpochScores, *, is_best: bool) -> None:
    engine.emit(
        Evaluated,
        part="validation",
        step=engine.state.step,
        epoch=engine.epoch_number,
        loss=scores.loss,
        accuracy=scores.accuracy,
        balanced_accuracy=scores.balanced_accuracy,
        macro_f1=scores.macro_f1,
        per_class_recall=scores.per_class_recall,
        is_best=is_best,
    )

"""Where a run stands: everything but weights and optimizer, small enough to be written as JSON."""

from dataclasses import dataclass


@dataclass
class TrainingState:
    """Counters and decisions. With the weights and the optimizer's state this is all that a resume needs.

    step: batches learnt from since the beginning, those skipped for a loss that was not finite included.
    epoch, batch: the epoch that runs, from 0, and how many of its batches are done.
    lr_scale: what recovery has made of the learning rate.
    best_epoch: the one that is kept, counted from 1; 0 is the head that was fitted before the first epoch; None: nothing was
        judged yet. best_temperature: see BestWeights.
    lowest_loss, lowest_loss_error, start_loss: of the validation part at its best temperature, over all epochs, and that of
        the fitted head; the error is a standard error.
    is_over: nothing more will be learnt, whatever is left of the epochs.
    """

    micro_batch_size: int
    step: int = 0
    epoch: int = 0
    batch: int = 0
    lr_scale: float = 1.0
    skipped_in_a_row: int = 0
    restores: int = 0
    lowest_loss: float = float("inf")
    lowest_loss_error: float = 0.0
    start_loss: float = float("inf")
    best_accuracy: float = 0.0
    best_epoch: int | None = None
    best_temperature: float = 1.0
    epochs_since_best: int = 0
    is_over: bool = False

"""Where a run stands: everything but weights and optimizer, small enough to be written as JSON."""

from dataclasses import dataclass


@dataclass
class TrainingState:
    """Counters and decisions. With the weights and the optimizer's state this is all that a resume needs.

    step: batches learnt from since the beginning, those skipped for a loss that was not finite included.
    epoch, batch: the epoch that runs, from 0, and how many of its batches are done.
    lr_scale: what recovery has made of the learning rate.
    best_epoch: counted from 1; 0 is the head that was fitted before the first epoch; None: nothing was judged yet.
    """

    micro_batch_size: int
    step: int = 0
    epoch: int = 0
    batch: int = 0
    lr_scale: float = 1.0
    skipped_in_a_row: int = 0
    restores: int = 0
    best_loss: float = float("inf")
    best_accuracy: float = 0.0
    best_epoch: int | None = None
    epochs_since_best: int = 0

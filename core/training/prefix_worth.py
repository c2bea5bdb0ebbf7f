"""Does it pay to keep what the frozen layers give? Arithmetic over counts and a short measurement; no network here."""

from dataclasses import dataclass

# a slow hard disk; where all of it fits into free memory, the system's own copy of the file is read after the first time
_DISK_BYTES_PER_S = 100e6
_MEMORY_BYTES_PER_S = 1e9


@dataclass(frozen=True)
class Work:
    """What a run has to do.

    train_count, validation_count: items. views: of each training item, used in turn.
    missing_count, missing_bytes: features, over all views and the validation part, that are not kept from an earlier run.
    epoch_bytes: features that an epoch reads from the disk; 0 where they are held in memory.
    fits_memory: whether all features together would fit into what is free.
    item_s: loading an item and computing its features; only looked at where epoch_bytes is not 0.
    """

    epochs: int
    views: int
    train_count: int
    validation_count: int
    missing_count: int
    missing_bytes: int
    epoch_bytes: int
    fits_memory: bool
    item_s: float


def pays(work: Work) -> bool:
    """Is computing once and reading in every epoch faster than computing in every epoch?

    Where every epoch sees a view of its own, nothing would be used twice in this run: only features that are there already
    are used then.
    """
    if work.views >= work.epochs:
        kept_count = work.train_count * work.views + work.validation_count - work.missing_count
        if work.missing_count > kept_count:
            return False
    if not work.epoch_bytes:
        return True
    reading_s = work.epochs * work.epoch_bytes / (_MEMORY_BYTES_PER_S if work.fits_memory else _DISK_BYTES_PER_S)
    writing_s = work.missing_bytes / _DISK_BYTES_PER_S
    every_epoch_s = work.epochs * (work.train_count + work.validation_count) * work.item_s
    return work.missing_count * work.item_s + writing_s + reading_s < every_epoch_s

"""Randomness is counted, not carried: a function of seed and position, so that a resumed run needs no generator state."""

import numpy as np
import numpy.typing as npt
import torch

Indices = npt.NDArray[np.int64]
# which use a number is for, so that order and dropout of one seed are not the same stream
_ORDER, _STEP = 1, 2


def epoch_plan(seed: int, epoch: int, count: int, batch_size: int) -> list[Indices]:
    """The batches of an epoch: every item once, shuffled by (seed, epoch).

    A last batch of one item joins the batch before it: batch norm can't learn from a single item.
    """
    rng = np.random.Generator(np.random.Philox(np.random.SeedSequence((seed, _ORDER, epoch))))
    order = rng.permutation(count)
    batches = [order[start : start + batch_size] for start in range(0, count, batch_size)]
    if batch_size > 1 and len(batches) > 1 and len(batches[-1]) == 1:
        batches[-2:] = [np.concatenate(batches[-2:])]
    return batches


def steps_per_epoch(count: int, batch_size: int) -> int:
    """How many batches `epoch_plan` makes."""
    full, rest = divmod(count, batch_size)
    return max(1, full + (1 if rest > 1 else 0))


def seed_step(seed: int, step: int) -> None:
    """Makes dropout and stochastic depth of a step a function of (seed, step), on every device."""
    state = np.random.SeedSequence((seed, _STEP, step)).generate_state(1, np.uint64)[0]
    torch.manual_seed(int(state) >> 1)

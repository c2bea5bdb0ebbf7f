"""Randomness is counted, not carried: a function of seed and position, so that a resumed run needs no generator state."""

import numpy as np
import numpy.typing as npt
import torch

Indices = npt.NDArray[np.int64]
# which use a number is for, so that order and dropout of one seed are not the same stream
_ORDER, _STEP = 1, 2
_BUCKET_BATCHES = 50


def epoch_plan(seed: int, epoch: int, count: int, batch_size: int, lengths: Indices | None = None) -> list[Indices]:
    """The batches of an epoch: every item once, shuffled by (seed, epoch).

    A last batch of one item joins the batch before it: batch norm can't learn from a single item.

    Args:
        lengths: of the items, where they vary: each batch then holds items of nearly the same length, so that little is
            filled up. Within every _BUCKET_BATCHES batches items are sorted, and the batches are shuffled after that
            (length bucketing as in transformers' LengthGroupedSampler).
    """
    rng = np.random.Generator(np.random.Philox(np.random.SeedSequence((seed, _ORDER, epoch))))
    order = rng.permutation(count)
    if lengths is not None:
        order = _bucketed(order, lengths, batch_size, rng)
    batches = [order[start : start + batch_size] for start in range(0, count, batch_size)]
    if batch_size > 1 and len(batches) > 1 and len(batches[-1]) == 1:
        batches[-2:] = [np.concatenate(batches[-2:])]
    return batches


def _bucketed(order: Indices, lengths: Indices, batch_size: int, rng: np.random.Generator) -> Indices:
    """The order with neighbours of nearly the same length. An incomplete last batch stays the last."""
    width = batch_size * _BUCKET_BATCHES
    buckets = [order[start : start + width] for start in range(0, len(order), width)]
    ordered = np.concatenate([bucket[np.argsort(-lengths[bucket], kind="stable")] for bucket in buckets]) if buckets else order
    full = len(ordered) // batch_size * batch_size
    batches = ordered[:full].reshape(-1, batch_size)
    return np.concatenate([rng.permutation(batches).reshape(-1), ordered[full:]])


def drawn(count: int, most: int, seed: int) -> Indices:
    """Places of at most so many of `count` items, drawn at random and in random order; of all where they are no more."""
    return np.random.default_rng(seed).permutation(count)[:most]


def steps_per_epoch(count: int, batch_size: int) -> int:
    """How many batches `epoch_plan` makes."""
    full, rest = divmod(count, batch_size)
    return max(1, full + (1 if rest > 1 else 0))


def seed_step(seed: int, step: int, device_kind: str = "cpu") -> None:
    """Makes dropout and stochastic depth of a step a function of (seed, step)."""
    number = int(np.random.SeedSequence((seed, _STEP, step)).generate_state(1, np.uint64)[0]) >> 1
    if device_kind == "cpu":
        # the same stream as below, which first asks after every kind of graphics device: a third of a step of a head alone
        torch.default_generator.manual_seed(number)
    else:
        torch.manual_seed(number)

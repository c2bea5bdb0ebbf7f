"""Dividing labelled things into training, validation and test part. Any kind of data: it sees labels and hashes only."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Set

from core.contracts.records import SampleInfo
from core.contracts.spec import Part, SplitSpec

# Who is served first where a class is too small for all: without validation nothing can be judged during training.
SERVED_FIRST: tuple[Part, ...] = ("validation", "test")


def divide(hashes: Mapping[str, Set[str]], split: SplitSpec, parts: Iterable[Part]) -> dict[str, Part]:
    """Gives every content its part, class by class, in the shares of `split`.

    Identical files have one hash and so share a part. The order within a class is that of a hash of seed and content:
    the same data gives the same parts on any machine, and a new file moves at most one other across each border.

    A class with three contents or more is in every part; with two it is in training and validation; one goes to training.

    Args:
        hashes: per class, the hashes of its distinct contents. A hash occurs under one class only.
        split: shares and seed.
        parts: the parts to be filled. The shares of those that are missing here are left to the others.

    Returns:
        Hash to part.
    """
    wanted: set[Part] = {"train", *parts}
    shares: dict[Part, float] = {part: getattr(split, part) for part in wanted if getattr(split, part) > 0}
    found: dict[str, Part] = {}
    for contents in hashes.values():
        ordered = sorted(contents, key=lambda content: _luck(split.seed, content))
        counts = _counts(len(ordered), shares)
        # test first: it stays the same when only the share of validation is changed
        for part in ("test", "validation"):
            for content in ordered[: counts.get(part, 0)]:
                found[content] = part
            ordered = ordered[counts.get(part, 0) :]
        found.update(dict.fromkeys(ordered, "train"))
    return found


def fingerprint(samples: Iterable[SampleInfo]) -> str:
    """One hash over the labels, parts and contents of a data set, whatever the files are called and in whatever order."""
    rows = sorted((sample.label, sample.part, sample.sha256) for sample in samples)
    return hashlib.sha256(json.dumps(rows, ensure_ascii=True).encode()).hexdigest()


def _luck(seed: int, content: str) -> bytes:
    return hashlib.sha256(f"{seed} {content}".encode()).digest()


def _counts(count: int, shares: Mapping[Part, float]) -> dict[Part, int]:
    """How many of `count` go to the held-out parts: the rounded share, at least one each, one left for training."""
    whole = sum(shares.values())
    counts: dict[Part, int] = {}
    left = count - 1
    for part in SERVED_FIRST:
        if part in shares:
            counts[part] = min(left, max(1, int(count * shares[part] / whole + 0.5)))
            left -= counts[part]
    return counts

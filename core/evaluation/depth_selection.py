"""Which samples stand for all of them where a fair picture is enough: the same ones each time, every class among them."""

from collections import defaultdict
from collections.abc import Sequence

from core.contracts.records import SampleInfo

# of every class, however rare it is
_FEWEST_OF_A_CLASS = 2


def selected(samples: Sequence[SampleInfo], most: int) -> list[SampleInfo]:
    """At most `most` samples in the shares of their classes, in the order given.

    Which ones depends on their contents alone: the same data gives the same selection on any machine.
    """
    if len(samples) <= most:
        return list(samples)
    by_class: dict[str, list[SampleInfo]] = defaultdict(list)
    for sample in sorted(samples, key=lambda sample: (sample.sha256, sample.file)):
        by_class[sample.label].append(sample)
    # a sample's place within its class, from 0 to 1: cutting all classes at the same place keeps their shares
    ranked = [
        (rank >= _FEWEST_OF_A_CLASS, (rank + 0.5) / len(of_class), sample.label, sample.file)
        for of_class in by_class.values()
        for rank, sample in enumerate(of_class)
    ]
    kept = {file for *_, file in sorted(ranked)[:most]}
    return [sample for sample in samples if sample.file in kept]

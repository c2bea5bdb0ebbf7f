"""What a window is shown of a large data set: some samples of every class, and how many there are of each."""

from collections import defaultdict
from collections.abc import Mapping

from core.contracts.errors import UserError
from core.contracts.records import DatasetInfo, SampleInfo
from core.contracts.spec import TableSpec
from core.dataset.text_check import excerpt_of
from core.dataset.text_items import load_texts, root_of

MOST_SHOWN = 2000


def for_window(dataset: DatasetInfo) -> DatasetInfo:
    """A data set of texts as the window has it: at most MOST_SHOWN samples, all with the beginning of their text."""
    if dataset.count > MOST_SHOWN:
        dataset = with_tallies(dataset).model_copy(update={"samples": selected(dataset, MOST_SHOWN)})
    return with_excerpts(dataset)


def with_tallies(dataset: DatasetInfo) -> DatasetInfo:
    """Counted once: a window asks for the numbers with every move of a control."""
    return dataset.model_copy(update={"tallies": dataset.counts()})


def selected(dataset: DatasetInfo, most: int) -> tuple[SampleInfo, ...]:
    """At most so many samples in their order: as many of each class where it has them, evenly from its first to its last."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, sample in enumerate(dataset.samples):
        places[sample.label].append(place)
    shares = fair_shares({label: len(found) for label, found in places.items()}, most)
    chosen = [found[number * len(found) // shares[label]] for label, found in places.items() for number in range(shares[label])]
    return tuple(dataset.samples[place] for place in sorted(chosen))


def fair_shares(sizes: Mapping[str, int], most: int) -> dict[str, int]:
    """How many of each: the same for all, and what small ones can't fill goes to the larger ones."""
    shares: dict[str, int] = {}
    left = most
    ordered = sorted(sizes, key=lambda label: (sizes[label], label))
    for number, label in enumerate(ordered):
        shares[label] = min(sizes[label], left // (len(ordered) - number))
        left -= shares[label]
    return shares


def with_excerpts(dataset: DatasetInfo) -> DatasetInfo:
    """Fills in how the texts of rows begin: the scan of a table doesn't keep it."""
    bare = [sample.file for sample in dataset.samples if not sample.excerpt]
    table = TableSpec(text_column=dataset.table.text_column) if dataset.table else TableSpec()
    texts = dict(zip(bare, load_texts(root_of(dataset.folder), bare, table), strict=True))
    samples = [_with_excerpt(sample, texts.get(sample.file)) for sample in dataset.samples]
    return dataset.model_copy(update={"samples": tuple(samples)})


def _with_excerpt(sample: SampleInfo, text: str | UserError | None) -> SampleInfo:
    return sample.model_copy(update={"excerpt": excerpt_of(text)}) if isinstance(text, str) else sample

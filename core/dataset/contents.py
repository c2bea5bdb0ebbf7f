"""From what was read to a data set: what can't be learnt is left out, the rest is given its part. Any kind of data."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from core.contracts.errors import UserError
from core.contracts.records import DatasetInfo, SampleInfo
from core.contracts.spec import PARTS, DataKind, Part, SplitSpec
from core.dataset import repeats
from core.dataset.checks import Checked
from core.dataset.folder_tree import FolderTree
from core.dataset.split import divide, fingerprint

# With fewer distinct contents a class can't be in every part.
FEW = 3
# From here on the largest class is so much larger than the smallest that plain accuracy flatters.
UNEVEN_RATIO = 1.5
_SAID = set(SampleInfo.model_fields)


class Wording(NamedTuple):
    """Codes of what is said differently for each kind of data."""

    kind: DataKind
    nothing: str
    one_class: str
    too_few: str
    few: str


PICTURES = Wording("image", "data_no_pictures", "data_one_class", "data_too_few", "few_pictures")
TEXTS = Wording("text", "data_no_texts", "data_one_class_of_texts", "data_too_few_texts", "few_texts")


@dataclass
class Contents:
    """The usable things of a folder or table, not divided yet, and what was noticed on the way."""

    chosen: Path  # what the person chose: the folder, or the table
    tree: FolderTree
    items: list[Checked]
    wording: Wording

    @property
    def labels(self) -> set[str]:
        return {item.file.label for item in self.items}


def dataset_to_learn(contents: Contents, split: SplitSpec) -> DatasetInfo:
    """Everything that can be learnt from, divided. Changes `contents`.

    Raises:
        UserError: there is nothing, only one class, or too few to keep some back.
    """
    contents.items = repeats.without_conflicts(contents.items, contents.tree.note)
    contents.items = repeats.without_repeats_across_parts(contents.items, contents.tree.note)
    contents.items = _with_training(contents)
    _refuse_unusable(contents)
    samples = _divided(contents, split)
    if not any(sample.part == "validation" for sample in samples):
        raise UserError(contents.wording.too_few, folder=str(contents.chosen), count=len(samples))
    _note_sizes(contents, samples)
    return _dataset(contents, samples, sorted(contents.labels))


def dataset_to_judge(contents: Contents, class_names: Sequence[str]) -> DatasetInfo:
    """Everything of the classes that a model knows, as "test". Changes `contents`.

    Raises:
        UserError: data_no_known_class, or there is nothing.
    """
    contents.items = repeats.without_conflicts(contents.items, contents.tree.note)
    unknown = Counter(item.file.label for item in contents.items if item.file.label not in class_names)
    for label, count in sorted(unknown.items()):
        contents.tree.note("class_not_known", label, "warning", count=count)
    contents.items = [item for item in contents.items if item.file.label in class_names]
    if not contents.items and unknown:
        found, known = listed(unknown), listed(class_names)
        raise UserError("data_no_known_class", folder=str(contents.chosen), found=found, known=known)
    if not contents.items:
        _refuse_unusable(contents)
    return _dataset(contents, [_sample(item, "test") for item in contents.items], class_names)


def listed(names: Iterable[str], most: int = 5) -> str:
    names = sorted(names)
    return ", ".join(names[:most]) + (" ..." if len(names) > most else "")


def _with_training(contents: Contents) -> list[Checked]:
    """Leaves out the classes that the data's own training part doesn't have: they can't be learnt."""
    if not contents.tree.parts:
        return contents.items
    trained = {item.file.label for item in contents.items if item.file.part == "train"}
    for label, count in sorted(Counter(item.file.label for item in contents.items).items()):
        if label not in trained:
            contents.tree.note("class_not_in_train", label, "warning", count=count)
            contents.tree.labels.discard(label)
    return [item for item in contents.items if item.file.label in trained]


def _refuse_unusable(contents: Contents) -> None:
    labels = contents.labels
    folder, left_out = str(contents.chosen), contents.tree.left_out_count
    if not labels:
        raise UserError(contents.wording.nothing, folder=folder, count=left_out)
    if len(labels) == 1:
        raise UserError(contents.wording.one_class, folder=folder, label=next(iter(labels)), count=left_out)


def _divided(contents: Contents, split: SplitSpec) -> list[SampleInfo]:
    """Gives everything its part: the data's own where it says so; what it doesn't have is taken from training."""
    present = contents.tree.parts & {item.file.part for item in contents.items}
    hashes: dict[str, set[str]] = {label: set() for label in sorted(contents.labels)}
    for file, check in contents.items:
        if file.part in (None, "train"):
            hashes[file.label].add(check.sha256)
    parts = divide(hashes, split, [part for part in PARTS if part not in present or part == "train"])
    return [_sample(item, parts.get(item.check.sha256, item.file.part or "train")) for item in contents.items]


def _sample(item: Checked, part: Part) -> SampleInfo:
    """Not checked again, and in a third of the memory: there may be a million of them."""
    file, check = item
    facts = check.facts
    return SampleInfo.model_construct(_SAID, file=file.file, label=file.label, part=part, sha256=check.sha256, **facts)


def _note_sizes(contents: Contents, samples: Sequence[SampleInfo]) -> None:
    """Classes that are empty, small, or much smaller than others."""
    note = contents.tree.note
    for label in sorted(contents.tree.labels - contents.labels):
        note("empty_class", label, "warning")
    distinct: dict[str, set[str]] = {label: set() for label in sorted(contents.labels)}
    for sample in samples:
        distinct[sample.label].add(sample.sha256)
    for label, hashes in distinct.items():
        if len(hashes) < FEW:
            note(contents.wording.few, label, "warning", left_out=False, count=len(hashes))
    sizes = Counter(sample.label for sample in samples)
    (largest, most), (smallest, fewest) = sizes.most_common()[0], sizes.most_common()[-1]
    if most / fewest >= UNEVEN_RATIO:
        note("uneven", "", "info", left_out=False, ratio=f"{most / fewest:.1f}", largest=largest, smallest=smallest)


def _dataset(contents: Contents, samples: Sequence[SampleInfo], class_names: Sequence[str]) -> DatasetInfo:
    return DatasetInfo(
        kind=contents.wording.kind,
        folder=str(contents.chosen),
        class_names=tuple(class_names),
        samples=tuple(samples),
        findings=tuple(contents.tree.told()),
        split_by_folders=bool(contents.tree.parts),
        fingerprint=fingerprint(samples),
    )

"""The same content more than once: under two classes, in two parts, or simply twice."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from core.contracts.spec import Part
from core.dataset.checks import Checked
from core.dataset.folder_tree import FoundFile

Note = Callable[..., None]  # FolderTree.note
# Where one content lies in several parts of the folder, this one keeps it: what is judged on must not have been trained on.
KEPT_FIRST: tuple[Part, ...] = ("test", "validation", "train")


def without_conflicts(items: Sequence[Checked], note: Note) -> list[Checked]:
    """Leaves out what lies under two classes (all of its files, until the person excludes the wrong ones).

    What lies twice under one class is kept and noted; having one hash, its files go to the same part.
    """
    dropped: set[int] = set()
    for places in _repeated(items):
        same = [items[place].file for place in places]
        labels = Counter(file.label for file in same)
        if len(labels) > 1:
            _note_conflict(same, labels, note)
            dropped.update(places)
            continue
        seen: dict[Part | None, str] = {}
        for file in same:
            if file.part in seen:
                note("duplicate", file.file, "info", left_out=False, other=seen[file.part])
            seen.setdefault(file.part, file.file)
    return [item for place, item in enumerate(items) if place not in dropped]


def without_repeats_across_parts(items: Sequence[Checked], note: Note) -> list[Checked]:
    """Where the data itself has one content in several parts, keeps it in one of them, see KEPT_FIRST."""
    dropped: set[int] = set()
    for places in _repeated(items):
        parts = {items[place].file.part for place in places}
        keeper = next((part for part in KEPT_FIRST if part in parts), None)
        first = next(items[place].file.file for place in places if items[place].file.part == keeper)
        for place in places:
            if items[place].file.part != keeper:
                note("in_two_parts", items[place].file.file, "warning", other=first)
                dropped.add(place)
    return [item for place, item in enumerate(items) if place not in dropped]


def _note_conflict(same: Sequence[FoundFile], labels: Counter[str], note: Note) -> None:
    firsts: dict[str, str] = {}
    for file in same:
        firsts.setdefault(file.label, file.file)
    for file in same:
        other = next(first for label, first in firsts.items() if label != file.label)
        note("two_classes", file.file, "error", other=other, count=len(same) - labels[file.label])


def _repeated(items: Sequence[Checked]) -> Iterable[list[int]]:
    """Places of the items that have one content, for every content that comes more than once."""
    firsts: dict[str, int] = {}
    groups: dict[str, list[int]] = {}
    for place, item in enumerate(items):
        first = firsts.setdefault(item.check.sha256, place)
        if first != place:
            groups.setdefault(item.check.sha256, [first]).append(place)
    return groups.values()

"""The same content more than once: under two classes, in two parts, or simply twice."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from core.contracts.spec import Part
from core.dataset.checks import Checked

Note = Callable[..., None]  # FolderTree.note
# Where one content lies in several parts of the folder, this one keeps it: what is judged on must not have been trained on.
KEPT_FIRST: tuple[Part, ...] = ("test", "validation", "train")


def without_conflicts(items: Sequence[Checked], note: Note) -> list[Checked]:
    """Leaves out what lies under two classes (all of its files, until the person excludes the wrong ones).

    What lies twice under one class is kept and noted; having one hash, its files go to the same part.
    """
    kept = []
    for same in _by_content(items):
        labels = Counter(items[place].file.label for place in same)
        if len(labels) > 1:
            _note_conflict(items, same, labels, note)
            continue
        seen: dict[Part | None, str] = {}
        for file in (items[place].file for place in same):
            if file.part in seen:
                note("duplicate", file.file, "info", left_out=False, other=seen[file.part])
            seen.setdefault(file.part, file.file)
        kept.extend(same)
    return [items[place] for place in sorted(kept)]


def without_repeats_across_parts(items: Sequence[Checked], note: Note) -> list[Checked]:
    """Where the data itself has one content in several parts, keeps it in one of them, see KEPT_FIRST."""
    kept = []
    for same in _by_content(items):
        parts = {items[place].file.part for place in same}
        keeper = next((part for part in KEPT_FIRST if part in parts), None)
        first = next(items[place] for place in same if items[place].file.part == keeper)
        for place in same:
            if items[place].file.part == keeper:
                kept.append(place)
            else:
                note("in_two_parts", items[place].file.file, "warning", other=first.file.file)
    return [items[place] for place in sorted(kept)]


def _note_conflict(items: Sequence[Checked], same: Sequence[int], labels: Counter[str], note: Note) -> None:
    firsts: dict[str, str] = {}
    for place in same:
        firsts.setdefault(items[place].file.label, items[place].file.file)
    for file in (items[place].file for place in same):
        other = next(first for label, first in firsts.items() if label != file.label)
        note("two_classes", file.file, "error", other=other, count=len(same) - labels[file.label])


def _by_content(items: Sequence[Checked]) -> Iterable[list[int]]:
    """Places of the items that have one content, in the order of the first of them."""
    groups: dict[str, list[int]] = defaultdict(list)
    for place, item in enumerate(items):
        groups[item.check.sha256].append(place)
    return groups.values()

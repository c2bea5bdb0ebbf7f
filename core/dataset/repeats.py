"""The same content more than once: under two classes, in two parts, or simply twice."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from core.contracts.spec import Part
from core.dataset.picture_check import Checked

Note = Callable[..., None]  # FolderTree.note
# Where one content lies in several parts of the folder, this one keeps it: what is judged on must not have been trained on.
KEPT_FIRST: tuple[Part, ...] = ("test", "validation", "train")


def without_conflicts(pictures: Iterable[Checked], note: Note) -> list[Checked]:
    """Leaves out what lies under two classes (all of its files, until the person excludes the wrong ones).

    What lies twice under one class is kept and noted; having one hash, its files go to the same part.
    """
    kept = []
    for same in _by_content(pictures):
        files = [picture.file.file for picture in same]
        if len({picture.file.label for picture in same}) > 1:
            for picture in same:
                others = [other.file.file for other in same if other.file.label != picture.file.label]
                note("two_classes", picture.file.file, "error", other=others[0], count=len(others))
            continue
        seen: dict[Part | None, str] = {}
        for file, picture in zip(files, same, strict=True):
            if picture.file.part in seen:
                note("duplicate", file, "info", left_out=False, other=seen[picture.file.part])
            seen.setdefault(picture.file.part, file)
        kept.extend(same)
    return _in_order(kept)


def without_repeats_across_parts(pictures: Iterable[Checked], note: Note) -> list[Checked]:
    """Where the folder itself has one content in several parts, keeps it in one of them, see KEPT_FIRST."""
    kept = []
    for same in _by_content(pictures):
        parts = {picture.file.part for picture in same}
        keeper = next((part for part in KEPT_FIRST if part in parts), None)
        first = next(picture for picture in same if picture.file.part == keeper)
        for picture in same:
            if picture.file.part == keeper:
                kept.append(picture)
            else:
                note("in_two_parts", picture.file.file, "warning", other=first.file.file)
    return _in_order(kept)


def _by_content(pictures: Iterable[Checked]) -> Iterable[list[Checked]]:
    groups: dict[str, list[Checked]] = defaultdict(list)
    for picture in pictures:
        groups[picture.check.sha256].append(picture)
    return groups.values()


def _in_order(pictures: list[Checked]) -> list[Checked]:
    return sorted(pictures, key=lambda picture: picture.file.file)

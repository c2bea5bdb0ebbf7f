"""Reading a labelled folder of pictures: every file opened once, checked, hashed, and given a part."""

import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from core.contracts.errors import Stopped, UserError
from core.contracts.records import DatasetInfo, FindingInfo, SampleInfo
from core.contracts.spec import PARTS, DatasetSpec, Part
from core.dataset import repeats
from core.dataset.folder_tree import FolderTree, FoundFile, list_tree, root_is_gone
from core.dataset.picture_check import CheckCache, Checked, PictureCheck, check_picture
from core.dataset.split import divide, fingerprint

OnProgress = Callable[[int, int | None], None]
ShouldStop = Callable[[], bool]

MAX_THREADS = 8
# With fewer distinct pictures a class can't be in every part.
FEW_PICTURES = 3
# From here on the largest class is so much larger than the smallest that plain accuracy flatters.
UNEVEN_RATIO = 1.5
# A 12 bit camera's values in a 16 bit file end below this: nothing to see, little to learn.
NEARLY_BLACK = 17
PICTURE_SUFFIXES = frozenset(
    (".jpg", ".jpeg", ".jfif", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".avif", ".jp2", ".ppm", ".pgm")
)
FINDING_OF_PROBLEM = {"empty": "empty_file"}


@dataclass
class Contents:
    """The usable pictures of a folder, not divided yet, and what was noticed on the way."""

    tree: FolderTree
    pictures: list[Checked]

    @property
    def findings(self) -> list[FindingInfo]:
        return self.tree.findings

    @property
    def labels(self) -> set[str]:
        return {picture.file.label for picture in self.pictures}


def scan_folder(
    spec: DatasetSpec, on_progress: OnProgress, should_stop: ShouldStop, *, cache_folder: Path | None = None
) -> DatasetInfo:
    """Reads and divides a folder. The folder is only read; what was learnt of the files is cached elsewhere.

    Left out, each with a finding: what is no picture or damaged, what the person excluded, the same picture under two
    classes, a training picture that the folder's own validation or test part has too, classes without pictures.

    Args:
        spec: folder, shares, excluded files.
        on_progress: called with files done and, once known, files in all.
        should_stop: asked between files.
        cache_folder: where the scan is remembered; None: the usual place.

    Raises:
        UserError: the folder can't be used (data_*), see `core.contracts.messages.dataset`.
        Stopped: as asked. What was read until then is remembered.
    """
    contents = _read(spec.folder, frozenset(spec.excluded), on_progress, should_stop, cache_folder)
    pictures = _with_training(contents, repeats.without_repeats_across_parts(contents.pictures, contents.tree.note))
    contents = Contents(contents.tree, pictures)
    _refuse_unusable(contents)
    samples = _divided(contents, spec)
    if not any(sample.part == "validation" for sample in samples):
        raise UserError("data_too_few", folder=spec.folder, count=len(samples))
    _note_sizes(contents, samples)
    return _dataset(contents, samples)


def scan_for_scoring(
    folder: str,
    class_names: Sequence[str],
    on_progress: OnProgress,
    should_stop: ShouldStop,
    *,
    cache_folder: Path | None = None,
) -> DatasetInfo:
    """Reads a labelled folder that a trained model is to be judged on: every picture counts, all are "test".

    Classes that the model doesn't know are left out, with a finding.

    Raises:
        UserError: as in `scan_folder`; data_no_known_class where none of the class folders is one of `class_names`.
        Stopped: as asked.
    """
    contents = _read(folder, frozenset(), on_progress, should_stop, cache_folder)
    unknown = Counter(picture.file.label for picture in contents.pictures if picture.file.label not in class_names)
    for label, count in sorted(unknown.items()):
        contents.tree.note("class_not_known", label, "warning", count=count)
    known = Contents(contents.tree, [picture for picture in contents.pictures if picture.file.label in class_names])
    if not known.pictures and unknown:
        raise UserError("data_no_known_class", folder=folder, found=_listed(unknown), known=_listed(class_names))
    if not known.pictures:
        _refuse_unusable(known)
    dataset = _dataset(known, [_sample(picture, "test") for picture in known.pictures])
    return dataset.model_copy(update={"class_names": tuple(class_names)})


def _read(
    folder: str, excluded: frozenset[str], on_progress: OnProgress, should_stop: ShouldStop, cache_folder: Path | None
) -> Contents:
    on_progress(0, None)
    tree = list_tree(folder, should_stop)
    files = []
    for file in tree.files:
        if file.file in excluded:
            tree.note("excluded", file.file, "info")
        else:
            files.append(file)
    cache = CheckCache(tree.root, cache_folder)
    good = []
    on_progress(0, len(files))
    complete = False
    try:
        for done, picture in enumerate(_checked(tree.root, files, cache, should_stop), start=1):
            if _is_good(tree, picture):
                good.append(picture)
            on_progress(done, len(files))
        complete = True
    finally:
        cache.save(complete=complete)
    return Contents(tree, repeats.without_conflicts(good, tree.note))


def _checked(root: Path, files: Iterable[FoundFile], cache: CheckCache, should_stop: ShouldStop) -> Iterator[Checked]:
    """The files with their checks, in order; a few threads ahead, never more than a few files in memory."""
    threads = min(MAX_THREADS, os.cpu_count() or 1)
    waiting: deque[tuple[FoundFile, PictureCheck | Future[PictureCheck]]] = deque()
    with ThreadPoolExecutor(threads, thread_name_prefix="scan") as pool:

        def next_done() -> Checked:
            file, check = waiting.popleft()
            if isinstance(check, PictureCheck):
                return Checked(file, check)
            result = check.result()
            cache.keep(file, result)
            return Checked(file, result)

        try:
            for file in files:
                if should_stop():
                    raise Stopped
                waiting.append((file, cache.find(file) or pool.submit(check_picture, root / file.file)))
                if len(waiting) > 4 * threads:
                    yield next_done()
            while waiting:
                yield next_done()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _is_good(tree: FolderTree, picture: Checked) -> bool:
    file, check = picture
    if not check.problem:
        if check.several_frames:
            tree.note("animated", file.file, "info", left_out=False)
        if check.brightest < NEARLY_BLACK:
            tree.note("nearly_black", file.file, "info", left_out=False)
        return True
    if check.problem in ("missing", "unreadable") and root_is_gone(tree.root):
        raise UserError("data_folder_gone", folder=str(tree.root))
    # a text file beside the pictures is nothing to worry about; one that is called .jpg is
    harmless = check.problem == "not_a_picture" and PurePosixPath(file.file).suffix.lower() not in PICTURE_SUFFIXES
    tree.note(FINDING_OF_PROBLEM.get(check.problem, check.problem), file.file, "info" if harmless else "warning")
    return False


def _with_training(contents: Contents, pictures: list[Checked]) -> list[Checked]:
    """Leaves out the classes that the folder's training part doesn't have: they can't be learnt."""
    if not contents.tree.parts:
        return pictures
    trained = {picture.file.label for picture in pictures if picture.file.part == "train"}
    for label, count in sorted(Counter(picture.file.label for picture in pictures).items()):
        if label not in trained:
            contents.tree.note("class_not_in_train", label, "warning", count=count)
            contents.tree.labels.discard(label)
    return [picture for picture in pictures if picture.file.label in trained]


def _refuse_unusable(contents: Contents) -> None:
    labels = contents.labels
    folder = str(contents.tree.root)
    left_out = sum(finding.left_out for finding in contents.findings)
    if not labels:
        raise UserError("data_no_pictures", folder=folder, count=left_out)
    if len(labels) == 1:
        raise UserError("data_one_class", folder=folder, label=next(iter(labels)), count=left_out)


def _divided(contents: Contents, spec: DatasetSpec) -> list[SampleInfo]:
    """Gives every picture its part: the folder's own where it says so; what it doesn't have is taken from training."""
    present = contents.tree.parts & {picture.file.part for picture in contents.pictures}
    hashes: dict[str, set[str]] = {label: set() for label in sorted(contents.labels)}
    for file, check in contents.pictures:
        if file.part in (None, "train"):
            hashes[file.label].add(check.sha256)
    parts = divide(hashes, spec.split, [part for part in PARTS if part not in present or part == "train"])
    return [_sample(picture, parts.get(picture.check.sha256, picture.file.part or "train")) for picture in contents.pictures]


def _sample(picture: Checked, part: Part) -> SampleInfo:
    file, check = picture
    return SampleInfo(
        file=file.file,
        label=file.label,
        part=part,
        sha256=check.sha256,
        width_px=check.width_px,
        height_px=check.height_px,
    )


def _note_sizes(contents: Contents, samples: Sequence[SampleInfo]) -> None:
    """Classes that are empty, small, or much smaller than others."""
    for label in sorted(contents.tree.labels - contents.labels):
        contents.tree.note("empty_class", label, "warning")
    distinct = {label: len({item.sha256 for item in samples if item.label == label}) for label in sorted(contents.labels)}
    for label, count in distinct.items():
        if count < FEW_PICTURES:
            contents.tree.note("few_pictures", label, "warning", left_out=False, count=count)
    sizes = Counter(sample.label for sample in samples)
    (largest, most), (smallest, fewest) = sizes.most_common()[0], sizes.most_common()[-1]
    if most / fewest >= UNEVEN_RATIO:
        ratio = f"{most / fewest:.1f}"
        contents.tree.note("uneven", "", "info", left_out=False, ratio=ratio, largest=largest, smallest=smallest)


def _dataset(contents: Contents, samples: Sequence[SampleInfo]) -> DatasetInfo:
    return DatasetInfo(
        folder=str(contents.tree.root),
        class_names=tuple(sorted({sample.label for sample in samples})),
        samples=tuple(samples),
        findings=tuple(contents.findings),
        split_by_folders=bool(contents.tree.parts),
        fingerprint=fingerprint(samples),
    )


def _listed(names: Iterable[str], most: int = 5) -> str:
    names = sorted(names)
    return ", ".join(names[:most]) + (" ..." if len(names) > most else "")

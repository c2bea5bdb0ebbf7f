"""Reading a labelled folder of pictures: every file opened once, checked, hashed, and given a part."""

from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath

from core.contracts.errors import UserError
from core.contracts.records import DatasetInfo
from core.contracts.spec import DatasetSpec
from core.dataset.checks import CheckCache, good_files
from core.dataset.contents import PICTURES, Contents, dataset_to_judge, dataset_to_learn
from core.dataset.folder_tree import FolderTree, FoundFile, list_tree, root_is_gone, without_excluded
from core.dataset.picture_cache import open_pictures
from core.dataset.picture_check import PictureCheck, check_picture

OnProgress = Callable[[int, int | None], None]
ShouldStop = Callable[[], bool]

# A 12 bit camera's values in a 16 bit file end below this: nothing to see, little to learn.
NEARLY_BLACK = 17
PICTURE_SUFFIXES = frozenset(
    (".jpg", ".jpeg", ".jfif", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".avif", ".jp2", ".ppm", ".pgm")
)
FINDING_OF_PROBLEM = {"empty": "empty_file"}


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
    return dataset_to_learn(contents, spec.split)


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
    return dataset_to_judge(_read(folder, frozenset(), on_progress, should_stop, cache_folder), class_names)


def _read(
    folder: str, excluded: frozenset[str], on_progress: OnProgress, should_stop: ShouldStop, cache_folder: Path | None
) -> Contents:
    on_progress(0, None)
    tree = list_tree(folder, should_stop)
    files = without_excluded(tree, excluded)
    cache = CheckCache(tree.root, PictureCheck, cache_folder)
    pictures = open_pictures(tree.root, cache_folder)
    pictures.expect(len(files))

    def check(path: Path) -> PictureCheck:
        return check_picture(path, pictures)

    good = good_files(tree, files, check, cache, _is_good, on_progress, should_stop)
    pictures.know(good)
    return Contents(tree.root, tree, good, PICTURES)


def _is_good(tree: FolderTree, file: FoundFile, check: PictureCheck) -> bool:
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

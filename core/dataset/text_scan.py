"""Reading labelled texts, files in folders or rows of tables: each read once, cleaned, hashed, and given a part."""

from collections.abc import Sequence
from pathlib import Path

from core.contracts.errors import UserError
from core.contracts.records import DatasetInfo, TableInfo
from core.contracts.spec import DatasetSpec, TableSpec
from core.dataset.checks import CheckCache, good_files
from core.dataset.contents import TEXTS, Contents, dataset_to_judge, dataset_to_learn, listed
from core.dataset.folder_tree import FolderTree, FoundFile, list_tree, root_is_gone, without_excluded
from core.dataset.scan import OnProgress, ShouldStop
from core.dataset.table_files import files_in, is_table, tables_of
from core.dataset.table_scan import read_tables
from core.dataset.text_check import READER_VERSION, TextCheck, check_text
from core.store.places import typed_path

# Of findings of one kind. A table may have a hundred thousand of them, and nobody reads those.
MOST_ALIKE = 200
FINDING_OF_PROBLEM = {"empty": "text_empty", "too_large": "text_too_large"}


def scan_texts(
    spec: DatasetSpec, on_progress: OnProgress, should_stop: ShouldStop, *, cache_folder: Path | None = None
) -> DatasetInfo:
    """Reads and divides a folder of text files or a table. The data is only read.

    Left out, each with a finding: what is no text or empty, rows that are broken or have no label, what the person excluded,
    the same text under two classes, a training text that the data's own validation or test part has too.

    Args:
        spec: folder or table, columns, shares, excluded files or rows.
        on_progress: called with files or rows done and, once known, in all.
        should_stop: asked between files, and every few rows.
        cache_folder: where the scan of a folder is remembered; None: the usual place. Tables are read anew.

    Raises:
        UserError: the data can't be used (data_*, table_*), see `core.contracts.messages.dataset`.
        Stopped: as asked.
    """
    contents, table = _read(spec, on_progress, should_stop, cache_folder)
    return dataset_to_learn(contents, spec.split).model_copy(update={"table": table})


def scan_texts_for_scoring(
    folder: str,
    class_names: Sequence[str],
    on_progress: OnProgress,
    should_stop: ShouldStop,
    *,
    table: TableSpec = TableSpec(),
    cache_folder: Path | None = None,
) -> DatasetInfo:
    """Reads labelled texts that a trained model is to be judged on: every text counts, all are "test".

    Raises:
        UserError: as in `scan_texts`; data_no_known_class where no label is one of `class_names`.
        Stopped: as asked.
    """
    contents, info = _read(DatasetSpec(folder=folder, table=table), on_progress, should_stop, cache_folder, class_names)
    return dataset_to_judge(contents, class_names).model_copy(update={"table": info})


def _read(
    spec: DatasetSpec,
    on_progress: OnProgress,
    should_stop: ShouldStop,
    cache_folder: Path | None,
    class_names: Sequence[str] | None = None,
) -> tuple[Contents, TableInfo | None]:
    on_progress(0, None)
    if tables_of(spec.folder):
        return read_tables(spec, MOST_ALIKE, on_progress, should_stop, class_names=class_names)
    _refuse_several_tables(spec.folder)
    return _read_files(spec, on_progress, should_stop, cache_folder), None


def _read_files(spec: DatasetSpec, on_progress: OnProgress, should_stop: ShouldStop, cache_folder: Path | None) -> Contents:
    tree = list_tree(spec.folder, should_stop)
    tree.most_alike = MOST_ALIKE
    files = without_excluded(tree, frozenset(spec.excluded))
    cache = CheckCache(tree.root, TextCheck, cache_folder, variant=f" texts {READER_VERSION}")
    good = good_files(tree, files, check_text, cache, _is_good, on_progress, should_stop)
    return Contents(tree.root, tree, good, TEXTS)


def _refuse_several_tables(folder: str) -> None:
    """Tables that are not parts of one data set: which one is meant can't be guessed."""
    files, has_folders = files_in(typed_path(folder).absolute())
    tables = [name for name in files if is_table(Path(name))]
    if tables and not has_folders:
        raise UserError("table_several", folder=folder, tables=listed(tables))


def _is_good(tree: FolderTree, file: FoundFile, check: TextCheck) -> bool:
    if not check.problem:
        return True
    if check.problem in ("missing", "unreadable") and root_is_gone(tree.root):
        raise UserError("data_folder_gone", folder=str(tree.root))
    tree.note(FINDING_OF_PROBLEM.get(check.problem, check.problem), file.file, "warning")
    return False

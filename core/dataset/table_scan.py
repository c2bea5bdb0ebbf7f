"""Labelled texts in tables: row by row, so that a million of them need no more memory than their hashes."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from core.contracts.errors import Stopped, UserError
from core.contracts.records import TableInfo
from core.contracts.spec import DatasetSpec, Part
from core.dataset.checks import Checked
from core.dataset.contents import TEXTS, Contents, listed
from core.dataset.folder_tree import FolderTree, FoundFile, shown_name
from core.dataset.table_files import TABLE_PARTS, FoundTable, files_in, root_of, tables_of
from core.dataset.table_rows import Row, open_table
from core.dataset.tables import MAX_CLASSES, preview_table
from core.dataset.text_check import check_row
from core.dataset.text_read import cleaned
from core.dataset.there import is_folder
from core.store.places import typed_path

OnProgress = Callable[[int, int | None], None]

# Rows between two questions whether to stop.
_TOLD_EVERY = 500
_WHOLE_NUMBER = re.compile(r"([-+]?[0-9]+)\.0+")
# With fewer rows than this, few of a class are no sign that the column is no label.
_ENOUGH_ROWS = 20


def read_tables(
    spec: DatasetSpec,
    most_alike: int,
    on_progress: OnProgress,
    should_stop: Callable[[], bool],
    *,
    class_names: Sequence[str] | None = None,
) -> tuple[Contents, TableInfo]:
    """All usable rows of the table, or of the tables for training, validation and test.

    Args:
        class_names: of a model that is to be judged on them, however few rows a class has; None: the classes are learnt here.

    Raises:
        UserError: data_folder_missing, data_folder_closed, table_*.
        Stopped: as asked.
    """
    root, tables = root_of(spec.folder), tables_of(spec.folder)
    info = preview_table(spec)
    if class_names is not None and spec.table.label_column is None:
        info = _with_known_labels(info, class_names)
    _refuse_without_columns(info, spec)
    tree = FolderTree(root, most_alike=most_alike)
    _note_files_beside(tree, spec, tables)
    reading = _Reading(tree, info, frozenset(spec.excluded))
    for table in tables:
        for count, row in enumerate(_rows(tree, table, info)):
            if count % _TOLD_EVERY == 0:
                if should_stop():
                    raise Stopped
                on_progress(reading.row_count, None)
            reading.take(table, row)
    on_progress(reading.row_count, reading.row_count)
    reading.finish(learnt=class_names is None)
    return Contents(typed_path(spec.folder).absolute(), tree, reading.items, TEXTS), info


class _Reading:
    """Rows in, samples out; what is odd is noted."""

    def __init__(self, tree: FolderTree, info: TableInfo, excluded: frozenset[str]) -> None:
        self._tree = tree
        self._info = info
        self._excluded = excluded
        self._labels: dict[str, str] = {}  # as they stand there and as they are used
        self._written: Counter[str] = Counter()
        self._parts: set[Part] = set()
        self.items: list[Checked] = []
        self.row_count = 0

    def take(self, table: FoundTable, row: Row) -> None:
        self.row_count += 1
        file = f"{table.file}#{row.number}"
        if file in self._excluded:
            self._tree.note("excluded", file, "info")
        elif row.problem:
            self._tree.note(f"row_{row.problem}", file, "warning")
        else:
            self._take_text(file, table.part, *row.values)

    def _take_text(self, file: str, part: Part | None, text: str, label: str, split: str = "") -> None:
        text = cleaned(text)
        if not text:
            self._tree.note("text_empty", file, "warning")
            return
        named = self._labels.get(label)
        if named is None:
            named = self._labels[label] = cleaned_label(label)
        if not named:
            self._tree.note("label_missing", file, "warning")
            return
        if self._info.split_column and part is None:
            part = TABLE_PARTS.get(split.strip().casefold())
            if part is None:
                self._tree.note("split_unknown", file, "warning", value=_shown(split.strip()[:40]))
                return
        if part is not None:
            self._parts.add(part)
        self._written[label] += 1
        self.items.append(Checked(FoundFile(file, named, part, 0, 0), check_row(text)))

    def finish(self, *, learnt: bool) -> None:
        self._tree.parts = frozenset(self._parts)
        sizes: Counter[str] = Counter()
        for written, count in self._written.items():
            sizes[self._labels[written]] += count
        if learnt:
            self._refuse_too_many(sizes)
        self._tree.labels = set(sizes)
        for written, count in sorted(self._written.items()):
            label = self._labels[written]
            if written != label:
                self._tree.note("label_cleaned", label, "info", left_out=False, written=_shown(written[:80]), count=count)
        alike: dict[str, str] = {}
        for label in sorted(sizes):
            other = alike.setdefault(label.casefold(), label)
            if other != label:
                self._tree.note("labels_alike", label, "warning", left_out=False, other=other)

    def _refuse_too_many(self, sizes: Counter[str]) -> None:
        rows = sum(sizes.values())
        if len(sizes) > MAX_CLASSES or (rows >= _ENOUGH_ROWS and len(sizes) * 2 > rows):
            column, path, most = self._info.label_column, self._info.path, MAX_CLASSES
            raise UserError("table_too_many_classes", path=path, column=column, count=len(sizes), rows=rows, most=most)


def cleaned_label(label: str) -> str:
    """A class's name: no white space around it or twice in it, and a whole number without decimals."""
    plain = " ".join(cleaned(label).split())
    number = _WHOLE_NUMBER.fullmatch(plain)
    return number.group(1) if number else plain


def _shown(value: str) -> str:
    """As it stands in the table; halves of characters, which can't be saved, as JSON has them."""
    return value.encode(errors="backslashreplace").decode()


def _rows(tree: FolderTree, table: FoundTable, info: TableInfo) -> Iterator[Row]:
    """Of a table beside the one for training that has no labels, as those of competitions: none, and that is noted."""
    opened = open_table(tree.root / table.file)
    columns = [info.text_column, info.label_column]
    missing = [column for column in columns if column not in opened.columns]
    if missing:
        tree.note("table_lacks_column", table.file, "warning", column=missing[0])
        return iter(())
    return opened.rows([*columns, *([info.split_column] if info.split_column in opened.columns else [])])


def _with_known_labels(info: TableInfo, class_names: Sequence[str]) -> TableInfo:
    """Where no class of the model is in the first rows of the guessed label column: the column that has most of them."""
    known = {name for name in class_names if not name.isdecimal()}  # numbers stand in columns of all kinds
    counts = {
        column: sum(cleaned_label(row[place]) in known for row in info.rows)
        for place, column in enumerate(info.columns)
        if column != info.text_column
    }
    best = max(counts, key=lambda column: counts[column], default="")
    if counts.get(info.label_column) or not counts.get(best):
        return info
    return info.model_copy(update={"label_column": best})


def _note_files_beside(tree: FolderTree, spec: DatasetSpec, tables: Sequence[FoundTable]) -> None:
    if is_folder(typed_path(spec.folder)):
        used = {table.file for table in tables}
        for name in files_in(tree.root)[0]:
            if name not in used:
                tree.note("beside_tables", shown_name(name), "info")


def _refuse_without_columns(info: TableInfo, spec: DatasetSpec) -> None:
    columns = listed(info.columns, 30)
    for asked in (spec.table.text_column, spec.table.label_column, spec.table.split_column):
        if asked and asked not in info.columns:
            raise UserError("table_lacks_column", path=info.path, column=asked, columns=columns)
    if not info.text_column:
        raise UserError("table_no_text_column", path=info.path, columns=columns)
    if not info.label_column:
        raise UserError("table_no_label_column", path=info.path, columns=columns)
    if info.text_column == info.label_column:
        raise UserError("table_one_column_twice", path=info.path, column=info.text_column, columns=columns)

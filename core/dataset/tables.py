"""What a table holds: its first rows, and which columns are text, label and part where nobody has said it."""

import itertools
import re
from collections.abc import Sequence
from pathlib import Path

from core.contracts.errors import UserError
from core.contracts.records import TableInfo
from core.contracts.spec import DatasetSpec, TableSpec
from core.dataset.table_files import TABLE_PARTS, is_table, leading_table, root_of, tables_of
from core.dataset.table_rows import Table, open_table
from core.dataset.text_read import cleaned

# Rows that the guess is made from: tables are often sorted by class, so the first few would show one label only.
GUESSED_FROM_ROWS = 20_000
GUESSED_FROM_CHARACTERS = 20_000_000
PREVIEW_ROWS = 20
PREVIEW_CHARACTERS = 300
# The first that is there counts. The name of a class says more than its number.
TEXT_NAMES = (
    "text", "texts", "sentence", "review", "message", "content", "body", "comment", "tweet", "document", "article", "post",
    "email", "mail", "sms", "utterance", "query", "question", "description", "abstract", "passage", "headline", "title",
    "subject", "input", "summary", "phrase", "v2",
)  # fmt: skip
LABEL_NAMES = (
    "label_text", "label_name", "class_name", "category_name", "label", "labels", "class", "category", "section", "target",
    "sentiment", "intent", "topic", "emotion", "polarity", "genre", "tag", "gold", "airline_sentiment", "rating", "stars",
    "score", "language", "type", "spam", "y", "output", "v1",
)  # fmt: skip
SPLIT_NAMES = ("split", "set", "part", "subset", "fold", "partition", "dataset", "usage")
# More classes than this are none.
MAX_CLASSES = 1000
_MOST_LABEL_CHARACTERS = 80


def preview_table(spec: DatasetSpec) -> TableInfo:
    """The first rows of the table that is meant (of several the one for training), and its columns.

    Raises:
        UserError: data_folder_missing, data_folder_closed, table_not_found, table_empty, table_damaged.
    """
    tables = tables_of(spec.folder)
    if not tables:
        raise UserError("table_not_found", folder=spec.folder)
    leading = next((table for table in tables if table.part == "train"), tables[0])
    return table_info(root_of(spec.folder) / leading.file, spec.table)


def text_column_of(path: Path, table: TableSpec) -> str:
    """The column that holds the texts of a table, "" where none does: as asked, else guessed.

    Of tables for training, validation and test the guess is that of the one for training.
    """
    if table.text_column is not None:
        return table.text_column
    column = table_info(leading_table(path), table).text_column
    return column if column in open_table(path).columns else table_info(path, table).text_column


def fitting(table: TableSpec, path: Path) -> TableSpec:
    """The columns of the data that a model was trained on, for another table: guessed where it has no such text column."""
    if not is_table(path) or table.text_column is None or table.text_column in open_table(path).columns:
        return table
    return TableSpec()


def table_info(path: Path, table: TableSpec) -> TableInfo:
    """As `preview_table`, of the table at `path`."""
    opened = open_table(path)
    rows = _sample(opened)
    text, label, split = guess_columns(opened.columns, rows, table)
    return TableInfo(
        path=str(path),
        columns=opened.columns,
        rows=tuple(tuple(cleaned(value[:PREVIEW_CHARACTERS]) for value in row) for row in rows[:PREVIEW_ROWS]),
        text_column=text,
        label_column=label,
        split_column=split,
    )


def guess_columns(columns: Sequence[str], rows: Sequence[Sequence[str]], table: TableSpec) -> tuple[str, str, str]:
    """Text, label and split column: those asked for, "" for one that isn't there; else by name, else by what they hold."""
    values = {column: [row[place].strip() for row in rows] for place, column in enumerate(columns)}
    free = [column for column in columns if column not in (table.text_column, table.label_column, table.split_column)]

    def taken(asked: str | None, guessed: str) -> str:
        found = guessed if asked is None else asked if asked in columns else ""
        if found in free:
            free.remove(found)
        return found

    split = taken(table.split_column, "" if table.split_column is not None else _split_among(free, values))
    # a column called "label_text" is a label: named labels first
    label = taken(table.label_column, "" if table.label_column is not None else _named(free, LABEL_NAMES))
    if label and table.label_column is None and not _holds_labels(values[label]):
        free.append(label)
        label = ""
    text = taken(table.text_column, "" if table.text_column is not None else _text_among(free, values))
    if not label and table.label_column is None:
        label = taken(None, _labels_among(free, values))
    return text, label, split


def _sample(table: Table) -> list[tuple[str, ...]]:
    """The first rows that can be read."""
    rows: list[tuple[str, ...]] = []
    characters = 0
    for row in itertools.islice(table.rows(table.columns), GUESSED_FROM_ROWS):
        if row.problem:
            continue
        rows.append(row.values if len(rows) < PREVIEW_ROWS else tuple(value[:PREVIEW_CHARACTERS] for value in row.values))
        characters += sum(map(len, row.values))
        if characters > GUESSED_FROM_CHARACTERS:
            break
    return rows


def _named(columns: Sequence[str], names: Sequence[str]) -> str:
    """The column of one of these names, else one whose name holds such a word: "Review Text" holds "review"."""
    plain = {
        column: "_".join(re.findall(r"[^\W_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", column))).casefold() for column in columns
    }
    for name in names:
        exact = [column for column in columns if plain[column] == name]
        if exact:
            return exact[0]
    for name in names:
        holding = [column for column in columns if name in plain[column].split("_")]
        if holding:
            return holding[0]
    return ""


def _split_among(columns: Sequence[str], values: dict[str, list[str]]) -> str:
    fitting = [column for column in columns if _says_parts(values[column])]
    return _named(fitting, SPLIT_NAMES) or (fitting[0] if fitting else "")


def _says_parts(values: Sequence[str]) -> bool:
    found = {TABLE_PARTS.get(value.casefold()) for value in set(values) if value}
    return bool(found) and None not in found and "train" in found


def _holds_labels(values: Sequence[str]) -> bool:
    """Few different short values, several rows each; or too few rows to tell."""
    different = set(filter(None, values))
    return (
        bool(different)
        and len(different) <= max(2, min(MAX_CLASSES, len(values) // 2))
        and max(map(len, different)) <= _MOST_LABEL_CHARACTERS
    )


def _labels_among(columns: Sequence[str], values: dict[str, list[str]]) -> str:
    """By content: the column with the fewest different values, two at least; words before numbers."""
    fitting = [column for column in columns if _holds_labels(values[column]) and len(set(filter(None, values[column]))) > 1]
    return min(fitting, key=lambda column: (_is_numeric(values[column]), len(set(values[column]))), default="")


def _text_among(columns: Sequence[str], values: dict[str, list[str]]) -> str:
    """By name where it holds words, else the longest on average."""
    wordy = [column for column in columns if any(values[column]) and not _is_numeric(values[column])]
    by_name = _named(wordy, TEXT_NAMES)
    if by_name:
        return by_name
    return max(wordy, key=lambda column: sum(map(len, values[column])), default="")


def _is_numeric(values: Sequence[str]) -> bool:
    return all(re.fullmatch(r"[-+]?[0-9.,]+(e[-+]?[0-9]+)?", value, re.IGNORECASE) for value in values[:1000] if value)

"""The text of a sample by its name: a file, a row of a table ("reviews.csv#17") or a line of a file ("letters.txt#17").

Text addresses outside of a data set are the same with a folder before them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from core.contracts.errors import UserError
from core.contracts.spec import TableSpec
from core.dataset.table_files import is_table, root_of, split_address
from core.dataset.table_lines import open_lines, whole
from core.dataset.table_rows import open_table
from core.dataset.tables import text_column_of
from core.dataset.text_memo import Text, TextMemo, size_of, stamp_of
from core.dataset.text_read import cleaned, read_text_file
from core.dataset.there import is_file, is_there

__all__ = ["lines_of", "load_texts", "read_text_at", "root_of"]

# What a folder is searched for when it is to be answered, not learnt from.
TEXT_SUFFIXES = frozenset((".txt", ".text", ".md", ".eml", ".html", ".htm", ".xhtml", ".log", ".rst", ".srt"))
_memo = TextMemo()
# For these a table is read up to the last of them.
_FEW_ROWS = 100
_PROBLEM_OF_ROW = {"ragged": "text_row_unreadable", "unclosed_quote": "text_row_unreadable", "not_json": "text_row_unreadable"}


def load_texts(root: Path, files: Sequence[str], table: TableSpec) -> list[str | UserError]:
    """The cleaned texts of these samples, in order; where one can't be had, why (text_*, table_*).

    Each table is read once, from its first row to the last that is asked for. What was read is held for the next one who asks,
    as far as TextMemo goes.

    Args:
        root: what the files are relative to; absolute ones are taken as they are.
        files: of samples; one may come several times.
        table: which column is the text; guessed where it doesn't say.
    """
    found: dict[str, str | UserError] = {}
    rows: dict[str, dict[int, str]] = defaultdict(dict)
    for file in files:
        path, number = _split(root, file)
        if number is None:
            found[file] = _held_text_of(root / file)
        else:
            rows[path][number] = file
    for path, wanted in rows.items():
        held = _held_rows(root / path, table, len(wanted))
        for number, text in _texts_in(root / path, wanted, table) if held is None else _picked(root / path, wanted, held):
            found[wanted[number]] = text
    return [found[file] for file in files]


def are_there(root: Path, files: Sequence[str]) -> list[bool]:
    """Does the file of each of these samples still exist? Nothing is opened."""
    seen: dict[str, bool] = {}

    def file_is_there(path: str) -> bool:
        if path not in seen:
            seen[path] = is_file(root / path)
        return seen[path]

    return [file_is_there(_split(root, file)[0]) for file in files]


def read_text_at(address: str, table: TableSpec = TableSpec()) -> str:
    """One text by its address.

    Raises:
        UserError: text_missing, text_no_permission, text_unreadable, text_empty, text_not_a_text, text_too_large,
            text_row_missing, text_row_unreadable, table_no_text_column, table_empty, table_damaged.
    """
    (text,) = load_texts(Path(), [address], table)
    if isinstance(text, UserError):
        raise text
    return text


def lines_of(file: str) -> list[str]:
    """The addresses of the texts in a file of lines: of every line that isn't empty; of a table, of every row.

    Raises:
        UserError: as in `read_text_at`, for the file.
    """
    path = Path(file)
    if is_table(path):
        return [f"{file}#{row.number}" for row in open_table(path).rows(())]
    return [f"{file}#{number}" for number, line in enumerate(_lines(path), start=1) if cleaned(line)]


def text_of_file(path: Path) -> str | UserError:
    text, problem, _encoding = read_text_file(path)
    return UserError(f"text_{problem}", file=str(path)) if problem else text


def _held_text_of(path: Path) -> Text:
    """`text_of_file`, of a file that hasn't changed since it was held."""
    try:
        stamp = stamp_of(path)
    except OSError:
        return text_of_file(path)
    held = _memo.find(stamp)
    if held is None:
        text = text_of_file(path)
        if isinstance(text, str):
            _memo.hold(stamp, {0: text})
        return text
    return held[0]


def _held_rows(path: Path, table: TableSpec, count: int) -> Mapping[int, Text] | None:
    """All texts of a table; None where they are too many to be held, or it can't be read, or only a few are asked for."""
    try:
        stamp = (*stamp_of(path), repr(table))
    except OSError:
        return None
    held = _memo.find(stamp)
    if held is not None or count < _FEW_ROWS or not is_table(path) or stamp[1] > _memo.most_bytes:
        return held
    texts: dict[int, Text] = {}
    size = 0
    try:
        for number, text in _rows(path, table):
            texts[number] = _of_row(path, number, text)
            size += size_of(texts[number])
            if size > _memo.most_bytes:
                return None
    except UserError:
        return None
    _memo.hold(stamp, texts)
    return texts


def _picked(path: Path, wanted: Iterable[int], held: Mapping[int, Text]) -> Iterator[tuple[int, Text]]:
    for number in wanted:
        yield number, held[number] if number in held else UserError("text_row_missing", file=str(path), row=number)


def _of_row(path: Path, number: int, text: Text) -> Text:
    if isinstance(text, UserError):
        return text
    return cleaned(text) or UserError("text_empty", file=f"{path}#{number}")


def _split(root: Path, file: str) -> tuple[str, int | None]:
    path, number = split_address(file)
    # a file may be called "letter#3"
    return (file, None) if number is not None and not is_table(Path(path)) and is_there(root / file) else (path, number)


def _texts_in(path: Path, wanted: Mapping[int, str], table: TableSpec) -> Iterator[tuple[int, str | UserError]]:
    """Number and text of the wanted rows or lines, in the order of the file."""
    missing = dict.fromkeys(wanted)
    try:
        for number, text in _rows(path, table) if is_table(path) else enumerate(_lines(path), start=1):
            if number in missing:
                del missing[number]
                yield number, _of_row(path, number, text)
            if not missing:
                return
    except UserError as error:
        yield from ((number, error) for number in missing)
        return
    yield from ((number, UserError("text_row_missing", file=str(path), row=number)) for number in missing)


def _rows(path: Path, table: TableSpec) -> Iterator[tuple[int, str | UserError]]:
    opened = open_table(path)
    column = text_column_of(path, table)
    if column not in opened.columns:
        raise UserError("table_no_text_column", path=str(path), columns=", ".join(opened.columns))
    for number, values, problem in opened.rows([column]):
        yield number, UserError(_PROBLEM_OF_ROW[problem], file=str(path), row=number) if problem else values[0]


def _lines(path: Path) -> Iterator[str]:
    try:
        yield from (whole(line) for line in open_lines(path))
    except PermissionError as error:
        raise UserError("text_no_permission", file=str(path)) from error
    except OSError as error:
        if not is_there(path):
            raise UserError("text_missing", file=str(path)) from error
        raise UserError("text_unreadable", details=str(error), file=str(path)) from error

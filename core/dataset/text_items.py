"""The text of a sample by its name: a file, a row of a table ("reviews.csv#17") or a line of a file ("letters.txt#17").

Text addresses outside of a data set are the same with a folder before them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from core.contracts.errors import UserError
from core.contracts.spec import TableSpec
from core.dataset.table_files import is_table, root_of, split_address
from core.dataset.table_lines import open_lines, whole
from core.dataset.table_rows import open_table
from core.dataset.tables import text_column_of
from core.dataset.text_read import cleaned, read_text_file

__all__ = ["lines_of", "load_texts", "read_text_at", "root_of"]

# What a folder is searched for when it is to be answered, not learnt from.
TEXT_SUFFIXES = frozenset((".txt", ".text", ".md", ".eml", ".html", ".htm", ".xhtml", ".log", ".rst", ".srt"))
_PROBLEM_OF_ROW = {"ragged": "text_row_unreadable", "unclosed_quote": "text_row_unreadable", "not_json": "text_row_unreadable"}


def load_texts(root: Path, files: Sequence[str], table: TableSpec) -> list[str | UserError]:
    """The cleaned texts of these samples, in order; where one can't be had, why (text_*, table_*).

    Each table is read once, from its first row to the last that is asked for; nothing else of it is kept.

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
            found[file] = text_of_file(root / file)
        else:
            rows[path][number] = file
    for path, wanted in rows.items():
        for number, text in _texts_in(root / path, wanted, table):
            found[wanted[number]] = text
    return [found[file] for file in files]


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


def _split(root: Path, file: str) -> tuple[str, int | None]:
    path, number = split_address(file)
    # a file may be called "letter#3"
    return (file, None) if number is not None and not is_table(Path(path)) and (root / file).exists() else (path, number)


def _texts_in(path: Path, wanted: Mapping[int, str], table: TableSpec) -> Iterator[tuple[int, str | UserError]]:
    """Number and text of the wanted rows or lines, in the order of the file."""
    missing = dict.fromkeys(wanted)
    try:
        for number, text in _rows(path, table) if is_table(path) else enumerate(_lines(path), start=1):
            if number in missing:
                del missing[number]
                address = f"{path}#{number}"
                if isinstance(text, UserError):
                    yield number, text
                else:
                    yield number, cleaned(text) or UserError("text_empty", file=address)
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
    except FileNotFoundError as error:
        raise UserError("text_missing", file=str(path)) from error
    except PermissionError as error:
        raise UserError("text_no_permission", file=str(path)) from error
    except OSError as error:
        raise UserError("text_unreadable", details=str(error), file=str(path)) from error

"""The rows of a table one after another, whatever its format: never more of it in memory than a few thousand of them."""

import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from core.contracts.errors import UserError
from core.dataset.decode import openable_path
from core.dataset.text_clean import cleaned
from core.dataset.there import is_there

# Rows of a Parquet file that are decoded at a time.
BATCH_ROWS = 2048


class Row(NamedTuple):
    """A row. `problem`: ragged, unclosed_quote or not_json, and there are no values then."""

    number: int  # from 1, the heading not counted
    values: tuple[str, ...]
    problem: str = ""


class Table(Protocol):
    """An open table: names of its columns, each once, and its rows."""

    @property
    def columns(self) -> tuple[str, ...]: ...

    def rows(self, columns: Sequence[str]) -> Iterator[Row]:
        """All rows from the first, with the values of these columns in this order; "" where there is nothing."""


def open_table(path: Path) -> Table:
    """Raises:
    UserError: data_folder_missing, data_folder_closed, table_empty, table_damaged.
    """
    from core.dataset.table_delimited import DelimitedTable
    from core.dataset.table_json import JsonLinesTable
    from core.dataset.table_parquet import ParquetTable

    suffix = path.suffix.lower()
    try:
        if openable_path(path).stat().st_size == 0:
            raise UserError("table_empty", path=str(path))
        if suffix == ".parquet":
            return ParquetTable(path)
        return JsonLinesTable(path) if suffix in (".jsonl", ".ndjson") else DelimitedTable(path)
    except PermissionError as error:
        raise UserError("data_folder_closed", folder=str(path)) from error
    except OSError as error:
        if not is_there(path):
            raise UserError("data_folder_missing", folder=str(path)) from error
        raise UserError("table_damaged", details=str(error), path=str(path)) from error


def value_text(value: Any) -> str:
    """A value as a person would write it. Nothing, and what is not a number, is empty; a whole number has no decimals."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return "" if math.isnan(value) else str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict | tuple) else str(value)


def unique_names(names: Sequence[str]) -> tuple[str, ...]:
    """Names for columns: one without is called by its number, a second one of a name gets a number behind it."""
    found: dict[str, None] = {}
    for number, name in enumerate(names, start=1):
        plain = " ".join(cleaned(name).split()) or f"column {number}"
        candidate, count = plain, 1
        while candidate in found:
            count += 1
            candidate = f"{plain} ({count})"
        found[candidate] = None
    return tuple(found)

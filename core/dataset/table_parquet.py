"""Tables in Parquet, and the names of classes that Hugging Face datasets keep beside their numbers."""

import json
from collections.abc import Iterator, Sequence
from itertools import repeat
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from core.contracts.errors import UserError
from core.dataset.decode import openable_path
from core.dataset.table_rows import BATCH_ROWS, Row, unique_names, value_text

# What the library says of damaged bytes, and Python of values that it can't hold.
_DAMAGE = (pa.ArrowException, ValueError, OverflowError, KeyError)
_BYTES_OF = {pa.string(): pa.binary(), pa.large_string(): pa.large_binary(), pa.string_view(): pa.binary_view()}


class ParquetTable:
    """See `core.dataset.table_rows.Table`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            with self._open() as file:
                schema = file.schema_arrow
                self._names = schema.names
                self._class_names = _class_names(schema)
        except _DAMAGE as error:
            raise self._damaged(error) from error
        self.columns = unique_names(self._names)

    def rows(self, columns: Sequence[str]) -> Iterator[Row]:
        places = [self.columns.index(name) for name in columns]
        asked = list(dict.fromkeys(self._names[place] for place in places))
        number = 0
        try:
            with self._open() as file:
                for batch in file.iter_batches(batch_size=BATCH_ROWS, columns=asked):
                    values = [self._values(batch, place) for place in places]
                    for row in zip(*values, strict=True) if values else repeat((), batch.num_rows):
                        number += 1
                        yield Row(number, row)
        except (OSError, *_DAMAGE) as error:
            raise self._damaged(error) from error

    def _values(self, batch: pa.RecordBatch, place: int) -> list[str]:
        name = self._names[place]
        # a batch has all columns of this name, in their order
        column = batch.column(batch.schema.get_all_field_indices(name)[self._names[:place].count(name)])
        values = [value_text(value) for value in _held_by_python(column).to_pylist()]
        names = self._class_names.get(name)
        return [names.get(value, value) for value in values] if names else values

    def _open(self) -> pq.ParquetFile:
        return pq.ParquetFile(openable_path(self._path))

    def _damaged(self, error: Exception) -> UserError:
        return UserError("table_damaged", details=str(error), path=str(self._path))


def _held_by_python(column: pa.Array) -> pa.Array:
    """The same values in a type that Python can hold all of: no text that isn't UTF-8, no nanoseconds, no year 20000.

    Times of a zone become those of UTC: the names of zones are not known everywhere.
    """
    kind = column.type
    if kind in _BYTES_OF:
        return column.view(_BYTES_OF[kind])
    if pa.types.is_duration(kind):
        return column.cast(pa.duration("us"), safe=False)
    if pa.types.is_timestamp(kind):
        column = column.cast(pa.timestamp(kind.unit))
    if pa.types.is_temporal(kind) and not pa.types.is_interval(kind):
        return pc.replace_substring_regex(column.cast(pa.string()), pattern=r"\.0+$", replacement="")
    return column


def _class_names(schema: pa.Schema) -> dict[str, dict[str, str]]:
    """Column to number to name, from the "huggingface" entry that the library datasets writes into its files."""
    try:
        features: dict[str, Any] = json.loads((schema.metadata or {})[b"huggingface"])["info"]["features"]
        named = {name: feature["names"] for name, feature in features.items() if feature.get("_type") == "ClassLabel"}
        return {column: {str(number): str(name) for number, name in enumerate(names)} for column, names in named.items()}
    except (KeyError, TypeError, ValueError, AttributeError):
        return {}

"""Tables in Parquet, and the names of classes that Hugging Face datasets keep beside their numbers."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from core.contracts.errors import UserError
from core.dataset.decode import openable_path
from core.dataset.table_rows import BATCH_ROWS, Row, unique_names, value_text


class ParquetTable:
    """See `core.dataset.table_rows.Table`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._open() as file:
            self._schema = file.schema_arrow
            self._class_names = _class_names(self._schema)
        self.columns = unique_names(self._schema.names)

    def rows(self, columns: Sequence[str]) -> Iterator[Row]:
        own = [self._schema.names[self.columns.index(name)] for name in columns]
        number = 0
        with self._open() as file:
            try:
                for batch in file.iter_batches(batch_size=BATCH_ROWS, columns=list(dict.fromkeys(own))):
                    values = [self._values(batch, name) for name in own]
                    for row in zip(*values, strict=True):
                        number += 1
                        yield Row(number, row)
            except (pa.ArrowException, OSError) as error:
                raise UserError("table_damaged", details=str(error), path=str(self._path)) from error

    def _values(self, batch: pa.RecordBatch, name: str) -> list[str]:
        values = [value_text(value) for value in batch.column(name).to_pylist()]
        names = self._class_names.get(name)
        return [names.get(value, value) for value in values] if names else values

    def _open(self) -> pq.ParquetFile:
        try:
            return pq.ParquetFile(openable_path(self._path))
        except pa.ArrowException as error:
            raise UserError("table_damaged", details=str(error), path=str(self._path)) from error


def _class_names(schema: pa.Schema) -> dict[str, dict[str, str]]:
    """Column to number to name, from the "huggingface" entry that the library datasets writes into its files."""
    try:
        features: dict[str, Any] = json.loads((schema.metadata or {})[b"huggingface"])["info"]["features"]
        named = {name: feature["names"] for name, feature in features.items() if feature.get("_type") == "ClassLabel"}
        return {column: {str(number): str(name) for number, name in enumerate(names)} for column, names in named.items()}
    except (KeyError, TypeError, ValueError, AttributeError):
        return {}

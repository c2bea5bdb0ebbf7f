"""Tables of one JSON object a line."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from core.contracts.errors import UserError
from core.dataset.table_lines import open_lines, whole
from core.dataset.table_rows import Row, unique_names, value_text

# Lines whose keys are the columns: a key that comes up later only is none.
_LOOKED_AT = 1000


class JsonLinesTable:
    """See `core.dataset.table_rows.Table`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        keys: dict[str, None] = {}
        for number, line in enumerate(open_lines(path)):
            if number == _LOOKED_AT:
                break
            keys.update(dict.fromkeys(_object_of(line) or ()))
        self.columns = unique_names(list(keys))
        self._keys = dict(zip(self.columns, keys, strict=True))
        if not keys:
            raise UserError("table_damaged", details="no line is a JSON object", path=str(path))

    def rows(self, columns: Sequence[str]) -> Iterator[Row]:
        for number, line in enumerate(open_lines(self._path), start=1):
            if not line.strip():
                continue
            found = _object_of(line)
            if found is None:
                yield Row(number, (), "not_json")
            else:
                yield Row(number, tuple(value_text(found.get(self._keys[column])) for column in columns))


def _object_of(line: str) -> dict[str, object] | None:
    try:
        found = json.loads(whole(line).strip("\ufeff\0 \t\r\n"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None

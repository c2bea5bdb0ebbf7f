"""Old files open for ever: pure functions from one schema version to the next.

To change a saved schema: raise its version in core.contracts, add a function here, and put a file of the old version
into tests/data/schemas.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.contracts.base import Contract
from core.contracts.errors import UserError
from core.contracts.records import ProjectRecord, RunRecord
from core.contracts.spec import RunSpec

Raw = dict[str, Any]
Migration = Callable[[Raw], Raw]

# kind -> {version it reads: function to the next version}
MIGRATIONS: dict[type[Contract], dict[int, Migration]] = {RunRecord: {}, ProjectRecord: {}, RunSpec: {}}


def migrate(raw: Raw, kind: type[Contract], path: Path) -> Raw:
    """`raw` brought to the newest version of its kind; kinds without a schema version pass through.

    Raises:
        UserError: newer_schema.
    """
    field = kind.model_fields.get("schema_version")
    if field is None:
        return raw
    newest: int = field.default
    version = raw.get("schema_version", newest)
    if not isinstance(version, int) or version > newest:
        raise UserError("newer_schema", path=str(path))
    while version < newest:
        raw = MIGRATIONS[kind][version](raw)
        version = raw["schema_version"]
    return raw

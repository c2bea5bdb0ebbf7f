"""Reading and writing one record as JSON, of this schema version or an older one."""

import json
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from core.contracts.base import Contract
from core.contracts.errors import UserError
from core.store.atomic import write_text
from core.store.migrations import migrate

Record = TypeVar("Record", bound=Contract)


def read_record(path: Path, kind: type[Record]) -> Record:
    """The record in a file.

    Raises:
        UserError: file_missing, damaged_file, newer_schema.
    """
    try:
        raw = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise UserError("file_missing", path=str(path)) from error
    except (OSError, ValueError) as error:
        raise UserError("damaged_file", path=str(path), why=str(error)) from error
    if not isinstance(raw, dict):
        raise UserError("damaged_file", path=str(path), why="not a JSON object")
    raw = migrate(raw, kind, path)
    try:
        return kind.model_validate_json(json.dumps(raw))
    except ValidationError as error:
        raise UserError("damaged_file", path=str(path), why=first_problem(error)) from error


def write_record(path: Path, record: Contract) -> None:
    write_text(path, record.model_dump_json(indent=1) + "\n")


def first_problem(error: ValidationError) -> str:
    """The first finding of pydantic in words: "training.lr: Input should be greater than 0"."""
    problem = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in problem["loc"])
    return f"{place}: {problem['msg']}" if place else problem["msg"]

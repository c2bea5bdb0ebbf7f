"""From the options of `fettle train` to a RunSpec. The window builds the same one from its pages."""

import argparse
import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from core.contracts.errors import UserError
from core.contracts.records import RunRecord
from core.contracts.spec import TASK_OF_DATA, RunSpec
from core.dataset.guess import guess_data
from core.store.places import typed_path
from core.store.records import first_problem, read_record

_WHY = {
    "extra_forbidden": "there is no such setting",
    "model_type": "it has settings of its own: name one of them",
    "model_attributes_type": "it has settings of its own: name one of them",
}

# option -> place in the spec
_PLACES = {
    "data": ("dataset", "folder"),
    "text_column": ("dataset", "table", "text_column"),
    "label_column": ("dataset", "table", "label_column"),
    "task": ("task",),
    "model": ("model", "entry"),
    "layers": ("layers", "trainable"),
    "epochs": ("training", "epochs"),
    "seed": ("training", "seed"),
    "device": ("training", "device"),
    "name": ("name",),
}


def spec_from_options(options: argparse.Namespace) -> RunSpec:
    """Saved spec, then what options the command has, then --set, each over the one before.

    Relative folders become absolute. What nobody has said, the task, is what the data are.

    Raises:
        UserError: bad_spec, naming the setting; no_data; file_missing, damaged_file for --spec.
    """
    values = _saved(Path(options.spec)) if options.spec else {}
    for option, place in _PLACES.items():
        value = getattr(options, option, None)
        if value is not None:
            _put(values, place, int(value) if option == "layers" and value.isdigit() else value)
    for setting in options.set:
        key, separator, text = setting.partition("=")
        if not separator:
            raise UserError("bad_setting", setting=setting)
        _put(values, tuple(key.strip().split(".")), _value(text))
    if not values.get("dataset", {}).get("folder"):
        raise UserError("no_data")
    values.setdefault("task", TASK_OF_DATA[guess_data(values["dataset"]["folder"])])
    # one seed for all: the split's own stays where it was set by hand
    if getattr(options, "seed", None) is not None and not any(setting.startswith("dataset.split") for setting in options.set):
        _put(values, ("dataset", "split", "seed"), options.seed)
    try:
        spec = RunSpec.model_validate(values)
    except ValidationError as error:
        raise _bad_spec(error) from error
    folder = str(typed_path(spec.dataset.folder).absolute())
    return spec.model_copy(update={"dataset": spec.dataset.model_copy(update={"folder": folder})})


def _bad_spec(error: ValidationError) -> UserError:
    """The first thing that is wrong, in words for somebody who doesn't know pydantic."""
    problem = error.errors(include_url=False)[0]
    if problem["loc"][:2] == ("layers", "trainable"):
        return UserError("bad_spec", field="layers", why="it is one of head, last, half, all, or a number of blocks, 0 or more")
    field, _, why = first_problem(error).partition(": ")
    return UserError("bad_spec", field=field, why=_WHY.get(problem["type"], why[0].lower() + why[1:]))


def _saved(path: Path) -> dict[str, Any]:
    """A spec on disk, or the one inside of a run.json."""
    try:
        is_run = "spec" in json.loads(path.read_bytes())
    except (OSError, ValueError, TypeError):
        is_run = False  # read_record says what is wrong with it
    spec = read_record(path, RunRecord).spec if is_run else read_record(path, RunSpec)
    return json.loads(spec.model_dump_json())  # type: ignore[no-any-return]


def _put(values: dict[str, Any], place: tuple[str, ...], value: object) -> None:
    *parents, last = place
    for name in parents:
        inner = values.setdefault(name, {})
        if not isinstance(inner, dict):
            raise UserError("bad_spec", field=".".join(place), why="there is no such setting")
        values = inner
    values[last] = value


def _value(text: str) -> object:
    """Numbers, true, false and null as in JSON; everything else is text."""
    try:
        return json.loads(text)
    except ValueError:
        return text

"""The table: kept as JSON, row by row as they are measured, and written as Markdown for people."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel

from tests.benchmarks.compare import Line

_HEADING = ("what", "measured", "aim", "reached", "Fettle", "peer", "accuracy: Fettle, peer", "how")


class Measured(BaseModel):
    """What a row has given: its lines, the raw numbers of each run, when, and how long all of it took."""

    lines: list[Line]
    raw: list[dict[str, object]] = []
    finished: str
    minutes: float


class Results(BaseModel):
    machine: dict[str, str]
    rows: dict[str, Measured] = {}


def results_file(folder: Path, machine: Mapping[str, str]) -> Path:
    """Where the JSON of this machine lies; the Markdown has the same name."""
    name = re.sub(r"[^a-z0-9]+", "-", f"{machine['processor']} {machine['cores']} cores".lower()).strip("-")
    return folder / f"results-{name}.json"


def read_results(path: Path, machine: dict[str, str]) -> Results:
    """What was measured before, so that one row can be measured anew; nothing where the file is not ours any more."""
    try:
        before = Results.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Results(machine=machine)
    return Results(machine=machine, rows=before.rows)


def write_results(path: Path, results: Results, order: Sequence[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results.model_dump(), indent=1), encoding="utf-8")
    path.with_suffix(".md").write_text(as_markdown(results, order), encoding="utf-8")


def as_markdown(results: Results, order: Sequence[str]) -> str:
    """The machine, then a table, rows in this order."""
    machine = "; ".join(f"{name}: {value}" for name, value in results.machine.items())
    rows = [_HEADING, tuple("---" for _ in _HEADING)]
    for name in order:
        if name in results.rows:
            rows += [_cells(line) for line in results.rows[name].lines]
    took = sum(row.minutes for row in results.rows.values())
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in rows)
    return f"# Fettle beside its peers\n\nMachine: {machine}\n\n{table}\n\nAll rows together took {took:.0f} minutes.\n"


def as_words(line: Line) -> str:
    """A line for a terminal."""
    verdict = {True: "reached", False: "MISSED", None: ""}[line.reached]
    parts = [f"{line.what}: {line.measured}", line.aim and f"aim {line.aim}", verdict]
    parts += [line.ours and f"Fettle {line.ours}", line.theirs and f"peer {line.theirs}"]
    parts += [line.accuracy and f"accuracy {line.accuracy}", line.note]
    return "; ".join(part for part in parts if part)


def _cells(line: Line) -> tuple[str, ...]:
    verdict = {True: "yes", False: "**no**", None: ""}[line.reached]
    cells = (line.what, line.measured, line.aim, verdict, line.ours, line.theirs, line.accuracy, line.note)
    return tuple(cell.replace("|", "/").replace("\n", " ") for cell in cells)

"""The rows of the model table: one's own runs, what was chosen from a file, and the catalogue. No widgets."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.i18n import tr
from core.contracts.errors import UserError
from core.contracts.records import CatalogueEntry, RunRecord
from core.contracts.spec import DataKind, ModelSpec
from core.store.catalogue import find_entry, is_here, read_catalogue
from core.store.runs import RunFolder

_BYTES_PER_PARAMETER = 4
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ModelRow:
    """A network that can be chosen. lineage: names of the runs it came from, nearest first, down to the pretrained one.
    accuracy: on validation, of a run."""

    entry: CatalogueEntry
    here: bool
    lineage: tuple[str, ...] = ()
    accuracy: float | None = None


def collect_rows(runs: Sequence[RunFolder], chosen: ModelSpec | None, data: DataKind = "image") -> list[ModelRow]:
    """What the table shows: runs newest first, then what is here, then the rest; only models for this kind of data.

    Looks at files: not for the main thread.
    """
    rows = run_rows(runs, data)
    catalogue = [ModelRow(entry, is_here(entry)) for entry in read_catalogue() if entry.data == data]
    known = {row.entry.id for row in (*rows, *catalogue)}
    if chosen is not None and chosen.entry not in known:
        rows.append(_file_row(Path(chosen.entry)))
    return [*rows, *(row for row in catalogue if row.here), *(row for row in catalogue if not row.here)]


def run_rows(runs: Sequence[RunFolder], data: DataKind = "image") -> list[ModelRow]:
    """The runs on this kind of data that have weights to start from.

    A run that can't be read is left out; the Runs page says why.
    """
    records: dict[Path, RunRecord] = {}
    for run in runs:
        try:
            records[run.path] = run.read_record()
        except UserError as error:
            _log.info("run left out of the models: %s", error)
    rows = []
    for path, record in records.items():
        weights = RunFolder(path).best_model_path / "model.safetensors"
        if record.spec.data == data and weights.is_file():
            rows.append(_run_row(path, record, weights.stat().st_size, lineage_of(path, records)))
    return rows


def lineage_of(path: Path, records: dict[Path, RunRecord]) -> tuple[str, ...]:
    """The runs before this one, nearest first, and at the end the pretrained network."""
    names: list[str] = []
    seen = {path}
    record: RunRecord | None = records.get(path)
    while record is not None:
        parent = Path(record.spec.model.entry)
        record = records.get(parent)
        if record is None:
            names.append(_origin_name(parent))
        elif parent in seen:  # a copied folder can point at itself
            break
        else:
            seen.add(parent)
            names.append(record.name)
    return tuple(names)


def _origin_name(entry: Path) -> str:
    found = find_entry(entry.as_posix())
    return tr("ModelPage", "{name} (pretrained)").format(name=found.name) if found else entry.name


def _run_row(path: Path, record: RunRecord, size_bytes: int, lineage: tuple[str, ...]) -> ModelRow:
    base = find_entry(record.spec.model.entry)
    entry = CatalogueEntry(
        id=str(path),
        name=record.name,
        family="run",
        data=record.spec.data,
        parameters=size_bytes // _BYTES_PER_PARAMETER,
        size_bytes=size_bytes,
        input_size_px=record.spec.model.image_size_px or (base.input_size_px if base else 0),
        max_tokens=base.max_tokens if base else 0,
        licence=base.licence if base else "",
        source=str(path),
    )
    return ModelRow(entry, True, lineage, record.best_validation_accuracy)


def _file_row(path: Path) -> ModelRow:
    """A file or folder that the person pointed at. What it holds, the worker finds out."""
    try:
        files = [path] if path.is_file() else [file for file in path.iterdir() if file.suffix in (".safetensors", ".bin")]
        size_bytes = sum(file.stat().st_size for file in files)
    except OSError:
        size_bytes = 0
    entry = CatalogueEntry(
        id=str(path),
        name=path.name,
        family="file",
        parameters=size_bytes // _BYTES_PER_PARAMETER,
        size_bytes=size_bytes,
        input_size_px=0,
        source=str(path),
    )
    return ModelRow(entry, path.exists())

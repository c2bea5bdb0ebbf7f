"""split.csv of a run: every file with its label, part and hash, so that a resume or a retrain never mixes the parts."""

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from core.contracts.errors import UserError
from core.contracts.records import SampleInfo
from core.contracts.spec import ModelSpec
from core.dataset.split import fingerprint
from core.store.atomic import write_text
from core.store.runs import run_of_model

COLUMNS = ("file", "label", "part", "sha256", "width_px", "height_px")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def write_split(path: Path, samples: Iterable[SampleInfo]) -> None:
    """Writes the samples, in their order.

    Raises:
        UserError: disk_full, not_writable.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for sample in samples:
        writer.writerow(getattr(sample, column) for column in COLUMNS)
    write_text(path, text.getvalue())


def read_split(path: Path, expected_fingerprint: str = "") -> tuple[SampleInfo, ...]:
    """Reads `write_split` back.

    Args:
        path: the file.
        expected_fingerprint: of the data set as the run knows it; empty: not compared.

    Raises:
        UserError: file_missing, or split_damaged where a line is not whole or the fingerprint differs.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            samples = _read_rows(path, file)
    except FileNotFoundError as error:
        raise UserError("file_missing", path=str(path)) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise UserError("split_damaged", details=str(error), path=str(path)) from error
    if expected_fingerprint and fingerprint(samples) != expected_fingerprint:
        raise UserError("split_damaged", details="the fingerprint differs from the run's", path=str(path))
    return samples


def with_parts_of_parent(model: ModelSpec, samples: tuple[SampleInfo, ...]) -> tuple[SampleInfo, ...]:
    """Where the network is an earlier run's, what that run knew keeps its part: what it has learnt by heart must not be
    judged by, and what it was tested on must not be trained on.

    Raises:
        UserError: parent_leaves_part_empty, where nothing is left to learn from, or to be judged by; split_damaged.
    """
    parent = run_of_model(model)
    if parent is None or not parent.split_path.is_file():
        return samples
    parts = {sample.sha256: sample.part for sample in read_split(parent.split_path)}
    samples = tuple(sample.model_copy(update={"part": parts.get(sample.sha256, sample.part)}) for sample in samples)
    train, validation = (sum(sample.part == part for sample in samples) for part in ("train", "validation"))
    if not train or not validation:
        raise UserError("parent_leaves_part_empty", run=parent.path.name, train=train, validation=validation)
    return samples


def _read_rows(path: Path, file: Iterable[str]) -> tuple[SampleInfo, ...]:
    rows = csv.reader(file, strict=True)
    if tuple(next(rows, ())) != COLUMNS:
        raise UserError("split_damaged", details="the heading is not ours", path=str(path))
    samples: dict[str, SampleInfo] = {}
    for row in rows:
        try:
            sample = SampleInfo.model_validate_strings(dict(zip(COLUMNS, row, strict=True)))
        except (ValueError, ValidationError) as error:
            raise UserError("split_damaged", details=f"line {rows.line_num}: {error}", path=str(path)) from error
        if not _SHA256.fullmatch(sample.sha256) or sample.file in samples:
            raise UserError("split_damaged", details=f"line {rows.line_num}", path=str(path))
        samples[sample.file] = sample
    return tuple(samples.values())

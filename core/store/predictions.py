"""Tables of answers: predictions.csv of a run, and the CSV of a prediction. Torch-free.

Columns: file, part, label, predicted, then one probability a class, in class order; a prediction on pictures without
labels has no part and no label. UTF-8, comma, a header line.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from core.contracts.errors import UserError
from core.contracts.records import PredictionRecord
from core.store.atomic import write_bytes

_LABELLED = ["file", "part", "label", "predicted"]
_UNLABELLED = ["file", "predicted"]


def write_predictions(path: Path, class_names: Sequence[str], rows: Iterable[PredictionRecord]) -> None:
    """Writes predictions.csv. Raises UserError: disk_full, not_writable."""
    lines = ([row.file, row.part, row.label, row.predicted, *map(_number, row.probabilities)] for row in rows)
    _write(path, [*_LABELLED, *class_names], lines)


def write_unlabelled(path: Path, class_names: Sequence[str], rows: Iterable[tuple[str, Sequence[float]]]) -> None:
    """Writes answers for pictures without labels: their path, and a probability for each class.

    A picture that could not be read has no probabilities; its row keeps empty cells, so that no picture goes missing.

    Raises:
        UserError: disk_full, not_writable; output_exists: nothing is ever overwritten.
    """
    if path.exists():
        raise UserError("output_exists", path=str(path))
    lines = (
        [file, class_names[max(range(len(numbers)), key=numbers.__getitem__)], *map(_number, numbers)]
        if numbers
        else [file, "", *("" for _ in class_names)]
        for file, numbers in rows
    )
    _write(path, [*_UNLABELLED, *class_names], lines)


def read_predictions(path: Path) -> list[PredictionRecord]:
    """Reads `write_predictions` back.

    Raises:
        UserError: file_missing, damaged_file.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            header, *lines = csv.reader(file)
            if header[: len(_LABELLED)] != _LABELLED:
                raise ValueError(f"the columns are not {', '.join(_LABELLED)}")
            return [_record(line, len(header)) for line in lines]
    except FileNotFoundError as error:
        raise UserError("file_missing", path=str(path)) from error
    except (OSError, ValueError, csv.Error) as error:
        raise UserError("damaged_file", path=str(path), why=str(error).splitlines()[0]) from error


def _record(line: list[str], width: int) -> PredictionRecord:
    if len(line) != width:
        raise ValueError(f"a line has {len(line)} cells instead of {width}")
    file, part, label, predicted, *numbers = line
    return PredictionRecord.model_validate(
        {"file": file, "part": part, "label": label, "predicted": predicted, "probabilities": [float(n) for n in numbers]}
    )


def _number(value: float) -> str:
    return format(value, ".9g")  # what tells any two float32 apart


def _write(path: Path, header: list[str], lines: Iterable[list[str]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(lines)
    write_bytes(path, text.getvalue().encode())

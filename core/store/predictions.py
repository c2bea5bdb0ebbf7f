"""Tables of answers: predictions.csv of a run, and the CSV of a prediction. Torch-free.

Columns: file, part, label, predicted, for texts the text, then one probability a class, in class order; a prediction without
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
_TEXT = "input text"  # two words, so that no class is called like it


def write_predictions(path: Path, class_names: Sequence[str], rows: Iterable[PredictionRecord]) -> None:
    """Writes predictions.csv. Raises UserError: disk_full, not_writable."""
    rows = list(rows)
    of_texts = any(row.text for row in rows)
    lines = (
        [row.file, row.part, row.label, row.predicted, *([row.text] if of_texts else []), *map(_number, row.probabilities)]
        for row in rows
    )
    _write(path, [*_LABELLED, *([_TEXT] if of_texts else []), *class_names], lines)


def write_unlabelled(path: Path, class_names: Sequence[str], rows: Iterable[tuple[str, str, Sequence[float]]]) -> None:
    """Writes answers for what has no labels: its path, a text itself, and a probability for each class.

    What could not be read has no probabilities; its row keeps empty cells, so that nothing goes missing.

    Args:
        rows: path, text (empty for pictures), probabilities (none: could not be read).

    Raises:
        UserError: disk_full, not_writable; output_exists: nothing is ever overwritten.
    """
    if path.exists():
        raise UserError("output_exists", path=str(path))
    rows = list(rows)
    of_texts = any(text for _, text, _ in rows)

    def line(file: str, text: str, numbers: Sequence[float]) -> list[str]:
        answer = class_names[max(range(len(numbers)), key=numbers.__getitem__)] if numbers else ""
        cells = map(_number, numbers) if numbers else ("" for _ in class_names)
        return [file, answer, *([text] if of_texts else []), *cells]

    _write(path, [*_UNLABELLED, *([_TEXT] if of_texts else []), *class_names], (line(*row) for row in rows))


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
            of_texts = header[len(_LABELLED) : len(_LABELLED) + 1] == [_TEXT]
            return [_record(line, len(header), of_texts) for line in lines]
    except FileNotFoundError as error:
        raise UserError("file_missing", path=str(path)) from error
    except (OSError, ValueError, csv.Error) as error:
        raise UserError("damaged_file", path=str(path), why=str(error).splitlines()[0]) from error


def _record(line: list[str], width: int, of_texts: bool) -> PredictionRecord:
    if len(line) != width:
        raise ValueError(f"a line has {len(line)} cells instead of {width}")
    fixed = line[: len(_LABELLED)]
    text, numbers = (line[len(fixed)], line[len(fixed) + 1 :]) if of_texts else ("", line[len(fixed) :])
    values = {**dict(zip(_LABELLED, fixed, strict=True)), "text": text, "probabilities": [float(n) for n in numbers]}
    return PredictionRecord.model_validate(values)


def _number(value: float) -> str:
    return format(value, ".9g")  # what tells any two float32 apart


def _write(path: Path, header: list[str], lines: Iterable[list[str]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(lines)
    write_bytes(path, text.getvalue().encode())

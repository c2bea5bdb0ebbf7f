"""Answers for pictures that nobody has labelled: top k for the window, all probabilities for a table."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from core.contracts.commands import Inbox
from core.contracts.errors import UserError
from core.contracts.events import Notice, PhaseChanged, SamplesReady
from core.contracts.jobs import PredictJob
from core.contracts.records import Prediction, PredictionList
from core.dataset.folder_tree import LITTER
from core.dataset.scan import PICTURE_SUFFIXES
from core.evaluation.predict import answer_pictures
from core.evaluation.progress import say_progress, stop_asked
from core.evaluation.sources import Source, open_source
from core.store.atomic import write_text
from core.store.event_log import Emitter
from core.store.predictions import write_unlabelled
from core.training.inference import Answers

RESULT_FILE = "predictions.json"


def run_predict_job(job: PredictJob, emit: Emitter, inbox: Inbox) -> dict[str, Any]:
    """Predicts pictures and folders of pictures. Writes predictions.json into `job.to`, and `job.csv` if asked to.

    A file that can't be read has a row with the error.

    Raises:
        UserError: file_missing where none of the paths exists; no_pictures_found; output_exists for the CSV; what
            `open_source` says of the source.
        Stopped: asked to; nothing is written then.
    """
    csv = Path(job.csv) if job.csv is not None else None
    if csv is not None and csv.exists():
        raise UserError("output_exists", path=str(csv))
    files = find_pictures(job.paths, emit)
    emit(PhaseChanged, phase="loading_model")
    source = open_source(job.source)
    emit(PhaseChanged, phase="predicting")
    answers = answer_pictures(
        source.network,
        source.preprocessing,
        Path.cwd(),
        files,
        class_count=len(source.class_names),
        on_progress=say_progress(emit, len(files)),
        should_stop=stop_asked(inbox),
    )
    if csv is not None:
        write_unlabelled(csv, source.class_names, _rows(files, answers))
    path = Path(job.to) / RESULT_FILE
    found = PredictionList(source=job.source, predictions=tuple(_predictions(files, answers, source, job.top_k)))
    write_text(path, found.model_dump_json())
    emit(SamplesReady, what="predictions", path=str(path))
    return {"predictions": str(path), "csv": job.csv}


def find_pictures(paths: Sequence[str], emit: Emitter) -> list[str]:
    """The files named, and the pictures in the folders named, however deep; hidden ones and litter are passed over.

    A file that was named stays, whatever it is called and even if it is gone, so that its row can say so.

    Raises:
        UserError: file_missing where none of the paths exists; no_pictures_found.
    """
    if not any(Path(path).exists() for path in paths):
        raise UserError("file_missing", path=", ".join(paths[:3]))
    found = [file for path in paths for file in (_walk(Path(path)) if Path(path).is_dir() else [path])]
    readable = [file for file in found if _is_text(file)]
    if len(readable) < len(found):
        emit(Notice, level="warning", code="odd_names_skipped", params={"count": len(found) - len(readable)})
    if not readable:
        raise UserError("no_pictures_found", paths=", ".join(paths[:3]))
    return list(dict.fromkeys(readable))


def _walk(folder: Path) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if _is_wanted(name))
        for name in sorted(files):
            if _is_wanted(name) and Path(name).suffix.lower() in PICTURE_SUFFIXES:
                yield str(Path(parent) / name)


def _is_wanted(name: str) -> bool:
    return not name.startswith(".") and name.casefold() not in LITTER


def _is_text(path: str) -> bool:
    """False for bytes that are no characters: such a name can't be written into a result."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _rows(files: list[str], answers: Answers) -> Iterator[tuple[str, Sequence[float]]]:
    numbers = dict(zip(answers.rows.tolist(), answers.probabilities, strict=True))
    for place, file in enumerate(files):
        yield file, numbers[place].tolist() if place in numbers else ()


def _predictions(files: list[str], answers: Answers, source: Source, top_k: int) -> Iterator[Prediction]:
    numbers = dict(zip(answers.rows.tolist(), answers.probabilities, strict=True))
    for place, file in enumerate(files):
        if place not in numbers:
            yield Prediction(path=file, class_names=(), probabilities=(), error=answers.unreadable[place].info)
            continue
        best = numbers[place].argsort(kind="stable")[::-1][:top_k]
        yield Prediction(
            path=file,
            class_names=tuple(source.class_names[index] for index in best),
            probabilities=tuple(float(numbers[place][index]) for index in best),
        )

"""Answers for pictures or texts that nobody has labelled: top k for the window, all probabilities for a table."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from core.contracts.commands import Inbox
from core.contracts.errors import UserError
from core.contracts.events import Notice, PhaseChanged, SamplesReady
from core.contracts.jobs import PredictJob
from core.contracts.records import Prediction, PredictionList
from core.dataset.kinds import Questions, kind_of
from core.dataset.loaders import ItemSource
from core.dataset.there import is_there
from core.evaluation.progress import say_progress, stop_asked
from core.evaluation.sources import Source, open_source, table_of
from core.store.atomic import write_text
from core.store.event_log import Emitter
from core.store.predictions import write_unlabelled
from core.training.inference import Answers, answer_source

RESULT_FILE = "predictions.json"
EXCERPT_CHARACTERS = 300


def run_predict_job(job: PredictJob, emit: Emitter, inbox: Inbox) -> dict[str, Any]:
    """Predicts pictures or texts. Writes predictions.json into `job.to`, and `job.csv` if asked to.

    A file that can't be read has a row with the error.

    Raises:
        UserError: file_missing where none of the paths exists; no_pictures_found,
            no_texts_found, wrong_question; output_exists for the CSV; what
            `open_source` says of the source.
        Stopped: asked to; nothing is written then.
    """
    csv = Path(job.csv) if job.csv is not None else None
    if csv is not None and is_there(csv):
        raise UserError("output_exists", path=str(csv))
    if job.paths and not any(map(is_there, job.paths)):
        raise UserError("file_missing", path=", ".join(job.paths[:3]))
    emit(PhaseChanged, phase="loading_model")
    source = open_source(job.source)
    asked = kind_of(source.preprocessing.kind).questions(
        job.paths, job.texts, source.preprocessing, table=table_of(job.source), one_a_line=job.one_a_line
    )
    if asked.odd_names:
        emit(Notice, level="warning", code="odd_names_skipped", params={"count": asked.odd_names})
    emit(PhaseChanged, phase="predicting")
    answers = answer_source(
        source.network,
        ItemSource(asked.items),
        class_count=len(source.class_names),
        on_progress=say_progress(emit, len(asked.items)),
        should_stop=stop_asked(inbox),
    )
    if csv is not None:
        write_unlabelled(csv, source.class_names, _rows(asked, answers))
    path = Path(job.to) / RESULT_FILE
    found = PredictionList(source=job.source, predictions=tuple(_predictions(asked, answers, source, job.top_k)))
    write_text(path, found.model_dump_json())
    emit(SamplesReady, what="predictions", path=str(path))
    return {"predictions": str(path), "csv": job.csv}


def _rows(asked: Questions, answers: Answers) -> Iterator[tuple[str, str, Sequence[float]]]:
    numbers = dict(zip(answers.rows.tolist(), answers.probabilities, strict=True))
    for place, file in enumerate(asked.items.files):
        yield file, asked.texts[place] if asked.texts else "", numbers[place].tolist() if place in numbers else ()


def _predictions(asked: Questions, answers: Answers, source: Source, top_k: int) -> Iterator[Prediction]:
    numbers = dict(zip(answers.rows.tolist(), answers.probabilities, strict=True))
    for place, file in enumerate(asked.items.files):
        text = asked.texts[place][:EXCERPT_CHARACTERS] if asked.texts else ""
        if place not in numbers:
            yield Prediction(path=file, text=text, class_names=(), probabilities=(), error=answers.unreadable[place].info)
            continue
        best = (-numbers[place]).argsort(kind="stable")[:top_k]
        yield Prediction(
            path=file,
            text=text,
            class_names=tuple(source.class_names[index] for index in best),
            probabilities=tuple(float(numbers[place][index]) for index in best),
        )

"""The result of a run: metrics.json and predictions.csv, from the weights that the run is judged by."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType

import numpy as np
import torch

from core.contracts.commands import Inbox
from core.contracts.errors import UserError
from core.contracts.events import Notice, PhaseChanged, SamplesReady
from core.contracts.records import BaselineMetrics, PartMetrics, PredictionRecord, RunMetrics, SampleInfo
from core.contracts.spec import Part
from core.dataset.kinds import Indices, Kind, kind_of
from core.dataset.labelled import LabelledData
from core.evaluation.baseline import MOST_TEXTS, sampled, tf_idf_baseline
from core.evaluation.metrics import log_loss, part_metrics
from core.evaluation.predict import predict_items
from core.evaluation.progress import say_progress, stop_asked
from core.models.handle import ModelHandle
from core.store.event_log import Emitter
from core.store.predictions import write_predictions
from core.store.records import write_record
from core.store.runs import RunFolder
from core.training.inference import Answers, joined_answers

# of a text in predictions.csv: enough for nearly all, and a book does not make the table unusable
TEXT_CHARACTERS = 5000
SCORED_PARTS: tuple[Part, ...] = ("validation", "test")


@dataclass(frozen=True)
class Scored:
    """Numbers of each part that has pictures, and one row a picture."""

    metrics: dict[Part, PartMetrics]
    predictions: list[PredictionRecord]

    def write(self, metrics_path: Path, predictions_path: Path, class_names: Sequence[str]) -> RunMetrics:
        """Raises UserError: disk_full, not_writable."""
        metrics = RunMetrics(validation=self.metrics.get("validation"), test=self.metrics.get("test"))
        write_predictions(predictions_path, class_names, self.predictions)
        write_record(metrics_path, metrics)
        return metrics


def score_run(
    run: RunFolder,
    handle: ModelHandle,
    data: LabelledData,
    emit: Emitter,
    inbox: Inbox,
    device: torch.device | str = "cpu",
    known: Mapping[Part, Answers] = MappingProxyType({}),
) -> RunMetrics:
    """Predicts the validation and the test part and writes metrics.json and predictions.csv into the run folder.

    For texts the baseline is added to metrics.json once the scores are safe: it may take more memory than there is.

    Args:
        handle: with the weights that the run is judged by; its module is moved to `device`.
        data: the whole split; the training part says which class "always guess" would answer.
        known: answers of this network in fp32 for whole parts, so that these need not be predicted again.

    Raises:
        UserError: nothing_to_score; data_folder_gone; disk_full, not_writable.
        Stopped: asked to by the inbox. Older files are untouched then.
    """
    scored = score_samples(handle, data, largest_class(data.samples), emit, inbox, device, known)
    metrics = scored.write(run.metrics_path, run.predictions_path, data.class_names)
    baseline = _baseline(data, kind_of(handle.preprocessing.kind), scored)
    if baseline is not None:
        metrics = metrics.model_copy(update={"baseline": baseline})
        write_record(run.metrics_path, metrics)
    emit(SamplesReady, what="predictions", path=run.predictions_path.name)
    return metrics


def score_samples(
    handle: ModelHandle,
    data: LabelledData,
    majority_class: str,
    emit: Emitter,
    inbox: Inbox,
    device: torch.device | str = "cpu",
    known: Mapping[Part, Answers] = MappingProxyType({}),
) -> Scored:
    """Answers and numbers for the validation and test samples; others are passed over. See `score_run`."""
    emit(PhaseChanged, phase="evaluating")
    asked = [sample for part in SCORED_PARTS for sample in data.part(part)]
    answers = _answers(handle, data, say_progress(emit, len(asked)), stop_asked(inbox), device, known)
    _tell_unreadable(answers, asked, emit)
    read = [asked[row] for row in answers.rows]
    if not read:
        raise UserError("nothing_to_score", folder=str(data.folder))
    metrics = {
        part: _numbers(answers, rows, read, data.class_names, majority_class)
        for part in SCORED_PARTS
        if (rows := [row for row, sample in enumerate(read) if sample.part == part])
    }
    kind = kind_of(handle.preprocessing.kind)
    texts = kind.texts(data.folder, [sample.file for sample in read], data.table)
    return Scored(metrics, _records(answers, read, data.class_names, texts))


def _answers(
    handle: ModelHandle,
    data: LabelledData,
    say: Callable[[int], None],
    should_stop: Callable[[], bool],
    device: torch.device | str,
    known: Mapping[Part, Answers],
) -> Answers:
    """For all parts that are scored, one after another."""
    found: list[Answers] = []
    done = 0
    for part in SCORED_PARTS:
        files = [sample.file for sample in data.part(part)]
        if part in known:
            found.append(known[part])
        else:
            tell = partial(_say_after, say, done)
            found.append(
                predict_items(handle, data.folder, files, device, table=data.table, on_progress=tell, should_stop=should_stop)
            )
        done += len(files)
    return joined_answers(found, len(data.class_names))


def _say_after(say: Callable[[int], None], before: int, done: int) -> None:
    say(before + done)


def largest_class(samples: Sequence[SampleInfo]) -> str:
    """The class with most pictures in the training part; the first by name where several are."""
    counts = Counter(sample.label for sample in samples if sample.part == "train")
    return min(counts, key=lambda name: (-counts[name], name))


def _numbers(
    answers: Answers, rows: list[int], read: list[SampleInfo], class_names: tuple[str, ...], majority_class: str
) -> PartMetrics:
    labels = np.array([class_names.index(read[row].label) for row in rows], np.int64)
    loss = log_loss(answers.logits[rows], labels)
    return part_metrics(answers.probabilities[rows], labels, class_names, majority_class, loss)


def _baseline(data: LabelledData, kind: Kind, scored: Scored) -> BaselineMetrics | None:
    """For texts. None where the training texts hold no words or can't be read any more, and where memory is too small."""
    number = {name: index for index, name in enumerate(data.class_names)}

    def read(samples: Sequence[SampleInfo | PredictionRecord]) -> tuple[list[str], Indices]:
        texts = kind.texts(data.folder, [sample.file for sample in samples], data.table)
        return texts, np.array([number[sample.label] for sample in samples], np.int64)

    train = data.part("train")
    places = sampled(np.ones(len(train), np.int64), MOST_TEXTS)
    try:
        parts: dict[Part, tuple[list[str], Indices]] = {"train": read([train[place] for place in places])}
        if not any(parts["train"][0]):
            return None
        for part in SCORED_PARTS:
            parts[part] = read([row for row in scored.predictions if row.part == part])
        return tf_idf_baseline(parts, data.class_names, largest_class(data.samples))
    except (ValueError, MemoryError):  # nothing but signs that are no words; more different words than there is room for
        return None


def _records(
    answers: Answers, read: list[SampleInfo], class_names: tuple[str, ...], texts: Sequence[str]
) -> list[PredictionRecord]:
    return [
        PredictionRecord(
            file=sample.file,
            part=sample.part,
            label=sample.label,
            predicted=class_names[int(row.argmax())],
            probabilities=tuple(row.tolist()),
            text=text[:TEXT_CHARACTERS],
        )
        for sample, row, text in zip(read, answers.probabilities, texts or [""] * len(read), strict=True)
    ]


def _tell_unreadable(answers: Answers, asked: list[SampleInfo], emit: Emitter) -> None:
    """One sentence for all of them, with the first reason: a lost folder must not become a thousand notices."""
    if answers.unreadable:
        first = min(answers.unreadable)
        emit(
            Notice,
            level="warning",
            code="left_out_of_result",
            params={
                "count": len(answers.unreadable),
                "total": len(asked),
                "why": answers.unreadable[first].info.sentence(),
            },
        )

"""Run folders as training leaves them, written through the real store: answers are drawn from a seeded generator."""

import csv
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from core.contracts.events import CheckpointSaved, Evaluated, PhaseChanged, RunFinished, RunStarted, StepDone, TrainingPlanned
from core.contracts.records import ClassMetrics, PartMetrics, PredictionRecord, RunMetrics
from core.contracts.spec import DatasetSpec, Part, RunSpec
from core.store.atomic import write_text
from core.store.event_log import Emitter
from core.store.predictions import write_predictions
from core.store.records import write_record
from core.store.runs import RunFolder, RunStore

EPOCHS, STEPS_PER_EPOCH = 4, 10


def class_names(count: int) -> tuple[str, ...]:
    return tuple(f"class {number:02}" for number in range(count))


def write_pictures(folder: Path, names: Sequence[str], each: int) -> Path:
    """One sub-folder a class, small coloured noise."""
    random = np.random.default_rng(1)
    for number, name in enumerate(names):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for index in range(each):
            pixels = random.integers(0, 120, (48, 64, 3), dtype=np.uint8)
            pixels[..., number % 3] += np.uint8(40 + 80 * (index % 2))
            Image.fromarray(pixels).save(folder / name / f"{index:03}.png")
    return folder


def finished_run(
    store: RunStore,
    folder: Path,
    names: Sequence[str],
    *,
    each: int = 6,
    parts: Sequence[Part] = ("validation", "test"),
    seed: int = 0,
    skill: float = 2.0,
    spec: RunSpec | None = None,
    parent_run: str | None = None,
) -> RunFolder:
    """A completed run over `folder`/<class>/NNN.png whose answers are right the more often the larger `skill` is."""
    spec = spec or RunSpec(name="First try", dataset=DatasetSpec(folder=str(folder)))
    run = store.create(spec, parent_run)
    random = np.random.default_rng(seed)
    rows = [row for part in parts for row in _answers(names, part, each, skill, random)]
    write_predictions(run.predictions_path, names, rows)
    scored = {part: part_metrics([row for row in rows if row.part == part], names) for part in parts}
    write_record(run.metrics_path, RunMetrics(validation=scored["validation"], test=scored.get("test")))
    write_split(run, rows)
    write_events(run, names, scored["validation"])
    run.best_model_path.mkdir(parents=True)
    write_text(run.best_model_path / "model.json", "{}")
    accuracy = scored["validation"].accuracy
    run.update_record(status="completed", class_names=tuple(names), best_epoch=3, best_validation_accuracy=accuracy)
    return run


def _answers(names: Sequence[str], part: Part, each: int, skill: float, random: np.random.Generator) -> list[PredictionRecord]:
    rows = []
    for truth, name in enumerate(names):
        for index in range(each):
            logits = random.normal(size=len(names)) * 1.5
            logits[truth] += skill
            odds = np.exp(logits - logits.max())
            shares = odds / odds.sum()
            answer = names[int(shares.argmax())]
            file = f"{name}/{index:03}.png"
            rows.append(PredictionRecord(file=file, part=part, label=name, predicted=answer, probabilities=tuple(shares)))
    return rows


def part_metrics(rows: Sequence[PredictionRecord], names: Sequence[str]) -> PartMetrics:
    """By counting, without the library that the evaluation uses."""
    place = {name: index for index, name in enumerate(names)}
    confusion = np.zeros((len(names), len(names)), dtype=int)
    for row in rows:
        confusion[place[row.label], place[row.predicted]] += 1
    right, truths, answers = confusion.diagonal(), confusion.sum(axis=1), confusion.sum(axis=0)
    recall, precision = right / np.maximum(truths, 1), right / np.maximum(answers, 1)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    accuracy = float(right.sum() / confusion.sum())
    return PartMetrics(
        accuracy=accuracy,
        accuracy_interval=wilson(accuracy, len(rows)),
        majority_accuracy=float(truths[0] / truths.sum()),
        majority_class=names[0],
        balanced_accuracy=float(recall.mean()),
        macro_f1=float(f1.mean()),
        loss=0.7,
        calibration_error=0.031,
        count=len(rows),
        per_class={
            name: ClassMetrics(precision=precision[i], recall=recall[i], f1=f1[i], count=int(truths[i]))
            for i, name in enumerate(names)
        },
        confusion=tuple(tuple(int(count) for count in row) for row in confusion),
    )


def wilson(share: float, count: int) -> tuple[float, float]:
    z = 1.96
    middle, spread = share + z * z / (2 * count), z * np.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return float((middle - spread) / (1 + z * z / count)), float((middle + spread) / (1 + z * z / count))


def write_split(run: RunFolder, rows: Sequence[PredictionRecord]) -> None:
    with run.split_path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "label", "part", "sha256"])
        writer.writerows([row.file, row.label, row.part, "0" * 64] for row in rows)


def write_events(run: RunFolder, names: Sequence[str], validation: PartMetrics, *, finished: bool = True) -> None:
    """The log of EPOCHS epochs."""
    record = run.read_record()
    emit = Emitter(record.run_id, lambda _line: None, run.events_path)
    emit(RunStarted, job="train", name=record.name)
    emit(
        TrainingPlanned,
        epochs=EPOCHS,
        steps_per_epoch=STEPS_PER_EPOCH,
        batch_size=8,
        class_names=tuple(names),
        train_count=80,
        validation_count=validation.count,
        test_count=0,
        trainable_parameters=2562,
        total_parameters=3_400_000,
        device="cpu",
        device_name="CPU, 2 cores",
        precision="fp32",
    )
    emit(PhaseChanged, phase="training")
    for epoch in range(1, EPOCHS + 1):
        for step in range((epoch - 1) * STEPS_PER_EPOCH + 1, epoch * STEPS_PER_EPOCH + 1):
            loss = 0.2 + 1.1 * 0.95**step
            emit(StepDone, step=step, epoch=step / STEPS_PER_EPOCH, loss=loss, lr=0.01, items_per_s=90.0)
        emit(
            Evaluated,
            part="validation",
            step=epoch * STEPS_PER_EPOCH,
            epoch=epoch,
            loss=1.1 - validation.accuracy + 0.6 * 0.7**epoch,
            accuracy=validation.accuracy,
            balanced_accuracy=validation.balanced_accuracy,
            macro_f1=validation.macro_f1,
            is_best=epoch <= 3,
        )
    emit(CheckpointSaved, step=EPOCHS * STEPS_PER_EPOCH, path="checkpoints/best", is_best=True)
    if finished:
        emit(RunFinished, reason="completed", result={})


def lost_run(store: RunStore, folder: Path, names: Sequence[str], *, name: str = "Lost one") -> RunFolder:
    """A run whose process was killed: it says running, and nobody is."""
    run = store.create(RunSpec(name=name, dataset=DatasetSpec(folder=str(folder))))
    empty = PartMetrics(
        accuracy=0.5,
        accuracy_interval=(0.15, 0.85),
        majority_accuracy=0.5,
        majority_class=names[0],
        balanced_accuracy=0.5,
        macro_f1=0.5,
        loss=0.7,
        calibration_error=0.1,
        count=4,
        per_class={},
        confusion=(),
    )
    write_events(run, names, empty, finished=False)
    run.update_record(status="running", class_names=tuple(names), created_s=time.time() - 60)
    return run

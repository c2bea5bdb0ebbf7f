"""Runs of texts: one that was really trained, once, and copies of it that answered what a test wants."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from core.contracts.records import BaselineMetrics, PartMetrics, PredictionRecord, RunMetrics
from core.contracts.spec import DatasetSpec, TableSpec
from core.store.predictions import write_predictions
from core.store.records import write_record
from core.store.runs import RunFolder, RunStore
from tests.app.synthetic_runs import part_metrics
from tests.written_texts import write_texts

LABELS = ("content", "unhappy")
_SETTINGS = ("training.batch_size=8", "training.device=cpu", "model.max_tokens=32")


def train_on_texts(home: Path) -> Path:
    """One epoch of the bundled model's head on 48 texts, in a process of its own; a text longer than 32 tokens is cut."""
    data = write_texts(home / "texts")
    told = [part for setting in _SETTINGS for part in ("--set", setting)]
    command = [sys.executable, "-m", "core.cli", "train", "--data", str(data), "--runs", str(home / "runs")]
    command += ["--epochs", "1", "--layers", "head"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "FETTLE_CACHE_DIR": str(home / "cache")}
    subprocess.run([*command, *told], check=True, capture_output=True, env=environment)
    return RunStore(home / "runs").list()[0].path


def answer(text: str, label: str, sure: float, *, file: str = "", said: str = "") -> PredictionRecord:
    """An answer of the test part. said: what the model calls it; empty: the other class, so it is wrong."""
    called = said or next(name for name in LABELS if name != label)
    shares = tuple(sure if name == called else 1 - sure for name in LABELS)
    file = file or f"{label}/{abs(hash(text)) % 10**8}.txt"
    return PredictionRecord(file=file, part="test", label=label, predicted=called, probabilities=shares, text=text[:5000])


def text_run(
    store: RunStore,
    trained: Path,
    rows: Sequence[PredictionRecord],
    *,
    simple: PartMetrics | None = None,
    network: PartMetrics | None = None,
    folder: Path | None = None,
    table: TableSpec = TableSpec(),
) -> RunFolder:
    """A copy of a trained run that answered these rows. simple: what TF-IDF reaches. network: in place of the true numbers."""
    run = RunFolder(store.folder / trained.name)
    shutil.copytree(trained, run.path, copy_function=os.link)  # what is written anew takes the place of its link
    write_predictions(run.predictions_path, LABELS, rows)
    baseline = BaselineMetrics(kind="tf-idf", seconds=2.2, test=simple) if simple is not None else None
    write_record(run.metrics_path, RunMetrics(test=network or part_metrics(rows, LABELS), baseline=baseline))
    spec = run.read_record().spec
    if folder is not None:
        spec = spec.model_copy(update={"dataset": DatasetSpec(folder=str(folder), table=table)})
    run.update_record(name="Letters", spec=spec)
    return run


def right_answers(right: int, count: int) -> PartMetrics:
    """The numbers of a part on which so many answers are right."""
    rows = [
        answer(f"text {n}", LABELS[n % 2], 0.9, said=LABELS[n % 2] if n < right else LABELS[1 - n % 2]) for n in range(count)
    ]
    return part_metrics(rows, LABELS)

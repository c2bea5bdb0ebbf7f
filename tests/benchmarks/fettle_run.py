"""Fettle's side: a training run through the same `do_job` as the window's worker and the command line."""

import importlib
import os
import tempfile
import time
from pathlib import Path
from typing import Any

# what a run imports on its way stands here, so that it is not measured: importing is left out on the peers' side too
import scipy.special  # noqa: F401
import sklearn.feature_extraction.text
import sklearn.linear_model  # noqa: F401
import torch
import transformers  # noqa: F401

import core.models.bundled_family
import core.models.describe
import core.models.text_family
import core.models.timm_family
import core.models.torchvision_family
import core.runtime.train_job  # noqa: F401
from core.contracts.commands import Inbox, StartJob
from core.contracts.events import Event, PhaseChanged, RunFinished, StepDone, TrainingPlanned, event_from_line
from core.contracts.jobs import TrainJob
from core.contracts.spec import RunSpec, trainable_block_count
from core.dataset.items import PictureFiles
from core.dataset.kinds import Items, kind_of
from core.dataset.loaders import load_batches, plain_plan
from core.dataset.split_file import read_split
from core.models.build import load_model
from core.models.device_choice import choose_device
from core.models.freezing import freeze
from core.models.handle import ModelHandle
from core.runtime.allocator import keep_freed_memory
from core.runtime.worker import do_job
from core.store.runs import RunFolder, RunStore
from core.training.cut import find_cut
from core.training.device import Device
from core.training.prefix_engine import PrefixEngine, as_trained, fastest_engine
from core.training.prefix_onnx import onnx_engine

# only here: core, which keeps it from telling how it is used, must have been imported before
importlib.import_module("openvino")

# as core.training.prefix_pass has them on a processor: pictures that stay in its cache
_BATCH_SIZES = {"image": 8, "text": 32}


def train(spec: dict[str, Any], runs: str, floor: bool = False) -> dict[str, Any]:
    """Trains, from an empty run folder to its scores.

    Args:
        spec: a RunSpec.
        runs: where the run folder is made.
        floor: measure one decode and one pass of the same pictures or texts too, in this process, after the run.

    Returns:
        seconds, of the whole; phases, seconds by phase; step_ends, [epoch, time] of each step; losses of the steps;
        test_accuracy, validation_accuracy; baseline: test accuracy of TF-IDF, None for pictures; run; split; precision;
        floor_s.

    Raises:
        RuntimeError: the run failed.
    """
    keep_freed_memory()
    started = time.perf_counter()
    run = RunStore(Path(runs)).create(RunSpec.model_validate(spec))
    said: list[Event] = []
    start = StartJob(run_id=run.read_record().run_id, job=TrainJob(run=str(run.path)))
    do_job(start, lambda line: said.append(event_from_line(line)), Inbox())
    taken_s = time.perf_counter() - started
    return {"seconds": taken_s, **facts_of(run, said), "floor_s": floor_s(run) if floor else None}


def facts_of(run: RunFolder, said: list[Event]) -> dict[str, Any]:
    """What a finished run is told by: see `train`."""
    end = said[-1]
    if not isinstance(end, RunFinished) or end.reason != "completed":
        raise RuntimeError(f"the run did not end well: {getattr(end, 'error', None)}")
    metrics = run.metrics()
    assert metrics is not None and metrics.test is not None and metrics.validation is not None
    steps = [event for event in said if isinstance(event, StepDone)]
    planned = next(event for event in said if isinstance(event, TrainingPlanned))
    return {
        "phases": _phases(said),
        "step_ends": [[(step.step - 1) // planned.steps_per_epoch, step.time_s] for step in steps],
        "losses": [step.loss for step in steps],
        "test_accuracy": metrics.test.accuracy,
        "validation_accuracy": metrics.validation.accuracy,
        "baseline": metrics.baseline.test.accuracy if metrics.baseline and metrics.baseline.test else None,
        "run": str(run.path),
        "split": str(run.split_path),
        "precision": planned.precision,
        "batch_size": planned.batch_size,
        "lr": planned.resolved["lr"],
    }


def floor_s(run: RunFolder) -> float:
    """Seconds for reading and decoding (or tokenising) each item of all parts once and running the frozen part, nothing else.

    In the engine and precision that a run uses; finding the engine is not timed. Nothing that the run has kept is used.
    """
    spec, samples = run.read_record().spec, read_split(run.split_path)
    os.environ["FETTLE_CACHE_DIR"] = tempfile.mkdtemp(dir=run.path)
    handle = load_model(run.best_model_path)
    freeze(handle, trainable_block_count(spec.layers.trainable, len(handle.blocks)))
    device = Device(choose_device(spec.training.device, spec.training.precision))
    device.place(handle.module)
    root, kind = kind_of(spec.data).root(spec.dataset.folder), kind_of(spec.data)
    engine = _engine(
        handle, device, kind.items(root, samples[:2], handle.class_names, handle.preprocessing, spec.dataset.table)
    )
    started = time.perf_counter()
    if spec.data == "image":
        items: Any = PictureFiles(root, [sample.file for sample in samples], handle.preprocessing)
    else:
        items = kind.items(root, samples, handle.class_names, handle.preprocessing, spec.dataset.table)
    for batch in load_batches(items, plain_plan(len(items), _BATCH_SIZES[spec.data], items.lengths)):
        engine.run(batch.inputs, device.choice.precision)
    return time.perf_counter() - started


def _engine(handle: ModelHandle, device: Device, some: Items) -> PrefixEngine:
    """The form in which the frozen part runs where there is much to compute: as core.training.prefix chooses it."""
    inputs = device.send(torch.from_numpy(some.collate([some.load(index) for index in range(len(some))])))
    cut = find_cut(handle, inputs)
    assert cut is not None
    if device.choice.precision != "fp32":
        return as_trained(cut, device)
    base = fastest_engine(cut, device, inputs)
    return onnx_engine(base, cut, device, "floor", inputs, item_count=10**6) or base


def _phases(said: list[Event]) -> dict[str, float]:
    """Seconds spent in each phase."""
    begun = [(event.phase, event.time_s) for event in said if isinstance(event, PhaseChanged)]
    ends = [time_s for _, time_s in begun[1:]] + [said[-1].time_s]
    spent: dict[str, float] = {}
    for (phase, began_s), end_s in zip(begun, ends, strict=True):
        spent[phase] = spent.get(phase, 0.0) + end_s - began_s
    return spent

"""A finished run on disk, without the hours of training: real pictures, the bundled network, a seeded random head."""

import shutil
from pathlib import Path

import numpy as np
from PIL import Image

from core.contracts.commands import Inbox
from core.contracts.events import Event, event_from_line
from core.contracts.records import RunMetrics
from core.contracts.spec import DatasetSpec, RunSpec
from core.dataset.labelled import LabelledData
from core.dataset.scan import scan_folder
from core.dataset.split_file import read_split, write_split
from core.evaluation.report import score_run
from core.evaluation.sources import load_run_model
from core.models.build import build_model, save_model
from core.store.event_log import Emitter
from core.store.runs import RunFolder, RunStore

COLOURS = {"blue": (30, 40, 200), "green": (30, 180, 60), "red": (200, 40, 30)}


class Heard:
    """An emitter, and what was said through it."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.emit = Emitter("test", lambda line: self.events.append(event_from_line(line)))
        self.inbox = Inbox()

    def of(self, kind: str) -> list[Event]:
        return [event for event in self.events if event.kind == kind]


def make_pictures(folder: Path, each: int, seed: int = 0) -> Path:
    """One sub-folder a colour with noisy pictures of several sizes and formats; "red" has twice as many."""
    rng = np.random.default_rng(seed)
    for name, colour in COLOURS.items():
        (folder / name).mkdir(parents=True)
        for number in range(each * (2 if name == "red" else 1)):
            height, width = int(rng.integers(40, 90)), int(rng.integers(40, 90))
            pixels = np.clip(np.array(colour) + rng.normal(0, 40, (height, width, 3)), 0, 255).astype(np.uint8)
            Image.fromarray(pixels).save(folder / name / f"{number:03d}{('.png', '.jpg', '.webp')[number % 3]}")
    return folder


def make_run(folder: Path, pictures: Path, name: str = "colours") -> RunFolder:
    """What training leaves behind, before anything is scored."""
    spec = RunSpec(name=name, dataset=DatasetSpec(folder=str(pictures)))
    dataset = scan_folder(spec.dataset, lambda done, total: None, lambda: False, cache_folder=folder / "cache")
    run = RunStore(folder / "runs").create(spec)
    write_split(run.split_path, dataset.samples)
    run.update_record(class_names=dataset.class_names, dataset_fingerprint=dataset.fingerprint, status="completed")
    run.best_model_path.mkdir(parents=True)
    save_model(build_model(spec.model, dataset.class_names, seed=1), run.best_model_path)
    return run


def score(run: RunFolder, heard: Heard) -> RunMetrics:
    """As the end of training does."""
    record = run.read_record()
    data = LabelledData(Path(record.spec.dataset.folder), read_split(run.split_path), record.class_names)
    return score_run(run, load_run_model(run), data, heard.emit, heard.inbox)


def copy_run(run: RunFolder, to: Path) -> RunFolder:
    """The same run with pictures of its own in to/pictures, for a test that changes either."""
    spec = run.read_record().spec
    pictures = shutil.copytree(spec.dataset.folder, to / "pictures")
    copied = RunFolder(shutil.copytree(run.path, to / "run"))
    dataset = spec.dataset.model_copy(update={"folder": str(pictures)})
    copied.update_record(spec=spec.model_copy(update={"dataset": dataset}))
    return copied

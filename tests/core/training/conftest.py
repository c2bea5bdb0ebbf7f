"""Small real data and small real runs."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.contracts.commands import Inbox, StartJob
from core.contracts.events import event_from_line
from core.contracts.jobs import TrainJob
from core.contracts.spec import RunSpec
from core.runtime.worker import do_job
from core.store.runs import RunStore


def draw_shapes(folder, per_class=12, size_px=40):
    """Red discs and blue squares on noise: learnable within a few steps, different from file to file."""
    rng = np.random.default_rng(0)
    for name, colour in (("disc", (200, 60, 40)), ("square", (40, 80, 210))):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for number in range(per_class):
            picture = Image.fromarray(rng.integers(0, 256, (size_px, size_px, 3), dtype=np.uint8))
            corner = rng.integers(2, size_px // 3, 2)
            box = [*corner.tolist(), *(corner + size_px // 2).tolist()]
            pen = ImageDraw.Draw(picture)
            (pen.ellipse if name == "disc" else pen.rectangle)(box, fill=colour)
            picture.save(folder / name / f"{number:03}.png")
    return folder


@pytest.fixture(scope="session")
def shapes(tmp_path_factory):
    return draw_shapes(tmp_path_factory.mktemp("shapes"))


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("FETTLE_CACHE_DIR", str(tmp_path_factory.getbasetemp() / "cache"))


class Trainer:
    """Starts and resumes runs in this process, with something said at chosen events."""

    def __init__(self, folder):
        self.store = RunStore(folder)

    def create(self, **spec):
        return self.store.create(RunSpec.model_validate(spec))

    def go(self, run, react=lambda event, inbox: None):
        """Trains until the job ends; `react` is called at every event. Returns all that was said."""
        inbox, said = Inbox(), []

        def send(line):
            said.append(event_from_line(line))
            react(said[-1], inbox)

        do_job(StartJob(run_id=run.read_record().run_id, job=TrainJob(run=str(run.path))), send, inbox)
        return said


@pytest.fixture
def trainer(tmp_path):
    return Trainer(tmp_path / "runs")


@pytest.fixture
def small_spec(shapes):
    """MobileNetV3-small from random weights at 32 px: batch norm and dropout, three steps an epoch."""
    return {
        "dataset": {"folder": str(shapes)},
        "model": {"entry": "torchvision/mobilenet_v3_small", "weights": "random", "image_size_px": 32},
        "layers": {"trainable": 3},
        "training": {"epochs": 2, "batch_size": 6, "device": "cpu", "precision": "fp32", "augmentation": {"preset": "strong"}},
    }

"""kill -9 at random moments: every run opens again, goes on, and ends with the weights of a run that was never killed."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from safetensors.numpy import load_file

from app.run.run_model import RunModel
from core.contracts.events import RunFinished, StepDone
from core.contracts.spec import RunSpec, TrainableChoice
from core.store.event_log import read_events
from core.store.projects import ProjectStore, create_project, open_project
from core.store.runs import RunFolder
from tests.integration.killable import COMPLETED, Moment, Way, Zygote, zygote

KILLED = -9
EPOCHS, STEPS_PER_EPOCH = 2, 3


@pytest.fixture(scope="module")
def trainer() -> Iterator[Zygote]:
    with zygote() as made:
        yield made


@pytest.fixture
def project(tmp_path: Path) -> ProjectStore:
    return create_project(tmp_path, "Shapes")


def new_run(project: ProjectStore, data: Path, layers: TrainableChoice) -> RunFolder:
    """MobileNetV3-small with random weights at 32 px: batch norm, dropout, shuffling and augmentation are all on."""
    return project.runs.create(
        RunSpec.model_validate(
            {
                "dataset": {"folder": str(data)},
                "model": {"entry": "torchvision/mobilenet_v3_small", "weights": "random", "image_size_px": 32},
                "layers": {"trainable": layers},
                "training": {
                    "epochs": EPOCHS,
                    "batch_size": 6,
                    "precision": "fp32",
                    "device": "cpu",
                    "augmentation": {"preset": "medium"},
                },
            }
        )
    )


def assert_opens(project: ProjectStore, run: RunFolder) -> None:
    """What a person finds who starts Fettle again after the power went off."""
    again = open_project(project.folder)
    assert run.path in [found.path for found in again.runs.list()]
    assert run.status() in ("created", "lost", "completed")
    model = RunModel.replay(run.events_path)
    steps = list(model.steps["step"])
    assert steps == list(range(1, len(steps) + 1))
    run.metrics()  # absent or whole


def assert_same_result(run: RunFolder, unbroken: RunFolder) -> None:
    ours, theirs = (load_file(it.best_model_path / "model.safetensors") for it in (run, unbroken))
    assert ours.keys() == theirs.keys()
    assert all((ours[name] == theirs[name]).all() for name in ours)
    assert run.metrics_path.read_bytes() == unbroken.metrics_path.read_bytes()
    assert run.predictions_path.read_bytes() == unbroken.predictions_path.read_bytes()
    assert run.split_path.read_bytes() == unbroken.split_path.read_bytes()


def assert_log_is_whole(run: RunFolder) -> None:
    events = list(read_events(run.events_path))
    assert [event.seq for event in events] == list(range(len(events)))
    assert [isinstance(event, RunFinished) for event in events] == [False] * (len(events) - 1) + [True]
    steps = [event.step for event in events if isinstance(event, StepDone)]
    assert steps == list(range(1, EPOCHS * STEPS_PER_EPOCH + 1))


def assert_nothing_left_behind(run: RunFolder) -> None:
    assert [path for path in run.path.rglob("*") if path.name.endswith((".tmp", ".old"))] == []
    assert len(list(run.checkpoints_path.glob("step-*"))) <= 2


def kill_often(trainer: Zygote, project: ProjectStore, data: Path, layers: TrainableChoice, kills: int, seed: int) -> None:
    """Trains runs to their end, one after another, through `kills` kills."""
    unbroken = new_run(project, data, layers)
    whole = trainer.train(unbroken.path, Moment("never", 0))
    assert whole["code"] == COMPLETED
    dice = random.Random(seed)
    run, killed = new_run(project, data, layers), 0
    while killed < kills:
        way: Way = dice.choice([it for it in get_args(Way) if it != "never"])
        moment = Moment(way, dice.randrange(1, whole[way] + 1))
        ended = trainer.train(run.path, moment)
        assert ended["code"] in (KILLED, COMPLETED), moment
        assert_opens(project, run)
        killed += ended["code"] == KILLED
        if ended["code"] == COMPLETED:  # the moment would have come later
            assert_same_result(run, unbroken)
            run = new_run(project, data, layers)
    assert trainer.train(run.path, Moment("never", 0))["code"] == COMPLETED
    assert_same_result(run, unbroken)
    assert_log_is_whole(run)
    assert_nothing_left_behind(run)


@pytest.mark.parametrize("layers", ["head", pytest.param(3, marks=pytest.mark.slow)])
def test_two_kills_lose_nothing(trainer: Zygote, project: ProjectStore, drawn_data: Path, layers: TrainableChoice) -> None:
    kill_often(trainer, project, drawn_data, layers, kills=2, seed=1)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("layers", ["head", 3])
def test_twenty_five_kills_lose_nothing(
    trainer: Zygote, project: ProjectStore, drawn_data: Path, layers: TrainableChoice
) -> None:
    """With both kinds of layers, fifty kills in all."""
    kill_often(trainer, project, drawn_data, layers, kills=25, seed=2)

"""RunModel: what is drawn follows from the events alone."""

import math
from pathlib import Path

import numpy as np
import pytest

from app.run.log_wording import timed_line, worded_event
from app.run.run_model import RunModel
from core.contracts.errors import UserError
from core.contracts.events import (
    CheckpointSaved,
    Evaluated,
    Event,
    Notice,
    Paused,
    PhaseChanged,
    Progress,
    Resources,
    Resumed,
    RunFinished,
    RunStarted,
    SamplesReady,
    StepDone,
    TrainingPlanned,
    event_to_line,
)
from core.contracts.run_times import RunTimes

EPOCHS, STEPS = 4, 200


class Script:
    """Writes events down as a worker would, one second apart."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.now_s = 1000.0

    def say(self, kind: type, *, after_s: float = 1.0, **fields: object) -> None:
        self.now_s += after_s
        self.events.append(kind(run_id="r", seq=len(self.events), time_s=self.now_s, **fields))

    def begin(self) -> None:
        self.say(RunStarted, job="train", name="Fruit")
        self.say(PhaseChanged, phase="loading_model")
        self.say(Progress, done=3, total=10)
        self.say(
            TrainingPlanned,
            epochs=EPOCHS,
            steps_per_epoch=STEPS,
            batch_size=8,
            class_names=("apple", "pear"),
            train_count=1600,
            validation_count=100,
            test_count=100,
            trainable_parameters=10,
            total_parameters=100,
            device="cpu",
            device_name="CPU",
            precision="fp32",
        )
        self.say(PhaseChanged, phase="training")

    def epoch(self, number: int, loss: float, *, is_best: bool = False) -> None:
        for step in range(STEPS):
            done = (number - 1) * STEPS + step + 1
            self.say(StepDone, step=done, epoch=done / STEPS, loss=1 / done, lr=0.01, items_per_s=8.0)
        self.say(
            Evaluated,
            part="validation",
            step=number * STEPS,
            epoch=number,
            loss=loss,
            accuracy=0.8,
            balanced_accuracy=0.7,
            macro_f1=0.6,
            per_class_recall=(0.9, 0.5),
            is_best=is_best,
        )
        self.say(CheckpointSaved, step=number * STEPS, path="checkpoints/last", is_best=is_best)


@pytest.fixture
def script() -> Script:
    made = Script()
    made.begin()
    made.epoch(1, 0.5, is_best=True)
    made.epoch(2, math.nan)
    return made


def model_of(script: Script) -> RunModel:
    model = RunModel()
    model.apply(script.events)
    return model


def test_replayed_log_equals_the_live_model(script: Script, tmp_path: Path) -> None:
    script.say(Notice, level="warning", code="out_of_memory")
    script.say(Resources, memory_bytes=10, cpu_percent=50.0)
    script.say(SamplesReady, what="predictions", path="predictions.csv")
    script.say(Paused, step=400)
    script.say(Resumed, step=400, after_s=500.0)
    script.epoch(3, 0.4, is_best=True)
    script.say(RunFinished, reason="stopped", result={"best_epoch": 3})
    log = tmp_path / "events.jsonl"
    log.write_bytes(b"".join(event_to_line(event) for event in script.events))
    live = RunModel()
    for start in range(0, len(script.events), 7):  # in batches, as the thread hands them over
        live.apply(script.events[start : start + 7])
    assert RunModel.replay(log) == live
    assert RunModel.replay(log).eta_s == live.eta_s


def test_another_loss_makes_another_model(script: Script) -> None:
    other = model_of(script)
    last = script.events[10]
    assert isinstance(last, StepDone)
    script.events[10] = last.model_copy(update={"loss": 9.0})
    assert model_of(script) != other


def test_curves_grow_past_their_first_room(script: Script) -> None:
    model = model_of(script)
    assert len(model.steps) == 2 * STEPS
    np.testing.assert_array_equal(model.steps["step"], np.arange(1, 2 * STEPS + 1))
    np.testing.assert_allclose(model.steps["loss"], 1 / model.steps["step"])


def test_views_of_a_curve_keep_their_values_when_it_grows(script: Script) -> None:
    model = model_of(script)
    early = model.steps["loss"]
    copy = early.copy()
    script.events = []
    script.epoch(3, 0.3)
    model.apply(script.events)
    np.testing.assert_array_equal(early, copy)


def test_best_epoch_is_the_one_marked_best(script: Script) -> None:
    model = model_of(script)
    assert model.best_epoch == 1
    assert model.per_class_recall == (0.9, 0.5)
    assert math.isnan(model.evaluations["loss"][1])


def test_progress_and_time_left_follow_the_last_epoch(script: Script) -> None:
    model = model_of(script)
    assert model.progress == pytest.approx(0.5)
    # an epoch: 200 steps, an evaluation and a checkpoint, a second each
    assert model.eta_s == pytest.approx(2 * (STEPS + 2), rel=0.01)


def test_pauses_do_not_count_as_work(script: Script) -> None:
    undisturbed = model_of(script).eta_s
    script.say(Paused, step=400)
    script.say(Resumed, step=400, after_s=10_000.0)
    script.epoch(3, 0.4)
    assert undisturbed is not None
    assert model_of(script).eta_s == pytest.approx(undisturbed / 2, rel=0.02)


def test_night_before_a_resume_does_not_count_as_work(script: Script) -> None:
    script.say(Resumed, step=400, from_checkpoint=True, after_s=30_000.0)
    for step in range(20):
        script.say(StepDone, step=401 + step, epoch=2 + (step + 1) / STEPS, loss=0.1, lr=0.01, items_per_s=8.0)
    eta_s = model_of(script).eta_s
    assert eta_s is not None
    assert eta_s < 2 * STEPS * 1.2


def test_time_left_is_the_expected_one_until_a_step_is_seen(script: Script) -> None:
    expected = RunTimes(first_pass_s=20, training_s=300, scoring_s=7, epochs=4)
    planned = next(event for event in script.events if isinstance(event, TrainingPlanned))
    planned = planned.model_copy(update={"expected": expected})
    model = RunModel()
    model.apply([planned])
    assert model.eta_s is None  # it has not begun
    model.apply([event for event in script.events if isinstance(event, RunStarted)])
    assert model.eta_s == 327
    model.apply([PhaseChanged(run_id=planned.run_id, seq=5, time_s=planned.time_s + 1, phase="training")])
    assert model.eta_s == 307
    steps = [event for event in script.events if isinstance(event, StepDone)]
    model.apply(steps[:3])
    assert model.eta_s is not None and model.eta_s not in (307, 327)


def test_test_part_is_not_drawn_as_validation(script: Script) -> None:
    before = len(model_of(script).evaluations)
    script.say(
        Evaluated, part="test", step=400, epoch=2, loss=0.1, accuracy=0.9, balanced_accuracy=0.9, macro_f1=0.9, is_best=False
    )
    assert len(model_of(script).evaluations) == before


@pytest.mark.parametrize("reason", ["completed", "stopped", "failed", "lost"])
def test_end_is_known(script: Script, reason: str) -> None:
    error = UserError("disk_full", path="/x").info if reason == "failed" else None
    script.say(RunFinished, reason=reason, error=error)
    model = model_of(script)
    assert model.is_over
    assert model.status == reason
    assert model.error == error
    assert model.eta_s is None


def test_log_has_words_for_every_line(script: Script) -> None:
    script.say(Notice, level="warning", code="disk_full", params={"path": "/data"})
    script.say(Paused, step=1)
    script.say(Resumed, step=1)
    script.say(RunFinished, reason="failed", error=UserError("disk_full", path="/data").info)
    lines = [worded_event(event) for event in model_of(script).log]
    assert all(lines)
    assert any("kept so far" in line for line in lines)
    assert "/data" in timed_line(model_of(script).log[-1])


def test_empty_log_is_a_waiting_model(tmp_path: Path) -> None:
    assert RunModel.replay(tmp_path / "none.jsonl") == RunModel()

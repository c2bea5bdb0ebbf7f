"""Every event and command survives the line that it travels in."""

import math
from typing import get_args

import pytest

from core.contracts import commands, events
from core.contracts.commands import command_from_line, command_to_line
from core.contracts.errors import UserError
from core.contracts.events import event_from_line, event_to_line
from core.contracts.jobs import ScanJob, TrainJob
from core.contracts.spec import DatasetSpec

HEAD = {"run_id": "r", "seq": 3, "time_s": 1.5}
ERROR = UserError("disk_full", path="/x", details="trace").info
EXAMPLES = [
    events.RunStarted(**HEAD, job="train", name="名前"),
    events.TrainingPlanned(
        **HEAD,
        epochs=2,
        steps_per_epoch=3,
        batch_size=4,
        class_names=("a", "b"),
        train_count=12,
        validation_count=3,
        test_count=3,
        trainable_parameters=10,
        total_parameters=20,
        device="cpu",
        device_name="CPU",
        precision="fp32",
        resolved={"lr": 0.1, "augmentation": {"rotation_degrees": 0.0}},
    ),
    events.PhaseChanged(**HEAD, phase="training"),
    events.Progress(**HEAD, done=1),
    events.StepDone(**HEAD, step=1, epoch=0.5, loss=math.nan, lr=1e-3, items_per_s=math.inf),
    events.Evaluated(
        **HEAD,
        part="validation",
        step=1,
        epoch=1,
        loss=-math.inf,
        accuracy=0.5,
        balanced_accuracy=0.5,
        macro_f1=0.5,
        per_class_recall=(0.1, math.nan),
        is_best=True,
    ),
    events.CheckpointSaved(**HEAD, step=1, path="checkpoints/best", is_best=True),
    events.SamplesReady(**HEAD, what="predictions", path="predictions.csv"),
    events.Resources(**HEAD, memory_bytes=1, device_memory_bytes=None, cpu_percent=99.5),
    events.Notice(**HEAD, level="warning", code="sample_skipped", params={"file": "a\nb.png", "count": 2}),
    events.Paused(**HEAD, step=4),
    events.Resumed(**HEAD, step=4, from_checkpoint=True),
    events.RunFinished(**HEAD, reason="failed", error=ERROR, result={"x": [1, {"y": None}]}),
]


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: event.kind)
def test_event_comes_back_from_its_line(event):
    line = event_to_line(event)
    assert line.endswith(b"\n") and line.count(b"\n") == 1
    # repr, because NaN is not equal to itself
    assert repr(event_from_line(line)) == repr(event)


def test_every_kind_of_event_has_an_example():
    union = get_args(get_args(events.Event)[0])
    assert {type(event) for event in EXAMPLES} == set(union)


@pytest.mark.parametrize(
    "command",
    [
        commands.StartJob(run_id="r", job=TrainJob(run="/runs/a")),
        commands.StartJob(run_id="r", job=ScanJob(dataset=DatasetSpec(folder="/d"), to="/t.json")),
        commands.Stop(keep_best=True),
        commands.Pause(),
        commands.Resume(),
        commands.SaveNow(),
        commands.EvaluateNow(),
    ],
    ids=lambda command: command.kind,
)
def test_command_comes_back_from_its_line(command):
    assert command_from_line(command_to_line(command)) == command

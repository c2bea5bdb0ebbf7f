"""A run that was stopped, paused or killed ends with the very weights of one that never was."""

import pytest
from safetensors.torch import load_file

from core.contracts.commands import Pause, Resume, SaveNow, Stop
from core.contracts.events import CheckpointSaved, Notice, Paused, PhaseChanged, Resumed, RunFinished, RunStarted, StepDone
from core.store.event_log import read_events
from core.training import engine

STEPS = 6


def _weights(run, name):
    return load_file(run.checkpoints_path / name / "model.safetensors")


def _same(a, b):
    return a.keys() == b.keys() and all(a[name].equal(b[name]) for name in a)


def _at_step(step, command):
    return lambda event, inbox: inbox.put(command) if isinstance(event, StepDone) and event.step == step else None


@pytest.fixture
def small_spec(small_spec):
    """The mean of the weights is followed too."""
    return {**small_spec, "training": {**small_spec["training"], "weight_averaging": 0.5}}


@pytest.fixture
def unbroken(trainer, small_spec):
    run = trainer.create(**small_spec)
    said = trainer.go(run)
    assert said[-1].reason == "completed", said[-1].error
    assert [event.step for event in said if isinstance(event, StepDone)] == list(range(1, STEPS + 1))
    return run


def test_stopped_at_every_step_and_resumed_gives_the_same_weights(trainer, small_spec, unbroken):
    for step in range(1, STEPS + 1):
        run = trainer.create(**small_spec)
        first = trainer.go(run, _at_step(step, Stop()))
        assert (first[-1].reason, run.status()) == ("stopped", "stopped"), step
        second = trainer.go(run)
        assert (second[-1].reason, run.status()) == ("completed", "completed"), step
        last = f"step-{STEPS:08d}"
        assert _same(_weights(run, last), _weights(unbroken, last)), f"stopped after step {step}"
        assert _same(_weights(run, "best"), _weights(unbroken, "best")), f"stopped after step {step}"
        assert run.metrics() == unbroken.metrics()


def test_stopped_while_it_is_judged_it_goes_on_with_the_weights_that_learn(trainer, small_spec, unbroken):
    """Not with their mean, which is in their place meanwhile."""
    run = trainer.create(**small_spec)

    def stop(event, inbox):
        if isinstance(event, PhaseChanged) and event.phase == "evaluating":
            inbox.put(Stop())

    assert trainer.go(run, stop)[-1].reason == "stopped"
    assert trainer.go(run)[-1].reason == "completed"
    last = f"step-{STEPS:08d}"
    assert _same(_weights(run, last), _weights(unbroken, last))
    assert _same(_weights(run, "best"), _weights(unbroken, "best"))


def test_the_log_of_a_resumed_run_reads_as_if_it_had_never_stopped(trainer, small_spec, unbroken):
    run = trainer.create(**small_spec)
    trainer.go(run, _at_step(4, Stop()))
    said = trainer.go(run)
    assert [repr(event) for event in read_events(run.events_path)] == [repr(event) for event in said]
    assert [event.seq for event in said] == list(range(len(said)))
    assert isinstance(said[0], RunStarted)
    assert [event.step for event in said if isinstance(event, StepDone)] == list(range(1, STEPS + 1))
    assert [type(event) for event in said].count(RunFinished) == 1
    assert isinstance(said[-1], RunFinished)
    assert any(isinstance(event, Resumed) and event.from_checkpoint and event.step == 4 for event in said)
    losses = {event.step: event.loss for event in said if isinstance(event, StepDone)}
    assert losses == {event.step: event.loss for event in read_events(unbroken.events_path) if isinstance(event, StepDone)}


def test_a_process_that_dies_between_checkpoints_repeats_what_was_lost(trainer, small_spec, unbroken):
    class Killed(BaseException):
        pass

    def die(event, inbox):
        if isinstance(event, StepDone) and event.step == 2:
            inbox.put(SaveNow())
        if isinstance(event, StepDone) and event.step == 3:
            raise Killed

    run = trainer.create(**small_spec)
    trainer.go(run, die)
    said = trainer.go(run)
    assert any(isinstance(event, Resumed) and event.step == 2 for event in said)
    assert [event.step for event in said if isinstance(event, StepDone)] == list(range(1, STEPS + 1))
    last = f"step-{STEPS:08d}"
    assert _same(_weights(run, last), _weights(unbroken, last))


def test_pausing_changes_nothing(trainer, small_spec, unbroken):
    def react(event, inbox):
        if isinstance(event, StepDone) and event.step == 3:
            inbox.put(Pause())
        if isinstance(event, Paused):
            inbox.put(Resume())

    run = trainer.create(**small_spec)
    said = trainer.go(run, react)
    kinds = [type(event) for event in said]
    assert kinds.index(Paused) < kinds.index(Resumed)
    assert _same(_weights(run, "best"), _weights(unbroken, "best"))


def test_stopping_while_paused_is_resumable(trainer, small_spec, unbroken):
    def react(event, inbox):
        if isinstance(event, StepDone) and event.step == 3:
            inbox.put(Pause())
        if isinstance(event, Paused):
            inbox.put(Stop())

    run = trainer.create(**small_spec)
    assert trainer.go(run, react)[-1].reason == "stopped"
    trainer.go(run)
    assert _same(_weights(run, "best"), _weights(unbroken, "best"))


def test_a_damaged_checkpoint_falls_back_and_says_so(trainer, small_spec, unbroken, monkeypatch):
    monkeypatch.setattr(engine, "CHECKPOINT_AFTER_EPOCH_S", 0.0)
    run = trainer.create(**small_spec)
    trainer.go(run, _at_step(5, Stop()))
    newest = sorted(run.checkpoints_path.glob("step-*"))[-1] / "model.safetensors"
    content = bytearray(newest.read_bytes())
    content[-1] ^= 1
    newest.write_bytes(content)
    said = trainer.go(run)
    notices = [event.code for event in said if isinstance(event, Notice)]
    assert "checkpoint_damaged" in notices
    assert any(isinstance(event, Resumed) and event.step == 3 for event in said)
    last = f"step-{STEPS:08d}"
    assert _same(_weights(run, last), _weights(unbroken, last))


def test_finishing_early_keeps_the_best_and_scores_it(trainer, small_spec):
    run = trainer.create(**small_spec)
    said = trainer.go(run, _at_step(2, Stop(keep_best=True)))
    assert (said[-1].reason, run.status()) == ("completed", "completed")
    assert max(event.step for event in said if isinstance(event, StepDone)) == 2
    assert run.metrics().validation.count > 0
    assert run.best_model_path.is_dir()


def _stop_at_scoring(epochs, command=None):
    """Says `command` in the first step, and stops a training of so many epochs when its result is scored."""
    seen = []

    def react(event, inbox):
        if command is not None and isinstance(event, StepDone) and event.step == 1:
            inbox.put(command)
        if isinstance(event, PhaseChanged) and event.phase == "evaluating":
            seen.append(event)
            if len(seen) == epochs + 1:
                inbox.put(Stop())

    return react


def _goes_on_to_score(trainer, run, steps):
    assert run.status() == "stopped"
    best = _weights(run, "best")
    said = trainer.go(run)
    assert (said[-1].reason, run.status()) == ("completed", "completed")
    assert max(event.step for event in said if isinstance(event, StepDone)) == steps
    assert _same(_weights(run, "best"), best)
    assert run.metrics().validation.count > 0


def test_finished_early_and_stopped_while_it_is_scored_it_learns_no_more(trainer, small_spec):
    run = trainer.create(**small_spec)
    trainer.go(run, _stop_at_scoring(1, Stop(keep_best=True)))
    _goes_on_to_score(trainer, run, steps=1)


def test_ended_by_early_stopping_and_stopped_while_it_is_scored_it_learns_no_more(trainer, small_spec):
    """A rate that spoils a head which was fitted: the first epoch is worse."""
    training = {**small_spec["training"], "epochs": 5, "early_stopping_patience": 1, "lr": 50.0, "optimizer": "sgd"}
    run = trainer.create(**{**small_spec, "layers": {"trainable": 0}, "training": training})
    trainer.go(run, _stop_at_scoring(1))
    _goes_on_to_score(trainer, run, steps=3)


def test_only_the_last_two_and_the_best_stay(trainer, small_spec, monkeypatch):
    monkeypatch.setattr(engine, "CHECKPOINT_EVERY_S", -1.0)
    run = trainer.create(**small_spec)
    said = trainer.go(run)
    assert sum(isinstance(event, CheckpointSaved) for event in said) >= STEPS
    assert len(list(run.checkpoints_path.iterdir())) == 3


def test_quick_epochs_are_saved_once_at_the_end_and_resume_from_there(trainer, small_spec, unbroken):
    """Writing a whole network after epochs that take a blink would be what a person waits for."""
    saved = [event for event in read_events(unbroken.events_path) if isinstance(event, CheckpointSaved)]
    assert [event.is_best for event in saved] == [True, False]
    assert saved[-1].step == STEPS
    assert saved[0].step == 3 * unbroken.read_record().best_epoch


def test_epochs_that_take_long_are_each_saved(trainer, small_spec, monkeypatch):
    monkeypatch.setattr(engine, "CHECKPOINT_AFTER_EPOCH_S", 0.0)
    said = trainer.go(trainer.create(**small_spec))
    assert [event.step for event in said if isinstance(event, CheckpointSaved) and not event.is_best] == [3, 6]

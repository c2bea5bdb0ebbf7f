"""The log of a run in words, one line an event."""

import time

from app.i18n import number, tr, worded
from core.contracts.events import (
    CheckpointSaved,
    Evaluated,
    Event,
    Notice,
    Paused,
    Phase,
    PhaseChanged,
    Resumed,
    RunFinished,
    RunStarted,
    TrainingPlanned,
)


def worded_phase(phase: Phase) -> str:
    return {
        "preparing": tr("Log", "getting ready"),
        "scanning": tr("Log", "looking through the data"),
        "loading_model": tr("Log", "loading the model"),
        "features": tr("Log", "running the frozen layers, once"),
        "head": tr("Log", "fitting the head"),
        "probing": tr("Log", "asking each depth of the network"),
        "measuring": tr("Log", "measuring this machine"),
        "training": tr("Log", "training"),
        "evaluating": tr("Log", "judging"),
        "predicting": tr("Log", "answering"),
        "exporting": tr("Log", "writing the export"),
        "verifying": tr("Log", "checking the export"),
        "downloading": tr("Log", "downloading"),
    }[phase]


def worded_end(reason: str) -> str:
    return {
        "completed": tr("Log", "finished"),
        "stopped": tr("Log", "stopped; it can go on later"),
        "failed": tr("Log", "failed"),
        "lost": tr("Log", "ended unexpectedly; it can go on from the last checkpoint"),
    }[reason]


def timed_line(event: Event) -> str:
    """The line with the time of day before it."""
    return f"{time.strftime('%H:%M:%S', time.localtime(event.time_s))}  {worded_event(event)}"


def worded_event(event: Event) -> str:
    """One line for an event of `RunModel.log`; empty for an event that is not logged."""
    if isinstance(event, RunStarted):
        return tr("Log", "started")
    if isinstance(event, TrainingPlanned):
        return _worded_plan(event)
    if isinstance(event, PhaseChanged):
        return worded_phase(event.phase)
    if isinstance(event, Evaluated):
        return _worded_scores(event)
    if isinstance(event, CheckpointSaved):
        return tr("Log", "checkpoint saved at step {step}").format(step=number(event.step))
    if isinstance(event, Notice):
        return worded(event)
    return _worded_turn(event)


def device_words(plan: TrainingPlanned) -> str:
    """What a run learns on: the graphics card's name, or "CPU", which is the same word in every language."""
    return "CPU" if plan.device == "cpu" else plan.device_name


def _worded_plan(event: TrainingPlanned) -> str:
    one = tr("Log", "{count} epoch of {steps} steps, {batch} examples a step, on {device} ({precision})")
    many = tr("Log", "{count} epochs of {steps} steps, {batch} examples a step, on {device} ({precision})")
    return (one if event.epochs == 1 else many).format(
        count=number(event.epochs),
        steps=number(event.steps_per_epoch),
        batch=number(event.batch_size),
        device=device_words(event),
        precision=event.precision,
    )


def _worded_scores(event: Evaluated) -> str:
    text = (
        tr("Log", "epoch {epoch}, {part}: loss {loss}, accuracy {accuracy}{best}")
        if event.epoch
        else tr("Log", "fitted head, {part}: loss {loss}, accuracy {accuracy}{best}")
    )
    return text.format(
        epoch=event.epoch,
        part=worded_part(event.part),
        loss=f"{event.loss:.3f}",
        accuracy=f"{event.accuracy:.3f}",
        best=tr("Log", ", kept so far") if event.is_best else "",
    )


def _worded_turn(event: Event) -> str:
    if isinstance(event, Paused):
        return tr("Log", "paused at step {step}").format(step=number(event.step))
    if isinstance(event, Resumed):
        return tr("Log", "goes on from step {step}").format(step=number(event.step))
    if isinstance(event, RunFinished):
        return worded_end(event.reason) + (f": {worded(event.error)}" if event.error else "")
    return ""


def worded_part(part: str) -> str:
    return {
        "train": tr("Log", "training"),
        "validation": tr("Log", "validation"),
        "test": tr("Log", "test"),
    }[part]

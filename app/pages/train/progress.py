"""What is happening in a run and what will happen next, in words. Knows no widgets and no clock of its own."""

from dataclasses import dataclass
from typing import Literal

from app import quantities
from app.i18n import counted, number, tr, worded
from app.run.log_wording import device_words, worded_phase
from app.run.run_control import ControlState
from app.run.run_model import RunModel

NoteKind = Literal["note", "good_note", "warning_note", "bad_note"]


@dataclass(frozen=True)
class RunSituation:
    """What the page knows beside the events. patience: epochs of early stopping, 0 for never. has_result: it was scored."""

    state: ControlState
    patience: int
    has_result: bool


@dataclass(frozen=True)
class ProgressView:
    """The head of the page, the bar, and the sentence."""

    title: str
    facts: str
    progress: float
    busy: bool
    percent_text: str
    left_text: str
    done_at_text: str
    sentence: str
    kind: NoteKind
    fallback: str
    pause_text: str
    can_pause: bool
    can_finish: bool
    can_discard: bool
    can_resume: bool
    results_ready: bool
    recalls: tuple[tuple[str, float], ...]


def progress_view(model: RunModel, situation: RunSituation, now_s: float) -> ProgressView:
    """now_s: seconds since the epoch, for the time of day at which training will be done."""
    sentence, kind = what_is_happening(model, situation)
    steady = situation.state in ("running", "paused")
    eta_s = model.eta_s if situation.state == "running" else None
    planned = model.plan is not None
    return ProgressView(
        title=_title(model, situation),
        facts=_facts(model),
        progress=model.progress,
        busy=not planned and not model.is_over,
        percent_text=quantities.percent(model.progress) if planned else _phase_share(model),
        left_text=tr("TrainPage", "{time} left").format(time=quantities.duration(eta_s)) if eta_s is not None else "",
        done_at_text=tr("TrainPage", "done at {moment}").format(moment=quantities.time_of_day(now_s + eta_s))
        if eta_s is not None
        else "",
        sentence=sentence,
        kind=kind,
        fallback=_fallback(model),
        pause_text=tr("TrainPage", "Resume") if situation.state == "paused" else tr("TrainPage", "Pause"),
        can_pause=steady and planned,
        can_finish=steady and model.best is not None,
        can_discard=situation.state in ("starting", "running", "paused"),
        can_resume=situation.state == "idle" and model.status in ("stopped", "failed", "lost") and not situation.has_result,
        results_ready=situation.state == "idle" and situation.has_result,
        recalls=tuple(zip(model.plan.class_names, model.per_class_recall, strict=False)) if model.plan else (),
    )


def _title(model: RunModel, situation: RunSituation) -> str:
    ends = {
        "completed": tr("TrainPage", "Training is finished"),
        "stopped": tr("TrainPage", "Training was stopped"),
        "failed": tr("TrainPage", "Training failed"),
        "lost": tr("TrainPage", "Training was interrupted"),
    }
    if model.is_over:
        return ends[model.status]
    states = {
        "starting": tr("TrainPage", "Getting ready"),
        "paused": tr("TrainPage", "Paused"),
        "finishing": tr("TrainPage", "Finishing"),
        "stopping": tr("TrainPage", "Stopping"),
        "discarding": tr("TrainPage", "Discarding"),
    }
    if situation.state == "running" and model.plan is None:
        return states["starting"]
    return states.get(situation.state, tr("TrainPage", "Training"))


def _facts(model: RunModel) -> str:
    """ "Epoch 7 of 10 · step 389 of 580 · 212 examples/s · CPU"."""
    plan = model.plan
    if plan is None:
        return ""
    epoch = min(int(model.epoch) + (0 if model.is_over else 1), plan.epochs)
    parts = [
        tr("TrainPage", "Epoch {epoch} of {count}").format(epoch=number(epoch), count=number(plan.epochs)),
        tr("TrainPage", "step {step} of {count}").format(step=number(model.step), count=number(model.total_steps)),
    ]
    if len(model.steps) and not model.is_over:
        speed = quantities.significant(float(model.steps["items_per_s"][-1]), 3)
        parts.append(tr("TrainPage", "{speed} examples/s").format(speed=speed))
    parts.append(device_words(plan))
    return " · ".join(parts)


def _phase_share(model: RunModel) -> str:
    if model.phase_total:
        text = tr("TrainPage", "{done} of {total}")
        return text.format(done=number(model.phase_done), total=number(model.phase_total))
    return ""


def _fallback(model: RunModel) -> str:
    """The device that was asked for is not there: said as long as the run is looked at."""
    return next((worded(notice) for notice in model.notices if notice.code == "device_fell_back"), "")


def what_is_happening(model: RunModel, situation: RunSituation) -> tuple[str, NoteKind]:
    """One or two sentences: what is happening, what comes next."""
    if model.is_over:
        return _how_it_ended(model, situation)
    if situation.state in ("finishing", "stopping", "discarding"):
        return _leaving(model, situation), "note"
    if situation.state == "paused":
        text = tr("TrainPage", "Paused at step {step}, and saved. Nothing is lost: Resume goes on exactly here.")
        return text.format(step=number(model.step)), "note"
    if model.plan is None or (model.phase not in ("training", "evaluating") and not len(model.steps)):
        return _getting_ready(model), "note"
    if model.phase == "evaluating":
        return _judging(model), "note"
    return _training(model, situation), "note"


def _how_it_ended(model: RunModel, situation: RunSituation) -> tuple[str, NoteKind]:
    if model.status == "completed":
        return _completed(model), "good_note"
    if model.status == "failed":
        return worded(model.error) if model.error else tr("TrainPage", "The run failed."), "bad_note"
    if situation.has_result:
        return tr("TrainPage", "The run has ended; its best weights were scored."), "note"
    if model.status == "lost":
        text = tr(
            "TrainPage",
            "The run ended unexpectedly, for instance because the computer was switched off. "
            "Resume goes on from the last checkpoint{step}.",
        )
        return text.format(step=_checkpoint_text(model)), "warning_note"
    text = tr("TrainPage", "The run was stopped and saved. Resume goes on from the last checkpoint{step}.")
    return text.format(step=_checkpoint_text(model)), "note"


def _checkpoint_text(model: RunModel) -> str:
    saved = model.last_checkpoint
    return tr("TrainPage", ", step {step}").format(step=number(saved.step)) if saved else ""


def _completed(model: RunModel) -> str:
    best = model.best
    if best is None or model.plan is None:
        return tr("TrainPage", "The run has finished.")
    done = round(model.epoch)
    if model.plan.epochs == 1:
        text = tr("TrainPage", "The epoch is done, and kept.")
    elif done < model.plan.epochs:
        text = tr("TrainPage", "Finished after {done} of {planned} epochs. Kept: epoch {best}, chosen by the validation part.")
    else:
        text = tr("TrainPage", "All {done} epochs are done. Kept: epoch {best}, chosen by the validation part.")
    if best.epoch == 0:
        text = tr(
            "TrainPage",
            "{done} of {planned} epochs are done. Kept: the head that was fitted at the start, which none of them beat.",
        )
        if model.plan.epochs == 1:
            text = tr("TrainPage", "The epoch is done. Kept: the head that was fitted at the start, which it did not beat.")
    accuracy = tr("TrainPage", " Accuracy on validation: {accuracy}.").format(accuracy=quantities.percent(best.accuracy, 1))
    return text.format(done=number(done), planned=number(model.plan.epochs), best=number(best.epoch)) + accuracy


def _leaving(model: RunModel, situation: RunSituation) -> str:
    if situation.state == "discarding":
        return tr("TrainPage", "The run ends at its next step and goes to the trash.")
    if situation.state == "stopping":
        return tr("TrainPage", "The run is saved at its next step; it can go on later.")
    best = ""
    if model.best is not None:
        of_epoch = tr("TrainPage", " of epoch {epoch}").format(epoch=number(model.best.epoch))
        best = of_epoch if model.best.epoch else tr("TrainPage", " of the fitted head")
    return tr(
        "TrainPage", "Training ends here. The best weights{best} are kept and scored; then the results are ready."
    ).format(best=best)


def _getting_ready(model: RunModel) -> str:
    if model.phase is None or model.phase == "preparing":
        return tr("TrainPage", "The training process is starting. It needs some seconds to load its libraries.")
    phase = worded_phase(model.phase)
    return tr("TrainPage", "Now: {phase}. Training begins after that.").format(phase=phase)


def _judging(model: RunModel) -> str:
    plan = model.plan
    if plan is None or model.epoch >= plan.epochs:
        return tr("TrainPage", "The examples kept aside are judged with the best weights. After that, the run is done.")
    text = tr("TrainPage", "Epoch {epoch} is over; now the {examples} kept aside are judged. Then epoch {next} begins.")
    examples = counted(plan.validation_count, tr("TrainPage", "{count} example"), tr("TrainPage", "{count} examples"))
    epoch = max(round(model.epoch), 1)
    return text.format(epoch=number(epoch), examples=examples, next=number(epoch + 1))


def _training(model: RunModel, situation: RunSituation) -> str:
    best, last, plan = model.best, model.last_evaluation, model.plan
    if plan is None:
        return ""
    if best is None or last is None:
        text = tr(
            "TrainPage",
            "Epoch 1 of {count}. At its end the examples kept aside are judged: the first honest number.",
        )
        return text.format(count=number(plan.epochs))
    waited = last.epoch - best.epoch
    if waited <= 0:
        return _improving(model, plan.epochs)
    one = tr("TrainPage", "The last epoch was no better on validation; kept so far is epoch {best} ({accuracy}).")
    many = tr("TrainPage", "The last {count} epochs were no better on validation; kept so far is epoch {best} ({accuracy}).")
    if best.epoch == 0:
        one = tr("TrainPage", "The head fitted at the start is still the best ({accuracy}), after one epoch.")
        many = tr("TrainPage", "The head fitted at the start is still the best ({accuracy}), after {count} epochs.")
    said = (one if waited == 1 else many).format(
        count=number(waited), best=number(best.epoch), accuracy=quantities.percent(best.accuracy, 1)
    )
    return f"{said} {_what_then(waited, plan.epochs, last.epoch, situation.patience)}"


def _improving(model: RunModel, epochs: int) -> str:
    best = model.best
    if best is None:
        return ""
    if best.epoch == 0:
        text = tr(
            "TrainPage",
            "A head fitted at once answers {accuracy} of the examples kept aside right; training goes on from there.",
        )
        return text.format(accuracy=quantities.percent(best.accuracy, 1))
    text = tr("TrainPage", "Kept so far: epoch {epoch}, with validation loss {loss} and accuracy {accuracy}.")
    said = text.format(
        epoch=number(best.epoch), loss=quantities.significant(best.loss), accuracy=quantities.percent(best.accuracy, 1)
    )
    left = epochs - best.epoch
    to_come = counted(left, tr("TrainPage", "{count} epoch to go."), tr("TrainPage", "{count} epochs to go."))
    return f"{said} {to_come}"


def _what_then(waited: int, epochs: int, epoch: int, patience: int) -> str:
    if patience and epoch + patience - waited <= epochs:
        text = tr("TrainPage", "If that goes on for {count} more, training stops by itself and keeps the best.")
        return text.format(count=number(patience - waited))
    text = tr("TrainPage", "Training goes on to epoch {last}; the best is kept in any case.")
    return text.format(last=number(epochs))

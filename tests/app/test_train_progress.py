"""What the Train page says is happening, and what will happen next."""

import pytest

from app.pages.train.progress import RunSituation, progress_view, what_is_happening
from app.run.run_control import ControlState
from app.run.run_model import RunModel
from core.contracts.errors import ErrorInfo
from core.contracts.events import CheckpointSaved, Notice, PhaseChanged, Progress, RunStarted
from tests.app.synthetic_training import ended, run_model

NOW_S = 1_700_000_000.0


def situation(state: ControlState = "running", patience: int = 0, has_result: bool = False) -> RunSituation:
    return RunSituation(state, patience, has_result)


def said(model: RunModel, state: ControlState = "running", patience: int = 0, has_result: bool = False) -> str:
    return what_is_happening(model, situation(state, patience, has_result))[0]


def preparing(*events: object) -> RunModel:
    model = RunModel()
    model.apply([RunStarted(run_id="r", seq=0, time_s=0.0, job="train"), *events])
    return model


def test_before_anything_is_known_the_process_starts() -> None:
    assert "is starting" in said(preparing(), "starting")


def test_getting_ready_names_the_phase_and_what_comes_after() -> None:
    phase = PhaseChanged(run_id="r", seq=1, time_s=0.0, phase="scanning")
    step = Progress(run_id="r", seq=2, time_s=0.0, done=120, total=2_624)
    model = preparing(phase, step)
    assert said(model, "starting") == "Now: looking through the data. Training begins after that."
    view = progress_view(model, situation("starting"), NOW_S)
    assert view.title == "Getting ready"
    assert view.busy
    assert view.percent_text.startswith("120 of 2")


def test_in_the_first_epoch_there_is_no_honest_number_yet() -> None:
    model = run_model(done=1)
    model.best, model.last_evaluation = None, None
    assert "first honest number" in said(model)


def test_a_fitted_head_is_the_first_honest_number() -> None:
    text = said(run_model(done=0, fitted=True))
    assert text == "A head fitted at once answers 84.0\xa0% of the examples kept aside right; training goes on from there."


def test_a_fitted_head_that_no_epoch_beats_is_named() -> None:
    assert "fitted at the start is still the best (84.0\xa0%), after one epoch" in said(run_model(done=1, best_epoch=0))
    assert "after 4 epochs" in said(run_model(epochs=20, done=4, best_epoch=0))
    model = ended(run_model(epochs=6, done=6, best_epoch=0))
    text, _ = what_is_happening(model, situation("idle", has_result=True))
    assert "6 of 6 epochs are done. Kept: the head that was fitted at the start, which none of them beat" in text
    only = ended(run_model(epochs=1, done=1, best_epoch=0))
    text, _ = what_is_happening(only, situation("idle", has_result=True))
    assert "The epoch is done. Kept: the head that was fitted at the start, which it did not beat." in text
    leaving, _ = what_is_happening(run_model(done=1, best_epoch=0), situation("finishing"))
    assert "The best weights of the fitted head are kept" in leaving


def test_an_improvement_is_said_with_its_numbers() -> None:
    text = said(run_model(epochs=6, done=3, best_epoch=3))
    assert "Kept so far: epoch 3" in text
    assert "3 epochs to go" in text


def test_no_improvement_says_what_early_stopping_will_do() -> None:
    text = said(run_model(epochs=20, done=5, best_epoch=3), patience=5)
    assert "The last 2 epochs were no better" in text
    assert "kept so far is epoch 3" in text
    assert "If that goes on for 3 more, training stops by itself" in text


def test_one_epoch_without_improvement_is_said_in_the_singular() -> None:
    assert "The last epoch was no better" in said(run_model(epochs=20, done=4, best_epoch=3))


def test_without_early_stopping_training_goes_on() -> None:
    assert "goes on to epoch 20; the best is kept in any case" in said(run_model(epochs=20, done=5, best_epoch=3))


def test_a_patience_longer_than_the_rest_will_not_stop_it() -> None:
    assert "goes on to epoch 6" in said(run_model(epochs=6, done=5, best_epoch=3), patience=10)


def test_judging_says_what_comes_next() -> None:
    model = run_model(epochs=6, done=2)
    model.apply([PhaseChanged(run_id="r", seq=99, time_s=NOW_S, phase="evaluating")])
    assert "Epoch 2 is over" in said(model)
    assert "Then epoch 3 begins" in said(model)


def test_a_pause_says_that_nothing_is_lost() -> None:
    assert "Paused at step 40" in said(run_model(), "paused")
    view = progress_view(run_model(), situation("paused"), NOW_S)
    assert view.title == "Paused"
    assert view.pause_text == "Resume"
    assert view.left_text == ""


@pytest.mark.parametrize(
    ("state", "words"), [("finishing", "best weights of epoch 3"), ("stopping", "can go on later"), ("discarding", "trash")]
)
def test_each_way_to_leave_has_its_own_sentence(state: ControlState, words: str) -> None:
    assert words in said(run_model(), state)
    view = progress_view(run_model(), situation(state), NOW_S)
    assert not (view.can_pause or view.can_finish or view.can_discard)


def test_the_end_names_the_epoch_that_is_kept() -> None:
    model = ended(run_model(epochs=6, done=6, best_epoch=3))
    text, kind = what_is_happening(model, situation("idle", has_result=True))
    assert "All 6 epochs are done. Kept: epoch 3" in text
    assert kind == "good_note"
    view = progress_view(model, situation("idle", has_result=True), NOW_S)
    assert view.results_ready
    assert not view.can_resume
    assert view.progress == 1.0
    assert view.title == "Training is finished"


def test_an_only_epoch_is_said_in_the_singular() -> None:
    assert "The epoch is done, and kept." in said(ended(run_model(epochs=1, done=1)), "idle", has_result=True)


def test_an_early_end_says_so() -> None:
    assert "Finished after 4 of 6 epochs" in said(ended(run_model(epochs=6, done=4)), "idle", has_result=True)


def test_a_failure_is_its_sentence_and_can_be_resumed() -> None:
    model = ended(run_model(), "failed", error=ErrorInfo(code="out_of_memory"))
    text, kind = what_is_happening(model, situation("idle"))
    assert "not enough memory" in text
    assert kind == "bad_note"
    assert progress_view(model, situation("idle"), NOW_S).can_resume


@pytest.mark.parametrize("reason", ["stopped", "lost"])
def test_a_run_that_was_cut_off_says_where_it_goes_on(reason: str) -> None:
    model = run_model()
    saved = CheckpointSaved(run_id="r", seq=99, time_s=NOW_S, step=37, path="checkpoints/step-37", is_best=False)
    model.apply([saved])
    if reason == "lost":
        model.status = "lost"
    else:
        ended(model, reason)
    assert "step 37" in said(model, "idle")
    assert progress_view(model, situation("idle"), NOW_S).can_resume


def test_the_head_says_epoch_step_speed_and_device() -> None:
    view = progress_view(run_model(epochs=6, done=4), situation(), NOW_S)
    assert view.facts == "Epoch 5 of 6 · step 40 of 60 · 100 examples/s · CPU"
    assert view.percent_text == "67\N{NO-BREAK SPACE}%"
    assert view.left_text.endswith("left")
    assert view.done_at_text.startswith("done at")
    assert view.recalls == (("functional", 0.93), ("defective", 0.73))


def test_falling_back_to_the_cpu_stays_said() -> None:
    model = run_model()
    fell_back = Notice(run_id="r", seq=9, time_s=0.0, level="warning", code="device_fell_back", params={"asked": "cuda"})
    halved = Notice(run_id="r", seq=9, time_s=0.0, level="warning", code="micro_batch_halved", params={"micro": 4, "batch": 8})
    model.apply([fell_back, halved])
    assert "cuda was asked for but is not there" in progress_view(model, situation(), NOW_S).fallback
    assert progress_view(run_model(), situation(), NOW_S).fallback == ""


def test_nothing_can_be_kept_before_the_first_evaluation() -> None:
    model = run_model(done=1)
    model.best = None
    assert not progress_view(model, situation(), NOW_S).can_finish
    assert progress_view(model, situation(), NOW_S).can_pause

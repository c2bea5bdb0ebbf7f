import pytest

from core.contracts.errors import UserError
from core.contracts.events import PhaseChanged, RunFinished, RunStarted, StepDone, event_from_line
from core.store import event_log
from core.store.event_log import Emitter, ItemProgress, cut_back, read_events


@pytest.fixture
def log(tmp_path):
    sent = []
    emit = Emitter("r", sent.append, tmp_path / "events.jsonl")
    emit(RunStarted, job="train")
    for step in range(1, 6):
        emit(StepDone, step=step, epoch=step / 5, loss=1.0, lr=0.1, items_per_s=1.0)
    emit(RunFinished, reason="stopped")
    return tmp_path / "events.jsonl", sent


def test_the_file_and_the_pipe_get_the_same_bytes(log):
    path, sent = log
    assert path.read_bytes() == b"".join(sent)
    assert [event.seq for event in read_events(path)] == list(range(7))


def test_a_line_that_a_crash_cut_short_is_left_out(log):
    path, sent = log
    whole = path.read_bytes()
    for cut in range(len(whole) - len(sent[-1]) + 1, len(whole)):
        path.write_bytes(whole[:cut])
        assert [event.seq for event in read_events(path)] == list(range(6))


def test_items_are_not_counted_one_by_one_in_the_log(tmp_path, monkeypatch):
    now_s = 0.0
    monkeypatch.setattr(event_log.time, "monotonic", lambda: now_s)
    emit = Emitter("r", lambda line: None, tmp_path / "events.jsonl")
    say = ItemProgress(emit)
    for done in range(1_001):
        say(done, 1_000)
        now_s += event_log.PROGRESS_EVERY_S / 100
    said = [event.done for event in read_events(tmp_path / "events.jsonl")]
    assert said[0] == 0 and said[-1] == 1_000
    assert 10 <= len(said) <= 13


def test_cutting_back_goes_on_without_a_gap(log):
    path, _ = log
    assert cut_back(path, lambda event: event.seq < 4) == 4
    sent = []
    emit = Emitter("r", sent.append, path, first_seq=4)
    emit(PhaseChanged, phase="training")
    assert [event.seq for event in read_events(path)] == list(range(5))
    assert event_from_line(sent[0]).seq == 4


def test_an_end_is_never_kept_when_a_run_goes_on(log):
    path, _ = log
    assert cut_back(path, lambda event: True) == 6
    assert not any(isinstance(event, RunFinished) for event in read_events(path))


def test_a_log_that_cannot_be_written_is_a_sentence(tmp_path):
    sent = []
    emit = Emitter("r", sent.append, tmp_path / "gone" / "events.jsonl")
    with pytest.raises(UserError) as caught:
        emit(RunStarted, job="train")
    assert caught.value.code == "not_writable"
    assert len(sent) == 1

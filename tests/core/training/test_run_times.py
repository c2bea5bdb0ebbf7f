"""A run says what was expected of it and what it took."""

import pytest

from core.contracts.commands import Pause, Resume
from core.contracts.events import Paused, StepDone, TrainingPlanned
from core.contracts.spec import ModelSpec
from core.models.describe import describe_model
from core.store.measurements import recall_network

NETWORK = {"entry": "torchvision/mobilenet_v3_small", "weights": "random", "image_size_px": 32}


def test_a_run_of_a_measured_network_is_compared_with_its_estimate(empty_cache, trainer, small_spec):
    describe_model(ModelSpec(**NETWORK), 2, measure=True, device="cpu")
    run = trainer.create(**small_spec)
    said = trainer.go(run)
    record = run.read_record()
    assert record.expected is not None and record.taken is not None
    assert next(event for event in said if isinstance(event, TrainingPlanned)).expected == record.expected
    assert (record.expected.epochs, record.taken.epochs) == (2, 2)
    assert record.taken.training_s > 0 and record.taken.scoring_s > 0
    assert record.taken.memory_bytes > 0
    assert recall_network(ModelSpec(**NETWORK), "cpu", "fp32").ratios["memory"] == (
        pytest.approx(record.taken.memory_bytes / record.expected.memory_bytes),
    )


def test_a_network_that_was_never_measured_delays_nothing(empty_cache, trainer, small_spec):
    run = trainer.create(**small_spec)
    trainer.go(run)
    record = run.read_record()
    assert record.expected is None
    assert record.taken is not None


def test_a_run_that_was_paused_is_not_timed(empty_cache, trainer, small_spec):
    run = trainer.create(**small_spec)

    def react(event, inbox):
        if isinstance(event, StepDone) and event.step == 1:
            inbox.put(Pause())
        if isinstance(event, Paused):
            inbox.put(Resume())

    trainer.go(run, react)
    record = run.read_record()
    assert record.status == "completed"
    assert record.taken is None


def test_a_second_run_is_not_expected_to_do_the_first_pass_again(empty_cache, trainer, small_spec, monkeypatch):
    monkeypatch.setattr("core.runtime.run_watch.remember_truth", lambda *times: None)  # or the second is corrected by the first
    describe_model(ModelSpec(**NETWORK), 2, measure=True, device="cpu")
    small_spec["training"]["augmentation"] = {"preset": "none"}
    expected = []
    for _ in range(2):
        run = trainer.create(**small_spec)
        trainer.go(run)
        expected.append(run.read_record().expected)
    first, second = expected
    assert second.first_pass_s < first.first_pass_s
    assert second.scoring_s < first.scoring_s
    assert second.training_s == first.training_s

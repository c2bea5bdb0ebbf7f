"""What was measured of a network is kept, and later estimates learn from what runs took."""

from pathlib import Path

import pytest

from core.contracts.records import BlockInfo, ModelInfo
from core.contracts.run_times import RunTimes
from core.contracts.spec import ModelSpec
from core.store.measurements import recall_network, remember_network, remember_truth

SPEC = ModelSpec(entry="fettle/efficientnet-lite0")
MODEL = ModelInfo(entry=SPEC.entry, name="A", blocks=(), head=BlockInfo(name="head", label="Head", parameters=10))


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FETTLE_CACHE_DIR", str(tmp_path))
    return tmp_path


def _times(first_pass_s: float = 0.0, training_s: float = 10.0, memory_bytes: int = 100) -> RunTimes:
    return RunTimes(first_pass_s=first_pass_s, training_s=training_s, scoring_s=1.0, epochs=2, memory_bytes=memory_bytes)


def test_a_measurement_comes_back_for_the_same_network_alone() -> None:
    remember_network(SPEC, "cpu", "fp32", MODEL)
    found = recall_network(SPEC, "cpu", "fp32")
    assert found is not None and found.model == MODEL
    assert recall_network(SPEC.model_copy(update={"image_size_px": 64}), "cpu", "fp32") is None
    assert recall_network(SPEC, "cuda", "fp32") is None
    assert recall_network(SPEC, "cpu", "bf16") is None


def test_a_damaged_measurement_is_as_good_as_none(own_cache: Path) -> None:
    remember_network(SPEC, "cpu", "fp32", MODEL)
    next((own_cache / "measurements").iterdir()).write_text("{")
    assert recall_network(SPEC, "cpu", "fp32") is None


def test_the_median_of_the_last_five_runs_corrects() -> None:
    remember_network(SPEC, "cpu", "fp32", MODEL)
    for taken_s in (90.0, 90.0, 12.0, 13.0, 14.0, 15.0, 90.0):
        remember_truth(SPEC, "cpu", "fp32", _times(), _times(training_s=taken_s, memory_bytes=150))
    remember_network(SPEC, "cpu", "fp32", MODEL)  # measured anew: what was learnt stays
    corrections = recall_network(SPEC, "cpu", "fp32").corrections
    assert corrections.training == pytest.approx(1.4)
    assert corrections.memory == pytest.approx(1.5)
    assert corrections.scoring == 1.0


@pytest.mark.parametrize(("estimated_s", "taken_s"), [(20.0, 0.3), (0.0, 4.0), (0.1, 0.3)])
def test_a_pass_that_was_kept_left_out_or_over_at_once_teaches_nothing(estimated_s: float, taken_s: float) -> None:
    remember_network(SPEC, "cpu", "fp32", MODEL)
    remember_truth(SPEC, "cpu", "fp32", _times(first_pass_s=estimated_s), _times(first_pass_s=taken_s))
    assert recall_network(SPEC, "cpu", "fp32").corrections.first_pass == 1.0

"""What earlier runs left in the cache is not estimated again, as long as it is there and of the same layers and data."""

import shutil
from pathlib import Path

import pytest

from core.contracts.records import BlockInfo, DatasetInfo, ModelInfo
from core.contracts.spec import RunSpec
from core.store.estimates import estimate_run, features_are_kept, remember_features

DATA = "the fingerprint of some data"
BLOCKS = 3


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FETTLE_CACHE_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def store(cache: Path) -> Path:
    folder = cache / "features" / "0f"
    folder.mkdir(parents=True)
    (folder / "rows.bin").write_bytes(b"1")
    return folder


def spec(trainable: object = "head", model: str = "a", **training: object) -> RunSpec:
    return RunSpec.model_validate(
        {
            "dataset": {"folder": "/pictures"},
            "model": {"entry": model},
            "layers": {"trainable": trainable},
            "training": training,
        }
    )


def test_they_are_known_for_the_same_layers_and_data_alone(store: Path) -> None:
    remember_features(spec(), BLOCKS, DATA, [store, store])
    assert features_are_kept(spec(), BLOCKS, DATA)
    assert not features_are_kept(spec(), BLOCKS, "other data")
    assert not features_are_kept(spec(trainable="last"), BLOCKS, DATA)
    assert not features_are_kept(spec(model="b"), BLOCKS, DATA)
    assert not features_are_kept(spec(precision="bf16"), BLOCKS, DATA)


def test_what_only_the_head_depends_on_changes_nothing(store: Path) -> None:
    remember_features(spec(), BLOCKS, DATA, [store])
    assert features_are_kept(spec(epochs=90, lr=0.1, seed=7, class_weights="balanced"), BLOCKS, DATA)


def test_random_views_are_those_of_their_seed(store: Path) -> None:
    remember_features(spec("last"), BLOCKS, DATA, [store])
    assert features_are_kept(spec("last"), BLOCKS, DATA)
    assert not features_are_kept(spec("last", seed=7), BLOCKS, DATA)
    assert not features_are_kept(spec("last", augmentation={"preset": "strong"}), BLOCKS, DATA)


def test_what_was_cleared_since_is_not_kept(store: Path) -> None:
    remember_features(spec(), BLOCKS, DATA, [store])
    shutil.rmtree(store)
    assert not features_are_kept(spec(), BLOCKS, DATA)


def test_a_damaged_note_is_as_good_as_none(cache: Path, store: Path) -> None:
    remember_features(spec(), BLOCKS, DATA, [store])
    next((cache / "kept").iterdir()).write_text("{")
    assert not features_are_kept(spec(), BLOCKS, DATA)


def test_the_estimate_leaves_out_what_is_kept(store: Path) -> None:
    block = BlockInfo(name="b", label="B", parameters=10, forward_s=0.01, backward_s=0.02, activation_bytes=100)
    head = block.model_copy(update={"name": "head", "forward_s": 0.001, "backward_s": 0.002})
    model = ModelInfo(entry="a", name="A", blocks=(block,) * BLOCKS, head=head)
    tallies = {"one": {"train": 80, "validation": 10, "test": 10}}
    data = DatasetInfo(folder="/pictures", class_names=("one",), samples=(), tallies=tallies, fingerprint=DATA)
    first = estimate_run(model, spec(epochs=5), data)
    remember_features(spec(), BLOCKS, DATA, [store])
    again = estimate_run(model, spec(epochs=5), data)
    assert first.first_pass_s == pytest.approx(90 * 0.03) and not first.features_kept
    assert again.first_pass_s == 0 and again.features_kept
    assert again.epoch_s == first.epoch_s
    assert again.scoring_s == pytest.approx(20 * 0.001)
    assert again.training_s == pytest.approx(again.fit_s + 5 * again.epoch_s + again.scoring_s)

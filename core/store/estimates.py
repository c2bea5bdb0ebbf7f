"""What a run will take, knowing what earlier runs have left in the cache: features of frozen layers are not computed twice.
Torch-free."""

import contextlib
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

from core.contracts.base import Contract
from core.contracts.costs import CostInfo, estimate_costs, view_count
from core.contracts.errors import UserError
from core.contracts.records import DatasetInfo, ModelInfo
from core.contracts.spec import RunSpec, trainable_block_count
from core.store.places import cache_folder
from core.store.records import read_record, write_record


class KeptFeatures(Contract):
    """A file of the cache. stores: folders below it that hold the features of every part of one data set."""

    schema_version: int = 1
    stores: tuple[str, ...]


def estimate_run(model: ModelInfo, spec: RunSpec, data: DatasetInfo) -> CostInfo:
    """`estimate_costs` of this run."""
    return estimate_costs(
        model,
        spec.layers,
        spec.training,
        train_count=data.part_count("train"),
        validation_count=data.part_count("validation"),
        test_count=data.part_count("test"),
        features_kept=features_are_kept(spec, len(model.blocks), data.fingerprint),
    )


def features_are_kept(spec: RunSpec, block_count: int, fingerprint: str) -> bool:
    """Whether an earlier run has been through the same frozen layers with the same data, and nothing was cleared since."""
    path = _path(spec, block_count, fingerprint)
    if not path.exists():
        return False
    with contextlib.suppress(UserError):  # damaged: the estimate is that of a first run
        return all((cache_folder() / store / "rows.bin").exists() for store in read_record(path, KeptFeatures).stores)
    return False


def remember_features(spec: RunSpec, block_count: int, fingerprint: str, stores: Sequence[Path]) -> None:
    """Told by a run whose features lie in these folders of the cache. A full disk costs the memory, nothing else."""
    names = tuple(dict.fromkeys(store.relative_to(cache_folder()).as_posix() for store in stores))
    path = _path(spec, block_count, fingerprint)
    with contextlib.suppress(UserError, OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_record(path, KeptFeatures(stores=names))


def _path(spec: RunSpec, block_count: int, fingerprint: str) -> Path:
    """By what the features depend on, of all that a person can set (what they really depend on: core.training.prefix)."""
    training, warm = spec.training, trainable_block_count(spec.layers.trainable, block_count)
    views = 1 if spec.data == "text" else view_count(training.augmentation, warm, block_count, training.epochs)
    drawn = [] if views == 1 else [views, training.seed, training.augmentation.model_dump(mode="json")]
    run_in = [training.device, training.precision, _torch_version()]
    known = [fingerprint, spec.model.model_dump(mode="json"), warm, spec.layers.method, run_in, drawn]
    key = hashlib.sha256(json.dumps(known).encode()).hexdigest()[:32]
    return cache_folder() / "kept" / f"{key}.json"


@cache
def _torch_version() -> str:
    """Looked up once: the ladder asks several times for every movement of the mouse."""
    return version("torch")

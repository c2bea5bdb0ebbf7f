"""What has been measured of a network on this machine, and how far estimates were off: kept in the cache. Torch-free."""

import contextlib
import hashlib
import json
import os
import platform
import statistics
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from core.contracts.base import Contract
from core.contracts.errors import UserError
from core.contracts.records import ModelInfo
from core.contracts.run_times import Corrections, RunTimes
from core.contracts.spec import ModelSpec
from core.store.places import cache_folder
from core.store.records import read_record, write_record

# the last runs count: what an older Fettle took says nothing
_RUNS_REMEMBERED = 5
# shorter phases are mostly noise
_SHORTEST_S = 0.5
_FURTHEST = 10.0
# a phase that took less found its work done already, for instance features that an earlier run kept
_LEAST = 0.25


class MeasuredNetwork(Contract):
    """A file of the cache. ratios: truth divided by the uncorrected estimate, of the last runs, by phase."""

    schema_version: int = 1
    model: ModelInfo
    ratios: Mapping[str, tuple[float, ...]] = {}

    @property
    def corrections(self) -> Corrections:
        return Corrections(**{name: statistics.median(values) for name, values in self.ratios.items() if values})


def recall_network(spec: ModelSpec, device: str, precision: str) -> MeasuredNetwork | None:
    """None: never measured here, or the file can't be read; it can be made again."""
    path = _path(spec, device, precision)
    try:
        return read_record(path, MeasuredNetwork) if path.exists() else None
    except UserError:
        return None


def remember_network(spec: ModelSpec, device: str, precision: str, model: ModelInfo) -> MeasuredNetwork:
    """Keeps a measurement; how far earlier estimates were off stays known. A full disk costs the memory, nothing else."""
    known = recall_network(spec, device, precision)
    measured = MeasuredNetwork(model=model, ratios=known.ratios if known else {})
    _write(_path(spec, device, precision), measured)
    return measured


def remember_truth(spec: ModelSpec, device: str, precision: str, estimated: RunTimes, taken: RunTimes) -> None:
    """Learns from a run. estimated: without corrections, for as many epochs as were trained."""
    known = recall_network(spec, device, precision)
    if known is None:
        return
    found = {
        "first_pass": _ratio(taken.first_pass_s, estimated.first_pass_s, _SHORTEST_S),
        "training": _ratio(taken.training_s, estimated.training_s, _SHORTEST_S),
        "scoring": _ratio(taken.scoring_s, estimated.scoring_s, _SHORTEST_S),
        "memory": _ratio(taken.memory_bytes or 0, estimated.memory_bytes or 0, 1),
    }
    ratios = dict(known.ratios)
    for name, ratio in found.items():
        if ratio is not None:
            ratios[name] = (*ratios.get(name, ()), ratio)[-_RUNS_REMEMBERED:]
    _write(_path(spec, device, precision), known.model_copy(update={"ratios": ratios}))


def _ratio(taken: float, estimated: float, shortest: float) -> float | None:
    """None where nothing can be learnt: a phase that was left out, or was over in no time."""
    if taken < _LEAST * estimated or max(taken, estimated) < shortest or estimated <= 0:
        return None
    return min(taken / estimated, _FURTHEST)


def _write(path: Path, measured: MeasuredNetwork) -> None:
    with contextlib.suppress(UserError, OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_record(path, measured)


def _path(spec: ModelSpec, device: str, precision: str) -> Path:
    network = [spec.entry, spec.image_size_px, spec.max_tokens]
    machine = [platform.node(), platform.machine(), os.cpu_count(), version("torch"), device, precision]
    key = hashlib.sha256(json.dumps([network, machine]).encode()).hexdigest()[:32]
    return cache_folder() / "measurements" / f"{key}.json"

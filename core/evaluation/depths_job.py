"""How much each depth of a network knows about the data, as a job: found out once, then remembered."""

import hashlib
import json
import time
from typing import Any

import torch

from core.contracts.commands import Inbox
from core.contracts.depths import MOST_TRAIN, MOST_VALIDATION
from core.contracts.errors import UserError
from core.contracts.events import PhaseChanged
from core.contracts.jobs import ProbeDepthsJob
from core.contracts.records import DepthInfo, SampleInfo
from core.contracts.spec import Part
from core.dataset.kinds import Items, Kind, kind_of
from core.dataset.split import fingerprint
from core.dataset.split_file import with_parts_of_parent
from core.evaluation.depth_features import DepthFeatures, depth_features, probe_points
from core.evaluation.depth_probe import probe_depths
from core.evaluation.depth_selection import selected
from core.evaluation.progress import say_progress, stop_asked
from core.models.build import build_model
from core.models.device_choice import choose_device
from core.models.handle import ModelHandle
from core.store.depth_memory import mark_answered, remember, remembered
from core.store.event_log import Emitter, ItemProgress
from core.training.device import Device
from core.training.library_versions import library_versions

# enough for a share within two points, and done in a minute or two without a graphics card
MOST_ITEMS: dict[Part, int] = {"train": MOST_TRAIN, "validation": MOST_VALIDATION}
# in the key of what is remembered: counts up when the numbers would come out differently
_VERSION = 1


def run_probe_depths_job(job: ProbeDepthsJob, emit: Emitter, inbox: Inbox) -> dict[str, Any]:
    """Does a ProbeDepthsJob.

    Raises:
        UserError: the data can't be used; what `build_model` says; depths_need_data, parent_leaves_part_empty.
        Stopped: asked to.
    """
    asked = _Question(job, emit, inbox)
    known = remembered(asked.key)
    if known is None and job.only_known:
        return {"depths": None}
    if known is None:
        known = asked.answer()
        remember(asked.key, known)
    mark_answered(job)
    return {"depths": known.model_copy(update=asked.totals).model_dump(mode="json")}


class _Question:
    def __init__(self, job: ProbeDepthsJob, emit: Emitter, inbox: Inbox) -> None:
        self._job, self._emit, self._stop_asked = job, emit, stop_asked(inbox)
        self._kind: Kind = kind_of(job.data)
        self._samples = self._selection()
        emit(PhaseChanged, phase="loading_model")
        self._class_names = tuple(sorted({sample.label for sample in self._samples}))
        self._choice = choose_device(job.device)
        self._handle: ModelHandle = build_model(job.model, self._class_names, data=job.data)
        self.key = self._key()

    def _selection(self) -> list[SampleInfo]:
        """Training and validation samples, a fair selection where there are many."""
        self._emit(PhaseChanged, phase="scanning")
        found = self._kind.scan(self._job.dataset, ItemProgress(self._emit), self._stop_asked)
        samples = with_parts_of_parent(self._job.model, found.samples)
        parts = {part: [sample for sample in samples if sample.part == part] for part in MOST_ITEMS}
        if len({sample.label for sample in parts["train"]}) < 2 or not parts["validation"]:
            raise UserError("depths_need_data", train=len(parts["train"]), validation=len(parts["validation"]))
        test = sum(sample.part == "test" for sample in samples)
        self.totals = {"of_train": len(parts["train"]), "of_validation": len(parts["validation"]), "of_test": test}
        return [sample for part, most in MOST_ITEMS.items() for sample in selected(parts[part], most)]

    def answer(self) -> DepthInfo:
        """Computes it."""
        started_s = time.monotonic()
        device = Device(self._choice)
        device.place(self._handle.module)
        self._emit(PhaseChanged, phase="probing")
        # as in a training: scores that are shown come from fp32
        train = self._features(device, "train", device.choice.precision, 0)
        validation = self._features(device, "validation", "fp32", len(train.labels) + train.unreadable)
        if len(set(train.labels.tolist())) < 2 or not len(validation.labels):
            raise UserError("depths_need_data", train=len(train.labels), validation=len(validation.labels))
        self._emit(PhaseChanged, phase="evaluating")
        return probe_depths(
            self._handle.blocks,
            train,
            validation,
            self._job.data,
            on_progress=say_progress(self._emit, len(self._handle.blocks)),
            should_stop=self._stop_asked,
        ).model_copy(update={"seconds": time.monotonic() - started_s})

    def _features(self, device: Device, part: Part, precision: str, before: int) -> DepthFeatures:
        samples = [sample for sample in self._samples if sample.part == part]
        total = say_progress(self._emit, len(self._samples))
        root = self._kind.root(self._job.dataset.folder)
        items: Items = self._kind.items(root, samples, self._class_names, self._handle.preprocessing, self._job.dataset.table)
        return depth_features(
            self._handle,
            items,
            device,
            precision=precision,
            on_progress=lambda done: total(before + done),
            should_stop=self._stop_asked,
        )

    def _key(self) -> str:
        """All that the answer depends on: weights, where they are heard, preprocessing, samples, precision, libraries."""
        handle = self._handle
        facts = [_VERSION, handle.recipe.name, probe_points(handle), handle.preprocessing.key()]
        facts += [fingerprint(self._samples), self._choice.kind, self._choice.precision, library_versions()]
        digest = hashlib.sha256(json.dumps(facts).encode())
        state = handle.module.state_dict()
        for name in sorted({name for block in handle.blocks for name in (*block.parameters, *block.buffers)} & state.keys()):
            digest.update(name.encode())
            digest.update(state[name].contiguous().flatten().view(torch.uint8).numpy())
        return digest.hexdigest()[:32]

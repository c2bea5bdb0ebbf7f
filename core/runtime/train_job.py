"""A training run from its folder to its scores: data, network, loop, best weights, metrics. Part of the worker's entry."""

import contextlib
import logging
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from core.contracts.commands import Inbox, Stop
from core.contracts.errors import Stopped, UserError
from core.contracts.events import Notice, PhaseChanged, Progress, TrainingPlanned
from core.contracts.jobs import TrainJob
from core.contracts.records import RunRecord, SampleInfo
from core.contracts.spec import RunSpec, trainable_block_count
from core.dataset.kinds import Items, Kind, kind_of
from core.dataset.loaders import ItemSource
from core.dataset.split import fingerprint
from core.dataset.split_file import read_split, write_split
from core.evaluation.report import score_run
from core.models.build import build_model, load_model
from core.models.device_choice import choose_device
from core.models.freezing import freeze
from core.models.handle import ModelHandle
from core.models.lora import add_lora
from core.runtime.failures import as_user_error
from core.store.atomic import remove_leftovers
from core.store.checkpoints import CheckpointInfo, find_checkpoint
from core.store.event_log import Emitter
from core.store.runs import RunFolder, open_run
from core.tasks.classification import balanced_class_weights
from core.tasks.registry import task_class
from core.training.checkpoint import Checkpoints, read_state
from core.training.device import Device
from core.training.engine import Engine, Plan
from core.training.prefix import Reuse, reuse_features
from core.training.randomness import steps_per_epoch
from core.training.recipe import Recipe, resolve_recipe

_VERSIONED = ("torch", "torchvision", "timm", "transformers", "peft", "numpy", "Pillow")


def run_train_job(job: TrainJob, emit: Emitter, inbox: Inbox) -> dict[str, Any]:
    """See `core.contracts.jobs.TrainJob`. The run's record says what became of it, whatever that is."""
    run = open_run(Path(job.run))
    run.lock.take()
    try:
        for folder in (run.path, run.checkpoints_path):
            remove_leftovers(folder)
        with _library_log(run):
            run.update_record(status="running", error=None, environment=_environment())
            result = _TrainingRun(run, emit, inbox).train()
            run.update_record(status="completed", **result.pop("record"))
            return result
    except (Stopped, KeyboardInterrupt):
        run.update_record(status="stopped")
        raise
    except BaseException as error:
        with contextlib.suppress(UserError):  # a full disk: what happened is said by the event that follows
            run.update_record(status="failed", error=as_user_error(error).info)
        raise
    finally:
        run.lock.release()


@dataclass(frozen=True)
class _Data:
    folder: Path
    samples: tuple[SampleInfo, ...]
    class_names: tuple[str, ...]

    def part(self, name: str) -> list[SampleInfo]:
        return [sample for sample in self.samples if sample.part == name]


class _TrainingRun:
    def __init__(self, run: RunFolder, emit: Emitter, inbox: Inbox) -> None:
        self._run, self._emit, self._inbox = run, emit, inbox
        self._record: RunRecord = run.read_record()
        self._spec: RunSpec = self._record.spec
        self._kind: Kind = kind_of(self._spec.data)
        self._checkpoint: CheckpointInfo | None = find_checkpoint(run.checkpoints_path)

    def train(self) -> dict[str, Any]:
        """Everything in the order in which it happens."""
        self._tell_skipped_checkpoints()
        data = self._data()
        handle = self._model(data)
        device = self._device()
        engine = self._engine(data, handle, device)
        engine.run()
        self._emit(PhaseChanged, phase="evaluating")
        best = load_model(self._run.best_model_path)
        metrics = score_run(
            self._run,
            best,
            data.folder,
            data.samples,
            data.class_names,
            self._emit,
            self._inbox,
            device.device,
            self._spec.dataset.table,
        )
        return {
            "run": str(self._run.path),
            "metrics": self._run.metrics_path.name,
            "best_epoch": engine.state.best_epoch,
            "record": {
                "best_epoch": engine.state.best_epoch,
                "best_validation_accuracy": metrics.validation.accuracy if metrics.validation else None,
            },
        }

    # ---- data --------------------------------------------------------------------------------------------------------

    def _data(self) -> _Data:
        """The split of this run: read back on a resume, else made from the folder and written down."""
        self._emit(PhaseChanged, phase="scanning")
        spec = self._spec.dataset

        def tell(done: int, total: int | None) -> None:
            self._emit(Progress, done=done, total=total)

        found = self._kind.scan(spec, tell, self._stop_asked)
        if self._run.split_path.exists():
            samples = read_split(self._run.split_path, self._record.dataset_fingerprint)
            self._tell_changes(samples, found.samples)
        else:
            samples = self._with_parts_of_parent(found.samples)
            write_split(self._run.split_path, samples)
        class_names = tuple(sorted({sample.label for sample in samples}))
        self._run.update_record(class_names=class_names, dataset_fingerprint=fingerprint(samples))
        return _Data(self._kind.root(spec.folder), samples, class_names)

    def _with_parts_of_parent(self, samples: tuple[SampleInfo, ...]) -> tuple[SampleInfo, ...]:
        """A picture that the parent run knew keeps its part: what it was tested on must not be trained on now."""
        parent = Path(self._spec.model.entry) / "split.csv"
        if not parent.is_file():
            return samples
        parts = {sample.sha256: sample.part for sample in read_split(parent)}
        return tuple(sample.model_copy(update={"part": parts.get(sample.sha256, sample.part)}) for sample in samples)

    def _tell_changes(self, before: tuple[SampleInfo, ...], now: tuple[SampleInfo, ...]) -> None:
        """The folder may have changed since the run began; the run goes on with its own split."""
        hashes = {sample.file: sample.sha256 for sample in now}
        changed = sum(hashes.get(sample.file) != sample.sha256 for sample in before)
        if changed:
            self._notice("warning", "data_changed_since_start", count=changed)

    def _stop_asked(self) -> bool:
        while (command := self._inbox.take()) is not None:
            if isinstance(command, Stop):
                return True
        return False

    # ---- network -----------------------------------------------------------------------------------------------------

    def _model(self, data: _Data) -> ModelHandle:
        self._emit(PhaseChanged, phase="loading_model")
        if self._checkpoint is not None:
            return load_model(self._checkpoint.path)
        handle = build_model(self._spec.model, data.class_names, self._spec.training.seed)
        if handle.preprocessing.kind != self._spec.data:
            words = {"image": "pictures", "text": "texts"}
            model, asked = words[handle.preprocessing.kind], words[self._spec.data]
            raise UserError("model_for_other_data", name=handle.recipe.name, model=model, data=asked)
        for note in handle.notices:
            self._notice("info", note.code, **note.params)
        if handle.parent_run is not None:
            self._run.update_record(parent_run=handle.parent_run)
        return handle

    def _device(self) -> Device:
        choice = choose_device(self._spec.training.device, self._spec.training.precision)
        if choice.fell_back:
            self._notice("warning", "device_fell_back", asked=choice.asked)
        return Device(choice)

    def _engine(self, data: _Data, handle: ModelHandle, device: Device) -> Engine:
        spec, train = self._spec, data.part("train")
        checkpoints = Checkpoints(self._run.checkpoints_path)
        warm = trainable_block_count(spec.layers.trainable, len(handle.blocks))
        recipe = resolve_recipe(
            spec, train_count=len(train), trainable_blocks=warm, block_count=len(handle.blocks), module=handle.module
        )
        plan = Plan(
            recipe=recipe,
            trainable_blocks=warm,
            lr_decay=spec.layers.lr_decay,
            unfreeze_every_epochs=spec.layers.unfreeze_every_epochs,
            early_stopping_patience=spec.training.early_stopping_patience,
        )
        train_items = self._items(data, handle, "train", augmentation=recipe.augmentation, seed=recipe.seed, views=recipe.views)
        validation_items = self._items(data, handle, "validation")
        balanced = spec.training.class_weights == "balanced"
        task = task_class(spec.task)(
            data.class_names,
            class_weights=balanced_class_weights(train_items.labels, len(data.class_names)) if balanced else None,
            label_smoothing=spec.training.label_smoothing,
        )
        freeze(handle, warm)
        if spec.layers.method == "lora":
            add_lora(handle, warm, spec.layers.lora_rank, recipe.seed)
            if self._checkpoint is not None:
                checkpoints.load_weights(handle, self._checkpoint.path)
        self._say_plan(data, handle, device, recipe)
        reuse = self._reuse(handle, device, train_items, validation_items, recipe.epochs)
        return Engine(
            handle,
            task,
            reuse.train if reuse else ItemSource(train_items),
            reuse.validation if reuse else ItemSource(validation_items),
            plan,
            device,
            checkpoints,
            self._emit,
            self._inbox,
            self._checkpoint,
            reuse.cut.suffix if reuse else None,
        )

    def _items(self, data: _Data, handle: ModelHandle, part: str, **random_views: Any) -> Items:
        table = self._spec.dataset.table
        samples = data.part(part)
        return self._kind.items(data.folder, samples, data.class_names, handle.preprocessing, table, **random_views)

    def _reuse(self, handle: ModelHandle, device: Device, train: Items, validation: Items, epochs: int) -> Reuse | None:
        """The frozen layers' output for every item, once, where that pays."""

        def tell(done: int, total: int) -> None:
            if done == 0:
                self._emit(PhaseChanged, phase="features")
            self._emit(Progress, done=done, total=total)
            if self._stop_asked():
                raise Stopped

        device.place(handle.module)
        return reuse_features(handle, device, train, validation, epochs, tell)

    def _say_plan(self, data: _Data, handle: ModelHandle, device: Device, recipe: Recipe) -> None:
        parameters = list(handle.module.parameters())
        resolved = recipe.as_plain()
        self._run.update_record(resolved=resolved)
        if self._checkpoint is not None and read_state(self._checkpoint).step > 0:
            return  # said before the run was interrupted; the log still has it
        self._emit(
            TrainingPlanned,
            epochs=recipe.epochs,
            steps_per_epoch=steps_per_epoch(len(data.part("train")), recipe.batch_size),
            batch_size=recipe.batch_size,
            class_names=data.class_names,
            train_count=len(data.part("train")),
            validation_count=len(data.part("validation")),
            test_count=len(data.part("test")),
            trainable_parameters=sum(parameter.numel() for parameter in parameters if parameter.requires_grad),
            total_parameters=sum(parameter.numel() for parameter in parameters),
            device=device.choice.kind,
            device_name=device.name,
            precision=device.choice.precision,
            resolved=resolved,
        )

    # ---- words -------------------------------------------------------------------------------------------------------

    def _tell_skipped_checkpoints(self) -> None:
        if self._checkpoint is not None and self._checkpoint.skipped:
            names = ", ".join(path.name for path in self._checkpoint.skipped)
            self._notice("warning", "checkpoint_damaged", names=names, step=self._checkpoint.step)

    def _notice(self, level: str, code: str, **params: str | int | float) -> None:
        self._emit(Notice, level=level, code=code, params=params)


def _environment() -> dict[str, str]:
    return {
        "fettle": version("fettle"),
        "python": platform.python_version(),
        "system": platform.platform(),
        **{name: version(name) for name in _VERSIONED},
    }


@contextlib.contextmanager
def _library_log(run: RunFolder) -> Iterator[None]:
    """What libraries log or warn about goes to log.txt of the run."""
    handler = logging.FileHandler(run.log_path, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.captureWarnings(True)
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()

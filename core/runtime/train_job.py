"""A training run from its folder to its scores: data, network, loop, best weights, metrics. Part of the worker's entry."""

import contextlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.contracts.commands import Command, Inbox, Stop
from core.contracts.costs import fits_head
from core.contracts.errors import Stopped, UserError
from core.contracts.events import Notice, PhaseChanged, Progress, TrainingPlanned
from core.contracts.jobs import TrainJob
from core.contracts.records import RunMetrics, RunRecord
from core.contracts.run_times import RunTimes
from core.contracts.spec import Part, RunSpec, trainable_block_count
from core.dataset.kinds import Indices, Items, Kind, kind_of
from core.dataset.labelled import LabelledData
from core.dataset.loaders import ItemSource
from core.evaluation.progress import stop_asked
from core.evaluation.report import score_run
from core.models.build import build_model, load_model
from core.models.device_choice import choose_device
from core.models.freezing import freeze
from core.models.handle import ModelHandle
from core.models.lora import add_lora
from core.runtime.failures import as_user_error
from core.runtime.run_data import data_of_run
from core.runtime.run_environment import environment, library_log
from core.runtime.run_watch import RunWatch
from core.store.atomic import remove_leftovers
from core.store.checkpoints import CheckpointInfo, find_checkpoint
from core.store.estimates import remember_features
from core.store.event_log import Emitter
from core.store.runs import RunFolder, open_run
from core.tasks.classification import ClassificationTask, balanced_class_weights
from core.tasks.registry import task_class
from core.training.checkpoint import Checkpoints
from core.training.device import Device
from core.training.engine import Engine, Plan
from core.training.head_start import HeadLayers, HeadStart, find_head_layers, start_head
from core.training.inference import Answers
from core.training.loop_inputs import LoopInputs
from core.training.micro_batch import with_fitting_micro_batch
from core.training.prefix import reuse_features
from core.training.randomness import steps_per_epoch
from core.training.recipe import Recipe, after_fit, resolve_recipe


def run_train_job(job: TrainJob, emit: Emitter, inbox: Inbox) -> dict[str, Any]:
    """See `core.contracts.jobs.TrainJob`. The worker holds the run's lock; the record says what became of the run."""
    run = open_run(Path(job.run))
    try:
        for folder in (run.path, run.checkpoints_path):
            remove_leftovers(folder)
        with library_log(run):
            run.update_record(status="running", error=None, environment=environment())
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


class _TrainingRun:
    def __init__(self, run: RunFolder, emit: Emitter, inbox: Inbox) -> None:
        self._run, self._emit, self._inbox = run, emit, inbox
        self._for_loop: list[Command] = []  # said before the loop that will obey it
        self._record: RunRecord = run.read_record()
        self._spec: RunSpec = self._record.spec
        self._kind: Kind = kind_of(self._spec.data)
        self._checkpoint: CheckpointInfo | None = find_checkpoint(run.checkpoints_path)

    def train(self) -> dict[str, Any]:
        """Everything in the order in which it happens."""
        self._tell_skipped_checkpoints()
        data = data_of_run(self._run, self._record, self._kind, self._emit, self._stop_asked)
        handle = self._model(data)
        device = self._device()
        counts = len(data.part("train")), len(data.part("validation")), len(data.part("test"))
        self._fingerprint = self._run.read_record().dataset_fingerprint
        self._watch = RunWatch(self._spec, device.choice.kind, device.choice.precision, self._fingerprint, counts)
        engine = self._engine(data, handle, device)
        self._watch.lap("first_pass")
        self._hand_on_commands()
        engine.run()
        self._watch.lap("training")
        metrics = self._scores(data, engine)
        self._watch.lap("scoring")
        return {
            "run": str(self._run.path),
            "metrics": self._run.metrics_path.name,
            "best_epoch": engine.state.best_epoch,
            "record": {
                "best_epoch": engine.state.best_epoch,
                "temperature": engine.state.best_temperature if engine.best.softens else None,
                "best_validation_accuracy": metrics.validation.accuracy if metrics.validation else None,
                "taken": self._taken(engine, metrics),
            },
        }

    def _taken(self, engine: Engine, metrics: RunMetrics) -> RunTimes | None:
        if self._checkpoint is not None:
            return None  # the nights in between are no work
        aside_s = metrics.baseline.seconds if metrics.baseline else 0.0
        return self._watch.taken(self._run, engine.state.epoch, engine.device.peak_memory_bytes(), aside_s)

    def _scores(self, data: LabelledData, engine: Engine) -> RunMetrics:
        """What the best weights reach."""
        self._emit(PhaseChanged, phase="evaluating")
        handle, device, known = engine.handle, engine.device.device, dict[Part, Answers]()
        if handle.lora_layers:  # what is written down has the additions folded in, and that is what is judged
            handle = load_model(self._run.best_model_path)
        else:
            engine.checkpoints.load_weights(handle, self._run.best_model_path)
            known = self._answers_from_kept(data, engine)
        return score_run(self._run, handle, data, self._emit, self._inbox, device, known)

    def _answers_from_kept(self, data: LabelledData, engine: Engine) -> dict[Part, Answers]:
        """From the kept output of the frozen layers, where there is one: that of the test part is computed now, and kept for
        the next run as that of the others is."""
        inputs, known = engine.inputs, dict[Part, Answers]()
        if inputs.more is None:
            return known
        known["validation"] = engine.answers(inputs.validation)
        test, should_stop = self._items(data, engine.handle, "test"), stop_asked(self._inbox)

        def tell(done: int) -> None:
            self._emit(Progress, done=done, total=len(test))
            if should_stop():
                raise Stopped

        if len(test):
            features = inputs.more(test, tell)
            if features is None:
                return known
            known["test"] = engine.answers(features)
        if inputs.kept_in:
            remember_features(self._spec, len(engine.handle.blocks), self._fingerprint, inputs.kept_in)
        return known

    def _stop_asked(self) -> bool:
        while (command := self._inbox.take()) is not None:
            if isinstance(command, Stop) and not command.keep_best:
                return True
            self._for_loop.append(command)
        return False

    def _hand_on_commands(self) -> None:
        """In the order in which they were said."""
        if self._stop_asked():
            raise Stopped
        for command in self._for_loop:
            self._inbox.put(command)

    # ---- network -----------------------------------------------------------------------------------------------------

    def _model(self, data: LabelledData) -> ModelHandle:
        self._emit(PhaseChanged, phase="loading_model")
        if self._checkpoint is not None:
            return load_model(self._checkpoint.path)
        handle = build_model(self._spec.model, data.class_names, self._spec.training.seed, self._spec.data)
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

    def _engine(self, data: LabelledData, handle: ModelHandle, device: Device) -> Engine:
        spec, warm = self._spec, trainable_block_count(self._spec.layers.trainable, len(handle.blocks))
        fresh = resolve_recipe(
            spec,
            train_count=len(data.part("train")),
            trainable_blocks=warm,
            block_count=len(handle.blocks),
            module=handle.module,
        )
        checkpoints = Checkpoints(self._run.checkpoints_path, lambda found: self._run.update_record(temperature=found))
        train = self._items(data, handle, "train", augmentation=fresh.augmentation, seed=fresh.seed, views=fresh.views)
        task = self._task(data, train.labels)
        layers = self._layers_to_fit(handle, warm)
        was_fitted = self._checkpoint is not None and self._record.resolved.get("head_start") == "fitted"
        recipe = after_fit(fresh, spec, warm) if layers or was_fitted else fresh
        handle.keeps_statistics = recipe.batch_norm == "keep"
        self._set_trainable(handle, warm, checkpoints)
        if spec.training.micro_batch_size is None:
            recipe = with_fitting_micro_batch(recipe, handle, device)
        self._say_plan(data, handle, device, recipe, fitted=bool(layers or was_fitted))
        inputs = self._inputs(handle, device, train, self._items(data, handle, "validation"), recipe.epochs)
        start = self._start_head(handle, layers, inputs, task, device) if layers else None
        if layers and start is None:  # nothing that could be fitted: as if nobody had tried
            recipe = replace(fresh, micro_batch_size=recipe.micro_batch_size)
            self._run.update_record(resolved={**recipe.as_plain(), "head_start": "random"})
        plan = Plan(
            recipe=recipe,
            trainable_blocks=warm,
            lr_decay=spec.layers.lr_decay,
            unfreeze_every_epochs=spec.layers.unfreeze_every_epochs,
            early_stopping_patience=spec.training.early_stopping_patience,
        )
        return Engine(handle, task, inputs, plan, device, checkpoints, self._emit, self._inbox, self._checkpoint, start)

    def _set_trainable(self, handle: ModelHandle, warm: int, checkpoints: Checkpoints) -> None:
        freeze(handle, warm)
        if self._spec.layers.method == "lora":
            add_lora(handle, warm, self._spec.layers.lora_rank, self._spec.training.seed)
            if self._checkpoint is not None:
                checkpoints.load_weights(handle, self._checkpoint.path)

    def _task(self, data: LabelledData, labels: Indices) -> ClassificationTask:
        balanced = self._spec.training.class_weights == "balanced"
        task: ClassificationTask = task_class(self._spec.task)(
            data.class_names,
            class_weights=balanced_class_weights(labels, len(data.class_names)) if balanced else None,
            label_smoothing=self._spec.training.label_smoothing,
        )
        return task

    def _layers_to_fit(self, handle: ModelHandle, warm: int) -> HeadLayers | None:
        """Of the head, where training shall start from a fitted one."""
        training, random_weights = self._spec.training, self._spec.model.weights == "random"
        wanted = training.head_start == "fitted" or handle.fresh_head
        if self._checkpoint is not None or not wanted or not fits_head(training, warm, random_weights=random_weights):
            return None
        return find_head_layers(handle)

    def _start_head(
        self, handle: ModelHandle, layers: HeadLayers, inputs: LoopInputs, task: ClassificationTask, device: Device
    ) -> HeadStart | None:
        self._emit(PhaseChanged, phase="head")
        return start_head(handle, layers, inputs, task, device, self._spec.training.seed, self._tell_and_obey)

    def _items(self, data: LabelledData, handle: ModelHandle, part: Part, **random_views: Any) -> Items:
        samples = data.part(part)
        return self._kind.items(data.folder, samples, data.class_names, handle.preprocessing, data.table, **random_views)

    def _inputs(self, handle: ModelHandle, device: Device, train: Items, validation: Items, epochs: int) -> LoopInputs:
        """The frozen layers' output for every item, once, where that pays; else the items themselves."""

        def tell(done: int, total: int) -> None:
            if done == 0:
                self._emit(PhaseChanged, phase="features")
            self._tell_and_obey(done, total)

        device.place(handle.module)
        reuse = reuse_features(handle, device, train, validation, epochs, tell, self._notice)
        if reuse is None:
            return LoopInputs(handle.module, ItemSource(train), ItemSource(validation))
        return LoopInputs(reuse.cut.suffix, reuse.train, reuse.validation, reuse.more, reuse.kept_in)

    def _tell_and_obey(self, done: int, total: int) -> None:
        self._emit(Progress, done=done, total=total)
        if self._stop_asked():
            raise Stopped

    def _say_plan(self, data: LabelledData, handle: ModelHandle, device: Device, recipe: Recipe, *, fitted: bool) -> None:
        parameters = list(handle.module.parameters())
        resolved = {**recipe.as_plain(), "head_start": "fitted" if fitted else "random"}
        self._run.update_record(resolved=resolved, expected=self._watch.expected)
        if self._checkpoint is not None:
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
            expected=self._watch.expected,
        )

    # ---- words -------------------------------------------------------------------------------------------------------

    def _tell_skipped_checkpoints(self) -> None:
        if self._checkpoint is not None and self._checkpoint.skipped:
            names = ", ".join(path.name for path in self._checkpoint.skipped)
            self._notice("warning", "checkpoint_damaged", names=names, step=self._checkpoint.step)

    def _notice(self, level: str, code: str, **params: str | int | float) -> None:
        self._emit(Notice, level=level, code=code, params=params)

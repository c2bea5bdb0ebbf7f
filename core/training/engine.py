"""The loop. It reads in the order in which things happen."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import torch

from core.contracts.commands import Command, EvaluateNow, Inbox, Pause, Resume, SaveNow, Stop
from core.contracts.costs import CHECKPOINT_AFTER_EPOCH_S
from core.contracts.errors import Stopped, UserError
from core.contracts.events import CheckpointSaved, Notice, Paused, PhaseChanged, Resources, Resumed, StepDone
from core.dataset.loaders import Batch, Source
from core.models.freezing import freeze, parameter_groups, set_train_mode
from core.models.handle import ModelHandle
from core.store.checkpoints import CheckpointInfo
from core.store.event_log import Emitter
from core.tasks.classification import ClassificationTask, EpochScores
from core.training.best import BestWeights
from core.training.checkpoint import Checkpoints, read_average, read_state, restore_optimizer
from core.training.device import Device
from core.training.head_start import HeadStart
from core.training.hooks import BestCheckpointHook, EarlyStoppingHook, Hook, MetricLogHook, say_scores
from core.training.inference import Answers, answer_source, evaluating, torch_network
from core.training.loop_inputs import LoopInputs
from core.training.optim import build_optimizer, set_lr_factor
from core.training.randomness import epoch_plan, seed_step, steps_per_epoch
from core.training.recipe import Recipe
from core.training.schedule import lr_factor
from core.training.state import TrainingState
from core.training.step import Stepper
from core.training.warm_weights import WarmWeights
from core.training.weight_average import WeightAverage

CHECKPOINT_EVERY_S = 60.0
_RESOURCES_EVERY_S = 2.0
_SKIPS_BEFORE_RESTORE = 3
_RESTORES_BEFORE_GIVING_UP = 3
_SPEED_MEMORY = 0.9


@dataclass(frozen=True)
class Plan:
    """What the loop is asked to do. `trainable_blocks` at the end, where unfreezing is gradual."""

    recipe: Recipe
    trainable_blocks: int
    lr_decay: float = 1.0
    unfreeze_every_epochs: int = 0
    early_stopping_patience: int = 0


class Engine:
    """Trains one network on one set of items.

    Args:
        resume_from: a checkpoint whose weights are already in `handle`.
        start: of a run that begins with a fitted head, which is in `handle` then: the first candidate for the best.
    """

    def __init__(
        self,
        handle: ModelHandle,
        task: ClassificationTask,
        inputs: LoopInputs,
        plan: Plan,
        device: Device,
        checkpoints: Checkpoints,
        emit: Emitter,
        inbox: Inbox,
        resume_from: CheckpointInfo | None = None,
        start: HeadStart | None = None,
    ) -> None:
        self.handle, self.task, self.plan, self.device = handle, task, plan, device
        self.checkpoints, self.emit, self._inbox = checkpoints, emit, inbox
        self.inputs, self.network, self._train_items = inputs, inputs.network, inputs.train
        self._start = start
        recipe = plan.recipe
        device.place(handle.module)
        freeze(handle, plan.trainable_blocks)
        set_train_mode(handle)
        groups = parameter_groups(handle, recipe.lr, recipe.weight_decay, plan.lr_decay)
        self._optimizer = build_optimizer(recipe, groups)
        self._stepper = Stepper(self.network, task, self._optimizer, device, recipe.clip_norm, recipe.consistency)
        self.state = TrainingState(micro_batch_size=recipe.micro_batch_size)
        self._steps_per_epoch = steps_per_epoch(len(inputs.train), recipe.batch_size)
        weights = WarmWeights(handle, plan.trainable_blocks)
        self.best = BestWeights(handle, weights, checkpoints)
        self._average = WeightAverage(weights, recipe.weight_averaging * self._total_steps)
        if resume_from is not None:
            self.state = read_state(resume_from)
            restore_optimizer(resume_from, self._optimizer, device)
            self._average.load(read_average(resume_from))
        self._hooks: list[Hook] = [BestCheckpointHook(only_head=not plan.trainable_blocks), MetricLogHook()]
        if plan.early_stopping_patience:
            self._hooks.append(EarlyStoppingHook(plan.early_stopping_patience))
        self._finish_now = False
        self._resources_at_s = self._step_at_s = time.monotonic()
        self._saved_at_s = time.monotonic() - (start.seconds if start else 0.0)
        self._items_per_s = 0.0

    @property
    def epoch_number(self) -> int:
        """The epoch that runs, counted from 1 as people do; 0 before the first batch."""
        return 0 if (self.state.epoch, self.state.batch) == (0, 0) else self.state.epoch + 1

    @property
    def _total_steps(self) -> int:
        return self._steps_per_epoch * self.plan.recipe.epochs

    def run(self) -> None:
        """Trains to the end; the best weights are in checkpoints/best then.

        Raises:
            Stopped: it was asked to stop, and has saved where it stands.
            UserError: what training can't recover from.
        """
        self._judge_start()
        self._obey_commands()
        while self.state.epoch < self.plan.recipe.epochs and not self.state.is_over:
            self._begin_epoch()
            for batch in self._batches():
                self._tell_unreadable(batch)
                self._learn(batch)
                self._obey_commands()
                if self._finish_now:
                    break
            self._end_epoch()

    def _judge_start(self) -> None:
        """The fitted head is a candidate for the best as every epoch is: training goes on from it, and what is kept has no
        higher validation loss, each at its best temperature. Its accuracy, or the test part, may still be worse."""
        if self._start is None:
            return
        for hook in self._hooks:
            hook.after_evaluation(self, self._start.scores)
        self._save_if_older(CHECKPOINT_AFTER_EPOCH_S)

    # ---- an epoch ----------------------------------------------------------------------------------------------------

    def _begin_epoch(self) -> None:
        """Gradual unfreezing: head first, then one more block every so many epochs (Howard and Ruder, ULMFiT, ACL 2018)."""
        every = self.plan.unfreeze_every_epochs
        warm = min(self.plan.trainable_blocks, self.state.epoch // every) if every else self.plan.trainable_blocks
        if warm != self.handle.trainable_blocks:
            freeze(self.handle, warm)
            set_train_mode(self.handle)
        self.emit(PhaseChanged, phase="training")

    def _batches(self) -> Iterator[Batch]:
        recipe, state = self.plan.recipe, self.state
        items = self._train_items
        plan = epoch_plan(recipe.seed, state.epoch, len(items), recipe.batch_size, items.lengths)
        self._step_at_s = time.monotonic()
        return self._train_items.batches(plan[state.batch :], state.epoch)

    def _end_epoch(self) -> None:
        """Evaluates, lets the hooks decide, moves on to the next epoch, or says that training is over, and saves all of it."""
        self.emit(PhaseChanged, phase="evaluating")
        with self._average.in_place():
            scores = self._scores(lambda done: self._obey_commands())
            votes = [hook.after_evaluation(self, scores) for hook in self._hooks]
        self.state.epoch, self.state.batch = self.state.epoch + 1, 0
        self.state.is_over = any(votes) or self._finish_now or self.state.epoch == self.plan.recipe.epochs
        self._save_if_older(0.0 if self.state.is_over else CHECKPOINT_AFTER_EPOCH_S)

    def answers(self, source: Source, on_progress: Callable[[int], None] = lambda done: None) -> Answers:
        """How the network answers a source of what it takes now, in fp32."""
        with evaluating(self.network):
            network = torch_network(self.network, self.device.device)
            return answer_source(network, source, class_count=len(self.handle.class_names), on_progress=on_progress)

    def _scores(self, on_progress: Callable[[int], None]) -> EpochScores:
        source = self.inputs.validation
        answers = self.answers(source, on_progress)
        if not len(answers.rows):
            raise UserError("nothing_to_evaluate", folder=str(source.folder))
        return self.task.scores(torch.from_numpy(answers.logits), torch.from_numpy(source.labels[answers.rows]))

    # ---- a step ------------------------------------------------------------------------------------------------------

    def _learn(self, batch: Batch) -> None:
        state, recipe = self.state, self.plan.recipe
        total = self._total_steps
        factor = lr_factor(recipe.schedule, state.step, total, recipe.warmup_steps(total)) * state.lr_scale
        lr = set_lr_factor(self._optimizer, factor)
        seed_step(recipe.seed, state.step, self.device.choice.kind)
        if len(batch):
            result = self._stepper.learn(batch, state.micro_batch_size)
            if result.micro_batch_size < state.micro_batch_size:
                state.micro_batch_size = result.micro_batch_size
                self._notice("warning", "micro_batch_halved", micro=result.micro_batch_size, batch=recipe.batch_size)
            state.step, state.batch = state.step + 1, state.batch + 1
            if result.applied:
                self._average.follow(state.step)
            self._say_step(result.loss, lr, len(batch))
            self._recover(result.applied)
        else:
            state.batch += 1

    def _say_step(self, loss: float, lr: float, items: int) -> None:
        now = time.monotonic()
        speed = items / max(now - self._step_at_s, 1e-9)
        self._items_per_s = _SPEED_MEMORY * self._items_per_s + (1 - _SPEED_MEMORY) * speed if self._items_per_s else speed
        self._step_at_s = now
        epoch = self.state.epoch + self.state.batch / self._steps_per_epoch
        self.emit(StepDone, step=self.state.step, epoch=epoch, loss=loss, lr=lr, items_per_s=self._items_per_s)

    def _recover(self, applied: bool) -> None:
        """After a step that was undone: a smaller learning rate; after several, the best weights so far.

        Raises:
            UserError: loss_diverged.
        """
        state = self.state
        if applied:
            state.skipped_in_a_row = 0
            return
        state.skipped_in_a_row += 1
        state.lr_scale /= 2
        if state.skipped_in_a_row < _SKIPS_BEFORE_RESTORE:
            self._notice("warning", "loss_not_finite", step=state.step, factor=f"{state.lr_scale:g}")
            return
        self._write_best()
        best = self.checkpoints.folder / "best"
        if state.restores >= _RESTORES_BEFORE_GIVING_UP or not best.exists():
            raise UserError("loss_diverged", step=state.step, lr=f"{self.plan.recipe.lr:g}")
        self.checkpoints.load_weights(self.handle, best)
        self._average.forget()
        self._optimizer.state.clear()
        state.restores, state.skipped_in_a_row = state.restores + 1, 0
        self._notice("warning", "weights_restored", step=state.step, epoch=state.best_epoch or 0)

    def _tell_unreadable(self, batch: Batch) -> None:
        for index, error in batch.unreadable:
            self._notice("warning", "sample_skipped", file=self._train_items.files[index], why=str(error))

    # ---- commands ----------------------------------------------------------------------------------------------------

    def _obey_commands(self) -> None:
        """Does what was asked since the last step.

        Raises:
            Stopped: after a checkpoint.
        """
        now = time.monotonic()
        if now - self._resources_at_s > _RESOURCES_EVERY_S:
            self._resources_at_s = now
            self._say_resources()
        self._save_if_older(CHECKPOINT_EVERY_S)
        while (command := self._inbox.take()) is not None:
            self._obey(command)

    def _obey(self, command: Command) -> None:
        match command:
            case Stop(keep_best=True):
                self._finish_now = True
            case Stop():
                self._save()
                raise Stopped
            case Pause():
                self._wait_while_paused()
            case SaveNow():
                self._save()
            case EvaluateNow():
                with self._average.in_place():
                    scores = self._scores(lambda done: None)
                say_scores(self, scores, is_best=False)
            case _:
                return

    def _wait_while_paused(self) -> None:
        self._save()
        self.emit(Paused, step=self.state.step)
        while not isinstance(command := self._inbox.take(timeout_s=1.0), Resume):
            if isinstance(command, Stop):
                self._obey(command)
                break
        self.emit(Resumed, step=self.state.step)
        self._step_at_s = time.monotonic()

    def _save_if_older(self, seconds: float) -> None:
        """Saves, unless the last checkpoint is younger: the most that a power cut may cost."""
        if time.monotonic() - self._saved_at_s >= seconds:
            self._save()

    def _save(self) -> None:
        """The best weights first: what the state says of them must be true of what lies there."""
        self._write_best()
        with self._average.out_of_place():
            path = self.checkpoints.save(
                self.handle, self._optimizer, self.device, self.state, self.emit.next_seq, self._average.named()
            )
        self._saved_at_s = time.monotonic()
        self.emit(CheckpointSaved, step=self.state.step, path=_relative(path), is_best=False)

    def _write_best(self) -> None:
        if (step := self.best.write()) is not None:
            self.emit(CheckpointSaved, step=step, path=_relative(self.checkpoints.folder / "best"), is_best=True)

    def _say_resources(self) -> None:
        self.emit(
            Resources,
            memory_bytes=psutil.Process().memory_info().rss,
            device_memory_bytes=self.device.memory_bytes(),
            cpu_percent=psutil.cpu_percent(),
        )

    def _notice(self, level: str, code: str, **params: str | int | float) -> None:
        self.emit(Notice, level=level, code=code, params=params)


def _relative(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"

"""Few examples: before a head is fitted, the layers below it learn which of them belong together.

A class has few examples, but two of them already make a pair, and of pairs there are many. What a head takes of two examples
of one class is drawn together, what it takes of two classes apart, by the cosine between them. Source: Tunstall et al.,
"Efficient Few-Shot Learning Without Prompts" (SetFit), 2022, section 3. There two texts are read for each pair; here each
example of a batch makes a pair with every other one, so that all it takes is one pass.

Whether it helped is told by a head that is fitted before and one that is fitted after.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import torch
import torch.nn.functional as F
from torch import Tensor

from core.contracts.costs import CONTRASTIVE_BATCH, contrastive_passes
from core.models.freezing import parameter_groups, set_train_mode
from core.models.handle import ModelHandle
from core.training.device import Device
from core.training.head_start import HeadInputs, HeadLayers, HeadStart, OnProgress
from core.training.loop_inputs import LoopInputs
from core.training.optim import build_optimizer, set_lr_factor
from core.training.randomness import epoch_plan, seed_step, steps_per_epoch
from core.training.recipe import Recipe
from core.training.schedule import lr_factor
from core.training.step import Stepper
from core.training.warm_weights import WarmWeights

# of the rate that the recipe gives the layers below the head: 5e-5 for the bundled model
_RATE = 0.5
# its stream of random numbers is another than that of the steps that come after
_SEED_BESIDE = 0x5E7F


class PairObjective:
    """Of (N, D) vectors and (N,) classes: how far the cosines of pairs are from 1 within a class and from 0 across classes.

    Both kinds of pairs count the same, however many there are.
    """

    def loss_sum(self, vectors: Tensor, labels: Tensor) -> Tensor:
        """The mean squared error over the pairs, times N."""
        near = F.normalize(vectors.float(), dim=1)
        cosines = near @ near.T
        same = labels[:, None] == labels[None, :]
        pairs = ~torch.eye(len(labels), dtype=torch.bool, device=labels.device)
        parts = [(cosines[kind & pairs] - target).square() for kind, target in ((same, 1.0), (~same, 0.0))]
        means = [part.mean() for part in parts if len(part)]
        return len(labels) * torch.stack(means).mean() if means else 0.0 * vectors.sum()

    def weight_of(self, labels: Tensor) -> float:
        return float(len(labels))

    def disagreement_sum(self, vectors: Tensor, others: Tensor) -> Tensor:
        return 0.0 * (vectors - others).sum()


@dataclass(frozen=True)
class PairsOutcome:
    """start: what training goes on from. before, after: calibrated validation loss of the heads fitted before and after."""

    start: HeadStart
    before: float
    after: float

    @property
    def helped(self) -> bool:
        return self.after < self.before


def start_from_pairs(
    handle: ModelHandle,
    warm_blocks: int,
    start: HeadStart,
    learn: Callable[[], None],
    fit_again: Callable[[], HeadStart | None],
) -> PairsOutcome:
    """What pairs teach, where the validation part says that it helps; else the weights are as they were.

    Args:
        start: of the fitted head that is in the network.
        learn: see `learn_pairs`. fit_again: puts another head into the network; None: it can't be fitted any more.
    """
    began_s = time.monotonic()
    weights = WarmWeights(handle, warm_blocks)
    present = weights.copies()
    learn()
    again = fit_again()
    outcome = PairsOutcome(start, start.scores.calibrated.value, math.inf if again is None else again.scores.calibrated.value)
    if again is None or not outcome.helped:
        weights.put(present)
        again = start
    return replace(outcome, start=replace(again, seconds=start.seconds + time.monotonic() - began_s))


def learn_pairs(
    handle: ModelHandle,
    layers: HeadLayers,
    inputs: LoopInputs,
    recipe: Recipe,
    lr_decay: float,
    device: Device,
    on_progress: OnProgress,
) -> None:
    """Changes the layers that may change, but the head, in the network itself.

    Args:
        on_progress: told items done and items in all; may raise to stop.

    Raises:
        UserError: out_of_memory.
    """
    train, size = inputs.train, min(CONTRASTIVE_BATCH, len(inputs.train))
    optimizer = build_optimizer(recipe, parameter_groups(handle, _RATE * recipe.lr, recipe.weight_decay, lr_decay))
    stepper = Stepper(HeadInputs(inputs.network, layers.layers(handle)), PairObjective(), optimizer, device, recipe.clip_norm)
    passes = contrastive_passes(len(train))
    at_once = size if recipe.micro_batch_size >= recipe.batch_size else min(size, recipe.micro_batch_size)
    steps = passes * steps_per_epoch(len(train), size)
    seed, step, done = recipe.seed ^ _SEED_BESIDE, 0, 0
    set_train_mode(handle)
    for number in range(passes):
        for batch in train.batches(epoch_plan(seed, number, len(train), size), number):
            set_lr_factor(optimizer, lr_factor("linear", step, steps, recipe.warmup_steps(steps)))
            seed_step(seed, step)
            if len(batch):
                at_once = stepper.learn(batch, at_once).micro_batch_size
            step, done = step + 1, done + len(batch)
            on_progress(done, passes * len(train))

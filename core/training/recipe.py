"""What "automatic" means: concrete settings for this data, this network and this choice of layers."""

import math
from dataclasses import asdict, dataclass, replace
from typing import Any

from torch import nn

from core.contracts.costs import automatic_augmentation, automatic_batch_size, automatic_views
from core.contracts.spec import DataKind, RunSpec, TrainingSpec
from core.dataset.augment import ResolvedAugmentation, resolve_augmentation
from core.training.randomness import steps_per_epoch

# highest learning rates, by what is trained: a new head on fixed features; a network with batch norm (most convolutional
# ones); the same where its statistics stay; one without (transformers, which fall apart at rates that convolutional networks
# need). AdamW's are the usual fine-tuning values (timm's and transformers' example scripts), but that of kept statistics, which
# was the best of three on few pictures; SGD's those of Kornblith et al., CVPR 2019, appendix A.5.
_RATES = {
    "head": {"sgd": 0.05, "adam": 1e-2, "adamw": 1e-2},
    "batch_norm": {"sgd": 0.01, "adam": 5e-4, "adamw": 5e-4},
    "kept_statistics": {"sgd": 0.005, "adam": 1e-4, "adamw": 1e-4},
    "other": {"sgd": 0.003, "adam": 5e-5, "adamw": 5e-5},
}
# LoRA's additions learn at about ten times the rate that the numbers themselves would bear: 2e-4 to 5e-4 with AdamW for
# RoBERTa in Hu et al., ICLR 2022, table 9, where plain fine-tuning takes 1e-5 to 5e-5
_LORA_FACTOR = 10
# the rates of "other" are for networks about as wide as this, as most are. In a narrower one each number may move more: the
# best rate of Adam falls in proportion to the width (Yang et al., "Tensor Programs V", NeurIPS 2021)
_USUAL_WIDTH = 768
_NARROWER, _WIDER = 2.0, 0.5
# of an epoch. With fewer, new statistics of batch norm come too late for the head that was fitted to the old ones. These are
# better then, at a lower rate (Keras, "Transfer learning and fine-tuning"): so it was with 8, 20 and 40; more was not tried
_FEWEST_STEPS_FOR_STATISTICS = 50
# what differs by kind of data; the values for texts are those of Devlin et al., "BERT", NAACL 2019, appendix A.2 and A.3
_SCHEDULES: dict[DataKind, str] = {"image": "cosine", "text": "linear"}
_WARMUP_SHARES: dict[DataKind, float] = {"image": 0.05, "text": 0.1}
_CLIP_NORMS: dict[DataKind, float | None] = {"image": None, "text": 1.0}


@dataclass(frozen=True)
class Recipe:
    """Settings without gaps. Rates are for the head; sizes count items; `views` as in ImageItems."""

    epochs: int
    optimizer: str
    lr: float
    momentum: float
    weight_decay: float
    schedule: str
    warmup_share: float
    batch_size: int
    micro_batch_size: int
    clip_norm: float | None
    consistency: float
    weight_averaging: float
    batch_norm: str
    augmentation: ResolvedAugmentation
    views: int | None
    seed: int

    def warmup_steps(self, total_steps: int) -> int:
        return math.ceil(self.warmup_share * total_steps)

    def as_plain(self) -> dict[str, Any]:
        """For run.json and the window."""
        return asdict(self)


def resolve_recipe(spec: RunSpec, *, train_count: int, trainable_blocks: int, block_count: int, module: nn.Module) -> Recipe:
    """Fills in what the person left to us; what was set by hand stays as it is."""
    training: TrainingSpec = spec.training
    optimizer = training.optimizer or "adamw"
    batch_size = training.batch_size or automatic_batch_size(train_count, spec.data)
    batch_norm = _batch_norm(spec, steps_per_epoch(train_count, batch_size))
    is_lora = bool(trainable_blocks) and spec.layers.method == "lora"
    kind = _kind_of_rate(module, trainable_blocks, keeps=batch_norm == "keep" and not is_lora)
    rate = _RATES[kind][optimizer]
    if is_lora:
        rate *= _LORA_FACTOR
    elif kind == "other":
        rate *= _for_width(module)
    augmentation = resolve_augmentation(automatic_augmentation(training.augmentation, trainable_blocks), train_count)
    default_decay = 1e-4 if optimizer == "sgd" else 0.01
    return Recipe(
        epochs=training.epochs,
        optimizer=optimizer,
        lr=training.lr if training.lr is not None else rate,
        momentum=training.momentum,
        weight_decay=training.weight_decay if training.weight_decay is not None else default_decay,
        schedule=training.schedule or _SCHEDULES[spec.data],
        warmup_share=training.warmup_share if training.warmup_share is not None else _WARMUP_SHARES[spec.data],
        batch_size=batch_size,
        micro_batch_size=min(training.micro_batch_size or batch_size, batch_size + 1),
        clip_norm=training.clip_norm or _CLIP_NORMS[spec.data],
        # a head alone hardly differs from pass to pass, and from step to step once it is fitted
        consistency=training.consistency if trainable_blocks else 0.0,
        weight_averaging=training.weight_averaging if trainable_blocks else 0.0,
        batch_norm=batch_norm,
        augmentation=augmentation,
        views=automatic_views(training.augmentation, trainable_blocks, block_count),
        seed=training.seed,
    )


def _kind_of_rate(module: nn.Module, trainable_blocks: int, *, keeps: bool) -> str:
    """A key of _RATES."""
    if trainable_blocks == 0:
        return "head"
    has_norms = any(isinstance(part, nn.modules.batchnorm._BatchNorm) for part in module.modules())
    if not has_norms:
        return "other"
    return "kept_statistics" if keeps else "batch_norm"


def _batch_norm(spec: RunSpec, steps: int) -> str:
    """steps: of an epoch."""
    if spec.training.batch_norm != "auto":
        return spec.training.batch_norm
    return "keep" if steps < _FEWEST_STEPS_FOR_STATISTICS and spec.model.weights != "random" else "learn"


def _for_width(module: nn.Module) -> float:
    """The factor on the rate of a network for texts, by the size of its word vectors; 1 for one without any."""
    width = next((part.embedding_dim for part in module.modules() if isinstance(part, nn.Embedding)), _USUAL_WIDTH)
    return min(max(_USUAL_WIDTH / width, _WIDER), _NARROWER)


# of the rate that a fresh head on fixed features learns with: one that was fitted stands at its best already
_AFTER_FIT = 0.05


def after_fit(recipe: Recipe, spec: RunSpec, trainable_blocks: int) -> Recipe:
    """The recipe of a run that goes on from a fitted head. Where blocks learn too, their rates are gentle enough."""
    if trainable_blocks or spec.training.lr is not None:
        return recipe
    return replace(recipe, lr=recipe.lr * _AFTER_FIT)

"""What a choice of layers costs: arithmetic over measured blocks. No network is touched here.

A frozen block costs its forward pass, in every epoch or once (core.training.prefix); a trainable one its forward and its
backward pass, and it keeps its activations.
"""

from collections.abc import Sequence

from core.contracts.base import Contract
from core.contracts.records import BlockInfo, ModelInfo
from core.contracts.spec import AugmentationSpec, DataKind, LayersSpec, TrainingSpec, trainable_block_count

BYTES_PER_PARAMETER = 4
OPTIMIZER_COPIES = {"sgd": 1, "adam": 2, "adamw": 2}
_LARGEST_AUTOMATIC_BATCH: dict[DataKind, int] = {"image": 32, "text": 16}
_FEWEST_STEPS_PER_EPOCH = 8
_AUTOMATIC_VIEWS = 4
_NO_CHANGE = {
    "horizontal_flip": False,
    "vertical_flip": False,
    "rotation_degrees": 0,
    "min_crop_area": 1,
    "brightness": 0,
    "contrast": 0,
}


def automatic_batch_size(train_count: int, data: DataKind) -> int:
    """Items per optimizer step where the person left it to us: 32 pictures or 16 texts (Devlin et al., "BERT", NAACL 2019,
    appendix A.3), fewer where an epoch would be too few steps."""
    return max(4, min(_LARGEST_AUTOMATIC_BATCH[data], train_count // _FEWEST_STEPS_PER_EPOCH))


def automatic_augmentation(asked: AugmentationSpec, trainable_blocks: int) -> AugmentationSpec:
    """A linear classifier on fixed features is fitted without random changes (Kornblith et al., CVPR 2019, appendix A.4)."""
    return asked.model_copy(update={"preset": "none"}) if trainable_blocks == 0 and asked.preset == "auto" else asked


def automatic_views(asked: AugmentationSpec, trainable_blocks: int, block_count: int) -> int | None:
    """Different random views of a picture, used in turn; None: a new one in every epoch.

    Where most of the network is frozen, a few are enough, and the frozen part then runs once: see core.training.prefix.
    """
    if asked.views is not None:
        return asked.views
    return _AUTOMATIC_VIEWS if trainable_blocks <= block_count // 2 else None


def view_count(asked: AugmentationSpec, trainable_blocks: int, block_count: int, epochs: int) -> int:
    """How many views of each picture a training of so many epochs sees."""
    resolved = automatic_augmentation(asked, trainable_blocks)
    by_hand = {name: value for name, value in resolved.model_dump(exclude={"preset", "views"}).items() if value is not None}
    if resolved.preset == "none" and all(value == _NO_CHANGE[name] for name, value in by_hand.items()):
        return 1
    return min(epochs, automatic_views(asked, trainable_blocks, block_count) or epochs)


class CostInfo(Contract):
    """Numbers beside the ladder. Times are None until the network has been measured on this machine.

    first_pass_s: running the frozen layers once over all pictures; 0 where that does not pay and they run in every epoch.
    epoch_s: each epoch after that. epoch_without_reuse_s: what it would take if the frozen layers ran in every epoch.
    """

    trainable_parameters: int
    total_parameters: int
    memory_bytes: int | None = None
    first_pass_s: float | None = None
    epoch_s: float | None = None
    epoch_without_reuse_s: float | None = None
    training_s: float | None = None


def estimate_costs(
    model: ModelInfo, layers: LayersSpec, training: TrainingSpec, *, train_count: int, validation_count: int
) -> CostInfo:
    """Parameters, memory in bytes and seconds for training this network with these layers.

    Memory: weights, gradients and optimizer state of what is trainable, and one batch of activations. An epoch is one
    training pass and one evaluation of the validation part.
    """
    warm = trainable_block_count(layers.trainable, len(model.blocks))
    cold_blocks = model.blocks[: len(model.blocks) - warm]
    warm_blocks = (*model.blocks[len(model.blocks) - warm :], model.head)
    rank = layers.lora_rank if layers.method == "lora" else 0
    added = sum(block.lora_parameters_per_rank for block in warm_blocks) * rank
    trainable = added + model.head.parameters if rank else sum(block.parameters for block in warm_blocks)
    cold_s, forward_s = _total(cold_blocks, "forward_s"), _total(warm_blocks, "forward_s")
    backward_s, activation_bytes = _total(warm_blocks, "backward_s"), _total(warm_blocks, "activation_bytes")
    if cold_s is None or forward_s is None or backward_s is None or activation_bytes is None:
        return CostInfo(trainable_parameters=trainable, total_parameters=model.total_parameters)
    copies = 1 + OPTIMIZER_COPIES[training.optimizer or "adamw"]
    batch_size = training.batch_size or automatic_batch_size(train_count, model.data)
    views = 1 if model.data == "text" else view_count(training.augmentation, warm, len(model.blocks), training.epochs)
    warm_s = train_count * (forward_s + backward_s) + validation_count * forward_s
    without_reuse_s = warm_s + (train_count + validation_count) * cold_s
    reuses = bool(cold_blocks) and views < training.epochs
    first_pass_s = (train_count * views + validation_count) * cold_s if reuses else 0.0
    epoch_s = warm_s if reuses else without_reuse_s
    return CostInfo(
        trainable_parameters=trainable,
        total_parameters=model.total_parameters,
        memory_bytes=round(
            (model.total_parameters + added + trainable * copies) * BYTES_PER_PARAMETER + activation_bytes * batch_size
        ),
        first_pass_s=first_pass_s,
        epoch_s=epoch_s,
        epoch_without_reuse_s=without_reuse_s,
        training_s=first_pass_s + epoch_s * training.epochs,
    )


def _total(blocks: Sequence[BlockInfo], field: str) -> float | None:
    """None where a block has not been measured."""
    values = [getattr(block, field) for block in blocks]
    return None if None in values else float(sum(values))

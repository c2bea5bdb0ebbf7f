"""What a choice of layers costs: arithmetic over measured blocks. No network is touched here.

A frozen block costs its forward pass, in every epoch or once (core.training.prefix); a trainable one its forward and its
backward pass, and it keeps its activations.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from core.contracts.base import Contract
from core.contracts.records import BlockInfo, ModelInfo
from core.contracts.run_times import RunTimes
from core.contracts.spec import AugmentationSpec, DataKind, LayersSpec, TrainingSpec, trainable_block_count

BYTES_PER_PARAMETER = 4
_OPTIMIZER_COPIES = {"sgd": 1, "adam": 2, "adamw": 2}
_LARGEST_AUTOMATIC_BATCH: dict[DataKind, int] = {"image": 32, "text": 16}
_FEWEST_STEPS_PER_EPOCH = 8
_AUTOMATIC_VIEWS = 4
# items in a batch that is only asked, as core.training.inference sends them
_LAYERS_AT_ONCE, _ASKED_AT_ONCE = 3, 32
# what core.training.prefix_onnx asks a conversion to save comes to about this much of the time that was measured
_LEAST_SAVED_S = 7.0
# at the end of an epoch a checkpoint is due after so long: between two epochs is the best place to go on from
CHECKPOINT_AFTER_EPOCH_S = 10.0
_NO_CHANGE = {
    "horizontal_flip": False,
    "vertical_flip": False,
    "rotation_degrees": 0,
    "min_crop_area": 1,
    "brightness": 0,
    "contrast": 0,
}


def copies_beside(optimizer: str, weight_averaging: float) -> int:
    """Of every number that learns, beside the number itself: its gradient, the optimizer's state, the mean."""
    return 1 + _OPTIMIZER_COPIES[optimizer] + bool(weight_averaging)


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


def fits_head(training: TrainingSpec, trainable_blocks: int, *, random_weights: bool) -> bool:
    """Whether a training with a new head starts from one that is fitted at once.

    Left to us, it does where that pays: a pass over the training part is little beside several epochs, and a backbone of
    random numbers that will learn anyway has nothing to protect.
    """
    pays = training.epochs > 1 and not (random_weights and trainable_blocks)
    return training.head_start == "fitted" or (training.head_start == "auto" and pays)


class CostInfo(Contract):
    """Numbers beside the ladder. Times are None until the network has been measured on this machine.

    memory_bytes: of the graphics device; without one, of the whole process.
    first_pass_s: running the frozen layers once over all pictures; 0 where that does not pay and they run in every epoch, and
        where `features_kept` says that an earlier run has done it.
    fit_s: the pass over all items that a head's first fit needs.
    epoch_s: each epoch after that. epoch_without_reuse_s: what it would take if the frozen layers ran in every epoch.
    scoring_s: asking the best weights about validation and test part. training_s: all of it, the scan left out.
    """

    trainable_parameters: int
    total_parameters: int
    memory_bytes: int | None = None
    first_pass_s: float | None = None
    fit_s: float = 0.0
    epoch_s: float | None = None
    epoch_without_reuse_s: float | None = None
    scoring_s: float | None = None
    training_s: float | None = None
    features_kept: bool = False


def estimate_costs(
    model: ModelInfo,
    layers: LayersSpec,
    training: TrainingSpec,
    *,
    train_count: int,
    validation_count: int,
    test_count: int = 0,
    features_kept: bool = False,
) -> CostInfo:
    """Parameters, memory in bytes and seconds for training this network with these layers, as measured on this machine and
    corrected by what earlier runs took.

    Memory: the process, weights, gradients and optimizer state of what is trainable, and one batch of activations. An epoch
    is one training pass, one evaluation of the validation part, and what is written after it. features_kept: an earlier run
    has been through the same frozen layers with the same data, and what they gave is still there.
    """
    warm = trainable_block_count(layers.trainable, len(model.blocks))
    cold_blocks = model.blocks[: len(model.blocks) - warm]
    warm_blocks = (*model.blocks[len(model.blocks) - warm :], model.head)
    rank = layers.lora_rank if layers.method == "lora" else 0
    added = sum(block.lora_parameters_per_rank for block in warm_blocks) * rank
    trainable = added + model.head.parameters if rank else sum(block.parameters for block in warm_blocks)
    plain = CostInfo(trainable_parameters=trainable, total_parameters=model.total_parameters)
    cold_s, forward_s = _total(cold_blocks, "forward_s"), _total(warm_blocks, "forward_s")
    backward_s, activation_bytes = _total(warm_blocks, "backward_s"), _total(warm_blocks, "activation_bytes")
    if cold_s is None or forward_s is None or backward_s is None or activation_bytes is None:
        return plain
    views = 1 if model.data == "text" else view_count(training.augmentation, warm, len(model.blocks), training.epochs)
    choice = _Choice(
        model,
        training,
        cold_s,
        forward_s,
        backward_s,
        activation_bytes,
        added,
        trainable,
        batch_size=training.batch_size or automatic_batch_size(train_count, model.data),
        # R-Drop asks the network twice in each step
        passes=2 if training.consistency and warm else 1,
        views=views,
        reuses=bool(cold_blocks) and views < training.epochs,
        features_kept=features_kept,
        fits_head=fits_head(training, warm, random_weights=model.random_weights),
    )
    return plain.model_copy(
        update={"memory_bytes": choice.memory_bytes(), **choice.times(train_count, validation_count, test_count)}
    )


@dataclass(frozen=True)
class _Choice:
    """A measured network with a choice of layers: seconds and bytes for one item, `cold` below the first warm block."""

    model: ModelInfo
    training: TrainingSpec
    cold_s: float
    forward_s: float
    backward_s: float
    activation_bytes: float
    added: int
    trainable: int
    batch_size: int
    passes: int
    views: int
    reuses: bool
    features_kept: bool
    fits_head: bool

    @property
    def _copies(self) -> int:
        return copies_beside(self.training.optimizer or "adamw", self.training.weight_averaging)

    def memory_bytes(self) -> int:
        machine = self.model.machine
        weights = (self.model.total_parameters + self.added + self.trainable * self._copies) * BYTES_PER_PARAMETER
        micro = min(self.training.micro_batch_size or self.batch_size, self.batch_size)
        # while nothing is kept for a backward pass, a layer's input, output and workspace are there at once
        asking_bytes = _LAYERS_AT_ONCE * machine.layer_bytes * _ASKED_AT_ONCE
        working_bytes = max(self.activation_bytes * micro * self.passes, asking_bytes)
        return round((machine.process_bytes + weights + working_bytes) * self.model.corrections.memory)

    def times(self, train_count: int, validation_count: int, test_count: int) -> dict[str, float]:
        """The fields of CostInfo in seconds, and whether features are kept."""
        model, prepare_s, by = self.model, self.model.machine.prepare_s, self.model.corrections
        seen = train_count + validation_count
        warm_s = train_count * self.passes * (self.forward_s + self.backward_s) + validation_count * self.forward_s
        cold_s = (train_count * self.passes + validation_count) * self.cold_s
        rest_s = self._beside_the_network_s(train_count)
        whole_epoch_s = self._with_checkpoints_s(beside(seen * prepare_s, warm_s + cold_s, model) + rest_s) * by.training
        epoch_s = self._with_checkpoints_s(warm_s + rest_s) * by.training if self.reuses else whole_epoch_s
        is_done = self.reuses and self.features_kept
        first_count = train_count * self.views + validation_count if self.reuses and not is_done else 0
        share = self._share_once_converted(first_count)
        first_pass_s = beside(first_count * prepare_s, first_count * self.cold_s * share, model) * by.first_pass
        fit_s = self._fit_s(seen) * by.first_pass
        from_kept = (validation_count if self.reuses else 0) + (test_count if is_done else 0)
        scored = validation_count + test_count - from_kept
        scoring_s = beside(scored * prepare_s, scored * (self.cold_s * share + self.forward_s), model)
        scoring_s = (scoring_s + from_kept * self.forward_s) * by.scoring
        return {
            "first_pass_s": first_pass_s,
            "fit_s": fit_s,
            "epoch_s": epoch_s,
            "epoch_without_reuse_s": whole_epoch_s,
            "scoring_s": scoring_s,
            "training_s": first_pass_s + fit_s + epoch_s * self.training.epochs + scoring_s,
            "features_kept": is_done,
        }

    def _share_once_converted(self, count: int) -> float:
        """Of the time that so many items take in frozen layers: 1 where they are too few to earn it."""
        share = self.model.converted_share
        is_earned = count * self.cold_s * (1 - share) >= _LEAST_SAVED_S and self.training.precision != "fp32"
        return share if is_earned else 1.0

    def _beside_the_network_s(self, train_count: int) -> float:
        """Of the steps of an epoch."""
        machine, steps = self.model.machine, ceil(train_count / self.batch_size)
        return steps * (machine.step_s + self.trainable * machine.update_s)

    def _with_checkpoints_s(self, epoch_s: float) -> float:
        """An epoch with its share of the checkpoints, one to go on from and the best: quick ones don't write each."""
        saved = 2 * self.model.total_parameters + self.added + self.trainable * (self._copies - 1)
        return epoch_s + min(1.0, epoch_s / CHECKPOINT_AFTER_EPOCH_S) * saved * self.model.machine.save_s

    def _fit_s(self, seen: int) -> float:
        """The features that the head's first fit needs."""
        if not self.fits_head:
            return 0.0
        if self.reuses:
            return seen * self.forward_s
        return beside(seen * self.model.machine.prepare_s, seen * (self.cold_s + self.forward_s), self.model)


def expected_times(costs: CostInfo, epochs: int) -> RunTimes | None:
    """An estimate as what is compared with the truth; None where the network was not measured."""
    if costs.first_pass_s is None or costs.epoch_s is None or costs.scoring_s is None:
        return None
    return RunTimes(
        first_pass_s=costs.first_pass_s + costs.fit_s,
        training_s=costs.epoch_s * epochs,
        scoring_s=costs.scoring_s,
        epochs=epochs,
        memory_bytes=costs.memory_bytes,
    )


def beside(preparing_s: float, computing_s: float, model: ModelInfo) -> float:
    """Files are prepared by the processor: in the time of a network that runs there too, else beside it."""
    return preparing_s + computing_s if model.measured_on in ("", "cpu") else max(preparing_s, computing_s)


def _total(blocks: Sequence[BlockInfo], field: str) -> float | None:
    """None where a block has not been measured."""
    values = [getattr(block, field) for block in blocks]
    return None if None in values else float(sum(values))

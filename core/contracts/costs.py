"""What a choice of layers costs: arithmetic over measured blocks. No network is touched here.

A frozen block costs its forward pass; a trainable one its forward and its backward pass, and it keeps its activations.
"""

from core.contracts.base import Contract
from core.contracts.records import ModelInfo
from core.contracts.spec import LayersSpec, trainable_block_count

BYTES_PER_PARAMETER = 4
OPTIMIZER_COPIES = {"sgd": 1, "adam": 2, "adamw": 2}
_LARGEST_AUTOMATIC_BATCH = 32
_FEWEST_STEPS_PER_EPOCH = 8


def automatic_batch_size(train_count: int) -> int:
    """Pictures per optimizer step where the person left it to us: 32, fewer where an epoch would be too few steps."""
    return max(4, min(_LARGEST_AUTOMATIC_BATCH, train_count // _FEWEST_STEPS_PER_EPOCH))


class CostInfo(Contract):
    """Numbers beside the ladder. Times are None until the network has been measured on this machine."""

    trainable_parameters: int
    total_parameters: int
    memory_bytes: int | None
    epoch_s: float | None
    training_s: float | None


def estimate_costs(
    model: ModelInfo,
    layers: LayersSpec,
    *,
    train_count: int,
    validation_count: int,
    epochs: int,
    batch_size: int,
    optimizer: str,
) -> CostInfo:
    """Parameters, memory in bytes and seconds for training this network with these layers.

    Memory: weights, gradients and optimizer state of what is trainable, and one batch of activations. An epoch is one
    training pass and one evaluation of the validation part.
    """
    warm = trainable_block_count(layers.trainable, len(model.blocks))
    cold_blocks, warm_blocks = model.blocks[: len(model.blocks) - warm], (*model.blocks[len(model.blocks) - warm :], model.head)
    trainable = sum(block.parameters for block in warm_blocks)
    forward_s = backward_s = 0.0
    activation_bytes = 0
    measured = True
    for block in (*model.blocks, model.head):
        if block.forward_s is None or block.backward_s is None or block.activation_bytes is None:
            measured = False
            break
        forward_s += block.forward_s
        if block not in cold_blocks:
            backward_s += block.backward_s
            activation_bytes += block.activation_bytes
    memory = model.total_parameters + trainable * (1 + OPTIMIZER_COPIES.get(optimizer, 2))
    epoch_s = train_count * (forward_s + backward_s) + validation_count * forward_s if measured else None
    return CostInfo(
        trainable_parameters=trainable,
        total_parameters=model.total_parameters,
        memory_bytes=memory * BYTES_PER_PARAMETER + activation_bytes * batch_size if measured else None,
        epoch_s=epoch_s,
        training_s=epoch_s * epochs if epoch_s is not None else None,
    )

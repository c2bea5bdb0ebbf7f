"""A network as the rest of the trainer sees it, whatever library it comes from."""

from dataclasses import dataclass

from torch import nn

from core.contracts.errors import ErrorInfo
from core.contracts.records import ModelRecord
from core.dataset.kinds import Preprocessing
from core.models.trace import Call


@dataclass(frozen=True)
class Block:
    """One rung of the ladder: a part of the network that is frozen or trained as a whole.

    The names are full dotted names within `ModelHandle.module`. `modules` are roots: all that lies beneath one belongs to
    the block too. `parameters` and `buffers` are complete, those of the roots and those that lie outside of any root
    (a class token, a position embedding). `fixed` are those among them that keep their values even where the block is
    trained: all that it had before LoRA's additions.
    """

    name: str
    label: str
    parameters: tuple[str, ...]
    buffers: tuple[str, ...]
    modules: tuple[str, ...]
    fixed: tuple[str, ...] = ()


@dataclass
class ModelHandle:
    """A network, its parts and what it expects.

    Attributes:
        module: takes one tensor, as `preprocessing` makes it: pictures (N, 3, S, S) float32, or texts (N, 2, T) int64. Gives
            logits (N, C) float32 in training and in evaluation mode.
        blocks: from input to head, head not included, in the order of execution. Every parameter and every buffer of
            `module` is in exactly one of `blocks` and `head`.
        class_names: what the C outputs mean.
        recipe: how to build the same architecture again; model.json holds it.
        heat_map_layer: dotted name of the module whose output Grad-CAM hooks: (N, C, H, W) in a convolutional network,
            (N, T, C) or (N, H, W, C) in a transformer.
        calls: when each module is called in a pass of one input, and what it gives, by dotted name.
        parent_run: id of the run that the first weights come from.
        fresh_head: the head is new, with random numbers.
        origin_class_names: what the head told apart before it was replaced; empty if nobody knows.
        notices: what the person should be told about how the network came to be, as codes of `messages`.
        trainable_blocks: how many of the last blocks may change, as `freezing.freeze` has set it; all at first.
        keeps_statistics: batch norm goes by the statistics that it came with, in blocks that may change too.
        lora_layers: dotted names of the layers that `lora.add_lora` has put additions to.
    """

    module: nn.Module
    blocks: tuple[Block, ...]
    head: Block
    preprocessing: Preprocessing
    class_names: tuple[str, ...]
    recipe: ModelRecord
    heat_map_layer: str
    calls: dict[str, Call]
    parent_run: str | None = None
    fresh_head: bool = False
    origin_class_names: tuple[str, ...] = ()
    notices: tuple[ErrorInfo, ...] = ()
    trainable_blocks: int = -1
    keeps_statistics: bool = False
    lora_layers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.trainable_blocks < 0:
            self.trainable_blocks = len(self.blocks)

    def parameter_count(self, block: Block) -> int:
        """Numbers in the parameters of a block."""
        return sum(self.module.get_parameter(name).numel() for name in block.parameters)


def has_depthwise(network: nn.Module) -> bool:
    """Convolutions of single channels: what torch is slowest at on a processor."""
    return any(isinstance(part, nn.Conv2d) and part.groups == part.in_channels > 1 for part in network.modules())

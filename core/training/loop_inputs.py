"""What a loop learns from and is judged by."""

from dataclasses import dataclass

from torch import nn

from core.dataset.loaders import Source


@dataclass(frozen=True)
class LoopInputs:
    """Two parts of the data, and what is asked about them: the handle's whole network, or where the output of its frozen
    layers is kept (see prefix.py), what comes after them."""

    network: nn.Module
    train: Source
    validation: Source

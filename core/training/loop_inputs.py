"""What a loop learns from and is judged by."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from torch import nn

from core.dataset.kinds import Items
from core.dataset.loaders import Source


@dataclass(frozen=True)
class LoopInputs:
    """Two parts of the data, and what is asked about them: the handle's whole network, or where the output of its frozen
    layers is kept (see prefix.py), what comes after them.

    more: where it is kept, the same of other items; see core.training.prefix.Reuse.more.
    kept_in: the folders that hold it, for the next run.
    """

    network: nn.Module
    train: Source
    validation: Source
    more: Callable[[Items, Callable[[int], None]], Source | None] | None = None
    kept_in: tuple[Path, ...] = ()

"""How warm blocks learn, in words. Knows no widgets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app import quantities
from app.i18n import tr
from core.contracts.records import BlockInfo, ModelInfo
from core.contracts.spec import LayersSpec

LearningMethod = Literal["full", "lora"]


@dataclass(frozen=True)
class LearningView:
    """How warm blocks learn. text: what that means, or why LoRA can't be had."""

    method: LearningMethod
    rank: int
    lora_possible: bool
    text: str


def learning_view(layers: LayersSpec, model: ModelInfo | None, warm: int) -> LearningView:
    blocks = model.blocks if model else ()
    possible = any(block.lora_parameters_per_rank for block in blocks)
    return LearningView(layers.method, layers.lora_rank, possible, _learning_text(layers, blocks, warm, possible))


def _learning_text(layers: LayersSpec, blocks: Sequence[BlockInfo], warm: int, possible: bool) -> str:
    if not possible:
        return tr("LayersPage", "LoRA can't be used here: no layer of this network is of a kind that it can add to.")
    added = sum(block.lora_parameters_per_rank for block in blocks[len(blocks) - warm :]) * layers.lora_rank
    if layers.method == "full" or not added:
        return tr(
            "LayersPage", "LoRA leaves warm blocks as they are and trains small additions beside them: it needs less memory."
        )
    text = tr(
        "LayersPage",
        "Warm blocks keep their own numbers; small additions beside them learn, {added} numbers in all. "
        "Whatever is saved or exported is a plain network, with the additions folded in.",
    )
    return text.format(added=quantities.parameters(added))

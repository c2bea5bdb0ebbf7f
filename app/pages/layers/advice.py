"""What a choice of layers means for this number of pictures or texts, in plain words. A rule of thumb, and it says so."""

from app.i18n import counted, tr
from app.pages.layers.kinds import Starts
from core.contracts.spec import trainable_block_count


def recommended_warm(starts: Starts, train_count: int, block_count: int) -> int:
    """How many of the last blocks are a good start for this number of training samples."""
    for most, preset in starts:
        if train_count < most:
            return trainable_block_count(preset, block_count)  # type: ignore[arg-type]
    return block_count


def advice_for(starts: Starts, train_count: int, warm: int, block_count: int, *, things: str, head_only: str) -> str:
    """One or two sentences for the choice `warm` out of `block_count` blocks.

    Args:
        things: the training samples, counted, in words.
        head_only: the sentence where only the head learns and more could.
    """
    start = recommended_warm(starts, train_count, block_count)
    if warm == 0 and start == 0:
        text = tr("LayersPage", "With {things}, keeping everything but the head cold is the safest start, and the fastest.")
    elif warm == 0:
        text = head_only
    elif warm > max(start, block_count // 4) and start < block_count:
        text = tr(
            "LayersPage",
            "That is a lot of freedom for {things}: the model may learn them by heart. Watch the two loss curves: "
            "if validation rises while training falls, freeze more. A usual start here: {start}.",
        )
    elif warm < start:
        text = tr(
            "LayersPage",
            "{things} can carry more: if the result is not good enough, warm more blocks. A usual start here: {start}.",
        )
    elif warm == block_count:
        text = tr("LayersPage", "A good start for {things}. Compare it with some blocks less.")
    else:
        text = tr("LayersPage", "A good start for {things}. Compare it with one block more and one less.")
    return text.format(things=things, start=start_text(start, block_count))


def start_text(start: int, block_count: int) -> str:
    if start == 0:
        return tr("LayersPage", "head only")
    if start == block_count:
        return tr("LayersPage", "everything")
    return counted(start, tr("LayersPage", "the last block"), tr("LayersPage", "the last {count} blocks"))

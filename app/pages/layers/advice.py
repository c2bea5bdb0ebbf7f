"""What a choice of layers means for this number of pictures, in plain words. A rule of thumb, and it says so."""

from app.i18n import counted, tr
from core.contracts.spec import trainable_block_count

# Up to so many training pictures: this share of the blocks is a good start. The direction is that of Yosinski et al.,
# "How transferable are features in deep neural networks?", NIPS 2014, and Kornblith et al., CVPR 2019, figure 8: the
# fewer pictures, the more of the pretrained features should be kept. The limits are rules of thumb.
_STARTS: tuple[tuple[int, str], ...] = ((300, "head"), (3_000, "last"), (20_000, "half"))


def recommended_warm(train_count: int, block_count: int) -> int:
    """How many of the last blocks are a good start for this number of training pictures."""
    for most, preset in _STARTS:
        if train_count < most:
            return trainable_block_count(preset, block_count)  # type: ignore[arg-type]
    return block_count


def advice_for(train_count: int, warm: int, block_count: int) -> str:
    """One or two sentences for the choice `warm` out of `block_count` blocks."""
    pictures = counted(train_count, tr("LayersPage", "{count} training picture"), tr("LayersPage", "{count} training pictures"))
    start = recommended_warm(train_count, block_count)
    if warm == 0:
        return _head_only(pictures, start)
    if warm > max(start, block_count // 4) and train_count < _STARTS[-1][0]:
        text = tr(
            "LayersPage",
            "That is a lot of freedom for {pictures}: the model may learn them by heart. Watch the two loss curves: "
            "if validation rises while training falls, freeze more. A usual start here: {start}.",
        )
        return text.format(pictures=pictures, start=_start_text(start, block_count))
    if warm < start:
        text = tr(
            "LayersPage",
            "{pictures} can carry more: if the result is not good enough, warm more blocks. A usual start here: {start}.",
        )
        return text.format(pictures=pictures, start=_start_text(start, block_count))
    return tr("LayersPage", "A good start for {pictures}. Compare it with one block more and one less.").format(
        pictures=pictures
    )


def _head_only(pictures: str, start: int) -> str:
    if start == 0:
        text = tr("LayersPage", "With {pictures}, keeping everything but the head cold is the safest start, and the fastest.")
    else:
        text = tr(
            "LayersPage",
            "Only the head learns: the fastest way to a first result with {pictures}. "
            "If your pictures look unlike photos, warming the last block usually gains some points.",
        )
    return text.format(pictures=pictures)


def _start_text(start: int, block_count: int) -> str:
    if start == 0:
        return tr("LayersPage", "head only")
    if start == block_count:
        return tr("LayersPage", "everything")
    return counted(start, tr("LayersPage", "the last block"), tr("LayersPage", "the last {count} blocks"))

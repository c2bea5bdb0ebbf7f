"""What the Layers page says differently for each kind of data: one row of KINDS a kind. Knows no widgets."""

from collections.abc import Callable
from dataclasses import dataclass

from app.i18n import number, tr
from core.contracts.records import ModelInfo, TextLengthInfo
from core.contracts.spec import DataKind, ModelSpec

Starts = tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class LayerWords:
    """Sentences. lead: with {things}, all of them counted. head_only: with {things}, the training ones.

    too_much_memory: with {needed} and {free}. measured_on: which inputs the times are for, empty: nothing to say.
    """

    lead: str
    head_only: str
    too_much_memory: str
    input_text: str
    measured_on: str


@dataclass(frozen=True)
class KindEntry:
    """starts: up to so many training samples, this share of the blocks is a good start; from then on everything is."""

    starts: Starts
    words: Callable[[ModelSpec, ModelInfo | None, TextLengthInfo | None], LayerWords]


def kind_entry(kind: DataKind) -> KindEntry:
    return KINDS[kind]


def _picture_words(spec: ModelSpec, model: ModelInfo | None, _lengths: TextLengthInfo | None) -> LayerWords:
    side = spec.image_size_px or (model.input_size_px if model else 0)
    return LayerWords(
        lead=tr(
            "LayersPage",
            "Cold layers keep what the model has learned before. Warm layers adapt to your {things}. "
            "The more are cold, the faster it trains and the fewer pictures it needs.",
        ),
        head_only=tr(
            "LayersPage",
            "Only the head learns: the fastest way to a first result with {things}. "
            "If your pictures look unlike photos, warming the last block usually gains some points.",
        ),
        too_much_memory=tr(
            "LayersPage",
            "Training needs about {needed} GB of memory and {free} GB are free. "
            "Freeze more blocks, or choose a smaller batch or smaller pictures.",
        ),
        input_text=tr("LayersPage", "picture, {side} × {side}").format(side=side),
        measured_on="",
    )


def _text_words(spec: ModelSpec, model: ModelInfo | None, lengths: TextLengthInfo | None) -> LayerWords:
    most = lengths.max_tokens if lengths else spec.max_tokens or (model.max_tokens if model else 0)
    measured = model.measured_tokens if model else 0
    return LayerWords(
        lead=tr(
            "LayersPage",
            "Cold layers keep what the model has learned about language. Warm layers adapt to your {things}. "
            "The more are cold, the faster it trains; texts usually gain from warm ones, even where there are few.",
        ),
        head_only=tr(
            "LayersPage",
            "Only the head learns: the fastest way to a first result with {things}. "
            "Texts usually gain several points when the layers below it learn too.",
        ),
        too_much_memory=tr(
            "LayersPage",
            "Training needs about {needed} GB of memory and {free} GB are free. "
            "Freeze more blocks, choose a smaller batch, or cut the texts earlier.",
        ),
        input_text=tr("LayersPage", "text, up to {tokens} tokens").format(tokens=number(most)) if most else "",
        measured_on=tr("LayersPage", "measured with texts of {tokens} tokens").format(tokens=number(measured))
        if measured
        else "",
    )


KINDS: dict[DataKind, KindEntry] = {
    # The direction is that of Yosinski et al., "How transferable are features in deep neural networks?", NIPS 2014, and
    # Kornblith et al., CVPR 2019, figure 8: the fewer pictures, the more of the pretrained features should be kept. The
    # limits are rules of thumb.
    "image": KindEntry(((300, "head"), (3_000, "last"), (20_000, "half")), _picture_words),
    # All layers are trained, also where there are few texts: Devlin et al., "BERT", NAACL 2019, section 4.
    "text": KindEntry((), _text_words),
}

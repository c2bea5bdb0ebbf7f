"""What the Model page says and shows differently for each kind of data: one row of KINDS a kind. Knows no widgets."""

from collections.abc import Callable
from dataclasses import dataclass

from app.i18n import tr
from app.pages.train.field_words import text_words
from app.widgets.spec_form import FieldWords
from core.contracts.spec import DataKind


@dataclass(frozen=True)
class ModelWords:
    """Sentences, and the fields of the form for how inputs go in. large: what to expect of a large network."""

    lead: str
    large: str
    own_run: str
    input_title: str
    input_fields: dict[str, FieldWords]


@dataclass(frozen=True)
class KindEntry:
    """families: of the catalogue, in the order of the filter. top1: whether ImageNet accuracy says something.

    small: up to so many parameters a network trains well on a processor. medium: up to so many a small graphics device is
    enough.
    """

    families: tuple[str, ...]
    top1: bool
    small: int
    medium: int
    words: Callable[[], ModelWords]


def _picture_words() -> ModelWords:
    return ModelWords(
        lead=tr(
            "ModelPage",
            "A pretrained network knows a lot about pictures already. The one that comes with Fettle is a good start.",
        ),
        large=tr("ModelPage", "Large: surer on ImageNet, slow to train. It pays with many pictures and a graphics device."),
        own_run=tr("ModelPage", "Start here to go on learning with other pictures or warmer layers."),
        input_title=tr("ModelPage", "How pictures go in"),
        input_fields={
            "image_size_px": FieldWords(
                tr("ModelPage", "Picture size (px)"),
                tr(
                    "ModelPage",
                    "Side of the square that the network sees, 16 to 2048. Larger shows more detail and takes longer.",
                ),
            ),
            "fit": FieldWords(
                tr("ModelPage", "Making it square"),
                tr("ModelPage", "Stretch shows everything, distorted; crop cuts the ends off; pad adds a border."),
                {
                    "stretch": tr("ModelPage", "stretch"),
                    "crop": tr("ModelPage", "crop the middle"),
                    "pad": tr("ModelPage", "pad with a border"),
                },
            ),
        },
    )


def _text_words() -> ModelWords:
    return ModelWords(
        lead=tr(
            "ModelPage",
            "A pretrained network knows a lot about language already. The one that comes with Fettle is small, fast and reads "
            "English; for other languages choose a multilingual one.",
        ),
        large=tr("ModelPage", "Large: understands more, slow to train. It pays with many texts and a graphics device."),
        own_run=tr("ModelPage", "Start here to go on learning with other texts or warmer layers."),
        input_title=tr("ModelPage", "How texts go in"),
        input_fields=text_words(),
    )


KINDS: dict[DataKind, KindEntry] = {
    "image": KindEntry(
        ("run", "fettle", "torchvision", "timm", "transformers", "file"), True, 12_000_000, 60_000_000, _picture_words
    ),
    "text": KindEntry(("run", "text", "file"), False, 40_000_000, 120_000_000, _text_words),
}

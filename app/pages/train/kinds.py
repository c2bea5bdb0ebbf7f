"""Which settings the Train page shows for each kind of data: one row of KINDS a kind. Knows no widgets."""

from collections.abc import Callable
from dataclasses import dataclass

from app.i18n import number, tr
from app.pages.train.field_words import augmentation_words, text_words
from app.widgets.spec_form import FieldWords
from core.contracts.spec import DataKind


@dataclass(frozen=True)
class KindEntry:
    """Fields that only this kind has: of the AugmentationSpec, and of the ModelSpec how inputs go in.

    input_title: over the latter. clip_norm: what an empty field of that name means.
    """

    augmentation: Callable[[], dict[str, FieldWords]]
    inputs: Callable[[], dict[str, FieldWords]]
    input_title: Callable[[], str]
    clip_norm: Callable[[], str]


def _no_fields() -> dict[str, FieldWords]:
    return {}


KINDS: dict[DataKind, KindEntry] = {
    "image": KindEntry(augmentation_words, _no_fields, lambda: "", lambda: tr("TrainForm", "no limit")),
    "text": KindEntry(
        _no_fields,
        text_words,
        lambda: tr("TrainForm", "How texts go in"),
        # core.training.recipe, after Devlin et al., "BERT"
        lambda: tr("TrainForm", "Automatic: {value}").format(value=number(1)),
    ),
}

"""What Try it says and shows differently for each kind of data: one row of KINDS a kind. Knows no widgets itself."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pkgutil import resolve_name
from typing import Any

from app.i18n import tr
from core.contracts.spec import DataKind


@dataclass(frozen=True)
class TryWords:
    """done: with {done} and {total}. one, many: with a {count}. pretrained: what a model before any training is good for."""

    lead: str
    choose_files: str
    choose_title: str
    top_k_name: str
    done: str
    one: str
    many: str
    csv_tip: str
    pretrained: str


@dataclass(frozen=True)
class KindEntry:
    """panel: where a TryPanel made of (JobRunner, TryItPresenter) is. quick_bytes: more to read is work for the long lane."""

    panel: str
    words: Callable[[], TryWords]
    quick_bytes: float


def words_for(kind: DataKind) -> TryWords:
    return KINDS[kind].words()


def make_panel(kind: DataKind, *parts: Any) -> Any:
    """A TryPanel, see app.pages.try_it.page."""
    return resolve_name(KINDS[kind].panel)(*parts)


def _picture_words() -> TryWords:
    return TryWords(
        lead=tr("TryItPage", "Show it pictures that it has never seen. They are only read."),
        choose_files=tr("TryItPage", "Choose pictures…"),
        choose_title=tr("TryItPage", "Choose pictures"),
        top_k_name=tr("TryItPage", "Answers for each picture"),
        done=tr("TryItPage", "{done} of {total} pictures"),
        one=tr("TryItPage", "{count} picture"),
        many=tr("TryItPage", "{count} pictures"),
        csv_tip=tr("TryItPage", "One row a picture, with the probability of every class."),
        pretrained=tr(
            "TryItPage",
            "This is the pretrained model, as it comes. It knows the 1,000 names of ImageNet, not your classes: "
            "train it to get those.",
        ),
    )


def _text_words() -> TryWords:
    return TryWords(
        lead=tr("TryItPage", "Write a text that it has never seen, or drop files. They are only read."),
        choose_files=tr("TryItPage", "Choose files…"),
        choose_title=tr("TryItPage", "Choose text files or tables"),
        top_k_name=tr("TryItPage", "Answers for each text"),
        done=tr("TryItPage", "{done} of {total} texts"),
        one=tr("TryItPage", "{count} text"),
        many=tr("TryItPage", "{count} texts"),
        csv_tip=tr("TryItPage", "One row a text, with the probability of every class."),
        pretrained=tr(
            "TryItPage",
            "This is the pretrained model, as it comes: it has read a lot, but it doesn't know your classes. Train it to get "
            "those.",
        ),
    )


KINDS: dict[DataKind, KindEntry] = {
    "image": KindEntry("app.pages.try_it.picture_panel:PicturePanel", _picture_words, math.inf),
    "text": KindEntry("app.pages.try_it.text_panel:TextPanel", _text_words, 100_000),
}

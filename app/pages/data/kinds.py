"""What the Data page says and shows differently for each kind of data: one row of KINDS a kind. Knows no widgets itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, Protocol

from PySide6.QtWidgets import QWidget

from app.services import Services
from core.contracts.records import DatasetInfo, SampleInfo
from core.contracts.spec import DataKind


@dataclass(frozen=True)
class KindEntry:
    """Where the parts are. words: a KindWords. samples: a SamplesPanel. measure: a panel made of (Services), or none."""

    words: str
    samples: str
    measure: str = ""


KINDS: dict[DataKind, KindEntry] = {
    "image": KindEntry("app.pages.data.picture_words:PictureWords", "app.pages.data.picture_panel:PicturePanel"),
    "text": KindEntry(
        "app.pages.data.text_words:TextWords",
        "app.pages.data.text_panel:TextPanel",
        "app.pages.data.length_panel:LengthPanel",
    ),
}


@dataclass(frozen=True)
class SamplesView:
    """One class as it is shown. total: all that it has; `samples` may be a selection.

    root: what their files are relative to.
    """

    name: str
    total: int
    root: Path
    samples: Sequence[SampleInfo]


class SamplesPanel(Protocol):
    """Shows samples of one class. `leave_out_wanted(file)`: the chosen one shall not be used."""

    @property
    def leave_out_wanted(self) -> Any: ...

    def show_class(self, view: SamplesView) -> None: ...


class KindWords(Protocol):
    """Sentences about data of one kind."""

    def title(self) -> str:
        """Of the page."""

    def column(self) -> str:
        """What is counted: heads a column."""

    def measures(self, info: DatasetInfo) -> list[str]:
        """How many, and how large: the end of the line below the title."""

    def all_read(self) -> str:
        """That nothing was passed over."""

    def nothing_noticed(self) -> str:
        """In place of an empty list of findings."""

    def under_two_classes(self, count: int) -> str:
        """How many have two labels."""


def words_for(kind: DataKind) -> KindWords:
    words: KindWords = resolve_name(KINDS[kind].words)()
    return words


def make_samples_panel(kind: DataKind) -> Any:
    """A widget that is a SamplesPanel."""
    return resolve_name(KINDS[kind].samples)()


def make_measure_panel(kind: DataKind, services: Services) -> QWidget | None:
    where = KINDS[kind].measure
    panel: QWidget | None = resolve_name(where)(services) if where else None
    return panel

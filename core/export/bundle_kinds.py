"""What differs between kinds of data when a model is exported. One file a kind; torch-free, since a proof has to be."""

import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from core.contracts.spec import TableSpec
from core.dataset.kinds import Loadable

BUNDLE_KINDS = {
    "image": "core.export.picture_bundle:PictureBundle",
    "text": "core.export.text_bundle:TextBundle",
}


class Side(NamedTuple):
    """A side of an exported network's inputs that may have any length, up to `longest` where there is an end to it."""

    name: str
    longest: int | None = None


@dataclass(frozen=True)
class CardWords:
    """What the model card calls things.

    classifier: with its article. thing, things: what is classified; golden.json has its list under `things`.
    source: where the data came from, around {name}.
    use: how to open each format. golden: what the golden samples are, with their {count}. limits: what always has to be said.
    """

    classifier: str
    thing: str
    things: str
    source: str
    use: Mapping[str, str]
    golden: str
    limits: Sequence[str]


class BundleKind(Protocol):
    """What an export does differently for one kind of data. Holds no state.

    scripts: name in the bundle -> package and file of ours, copied word for word; predict.py is the one that is run.
    """

    words: CardWords
    scripts: Mapping[str, tuple[str, str]]

    def named(self, network: Any) -> Any:
        """The network as a module whose arguments are those of `Preprocessing.feeds`, with their names."""

    def sides(self, preprocessing: Any) -> dict[int, Side]:
        """Which sides of every input are not fixed."""

    def inputs_in_words(self, preprocessing: Any) -> str:
        """What an exported network takes, for the model card: one or more sentences."""

    def read(self, files: Sequence[str], table: TableSpec) -> list[str]:
        """What predict.py is asked about: pictures by their path, texts as they are.

        Args:
            files: absolute; rows of a table as "file#number".

        Raises:
            UserError: one can't be read.
        """

    def items(self, asked: Sequence[str], preprocessing: Any) -> Loadable:
        """The same, for a network of torch."""

    def golden(self, asked: Sequence[str], folder: Path) -> list[dict[str, str]]:
        """Puts samples into the bundle. Returns what golden.json says of each beside label and answer."""


def bundle_kind(name: str) -> BundleKind:
    """Raises:
    KeyError: not a key of BUNDLE_KINDS.
    """
    kind: BundleKind = pkgutil.resolve_name(BUNDLE_KINDS[name])()
    return kind

"""The kinds of data: what differs between pictures and texts before a network sees them. One file a kind. Torch-free."""

import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Protocol

import numpy as np
import numpy.typing as npt

from core.contracts.errors import UserError
from core.contracts.records import DatasetInfo, SampleInfo
from core.contracts.spec import DatasetSpec, ModelSpec, TableSpec
from core.dataset.augment import ResolvedAugmentation

KINDS = {
    "image": "core.dataset.image_kind:ImageKind",
    "text": "core.dataset.text_kind:TextKind",
}

Inputs = npt.NDArray[Any]
Indices = npt.NDArray[np.int64]
OnProgress = Callable[[int, int | None], None]
ShouldStop = Callable[[], bool]


class Preprocessing(Protocol):
    """From a picture or a text to the input of a network: ImagePreprocessing, TextPreprocessing.

    varies_in_length: whether one batch may be longer than another; the last side of its inputs counts tokens then.
    """

    kind: ClassVar[str]
    varies_in_length: ClassVar[bool]

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for model.json."""

    def save_files(self, folder: Path) -> None:
        """Writes what `to_dict` leaves out."""

    def network_config(self) -> dict[str, Any]:
        """What the network must be built for to take these inputs, for model.json."""

    def key(self) -> str:
        """All that an input depends on besides the content, as text."""

    def collate(self, rows: Sequence[Inputs]) -> Inputs:
        """Several inputs as one batch."""

    def feeds(self, inputs: Inputs) -> dict[str, Inputs]:
        """A batch as an exported network takes it: by the names of its inputs, in their order."""

    def example(self, count: int, length: int = ...) -> Inputs:
        """A batch without meaning, to trace, measure or export a network with. `length`: where it varies."""


class Labelled(Protocol):
    """Files with their labels, in an order.

    folder: their root. lengths: of the inputs, where these vary; else None.
    """

    @property
    def folder(self) -> Path: ...

    @property
    def files(self) -> Sequence[str]: ...

    @property
    def labels(self) -> Indices: ...

    @property
    def lengths(self) -> Indices | None: ...

    def __len__(self) -> int: ...


class Loadable(Labelled, Protocol):
    """Inputs of a network by number. Safe to use from several threads."""

    def load(self, index: int, epoch: int | None = None) -> Inputs:
        """One input: a random view of this epoch, or the plain one for None. Raises UserError: it can't be read."""

    def collate(self, rows: Sequence[Inputs]) -> Inputs:
        """See Preprocessing."""


class Items(Loadable, Protocol):
    """Scanned samples, with what is needed to keep what a network makes of them. hashes: of the contents."""

    @property
    def hashes(self) -> Sequence[str]: ...

    def view_count(self, epochs: int) -> int:
        """How many different views of an item that many epochs see."""

    def view_key(self, view: int | None) -> str:
        """All that a view of an item depends on besides its content, as text. None: the plain view."""

    def is_unchanged(self, index: int) -> bool:
        """Does the item still have the content that the scan saw?"""


class Kind(Protocol):
    """What is done differently for one kind of data. Holds no state."""

    def scan(self, spec: DatasetSpec, on_progress: OnProgress, should_stop: ShouldStop) -> DatasetInfo:
        """Reads and divides labelled data. Raises UserError, Stopped."""

    def scan_for_scoring(
        self,
        folder: str,
        class_names: Sequence[str],
        table: TableSpec,
        on_progress: OnProgress,
        should_stop: ShouldStop,
    ) -> DatasetInfo:
        """Reads labelled data that a trained model is judged on: everything is "test". Raises UserError, Stopped."""

    def root(self, folder: str) -> Path:
        """What the files of the samples are relative to."""

    def read_preprocessing(self, values: Mapping[str, Any], folder: Path) -> Preprocessing:
        """Reads `to_dict` and `save_files` back. Raises OSError, TypeError, ValueError, KeyError."""

    def adjusted(self, base: Any, spec: ModelSpec, *, own: bool) -> Preprocessing:
        """What the person wants of a network's preprocessing. own: its head stays as it is."""

    def items(
        self,
        root: Path,
        samples: Sequence[SampleInfo],
        class_names: Sequence[str],
        preprocessing: Any,
        table: TableSpec,
        *,
        augmentation: ResolvedAugmentation | None = None,
        seed: int = 0,
        views: int | None = None,
    ) -> Items:
        """Labelled samples as a loop asks for them; random views where the kind has any."""

    def unlabelled(self, root: Path, files: Sequence[str], preprocessing: Any, table: TableSpec) -> Loadable:
        """Files (relative to root or absolute) without labels."""

    def texts(self, root: Path, files: Sequence[str], table: TableSpec) -> list[str]:
        """What stands in these samples, "" where it can't be read; of a kind that has no words, nothing at all."""

    def questions(
        self,
        paths: Sequence[str],
        texts: Sequence[str],
        preprocessing: Any,
        *,
        table: TableSpec = TableSpec(),
        one_a_line: bool = False,
    ) -> "Questions":
        """What a model is asked outside of its own data.

        Args:
            paths: files and folders; of a folder all files of this kind, however deep.
            texts: texts as they are, before those of `paths`.
            table: columns of the data that the model was trained on; what a table lacks of them is guessed.
            one_a_line: each line of a file is a text.

        Raises:
            UserError: file_missing where none of the paths exists; no_pictures_found, no_texts_found; wrong_question for
                texts that a model for pictures is asked about.
        """


@dataclass(frozen=True)
class Questions:
    """items: what the network is asked, `files` naming each. texts: the texts themselves; empty for pictures.
    odd_names: files that were left out because their names are no characters."""

    items: Loadable
    texts: tuple[str, ...] = ()
    odd_names: int = 0


def kind_of(name: str) -> Kind:
    """Raises:
    KeyError: not a key of KINDS.
    """
    kind: Kind = pkgutil.resolve_name(KINDS[name])()
    return kind


def read_preprocessing(values: Mapping[str, Any], folder: Path) -> Preprocessing:
    """The preprocessing beside a model.

    Args:
        values: as in model.json; without a "kind" it is a picture's, as all were once.
        folder: with the files that belong to it.

    Raises:
        UserError: damaged_file.
    """
    try:
        return kind_of(str(values.get("kind", "image"))).read_preprocessing(values, folder)
    except (OSError, TypeError, ValueError, KeyError) as error:
        raise UserError("damaged_file", path=str(folder), why=str(error)) from error

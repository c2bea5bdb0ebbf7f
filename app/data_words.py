"""What the things are called that a model learns from: pictures, texts. For pages that say it in their own sentences."""

from collections.abc import Callable
from dataclasses import dataclass

from app.i18n import counted, tr
from core.contracts.spec import DataKind


@dataclass(frozen=True)
class DataWords:
    """heading: as the title of a row. things: in a sentence. The others are counted: one, many."""

    heading: str
    things: str
    number: tuple[str, str]
    training: tuple[str, str]

    def counted(self, count: int) -> str:
        """ "700 pictures"."""
        return counted(count, *self.number)

    def counted_training(self, count: int) -> str:
        """ "700 training pictures"."""
        return counted(count, *self.training)


def words_of(kind: DataKind) -> DataWords:
    return _WORDS[kind]()


def _pictures() -> DataWords:
    return DataWords(
        heading=tr("DataWords", "Pictures"),
        things=tr("DataWords", "pictures"),
        number=(tr("DataWords", "{count} picture"), tr("DataWords", "{count} pictures")),
        training=(tr("DataWords", "{count} training picture"), tr("DataWords", "{count} training pictures")),
    )


def _texts() -> DataWords:
    return DataWords(
        heading=tr("DataWords", "Texts"),
        things=tr("DataWords", "texts"),
        number=(tr("DataWords", "{count} text"), tr("DataWords", "{count} texts")),
        training=(tr("DataWords", "{count} training text"), tr("DataWords", "{count} training texts")),
    )


_WORDS: dict[DataKind, Callable[[], DataWords]] = {"image": _pictures, "text": _texts}

"""What the Export page says differently for each kind of data: one row of KINDS a kind."""

from collections.abc import Callable
from dataclasses import dataclass

from app.i18n import tr
from core.contracts.spec import DataKind


@dataclass(frozen=True)
class ExportWords:
    """compared: heads a column of the proof. largest: explains another. packages: that predict.py needs; example: asks it."""

    compared: str
    largest: str
    packages: str
    example: str


def words_for(kind: DataKind) -> ExportWords:
    return KINDS[kind]()


def _picture_words() -> ExportWords:
    return ExportWords(
        compared=tr("ProofPanel", "pictures compared"),
        largest=tr("ProofPanel", "Largest absolute difference of any probability on any picture."),
        packages="onnxruntime numpy Pillow",
        example="picture.jpg",
    )


def _text_words() -> ExportWords:
    return ExportWords(
        compared=tr("ProofPanel", "texts compared"),
        largest=tr("ProofPanel", "Largest absolute difference of any probability on any text."),
        packages="onnxruntime numpy tokenizers",
        example='"{text}"'.format(text=tr("ExportPage", "A text to be judged")),
    )


KINDS: dict[DataKind, Callable[[], ExportWords]] = {"image": _picture_words, "text": _text_words}

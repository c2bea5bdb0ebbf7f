"""Texts, as core.export.bundle_kinds wants a kind of data."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.contracts.errors import UserError
from core.contracts.spec import TableSpec
from core.dataset.kinds import Loadable
from core.dataset.text_items import load_texts
from core.dataset.text_preprocess import TextPreprocessing
from core.dataset.tokenized import TokenizedTexts
from core.export.bundle_kinds import CardWords, Side

HUGGING_FACE_FOLDER = "hugging-face"
_USE = {
    "onnx": (
        '`python predict.py "a text" ...`, or `--file` with a text a line (needs onnxruntime, numpy and tokenizers; '
        "`--check` asks the golden texts again)"
    ),
    "safetensors": "open this folder in Fettle, as a model or on the page Try it",
    "hugging-face": (
        f"`AutoModelForSequenceClassification.from_pretrained('{HUGGING_FACE_FOLDER}')` and "
        f"`AutoTokenizer.from_pretrained('{HUGGING_FACE_FOLDER}')`, called with `truncation=True` (needs transformers)"
    ),
    "torch-export": "`torch.export.load('model.pt2').module()` (needs PyTorch)",
}
_KEPT = {"start": "their start is kept", "end": "their end is kept", "both": "half of the tokens at each end are kept"}


class TextBundle:
    words = CardWords(
        classifier="A text classifier",
        thing="text",
        things="texts",
        source="“{name}”",
        use=_USE,
        golden=(
            "`golden.json` holds {count} of the validation texts, whole, and what the model says of them. Remove it before "
            "giving the bundle away, if the texts are not yours to share."
        ),
        limits=(
            "It always answers with one of its classes, for a text about something else or in another language too.",
            "It was judged on texts from the same source that it was trained on. Texts by other people, of another kind or "
            "from another time may be harder for it: score it on some of those first.",
            "Of a mail it has read the subject and the words, of an HTML page the words: give it texts without the rest.",
        ),
    )
    scripts = {
        "predict.py": ("core.export", "bundle_predict_text.py"),
        "text_clean.py": ("core.dataset", "text_clean.py"),
        "text_preprocess.py": ("core.dataset", "text_preprocess.py"),
    }

    def named(self, network: Any) -> Any:
        from core.export.named_inputs import NamedTexts

        return NamedTexts(network)

    def sides(self, preprocessing: TextPreprocessing) -> dict[int, Side]:
        return {0: Side("batch"), 1: Side("tokens", preprocessing.limit_tokens)}

    def inputs_in_words(self, preprocessing: TextPreprocessing) -> str:
        return (
            f"Input: `input_ids` and `attention_mask` (N, T) int64, T at most {preprocessing.limit_tokens}: the tokens of "
            "`tokenizer.json`, and 1 where there is one; shorter texts of a batch are filled up at their end with token "
            f"{preprocessing.pad_id} and 0. Texts of more than {preprocessing.max_tokens} tokens are cut to that many, "
            f"{_KEPT[preprocessing.keep]}."
        )

    def read(self, files: Sequence[str], table: TableSpec) -> list[str]:
        texts = load_texts(Path.cwd(), files, table)
        for text in texts:
            if isinstance(text, UserError):
                raise text
        return [text for text in texts if isinstance(text, str)]

    def items(self, asked: Sequence[str], preprocessing: TextPreprocessing) -> Loadable:
        return TokenizedTexts(Path.cwd(), [""] * len(asked), asked, preprocessing)

    def golden(self, asked: Sequence[str], folder: Path) -> list[dict[str, str]]:
        return [{"text": text} for text in asked]

"""Answers for texts with the model of this bundle. Needs onnxruntime, numpy and tokenizers, nothing else.

    python predict.py "A TEXT" ["A TEXT" ...]  the likeliest classes of each text
    python predict.py --file LINES.txt         the same for each line of a file in UTF-8; empty lines are passed over
    python predict.py --check                  asks the golden texts again: are the answers still the same?

In a program of your own: `Model().probabilities(["one text", "another"])` is an array (2, classes), columns in the order of
`Model().labels`.
"""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

# onnxruntime would tell its makers over the network how it is used
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

import onnxruntime

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # the two files beside this one, also for `python -I`

from text_clean import cleaned  # noqa: E402
from text_preprocess import TextPreprocessing  # noqa: E402

BATCH_SIZE = 8
SHOWN = 3
SHOWN_CHARACTERS = 60
TOLERANCE = 1e-3


class TextError(Exception):
    """A text or a file that can't be used. The message is a sentence."""


class Model:
    """The bundle, opened. One is enough for any number of texts."""

    def __init__(self, folder: Path = HERE) -> None:
        self.labels = (folder / "labels.txt").read_text(encoding="utf-8").removesuffix("\n").split("\n")
        settings = json.loads((folder / "preprocessing.json").read_text(encoding="utf-8"))
        self.preprocessing = TextPreprocessing.read(settings, folder)
        self.session = onnxruntime.InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])

    def probabilities(self, texts: Sequence[str]) -> np.ndarray:
        """(N, classes) float64, rows sum to 1. Raises TextError where a text is empty."""
        rows = self.read(texts)
        answers = np.empty((len(rows), len(self.labels)))
        by_length = sorted(range(len(rows)), key=lambda place: rows[place].shape[1])  # little to fill up in a batch
        for start in range(0, len(rows), BATCH_SIZE):
            places = by_length[start : start + BATCH_SIZE]
            inputs = self.preprocessing.collate([rows[place] for place in places])
            (logits,) = self.session.run(["logits"], self.preprocessing.feeds(inputs))
            answers[places] = softmax(logits.astype(np.float64))
        return answers

    def read(self, texts: Sequence[str]) -> list[np.ndarray]:
        """(2, tokens) int64 of each: what the network takes. Raises TextError where a text is empty."""
        clean = [cleaned(text) for text in texts]
        rows: list[np.ndarray] = self.preprocessing.prepare_all(clean)
        if not all(clean) or any(row.shape[1] == 0 for row in rows):
            raise TextError("The text is empty: there is nothing to classify in it. Write some words.")
        return rows


def softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: np.ndarray = powers / powers.sum(axis=1, keepdims=True)
    return shares


def check(model: Model) -> int:
    """Compares with golden.json. Returns 0 if every answer is the same, else 1."""
    golden = json.loads((HERE / "golden.json").read_text(encoding="utf-8"))["texts"]
    answers = model.probabilities([one["text"] for one in golden])
    difference = np.abs(answers - np.array([one["probabilities"] for one in golden])).max()
    same = bool(difference <= TOLERANCE)
    print(f"{len(golden)} golden texts, largest difference {difference:.1e}: {'the same' if same else 'NOT the same'}")
    return 0 if same else 1


def lines_of(path: str) -> list[tuple[str, str]]:
    """Name ("lines.txt#17") and text of every line that isn't empty. Raises TextError."""
    try:
        lines = Path(path).read_bytes().decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise TextError(f"It is not in UTF-8 (byte {error.start + 1} is none). Save it as UTF-8 and try again.") from error
    except OSError as error:
        raise TextError(f"It can't be read: {error.strerror}. Check the name.") from error
    named = [(f"{path}#{number}", line) for number, line in enumerate(lines, start=1) if cleaned(line)]
    if not named:
        raise TextError("It is empty: there is no text in it. Write one text a line.")
    return named


def excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_CHARACTERS else line[: SHOWN_CHARACTERS - 1] + "…"


def answer(model: Model, named: Iterable[tuple[str, str]]) -> int:
    """Prints a line for each text. Returns 1 if one could not be used, else 0."""
    failed = False
    for name, text in named:
        try:
            row = model.probabilities([text])[0]
        except TextError as error:
            print(f"{name}: {error}", file=sys.stderr)
            failed = True
            continue
        best = (-row).argsort(kind="stable")[:SHOWN]
        print(f"{name}: " + ", ".join(f"{model.labels[index]} {row[index]:.3f}" for index in best))
    return 1 if failed else 0


def main(arguments: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # texts and labels are in any script
    match arguments:
        case ["--check"]:
            return check(Model())
        case ["--file", path]:
            try:
                named = lines_of(path)
            except TextError as error:
                print(f"{path}: {error}", file=sys.stderr)
                return 1
            return answer(Model(), named)
        case [first, *_] if not first.startswith("--"):
            return answer(Model(), [(excerpt(text) or "(empty)", text) for text in arguments])
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Answers for pictures with the model of this bundle. Needs onnxruntime, numpy and Pillow, nothing else.

    python predict.py PICTURE [PICTURE ...]    the likeliest classes of each picture
    python predict.py --check                  asks the golden pictures again: are the answers still the same?

In a program of your own: `Model().probabilities(["a.jpg", "b.jpg"])` is an array (2, classes), columns in the order of
`Model().labels`.
"""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

# onnxruntime would tell its makers over the network how it is used
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

import onnxruntime

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # the two files beside this one, also for `python -I`

from decode import PictureError, decode_picture  # noqa: E402
from preprocess import ImagePreprocessing  # noqa: E402

BATCH_SIZE = 8
SHOWN = 3
TOLERANCE = 1e-3


class Model:
    """The bundle, opened. One is enough for any number of pictures."""

    def __init__(self, folder: Path = HERE) -> None:
        self.labels = (folder / "labels.txt").read_text(encoding="utf-8").removesuffix("\n").split("\n")
        self.preprocessing = ImagePreprocessing.from_dict(
            json.loads((folder / "preprocessing.json").read_text(encoding="utf-8"))
        )
        self.session = onnxruntime.InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])

    def probabilities(self, paths: Sequence[str | Path]) -> np.ndarray:
        """(N, classes) float64, rows sum to 1. Raises PictureError where a file is no picture or damaged."""
        rows = []
        for start in range(0, len(paths), BATCH_SIZE):
            inputs = np.stack([self.read(path) for path in paths[start : start + BATCH_SIZE]])
            (logits,) = self.session.run(["logits"], {"pictures": inputs})
            rows.append(softmax(logits.astype(np.float64)))
        return np.concatenate(rows)

    def read(self, path: str | Path) -> np.ndarray:
        """(3, size, size) float32: what the network takes."""
        pixels = decode_picture(path, at_least_px=self.preprocessing.decode_px, grey_as_one=True)
        inputs: np.ndarray = self.preprocessing.prepare(pixels)
        return inputs


def softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: np.ndarray = powers / powers.sum(axis=1, keepdims=True)
    return shares


def check(model: Model) -> int:
    """Compares with golden.json. Returns 0 if every answer is the same, else 1."""
    golden = json.loads((HERE / "golden.json").read_text(encoding="utf-8"))["pictures"]
    answers = model.probabilities([HERE / picture["file"] for picture in golden])
    difference = np.abs(answers - np.array([picture["probabilities"] for picture in golden])).max()
    same = bool(difference <= TOLERANCE)
    print(f"{len(golden)} golden pictures, largest difference {difference:.1e}: {'the same' if same else 'NOT the same'}")
    return 0 if same else 1


def main(arguments: list[str]) -> int:
    if not arguments:
        print(__doc__)
        return 2
    model = Model()
    if arguments == ["--check"]:
        return check(model)
    failed = False
    for path in arguments:
        try:
            row = model.probabilities([path])[0]
        except PictureError as error:
            print(f"{path}: {error}", file=sys.stderr)
            failed = True
            continue
        best = (-row).argsort(kind="stable")[:SHOWN]
        print(f"{path}: " + ", ".join(f"{model.labels[index]} {row[index]:.3f}" for index in best))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

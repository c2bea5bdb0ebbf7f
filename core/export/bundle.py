"""What lies in a bundle beside the model: labels, preprocessing, golden pictures, and a script that needs no Fettle."""

import json
import shutil
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from core.contracts.records import SampleInfo
from core.evaluation.sources import LABELS_FILE, PREPROCESSING_FILE
from core.export.verify import Expected
from core.models.handle import ModelHandle

GOLDEN_FOLDER, GOLDEN_FILE = "golden", "golden.json"
GOLDEN_PICTURES = 6
# name in the bundle -> where the very same file lies in Fettle
SCRIPTS = {
    "predict.py": ("core.export", "bundle_predict.py"),
    "decode.py": ("core.dataset", "decode.py"),
    "preprocess.py": ("core.dataset", "preprocess.py"),
}


def write_description(handle: ModelHandle, folder: Path) -> None:
    """labels.txt, one class a line in the order of the answers, and preprocessing.json."""
    labels = (" ".join(name.split("\n")) for name in handle.class_names)
    (folder / LABELS_FILE).write_bytes(("\n".join(labels) + "\n").encode())
    _write_json(folder / PREPROCESSING_FILE, handle.preprocessing.to_dict())


def write_scripts(folder: Path) -> None:
    """predict.py and the decoder and preprocessing that it shares with Fettle, word for word."""
    for name, (package, file) in SCRIPTS.items():
        (folder / name).write_bytes(resources.files(package).joinpath(file).read_bytes())


def remove_scripts(folder: Path) -> None:
    for name in SCRIPTS:
        (folder / name).unlink(missing_ok=True)


def write_golden(samples: Sequence[SampleInfo], expected: Expected, folder: Path) -> int:
    """Copies a few validation pictures with the model's own answers: golden/ and golden.json.

    Args:
        samples: the sample of each file of `expected`, in its order.

    Returns:
        How many pictures were copied.
    """
    (folder / GOLDEN_FOLDER).mkdir()
    pictures = []
    for number, row in enumerate(golden_rows([sample.label for sample in samples]), start=1):
        source = Path(expected.files[row])
        name = f"{GOLDEN_FOLDER}/{number}{source.suffix.lower()}"
        shutil.copyfile(source, folder / name)
        probabilities = expected.probabilities[row].tolist()
        pictures.append({"file": name, "label": samples[row].label, "probabilities": probabilities})
    _write_json(folder / GOLDEN_FILE, {"pictures": pictures})
    return len(pictures)


def golden_rows(labels: Sequence[str], most: int = GOLDEN_PICTURES) -> list[int]:
    """Rows of the first picture of each class, then of the second, until there are enough."""
    seen: dict[str, int] = {}
    turns = []
    for row, label in enumerate(labels):
        seen[label] = seen.get(label, 0) + 1
        turns.append((seen[label], row))
    return [row for _, row in sorted(turns)[:most]]


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

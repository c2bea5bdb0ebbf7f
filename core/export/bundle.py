"""What lies in a bundle beside the model: labels, preprocessing, golden samples, and a script that needs no Fettle."""

import json
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from core.contracts.records import SampleInfo
from core.evaluation.sources import LABELS_FILE, PREPROCESSING_FILE
from core.export.bundle_kinds import BundleKind
from core.export.verify import Expected
from core.models.handle import ModelHandle

GOLDEN_FILE = "golden.json"
GOLDEN_SAMPLES = 6


def write_description(handle: ModelHandle, folder: Path) -> None:
    """labels.txt, one class a line in the order of the answers, preprocessing.json, and what it leaves out (a tokenizer)."""
    (folder / LABELS_FILE).write_bytes(("\n".join(labels_of(handle)) + "\n").encode())
    _write_json(folder / PREPROCESSING_FILE, handle.preprocessing.to_dict())
    handle.preprocessing.save_files(folder)


def labels_of(handle: ModelHandle) -> list[str]:
    """The names of the classes, each on one line: a folder may be called anything."""
    return [" ".join(name.split("\n")) for name in handle.class_names]


def write_scripts(kind: BundleKind, folder: Path) -> None:
    """predict.py and the preprocessing that it shares with Fettle, word for word."""
    for name, (package, file) in kind.scripts.items():
        (folder / name).write_bytes(resources.files(package).joinpath(file).read_bytes())


def remove_scripts(kind: BundleKind, folder: Path) -> None:
    for name in kind.scripts:
        (folder / name).unlink(missing_ok=True)


def write_golden(kind: BundleKind, samples: Sequence[SampleInfo], expected: Expected, folder: Path) -> int:
    """Puts a few validation samples with the model's own answers into the bundle: golden.json, and files where it needs any.

    Args:
        samples: the sample of each file of `expected`, in its order.

    Returns:
        How many they are.
    """
    rows = golden_rows([sample.label for sample in samples])
    contents = kind.golden(kind.read([expected.files[row] for row in rows], expected.table), folder)
    golden = [
        {**content, "label": samples[row].label, "probabilities": expected.probabilities[row].tolist()}
        for row, content in zip(rows, contents, strict=True)
    ]
    _write_json(folder / GOLDEN_FILE, {kind.words.things: golden})
    return len(golden)


def golden_rows(labels: Sequence[str], most: int = GOLDEN_SAMPLES) -> list[int]:
    """Rows of the first sample of each class, then of the second, until there are enough."""
    seen: dict[str, int] = {}
    turns = []
    for row, label in enumerate(labels):
        seen[label] = seen.get(label, 0) + 1
        turns.append((seen[label], row))
    return [row for _, row in sorted(turns)[:most]]


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

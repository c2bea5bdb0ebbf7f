"""What both sides begin from: the split that Fettle's run made, and the very network with the very first weights."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import nn

from core.contracts.spec import ModelSpec, TableSpec, trainable_block_count
from core.dataset.text_items import load_texts
from core.models.build import build_model
from core.models.freezing import freeze
from core.models.handle import ModelHandle


@dataclass(frozen=True)
class Parts:
    """Files of each part with their class numbers, in the order of split.csv, and the names of the classes."""

    folder: Path
    files: dict[str, list[tuple[str, int]]]
    class_names: list[str]


def read_parts(folder: str, split: str) -> Parts:
    with Path(split).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = sorted({row["label"] for row in rows})
    files: dict[str, list[tuple[str, int]]] = {"train": [], "validation": [], "test": []}
    for row in rows:
        files[row["part"]].append((row["file"], names.index(row["label"])))
    return Parts(Path(folder), files, names)


def first_network(model: dict[str, Any], class_names: list[str], trainable: Any, seed: int = 0) -> ModelHandle:
    """The network as Fettle begins with it: first weights, head, what is frozen. Not measured on the peers' side.

    Its frozen parts stay in evaluation mode, which is faster for a peer and what its users mean by frozen.
    """
    handle = build_model(ModelSpec.model_validate(model), class_names, seed)
    freeze(handle, trainable_block_count(trainable, len(handle.blocks)))
    return handle


def learning(module: nn.Module) -> list[nn.Parameter]:
    return [parameter for parameter in module.parameters() if parameter.requires_grad]


def texts_of(parts: Parts, part: str) -> list[str]:
    """What Fettle reads out of the files, so that both sides learn from the same (of a mail: subject and body)."""
    found = load_texts(parts.folder, [file for file, _ in parts.files[part]], TableSpec())
    return [text if isinstance(text, str) else "" for text in found]

"""A finished run for texts, without training: real files, a seeded random head."""

import csv
from pathlib import Path

import torch

from core.contracts.spec import DatasetSpec, ModelSpec, RunSpec
from core.dataset.kinds import kind_of
from core.dataset.split_file import write_split
from core.models.build import build_model, save_model
from core.models.handle import ModelHandle
from core.store.runs import RunFolder, RunStore
from tests.written_texts import write_texts, written_texts

BUNDLED = "text/all-MiniLM-L6-v2"
ODD = {
    "long.txt": ("The lamp is wonderful and I would buy it again. " * 60).encode(),
    "utf-16.txt": "A great café, très charmant 😀, 很好的餐厅".encode("utf-16"),
    "short.txt": b"good",
    "controls.txt": b"excellent\x00 and\x07 well made\r\nthank you",
    "page.html": b"<html><body><p>A joy, <b>thank you</b>.</p></body></html>",
}


def write_odd_texts(folder: Path, per_class: int = 14) -> Path:
    """Two classes of texts, some long, short, in another encoding, or with a page around them."""
    write_texts(folder, per_class)
    for name, content in ODD.items():
        (folder / "content" / name).write_bytes(content)
    return folder


def write_table(path: Path, per_class: int = 14) -> Path:
    """The same texts as rows, after a column that means nothing."""
    path.parent.mkdir(parents=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("number", "words", "verdict"))
        for label, texts in written_texts(per_class).items():
            writer.writerows((number, f"{text}\nsecond line", label) for number, text in enumerate(texts))
    return path


def make_text_run(folder: Path, data: Path, **model: object) -> RunFolder:
    """What training leaves behind, before anything is scored."""
    spec = RunSpec(
        task="text-classification",
        name="reviews",
        dataset=DatasetSpec(folder=str(data)),
        model=ModelSpec.model_validate({"entry": BUNDLED, "max_tokens": 32, **model}),
    )
    dataset = kind_of("text").scan(spec.dataset, lambda done, total: None, lambda: False)
    run = RunStore(folder / "runs").create(spec)
    write_split(run.split_path, dataset.samples)
    run.update_record(class_names=dataset.class_names, dataset_fingerprint=dataset.fingerprint, status="completed")
    run.best_model_path.mkdir(parents=True)
    save_model(outspoken(build_model(spec.model, dataset.class_names, seed=1)), run.best_model_path)
    return run


def outspoken(handle: ModelHandle) -> ModelHandle:
    """With a head whose answers differ from text to text, so that a wrong input shows."""
    with torch.no_grad():
        for name in handle.head.parameters:
            handle.module.get_parameter(name).mul_(8)
    return handle

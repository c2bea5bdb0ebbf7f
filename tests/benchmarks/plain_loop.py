"""A peer: the loop of torchvision's fine-tuning tutorial. ImageFolder, DataLoader with 2 workers, fp32, every epoch the whole
network, validated after each epoch."""

import time
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset, Subset
from torchvision import transforms
from torchvision.datasets import ImageFolder

from core.dataset.preprocess import ImagePreprocessing
from core.training.randomness import epoch_plan, seed_step
from tests.benchmarks.peer_start import Parts, first_network, learning, read_parts

_WORKERS = 2
_FILTERS = {
    "bicubic": transforms.InterpolationMode.BICUBIC,
    "bilinear": transforms.InterpolationMode.BILINEAR,
    "lanczos": transforms.InterpolationMode.LANCZOS,
}


def train(
    folder: str,
    split: str,
    model: dict[str, Any],
    trainable: Any,
    lr: float,
    weight_decay: float = 0.01,
    batch_size: int = 32,
    epochs: int = 1,
    steps: int | None = None,
    own_order: bool = True,
) -> dict[str, Any]:
    """Trains and tests.

    Args:
        steps: end after so many, without any evaluation.
        own_order: shuffle; else the items, and the chance of dropout, in the order that Fettle's run has.

    Returns:
        setup_s, epoch_s (validation included), test_s, step_ends, losses, test_accuracy.
    """
    parts = read_parts(folder, split)
    handle = first_network(model, parts.class_names, trainable)
    module, started = handle.module, time.perf_counter()
    sets = picture_sets(parts, handle.preprocessing)
    optimizer = torch.optim.AdamW(learning(module), lr=lr, weight_decay=weight_decay)
    setup_s = time.perf_counter() - started
    losses: list[float] = []
    step_ends: list[tuple[int, float]] = []
    epoch_s = []
    for epoch in range(epochs):
        began = time.perf_counter()
        module.train()
        for inputs, labels in _batches(sets["train"], batch_size, epoch, own_order):
            if not own_order:
                seed_step(0, len(losses))
            loss = F.cross_entropy(module(inputs), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            step_ends.append((epoch, time.perf_counter()))
            if len(losses) == steps:
                return {"step_ends": step_ends, "losses": losses}
        if steps is None:
            accuracy(module, sets["validation"], batch_size)
        epoch_s.append(time.perf_counter() - began)
    began = time.perf_counter()
    test_accuracy = accuracy(module, sets["test"], batch_size)
    return {
        "setup_s": setup_s,
        "epoch_s": epoch_s,
        "test_s": time.perf_counter() - began,
        "seconds": time.perf_counter() - started,
        "step_ends": step_ends,
        "losses": losses,
        "test_accuracy": test_accuracy,
    }


def accuracy_on_features(
    folder: str, split: str, model: dict[str, Any], lr: float, batch_size: int, epochs: int, weight_decay: float = 0.01
) -> dict[str, Any]:
    """What the loop with a frozen backbone comes to after all its epochs, found in one pass: without random changes the
    backbone gives the same features in every epoch. For the accuracy beside a time that was scaled; not timed itself."""
    parts = read_parts(folder, split)
    handle = first_network(model, parts.class_names, "head")
    features: dict[str, tuple[Tensor, Tensor]] = {}
    for part, pictures in picture_sets(parts, handle.preprocessing).items():
        features[part] = features_of(handle.module, DataLoader(pictures, batch_size=batch_size, num_workers=_WORKERS))
    optimizer = torch.optim.AdamW(learning(handle.module), lr=lr, weight_decay=weight_decay)
    head: Any = handle.module.get_classifier()  # type: ignore[operator]
    inputs, labels = features["train"]
    for _ in range(epochs):
        for places in torch.randperm(len(labels)).split(batch_size):
            optimizer.zero_grad()
            F.cross_entropy(head(inputs[places]), labels[places]).backward()
            optimizer.step()
    inputs, labels = features["test"]
    return {"test_accuracy": float((head(inputs).argmax(1) == labels).float().mean())}


@torch.no_grad()
def features_of(module: Any, batches: DataLoader[Any]) -> tuple[Tensor, Tensor]:
    """What the head is given, and the labels."""
    found = [(module.forward_head(module.forward_features(inputs), pre_logits=True), labels) for inputs, labels in batches]
    return torch.cat([inputs for inputs, _ in found]), torch.cat([labels for _, labels in found])


def transform_of(preprocessing: ImagePreprocessing) -> transforms.Compose:
    """The network's own preprocessing, as torchvision writes it."""
    size_px, by = preprocessing.size_px, _FILTERS[preprocessing.interpolation]
    square: list[Any] = [transforms.Resize((size_px, size_px), by)]
    if preprocessing.fit == "crop":
        square = [transforms.Resize(preprocessing.shorter_side_px, by), transforms.CenterCrop(size_px)]
    return transforms.Compose(
        [*square, transforms.ToTensor(), transforms.Normalize(list(preprocessing.mean), list(preprocessing.std))]
    )


def picture_sets(parts: Parts, preprocessing: ImagePreprocessing) -> dict[str, Dataset[tuple[Tensor, int]]]:
    """ImageFolder, divided as Fettle has divided it."""
    everything = ImageFolder(str(parts.folder), transform=transform_of(preprocessing))
    place = {file: index for index, (file, _) in enumerate(everything.samples)}
    return {
        part: Subset(everything, [place[str(parts.folder / file)] for file, _ in files]) for part, files in parts.files.items()
    }


@torch.no_grad()
def accuracy(module: nn.Module, pictures: Dataset[Any], batch_size: int) -> float:
    module.eval()
    right = total = 0
    for inputs, labels in DataLoader(pictures, batch_size=batch_size, num_workers=_WORKERS):
        right += int((module(inputs).argmax(1) == labels).sum())
        total += len(labels)
    return right / total


def _batches(pictures: Dataset[Any], batch_size: int, epoch: int, own_order: bool) -> DataLoader[Any]:
    if own_order:
        return DataLoader(pictures, batch_size=batch_size, shuffle=True, num_workers=_WORKERS)
    plan = epoch_plan(0, epoch, len(pictures), batch_size)  # type: ignore[arg-type]
    return DataLoader(pictures, batch_sampler=[indices.tolist() for indices in plan], num_workers=_WORKERS)

"""Augmented views of a few pictures, made by the very code of the training. No widgets."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage

from core.contracts.costs import automatic_augmentation
from core.contracts.records import DatasetInfo, ModelInfo
from core.contracts.spec import AugmentationSpec, RunSpec, trainable_block_count

PICTURES = 3
VIEWS = 4
_PREVIEW_SIZE_PX = 224


@dataclass(frozen=True)
class PreviewOrder:
    """Which pictures, changed how. throw: another one gives other random numbers, as another epoch would."""

    files: tuple[Path, ...]
    augmentation: AugmentationSpec
    train_count: int
    size_px: int
    fit: str
    seed: int
    throw: int


def compute_preview(order: PreviewOrder) -> list[list[QImage]]:
    """For each picture: as evaluation sees it, then VIEWS training views. A file that can't be read is left out."""
    # numpy and Pillow load with the first preview
    from core.contracts.errors import UserError
    from core.dataset.augment import augment_square, item_rng, resolve_augmentation
    from core.dataset.pictures import read_picture
    from core.dataset.preprocess import ImagePreprocessing

    preprocessing = ImagePreprocessing(size_px=order.size_px, fit=order.fit)
    augmentation = resolve_augmentation(order.augmentation, order.train_count)
    rows = []
    for item, file in enumerate(order.files):
        try:
            picture = read_picture(file, at_least_px=preprocessing.decode_px)
        except UserError:  # the Data page says which files can't be read
            continue
        views = [
            augment_square(picture, preprocessing, augmentation, item_rng(order.seed, order.throw * VIEWS + view, item))
            for view in range(VIEWS)
        ]
        rows.append([_image(square) for square in (preprocessing.geometry(picture), *views)])
    return rows


def _image(square: Any) -> QImage:
    """(S, S, 3) uint8 to an image of its own memory."""
    side = square.shape[0]
    return QImage(square.tobytes(), side, side, 3 * side, QImage.Format.Format_RGB888).copy()


def order_for(spec: RunSpec, data: DatasetInfo, model: ModelInfo | None, throw: int) -> PreviewOrder:
    """The first training picture of some classes, one a class as far as there are enough."""
    warm = trainable_block_count(spec.layers.trainable, len(model.blocks) if model else 1)
    native_size_px = model.input_size_px if model else _PREVIEW_SIZE_PX
    train = [sample for sample in data.samples if sample.part == "train"]
    firsts = {sample.label: sample for sample in reversed(train)}
    chosen = [firsts[name] for name in data.class_names if name in firsts]
    chosen += [sample for sample in train if sample not in chosen][: max(0, PICTURES - len(chosen))]
    return PreviewOrder(
        files=tuple(Path(data.folder) / sample.file for sample in chosen[:PICTURES]),
        augmentation=automatic_augmentation(spec.training.augmentation, warm),
        train_count=len(train),
        size_px=min(spec.model.image_size_px or native_size_px, _PREVIEW_SIZE_PX),
        fit=spec.model.fit or "stretch",
        seed=spec.training.seed,
        throw=throw,
    )

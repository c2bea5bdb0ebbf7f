"""A labelled folder that is learnt within a few steps: red discs and blue squares on noise, each file different."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

COLOURS = {"disc": (200, 60, 40), "square": (40, 80, 210)}


def draw_shape(label: str, seed: int, size_px: int = 40) -> Image.Image:
    """One picture, the same for the same seed."""
    rng = np.random.default_rng([seed, len(label)])
    picture = Image.fromarray(rng.integers(0, 256, (size_px, size_px, 3), dtype=np.uint8))
    left, top = (int(value) for value in rng.integers(2, size_px // 3, 2))
    box = (left, top, left + size_px // 2, top + size_px // 2)
    pen = ImageDraw.Draw(picture)
    (pen.ellipse if label == "disc" else pen.rectangle)(box, fill=COLOURS[label])
    return picture


def draw_shapes(folder: Path, per_class: int = 12, size_px: int = 40) -> Path:
    """Writes `folder`/disc and `folder`/square and returns `folder`."""
    for label in COLOURS:
        (folder / label).mkdir(parents=True, exist_ok=True)
        for number in range(per_class):
            draw_shape(label, number, size_px).save(folder / label / f"{number:03}.png")
    return folder

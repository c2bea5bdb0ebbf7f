"""From pixels to what the network takes: make it square, make it small, normalise. The same everywhere.

This file is copied into exported bundles as it is, so it needs Pillow and numpy and nothing of Fettle.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from PIL import Image

FITS = ("stretch", "crop", "pad")
INTERPOLATIONS = {
    "nearest": Image.Resampling.NEAREST,
    "box": Image.Resampling.BOX,
    "bilinear": Image.Resampling.BILINEAR,
    "hamming": Image.Resampling.HAMMING,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
}
IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)

Pixels = npt.NDArray[np.uint8]
Inputs = npt.NDArray[np.float32]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class ImagePreprocessing:
    """How a network wants its pictures.

    size_px: side of the square input.
    fit: how a picture becomes square. "stretch" resizes both sides; "crop" resizes the shorter side to
        round(size_px / crop_share) and takes the middle; "pad" resizes the longer side and fills up with the mean colour.
    crop_share: only for "crop": the part of the shorter side that is kept, in (0, 1].
    interpolation: a key of INTERPOLATIONS; Pillow's filters, antialiased.
    mean, std: of each channel, for values in [0, 1].
    """

    size_px: int
    fit: str = "stretch"
    crop_share: float = 1.0
    interpolation: str = "bilinear"
    mean: tuple[float, float, float] = IMAGENET_MEAN
    std: tuple[float, float, float] = IMAGENET_STD

    kind: ClassVar[str] = "image"
    varies_in_length: ClassVar[bool] = False

    def __post_init__(self) -> None:
        if self.size_px < 1:
            raise ValueError(f"size_px must be at least 1, not {self.size_px}")
        if self.fit not in FITS:
            raise ValueError(f"fit must be one of {', '.join(FITS)}, not {self.fit}")
        if not 0 < self.crop_share <= 1:
            raise ValueError(f"crop_share must be in (0, 1], not {self.crop_share}")
        if self.interpolation not in INTERPOLATIONS:
            raise ValueError(f"interpolation must be one of {', '.join(INTERPOLATIONS)}, not {self.interpolation}")
        if len(self.mean) != 3 or len(self.std) != 3 or min(self.std) <= 0:
            raise ValueError("mean and std need three numbers each, and std must be positive")

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "ImagePreprocessing":
        """Reads `to_dict` back, from JSON too.

        Raises:
            TypeError, ValueError: not settings of ours.
        """
        named = {name: value for name, value in values.items() if name != "kind"}
        return cls(**{**named, "mean": tuple(values["mean"]), "std": tuple(values["std"])})

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {**asdict(self), "kind": self.kind, "mean": list(self.mean), "std": list(self.std)}

    def save_files(self, folder: Path) -> None:
        """`to_dict` leaves nothing out."""

    def network_config(self) -> dict[str, Any]:
        """What the network must be built for to take these inputs."""
        return {"image_size_px": self.size_px}

    def key(self) -> str:
        """All that an input depends on besides the picture."""
        return repr(self)

    def collate(self, rows: Sequence[Inputs]) -> Inputs:
        """(N, 3, S, S) float32."""
        return np.stack(rows)

    def feeds(self, inputs: Inputs) -> dict[str, Inputs]:
        """A batch as an exported network takes it: by the name of its input."""
        return {"pictures": inputs}

    def example(self, count: int, length: int = 0) -> Inputs:
        """(count, 3, S, S) float32 noise, to trace, measure or export the network with. A picture has no length."""
        rng = np.random.default_rng(0)
        return rng.standard_normal((count, 3, self.size_px, self.size_px), np.float32)

    @property
    def shorter_side_px(self) -> int:
        """The shorter side of the picture after resizing, before cropping."""
        return round(self.size_px / self.crop_share) if self.fit == "crop" else self.size_px

    @property
    def decode_px(self) -> int:
        """What to ask the decoder for: twice the final size, which is where a reduced decode stops showing."""
        return 2 * self.shorter_side_px

    @property
    def filter(self) -> Image.Resampling:
        return INTERPOLATIONS[self.interpolation]

    @property
    def mean_colour(self) -> tuple[int, int, int]:
        """What becomes about zero after normalising; fills empty corners."""
        red, green, blue = (round(255 * value) for value in self.mean)
        return red, green, blue

    def geometry(self, picture: Pixels) -> Pixels:
        """The picture as the network sees it: (H, W, 3) uint8 to (size_px, size_px, 3) uint8.

        A grey one may come as (H, W), and is (size_px, size_px) then, where nothing coloured is around it.
        """
        image = Image.fromarray(picture)
        if self.fit == "pad":
            return np.array(self.on_square(image, self.size_px))
        box = self._middle(image.size) if self.fit == "crop" else None
        return np.array(image.resize((self.size_px, self.size_px), self.filter, box=box))

    def to_input(self, square: Pixels) -> Inputs:
        """Normalised channels: (S, S, 3) uint8, or (S, S) of a grey picture, to (3, S, S) float32."""
        inputs = np.empty((3, *square.shape[:2]), np.float32)
        for channel, values in enumerate(self._values):
            # no value is outside of the table; "clip" is what saves numpy a copy
            np.take(values, square if square.ndim == 2 else square[:, :, channel], out=inputs[channel], mode="clip")
        return inputs

    @cached_property
    def _values(self) -> Inputs:
        """What each grey level becomes, (3, 256) float32. The order of operations is torchvision's."""
        levels = np.arange(256, dtype=np.float32) / np.float32(255)
        mean, std = (np.array(numbers, np.float32).reshape(3, 1) for numbers in (self.mean, self.std))
        return np.asarray((levels - mean) / std)

    def prepare(self, picture: Pixels) -> Inputs:
        """(H, W, 3) uint8, or (H, W) of a grey picture, to (3, size_px, size_px) float32, ready for the network."""
        return self.to_input(self.geometry(picture))

    def on_square(self, image: Image.Image, side_px: int) -> Image.Image:
        """ "pad": the whole picture in the middle of a square of this side, the rest filled with the mean colour."""
        scale = side_px / max(image.size)
        width_px, height_px = (max(1, round(side * scale)) for side in image.size)
        square = Image.new("RGB", (side_px, side_px), self.mean_colour)
        corner = ((side_px - width_px) // 2, (side_px - height_px) // 2)
        square.paste(image.resize((width_px, height_px), self.filter), corner)
        return square

    def _middle(self, size: tuple[int, int]) -> Box:
        """The part of the picture that is kept by "crop", in its own pixels: left, top, right, bottom.

        Numbers as in torchvision's Resize and CenterCrop. Resizing only this part gives the same pixels as resizing
        everything and cropping, without the memory that a very long picture would need.
        """
        width_px, height_px = size
        shorter = min(size)
        target = self.shorter_side_px
        resized = tuple(target if side == shorter else int(target * side / shorter) for side in size)
        left, top = (round((side - self.size_px) / 2.0) for side in resized)
        x, y = width_px / resized[0], height_px / resized[1]
        return left * x, top * y, min((left + self.size_px) * x, width_px), min((top + self.size_px) * y, height_px)

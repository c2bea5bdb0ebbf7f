"""Labelled pictures as a training loop asks for them: item number in, input out."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.contracts.records import SampleInfo
from core.dataset.augment import ResolvedAugmentation, augment_square, item_rng
from core.dataset.pictures import read_picture
from core.dataset.preprocess import Preprocessing

Inputs = npt.NDArray[np.float32]


class ImageItems:
    """The pictures of one part. Torch-free; safe to use from several threads."""

    def __init__(
        self,
        folder: Path,
        samples: Sequence[SampleInfo],
        class_names: Sequence[str],
        preprocessing: Preprocessing,
        augmentation: ResolvedAugmentation | None = None,
        seed: int = 0,
    ) -> None:
        number = {name: index for index, name in enumerate(class_names)}
        self.folder = folder
        self.files = tuple(sample.file for sample in samples)
        self.labels = np.array([number[sample.label] for sample in samples], dtype=np.int64)
        self._preprocessing = preprocessing
        self._augmentation = augmentation or ResolvedAugmentation()
        self._seed = seed

    def __len__(self) -> int:
        return len(self.files)

    def load(self, index: int, epoch: int | None = None) -> Inputs:
        """The input of one item, (3, S, S) float32: a random view of this epoch, or the plain one for None.

        Raises:
            UserError: the picture can't be read (see core.dataset.pictures).
        """
        preprocessing = self._preprocessing
        picture = read_picture(self.folder / self.files[index], at_least_px=preprocessing.decode_px)
        if epoch is None or self._augmentation.changes_nothing:
            return preprocessing.prepare(picture)
        rng = item_rng(self._seed, epoch, index)
        return preprocessing.to_input(augment_square(picture, preprocessing, self._augmentation, rng))

"""Labelled pictures as a training loop asks for them: item number in, input out."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.contracts.records import SampleInfo
from core.dataset.augment import ResolvedAugmentation, augment_square, item_rng
from core.dataset.decode import PictureError, Pixels
from core.dataset.picture_cache import PictureCache, pictures_of
from core.dataset.pictures import read_input
from core.dataset.preprocess import ImagePreprocessing

Inputs = npt.NDArray[np.float32]


class ImageItems:
    """The pictures of one part. Torch-free; safe to use from several threads.

    views: how many different random views of a picture there are, used in turn; None: a new one in every epoch.
    """

    def __init__(
        self,
        folder: Path,
        samples: Sequence[SampleInfo],
        class_names: Sequence[str],
        preprocessing: ImagePreprocessing,
        augmentation: ResolvedAugmentation | None = None,
        seed: int = 0,
        views: int | None = None,
    ) -> None:
        number = {name: index for index, name in enumerate(class_names)}
        self.folder = folder
        self.files = tuple(sample.file for sample in samples)
        self.labels = np.array([number[sample.label] for sample in samples], dtype=np.int64)
        self.hashes = tuple(sample.sha256 for sample in samples)
        self.lengths = None
        self.collate = preprocessing.collate
        self._pictures = pictures_of(folder)
        self._preprocessing = preprocessing
        self._augmentation = augmentation or ResolvedAugmentation()
        self._seed = seed
        self._views = views

    def view_count(self, epochs: int) -> int:
        """How many different views of a picture that many epochs see."""
        return 1 if self._augmentation.changes_nothing else min(self._views or epochs, epochs)

    def view_key(self, view: int | None) -> str:
        """All that a view of a picture depends on besides its content, as text. None: the plain view."""
        plain = view is None or self._augmentation.changes_nothing
        return view_key(self._preprocessing, None if plain else (self._augmentation, self._seed, view))

    def __len__(self) -> int:
        return len(self.files)

    def is_unchanged(self, index: int) -> bool:
        """Does the file still have the content that the scan saw?"""
        try:
            return self._pictures.sha256_of(self.files[index]) == self.hashes[index]
        except PictureError:
            return False

    def load(self, index: int, epoch: int | None = None) -> Inputs:
        """The input of one item, (3, S, S) float32: a random view of this epoch, or the plain one for None.

        Raises:
            UserError: the picture can't be read (see core.dataset.pictures).
        """
        preprocessing, augmentation = self._preprocessing, self._augmentation
        key: str | None = self.view_key(None)
        make = preprocessing.geometry
        if epoch is not None and not augmentation.changes_nothing:
            view = epoch % (self._views or epoch + 1)
            # counted by the picture's content: adding others, or renaming it, changes nothing for this one
            rng = item_rng(self._seed, view, int(self.hashes[index][:15], 16))
            key = self.view_key(view) if self._views else None

            def make(picture: Pixels) -> Pixels:
                return augment_square(picture, preprocessing, augmentation, rng)

        return preprocessing.to_input(self._pictures.square(self.files[index], preprocessing.decode_px, key, make))


class PictureFiles:
    """Pictures without labels, as they are.

    Args:
        pictures: the cache of the data set that they belong to; None: they belong to none.
    """

    def __init__(
        self, folder: Path, files: Sequence[str], preprocessing: ImagePreprocessing, pictures: PictureCache | None = None
    ) -> None:
        self.folder, self.files, self.lengths = folder, tuple(files), None
        self.labels = np.zeros(len(files), np.int64)
        self.collate = preprocessing.collate
        self._pictures = pictures
        self._preprocessing = preprocessing
        # that of ImageItems: what it kept of a plain view serves here
        self._key = view_key(preprocessing)

    def __len__(self) -> int:
        return len(self.files)

    def load(self, index: int, epoch: int | None = None) -> Inputs:
        file, preprocessing = self.files[index], self._preprocessing
        if self._pictures is None:
            return read_input(self.folder / file, preprocessing)
        return preprocessing.to_input(self._pictures.square(file, preprocessing.decode_px, self._key, preprocessing.geometry))


def view_key(preprocessing: ImagePreprocessing, change: object = None) -> str:
    """All that a view of a picture depends on besides its content. `change`: what makes it random; None: the plain view."""
    return repr((preprocessing.key(), change))

"""Random changes of training pictures. Randomness is counted, not carried: a number of the item, not of the moment."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageEnhance

from core.contracts.spec import AugmentationSpec
from core.dataset.preprocess import Box, ImagePreprocessing

# Below this many training pictures "auto" is medium, from here on light: the fewer pictures, the more it helps
# (Steiner et al., "How to train your ViT?", TMLR 2022, figure 4).
MEDIUM_BELOW_PICTURES = 5_000
# Width by height of a random crop, and how often it is tried: torchvision's RandomResizedCrop, after Szegedy et al.,
# "Going Deeper with Convolutions", CVPR 2015, section 6.
ASPECTS = (3 / 4, 4 / 3)
CROP_TRIES = 10

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class ResolvedAugmentation:
    """Concrete numbers; the default changes nothing.

    horizontal_flip, vertical_flip: in half of the cases. rotation_degrees: up to this much either way.
    min_crop_area: smallest share of the picture that a random crop keeps; 1: no crop.
    brightness, contrast: factors are drawn from [1 - value, 1 + value].
    """

    horizontal_flip: bool = False
    vertical_flip: bool = False
    rotation_degrees: float = 0.0
    min_crop_area: float = 1.0
    brightness: float = 0.0
    contrast: float = 0.0

    @property
    def changes_nothing(self) -> bool:
        return self == ResolvedAugmentation()


# Crop and flip are what ImageNet networks are fine-tuned with (Kornblith et al., "Do Better ImageNet Models Transfer
# Better?", CVPR 2019, appendix A.5); colour as in torchvision's ColorJitter, at its usual 0.1 to 0.4. A vertical flip is
# never taken for granted: most pictures have an up.
PRESETS = {
    "none": ResolvedAugmentation(),
    "light": ResolvedAugmentation(horizontal_flip=True, min_crop_area=0.8),
    "medium": ResolvedAugmentation(horizontal_flip=True, min_crop_area=0.6, brightness=0.1, contrast=0.1),
    "strong": ResolvedAugmentation(
        horizontal_flip=True, rotation_degrees=15.0, min_crop_area=0.35, brightness=0.4, contrast=0.4
    ),
}


def resolve_augmentation(spec: AugmentationSpec, train_count: int) -> ResolvedAugmentation:
    """The preset, with what the person set by hand put over it. `train_count`: pictures in the training part."""
    preset = spec.preset
    if preset == "auto":
        preset = "medium" if train_count < MEDIUM_BELOW_PICTURES else "light"
    by_hand = {name: value for name, value in spec.model_dump(exclude={"preset", "views"}).items() if value is not None}
    return replace(PRESETS[preset], **by_hand)


def item_rng(seed: int, epoch: int, item: int) -> np.random.Generator:
    """Randomness of one item in one epoch: the same three numbers give the same changes, in any thread and any order."""
    return np.random.Generator(np.random.Philox(np.random.SeedSequence((seed, epoch, item))))


def augment_square(
    picture: Pixels, preprocessing: ImagePreprocessing, augmentation: ResolvedAugmentation, rng: np.random.Generator
) -> Pixels:
    """A training view of a picture.

    Args:
        picture: (H, W, 3) uint8, as decoded, or (H, W) of a grey one.
        preprocessing: size, fit and filter; a view has the proportions that evaluation will show.
        augmentation: what may change. The default gives `preprocessing.geometry(picture)` exactly.
        rng: from `item_rng`.

    Returns:
        (size_px, size_px, 3) uint8.
    """
    # always the same number of draws before the crop's, so that one setting doesn't change the luck of the others
    flip_x, flip_y, angle, brightness, contrast = rng.random(5)
    if augmentation.min_crop_area < 1:
        view = _random_crop(picture, preprocessing, augmentation.min_crop_area, rng)
    else:
        view = Image.fromarray(preprocessing.geometry(picture))
    view = view.convert("RGB")
    if augmentation.horizontal_flip and flip_x < 0.5:
        view = view.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if augmentation.vertical_flip and flip_y < 0.5:
        view = view.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    if augmentation.rotation_degrees:
        degrees = (2 * angle - 1) * augmentation.rotation_degrees
        view = view.rotate(degrees, Image.Resampling.BILINEAR, fillcolor=preprocessing.mean_colour)
    if augmentation.brightness:
        view = ImageEnhance.Brightness(view).enhance(1 + (2 * brightness - 1) * augmentation.brightness)
    if augmentation.contrast:
        view = ImageEnhance.Contrast(view).enhance(1 + (2 * contrast - 1) * augmentation.contrast)
    return np.array(view)


def random_box(width: float, height: float, min_area: float, rng: np.random.Generator) -> Box:
    """left, top, right, bottom of a crop with an area in [min_area, 1] of the whole and a random aspect.

    Source: torchvision.transforms.RandomResizedCrop.get_params. Where no try fits: all of it, or as much of the middle
    as the allowed aspects permit.
    """
    for _ in range(CROP_TRIES):
        area = width * height * rng.uniform(min_area, 1)
        aspect = np.exp(rng.uniform(*np.log(ASPECTS)))
        crop_width, crop_height = np.sqrt(area * aspect), np.sqrt(area / aspect)
        if crop_width <= width and crop_height <= height:
            left, top = rng.uniform(0, width - crop_width), rng.uniform(0, height - crop_height)
            return left, top, left + crop_width, top + crop_height
    crop_width, crop_height = min(width, height * ASPECTS[1]), min(height, width / ASPECTS[0])
    left, top = (width - crop_width) / 2, (height - crop_height) / 2
    return left, top, left + crop_width, top + crop_height


def _random_crop(picture: Pixels, preprocessing: ImagePreprocessing, min_area: float, rng: np.random.Generator) -> Image.Image:
    image = Image.fromarray(picture)
    size = (preprocessing.size_px, preprocessing.size_px)
    if preprocessing.fit == "crop":
        box = random_box(image.width, image.height, min_area, rng)
        return image.resize(size, preprocessing.filter, box=box)
    if preprocessing.fit == "pad":
        image = preprocessing.on_square(image, min(max(image.size), 2 * preprocessing.size_px))
    # evaluation stretches the picture into the square, so the crop's aspect is meant in the square, not in the picture
    left, top, right, bottom = random_box(1, 1, min_area, rng)
    box = (left * image.width, top * image.height, right * image.width, bottom * image.height)
    return image.resize(size, preprocessing.filter, box=box)

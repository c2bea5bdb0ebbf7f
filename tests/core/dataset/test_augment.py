"""Random changes: counted, bounded, and none where none was asked for."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from core.contracts.spec import AugmentationSpec
from core.dataset.augment import (
    ASPECTS,
    PRESETS,
    ResolvedAugmentation,
    augment_square,
    item_rng,
    random_box,
    resolve_augmentation,
)
from core.dataset.preprocess import FITS, ImagePreprocessing

EVERYTHING = ResolvedAugmentation(True, True, 20.0, 0.5, 0.3, 0.3)


def view(pixels, seed=0, epoch=0, item=0, augmentation=EVERYTHING, fit="stretch"):
    return augment_square(pixels, ImagePreprocessing(64, fit), augmentation, item_rng(seed, epoch, item))


@pytest.fixture
def pixels(picture):
    return np.array(picture(1, 150, 90))


@pytest.mark.parametrize("fit", FITS)
def test_same_numbers_give_the_same_view_in_any_thread_and_order(pixels, fit):
    keys = [(seed, epoch, item) for seed in (0, 1) for epoch in (0, 5) for item in (0, 7, 9)]
    alone = {key: view(pixels, *key, fit=fit) for key in keys}
    with ThreadPoolExecutor(6) as pool:
        shuffled = keys[::-1] * 3
        for key, result in zip(shuffled, pool.map(lambda key: view(pixels, *key, fit=fit), shuffled), strict=True):
            assert np.array_equal(alone[key], result)


def test_seed_epoch_and_item_each_change_the_view(pixels):
    keys = [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (2, 1, 0)]
    assert len({view(pixels, *key).tobytes() for key in keys}) == len(keys)


def test_a_view_is_the_same_in_years_to_come():
    assert item_rng(3, 2, 1).integers(0, 1000, 5).tolist() == [875, 982, 572, 97, 125]


@pytest.mark.parametrize("fit", FITS)
def test_no_augmentation_is_the_plain_geometry(pixels, fit):
    plain = ImagePreprocessing(64, fit).geometry(pixels)
    assert np.array_equal(view(pixels, augmentation=ResolvedAugmentation(), fit=fit), plain)


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize("min_crop_area", [0.5, 1.0])
def test_a_grey_picture_of_one_channel_gives_the_same_view(pixels, fit, min_crop_area):
    every = ResolvedAugmentation(True, True, 20, min_crop_area, 0.3, 0.3)
    grey = np.ascontiguousarray(pixels[:, :, 0])
    expected = view(np.stack([grey] * 3, axis=2), augmentation=every, fit=fit)
    np.testing.assert_array_equal(view(grey, augmentation=every, fit=fit), expected)


@pytest.mark.parametrize(("name", "axis"), [("horizontal_flip", 1), ("vertical_flip", 0)])
def test_flips_come_in_half_of_the_cases(pixels, name, axis):
    plain = ImagePreprocessing(64).geometry(pixels)
    flipped = 0
    for item in range(200):
        result = view(pixels, item=item, augmentation=ResolvedAugmentation(**{name: True}))
        if np.array_equal(result, np.flip(plain, axis)):
            flipped += 1
        else:
            assert np.array_equal(result, plain)
    assert 70 < flipped < 130


@pytest.mark.parametrize("size", [(100, 100), (300, 200), (200, 300), (1000, 10), (10, 1000)])
def test_crops_stay_inside_and_keep_the_promised_area(size):
    for item in range(300):
        left, top, right, bottom = random_box(*size, 0.6, item_rng(0, 0, item))
        width, height = right - left, bottom - top
        assert left >= 0
        assert top >= 0
        assert right <= size[0] + 1e-9
        assert bottom <= size[1] + 1e-9
        assert ASPECTS[0] - 1e-9 <= width / height <= ASPECTS[1] + 1e-9
        if max(size) <= 2 * min(size):  # a longer picture can't hold such an aspect: torchvision then takes the middle
            assert width * height >= 0.6 * size[0] * size[1] - 1e-6 or width in size or height in size


def test_brightness_and_contrast_stay_within_their_factors():
    grey = np.full((20, 20, 3), 100, np.uint8)
    levels = {int(view(grey, item=item, augmentation=ResolvedAugmentation(brightness=0.2))[0, 0, 0]) for item in range(200)}
    assert min(levels) >= 80
    assert max(levels) <= 120
    assert len(levels) > 20


def test_rotation_fills_corners_with_the_mean():
    white = np.full((64, 64, 3), 255, np.uint8)
    settings = ImagePreprocessing(64)
    corners = [view(white, item=item, augmentation=ResolvedAugmentation(rotation_degrees=45.0))[0, 0] for item in range(20)]
    assert any(np.array_equal(corner, settings.mean_colour) for corner in corners)


@pytest.mark.parametrize("fit", FITS)
def test_very_long_pictures_are_cropped_in_little_memory(fit):
    assert view(np.zeros((3, 30_000, 3), np.uint8), fit=fit).shape == (64, 64, 3)


def test_auto_does_more_for_few_pictures():
    few, many = (resolve_augmentation(AugmentationSpec(), count) for count in (100, 100_000))
    assert few == PRESETS["medium"]
    assert many == PRESETS["light"]
    assert few.min_crop_area < many.min_crop_area


def test_what_is_set_by_hand_goes_over_the_preset():
    spec = AugmentationSpec(preset="strong", horizontal_flip=False, rotation_degrees=0, vertical_flip=True)
    resolved = resolve_augmentation(spec, 10)
    assert not resolved.horizontal_flip
    assert resolved.vertical_flip
    assert resolved.rotation_degrees == 0
    assert resolved.contrast == PRESETS["strong"].contrast


def test_none_changes_nothing():
    assert resolve_augmentation(AugmentationSpec(preset="none"), 10).changes_nothing

"""Making pictures square and normal: sizes, proportions, and the numbers that torchvision gives."""

import json

import numpy as np
import pytest
from PIL import Image
from torchvision import transforms
from torchvision.transforms import v2

from core.dataset.preprocess import FITS, INTERPOLATIONS, ImagePreprocessing


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize("size", [(1, 1), (7, 300), (300, 7), (64, 64), (333, 517), (1, 5000)])
@pytest.mark.parametrize("interpolation", sorted(INTERPOLATIONS))
def test_any_picture_becomes_the_square(picture, fit, size, interpolation):
    square = ImagePreprocessing(32, fit, 0.875, interpolation).geometry(np.array(picture(1, *size)))
    assert square.shape == (32, 32, 3)
    assert square.dtype == np.uint8


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize("size", [(7, 300), (64, 64), (333, 517)])
@pytest.mark.parametrize("interpolation", sorted(INTERPOLATIONS))
def test_a_grey_picture_of_one_channel_gives_the_same_numbers(picture, fit, size, interpolation):
    grey = np.array(picture(1, *size).convert("L"))
    settings = ImagePreprocessing(32, fit, 0.875, interpolation)
    np.testing.assert_array_equal(settings.prepare(grey), settings.prepare(np.stack([grey] * 3, axis=2)))


@pytest.mark.parametrize("size", [(901, 1350), (300, 300), (333, 517), (1000, 257), (200, 150)])
@pytest.mark.parametrize(("crop_share", "resize_px"), [(0.875, 256), (224 / 232, 232), (1.0, 224)])
def test_crop_equals_torchvision(picture, size, crop_share, resize_px):
    original = picture(2, *size)
    theirs = np.array(v2.Compose([v2.Resize(resize_px), v2.CenterCrop(224)])(original)).astype(int)
    ours = ImagePreprocessing(224, "crop", crop_share).geometry(np.array(original))
    assert np.abs(theirs - ours).max() <= 2  # cropping before or after resizing rounds differently
    assert np.abs(theirs - ours).mean() < 0.05


def test_stretch_equals_torchvision(picture):
    original = picture(2, 333, 517)
    theirs = np.array(v2.Resize((224, 224))(original))
    assert np.array_equal(theirs, ImagePreprocessing(224).geometry(np.array(original)))


def test_normalising_equals_torchvision(picture):
    settings = ImagePreprocessing(64)
    square = settings.geometry(np.array(picture(3)))
    theirs = transforms.Compose([transforms.ToTensor(), transforms.Normalize(settings.mean, settings.std)])(square)
    ours = settings.to_input(square)
    assert ours.dtype == np.float32
    assert ours.flags.c_contiguous
    assert np.array_equal(ours, theirs.numpy())


def test_padding_keeps_proportions_and_fills_with_the_mean():
    wide = np.full((50, 100, 3), 200, np.uint8)
    settings = ImagePreprocessing(40, "pad")
    square = settings.geometry(wide)
    assert (square[10:30] == 200).all()
    assert (square[:10] == settings.mean_colour).all()
    assert np.abs(settings.to_input(square)[:, 0, 0]).max() < 0.02


def test_crop_takes_the_middle():
    wide = np.zeros((100, 300, 3), np.uint8)
    wide[:, 100:200] = 255
    assert ImagePreprocessing(50, "crop", 1.0, "box").geometry(wide).min() == 255


def test_decoder_is_asked_for_twice_the_size():
    assert ImagePreprocessing(224).decode_px == 448
    assert ImagePreprocessing(224, "crop", 0.875).decode_px == 512


def test_settings_survive_json():
    settings = ImagePreprocessing(224, "crop", 0.9, "bicubic", (0.5, 0.4, 0.3), (0.1, 0.2, 0.3))
    assert ImagePreprocessing.from_dict(json.loads(json.dumps(settings.to_dict()))) == settings


@pytest.mark.parametrize(
    "wrong",
    [
        {"size_px": 0},
        {"fit": "squash"},
        {"crop_share": 0.0},
        {"crop_share": 1.5},
        {"interpolation": "magic"},
        {"std": (1, 0, 1)},
        {"mean": (1, 1)},
    ],
)
def test_impossible_settings_are_refused(wrong):
    with pytest.raises(ValueError, match=r"must|need"):
        ImagePreprocessing(**{"size_px": 224, **wrong})


def test_prepare_is_geometry_and_normalising(picture):
    settings = ImagePreprocessing(48, "crop", 0.875)
    pixels = np.array(picture(4))
    assert np.array_equal(settings.prepare(pixels), settings.to_input(settings.geometry(pixels)))
    assert Image.fromarray(settings.geometry(pixels)).size == (48, 48)

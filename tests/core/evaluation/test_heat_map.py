"""Grad-CAM where the answer is known: networks that look at one quarter of the picture only."""

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from core.dataset.preprocess import ImagePreprocessing
from core.evaluation.heat_map import coloured, grad_cam, over_picture, seen_box

SIDE = 8


class LooksAtTopRight(nn.Module):
    """Class 0: the mean of the top right quarter of what `features` gives. Class 1: always zero."""

    def __init__(self, layout: str) -> None:
        super().__init__()
        self.features = nn.Identity() if layout == "channels first" else Layout(layout)
        self.layout = layout

    def forward(self, inputs: Tensor) -> Tensor:
        features = self.features(inputs)
        if self.layout == "channels last":
            features = features.permute(0, 3, 1, 2)
        elif self.layout == "tokens":
            features = features[:, 2:].transpose(1, 2).reshape(inputs.shape)
        score = features[:, :, : SIDE // 2, SIDE // 2 :].mean(dim=(1, 2, 3))
        return torch.stack([score, 0 * score], dim=1)


class Layout(nn.Module):
    def __init__(self, layout: str) -> None:
        super().__init__()
        self.layout = layout

    def forward(self, inputs: Tensor) -> Tensor:
        if self.layout == "channels last":
            return inputs.permute(0, 2, 3, 1)
        tokens = inputs.flatten(2).transpose(1, 2)
        return torch.cat([torch.full_like(tokens[:, :2], 50.0), tokens], dim=1)


def bright_quarter() -> Tensor:
    """Bright at the top right, and a little brighter still at the very corner."""
    inputs = torch.zeros(1, 3, SIDE, SIDE)
    inputs[:, :, :4, 4:] = 1
    inputs[:, :, 0, 7] = 2
    return inputs


@pytest.mark.parametrize("layout", ["channels first", "channels last", "tokens"])
def test_heat_lies_where_the_network_looks(layout: str):
    heat, index = grad_cam(LooksAtTopRight(layout), "features", bright_quarter())
    expected = np.zeros((SIDE, SIDE))
    expected[:4, 4:] = 0.5
    expected[0, 7] = 1
    assert index == 0
    np.testing.assert_allclose(heat, expected, atol=1e-6)


def test_what_speaks_against_a_class_is_cold():
    heat, index = grad_cam(LooksAtTopRight("channels first"), "features", -bright_quarter(), class_index=0)
    assert index == 0
    assert heat.max() == 0


def test_a_class_that_nothing_speaks_for_is_cold_everywhere():
    heat, index = grad_cam(LooksAtTopRight("channels first"), "features", bright_quarter(), class_index=1)
    assert index == 1
    assert heat.max() == 0


def test_the_network_is_left_as_it_was():
    network = LooksAtTopRight("channels first")
    inputs = bright_quarter()
    grad_cam(network, "features", inputs)
    assert not network.features._forward_hooks
    assert not inputs.requires_grad
    assert network(inputs).requires_grad is False


def test_frozen_parameters_and_work_in_place_behind_the_layer_are_no_obstacle():
    network = nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(inplace=True), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    network.requires_grad_(False)
    heat, _ = grad_cam(network, "0", torch.rand(1, 3, SIDE, SIDE), class_index=1)
    assert heat.shape == (SIDE, SIDE)


def test_a_layer_without_places_is_refused():
    with pytest.raises(LookupError):
        grad_cam(nn.Sequential(nn.Flatten(), nn.Linear(192, 2)), "0", torch.rand(1, 3, SIDE, SIDE))


@pytest.mark.parametrize(
    ("fit", "crop_share", "expected"),
    [
        ("stretch", 1.0, (0, 0, 400, 200)),
        ("crop", 1.0, (100, 0, 300, 200)),
        ("crop", 0.5, (150, 50, 250, 150)),
        ("pad", 1.0, (0, -100, 400, 300)),
    ],
)
def test_what_of_the_picture_was_seen(fit: str, crop_share: float, expected: tuple[int, int, int, int]):
    assert seen_box(ImagePreprocessing(100, fit, crop_share), 400, 200) == expected


@pytest.mark.parametrize("fit", ["stretch", "crop", "pad"])
@pytest.mark.parametrize("size", [(300, 120), (120, 300)])
def test_heat_comes_back_to_the_place_that_was_bright(fit: str, size: tuple[int, int]):
    width, height = size
    preprocessing = ImagePreprocessing(64, fit)
    picture = np.zeros((height, width, 3), np.uint8)
    bright = np.zeros((height, width), bool)
    bright[height // 2 - 30 : height // 2 - 5, width // 2 + 5 : width // 2 + 30] = True
    picture[bright] = 255
    # the square that the network sees, taken for the heat itself; the padding is grey, 0.49
    heat = (preprocessing.geometry(picture)[:, :, 0] > 127).astype(np.float32)
    back = over_picture(heat, preprocessing, width, height)
    assert back.shape == (height, width)
    overlap = (back > 0.5) & bright
    assert overlap.sum() / ((back > 0.5) | bright).sum() > 0.75


def test_cropped_away_places_are_cold():
    back = over_picture(np.ones((4, 4), np.float32), ImagePreprocessing(64, "crop"), 300, 100)
    assert back[:, :100].max() == 0
    assert back[:, 100:200].min() == 1


def test_colours_go_from_nothing_to_yellow():
    image = coloured(np.array([[0, 0.5, 1]], np.float32))
    assert image.mode == "RGBA"
    assert image.getpixel((0, 0))[3] == 0
    assert image.getpixel((2, 0)) == (253, 231, 37, 200)
    assert 0 < image.getpixel((1, 0))[3] < 200

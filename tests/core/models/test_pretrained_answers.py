"""The bundled weights lie where they belong: real photos get their right ImageNet names."""

from pathlib import Path

import numpy as np
import pytest
import sklearn.datasets
import torch
from PIL import Image

from core.contracts.spec import ModelSpec
from core.models.build import build_model
from core.models.handle import ModelHandle

PHOTOS = Path(sklearn.datasets.__file__).parent / "images"


@pytest.fixture(scope="module")
def bundled() -> ModelHandle:
    return build_model(ModelSpec(), None)


def top(handle: ModelHandle, picture: Image.Image, count: int) -> list[tuple[str, float]]:
    inputs = handle.preprocessing.prepare(np.array(picture.convert("RGB")))
    with torch.no_grad():
        probabilities = handle.module(torch.from_numpy(inputs)[None]).softmax(1)[0]
    values, indices = probabilities.topk(count)
    return [(handle.class_names[index], float(value)) for index, value in zip(indices.tolist(), values, strict=True)]


@pytest.mark.parametrize(("photo", "name"), [("china.jpg", "palace"), ("flower.jpg", "daisy")])
def test_the_bundled_model_knows_what_is_on_a_photo(bundled: ModelHandle, photo: str, name: str) -> None:
    assert top(bundled, Image.open(PHOTOS / photo), 1)[0][0] == name


@pytest.mark.parametrize("turned", [Image.Transpose.FLIP_LEFT_RIGHT, None])
@pytest.mark.parametrize("size_px", [224, 288])
def test_the_right_name_survives_mirroring_and_another_size(size_px: int, turned: Image.Transpose | None) -> None:
    handle = build_model(ModelSpec(image_size_px=size_px), None)
    photo = Image.open(PHOTOS / "china.jpg")
    names = [name for name, _ in top(handle, photo.transpose(turned) if turned is not None else photo, 3)]
    assert {"palace", "monastery", "bell cote"} & set(names)


def test_vgg16_gives_its_three_surest_answers_with_class_names() -> None:
    handle = build_model(ModelSpec(entry="torchvision/vgg16", weights="random"), None)
    answers = top(handle, Image.open(PHOTOS / "flower.jpg"), 3)
    probabilities = [probability for _, probability in answers]
    assert len({name for name, _ in answers}) == 3
    assert all(name in handle.class_names for name, _ in answers)
    assert probabilities == sorted(probabilities, reverse=True)
    assert all(0 < probability < 1 for probability in probabilities)

"""With features that were computed once, an epoch has the losses of the whole network, for every kind of network."""

import copy

import pytest
import torch
from torch.nn.functional import cross_entropy

from core.contracts.spec import ModelSpec
from core.models.build import build_model
from core.models.freezing import freeze, set_train_mode, trainable_parameters
from core.training.cut import find_cut
from core.training.randomness import seed_step
from tests.tiny_encoders import CONFIGS, write_encoder

COUNT, BATCH = 12, 4


def epoch_losses(handle, network, inputs):
    """One epoch of stochastic gradient descent with momentum, in batches."""
    freeze(handle, handle.trainable_blocks)
    set_train_mode(handle)
    labels = torch.arange(COUNT) % 2
    optimizer = torch.optim.SGD(trainable_parameters(handle), lr=0.003, momentum=0.9)
    losses = []
    for step in range(COUNT // BATCH):
        seed_step(0, step)
        batch = slice(step * BATCH, (step + 1) * BATCH)
        loss = cross_entropy(network(inputs[batch]), labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    return losses


def assert_same_losses(handle, inputs, trainable):
    freeze(handle, trainable)
    whole = copy.deepcopy(handle)
    cut = find_cut(handle, inputs[:2])
    assert cut is not None
    set_train_mode(handle)
    with torch.no_grad():
        features = torch.cat([cut.prefix(some) for some in inputs.split(5)])
    assert epoch_losses(handle, cut.suffix, features) == pytest.approx(epoch_losses(whole, whole.module, inputs), abs=1e-4)


@pytest.mark.parametrize("trainable", [0, 1])
@pytest.mark.parametrize(
    ("entry", "size_px"),
    [
        ("torchvision/resnet18", 64),
        ("torchvision/efficientnet_b0", 64),
        ("torchvision/mobilenet_v2", 64),
        ("torchvision/regnet_y_400mf", 64),
        ("torchvision/shufflenet_v2_x0_5", 64),
        ("timm/test_vit.r160_in1k", 160),
        ("timm/test_vit3.r160_in1k", 160),
        ("timm/test_convnext.r160_in1k", 160),
        ("timm/test_efficientnet.r160_in1k", 160),
        ("timm/test_byobnet.r160_in1k", 160),
        ("timm/mobilevit_xxs.cvnets_in1k", 64),
        ("fettle/efficientnet-lite0", 64),
        pytest.param("torchvision/swin_t", 64, marks=pytest.mark.slow),
        pytest.param("torchvision/convnext_tiny", 64, marks=pytest.mark.slow),
        pytest.param("torchvision/resnet50", 64, marks=pytest.mark.slow),
        pytest.param("torchvision/densenet121", 64, marks=pytest.mark.slow),
    ],
)
def test_of_pictures(entry, size_px, trainable):
    handle = build_model(ModelSpec(entry=entry, weights="random", image_size_px=size_px), ("a", "b"), seed=0)
    pictures = torch.randn(COUNT, 3, size_px, size_px, generator=torch.Generator().manual_seed(1))
    assert_same_losses(handle, pictures, trainable)


@pytest.mark.parametrize("trainable", [0, 1, 2])
@pytest.mark.parametrize("kind", CONFIGS)
def test_of_texts(kind, trainable, tmp_path):
    write_encoder(kind, tmp_path)
    handle = build_model(ModelSpec(entry=str(tmp_path)), ("a", "b"))
    words = ["the film was great", "dull", "i was not great , but the ending", "a story and it is dull ."]
    tokens = torch.from_numpy(handle.preprocessing.collate(handle.preprocessing.prepare_all(words * (COUNT // len(words)))))
    assert_same_losses(handle, tokens, trainable)

"""The forms in which frozen layers run: faster, with the same numbers, and the network itself untouched."""

import copy

import pytest
import torch
from torch import nn

from core.contracts.spec import ModelSpec
from core.models.build import build_model
from core.models.device_choice import DeviceChoice
from core.models.freezing import freeze
from core.store.places import cache_folder
from core.training import prefix_onnx
from core.training.cut import Cut, Prefix, find_cut
from core.training.device import Device
from core.training.onnx_runners import runners
from core.training.prefix_engine import as_trained, fastest_engine
from core.training.prefix_onnx import onnx_engine

pytestmark = pytest.mark.usefixtures("empty_cache")


def cut_of(entry, trainable=0, size_px=32, exact=False):
    device = Device(DeviceChoice("cpu", "cpu", "fp32", exact))
    handle = build_model(ModelSpec(entry=entry, weights="random", image_size_px=size_px), ("a", "b"), seed=0)
    device.place(handle.module)
    freeze(handle, trainable)
    pictures = torch.rand(2, 3, size_px, size_px, generator=torch.Generator().manual_seed(0))
    return handle, find_cut(handle, pictures), device, pictures


def assert_same_numbers(engine, plain, pictures):
    for some in (pictures, pictures.flip(3)[:1], torch.cat([pictures, pictures.flip(2)])):
        expected = plain.run(some, "fp32")
        assert float((engine.run(some, "fp32") - expected).abs().max()) <= 1e-4 * float(expected.abs().max())


@pytest.mark.parametrize(
    ("entry", "trainable"),
    [
        ("torchvision/resnet18", 0),
        ("torchvision/mobilenet_v3_small", 2),
        ("fettle/efficientnet-lite0", 1),  # batch norms that have the activation within
    ],
)
def test_folded_batch_norms_give_the_same_numbers(entry, trainable):
    handle, cut, device, pictures = cut_of(entry, trainable)
    before = {name: tensor.clone() for name, tensor in handle.module.state_dict().items()}
    tree = [type(part) for part in handle.module.modules()]
    engine = fastest_engine(cut, device, pictures)
    assert engine.name == "folded"
    assert sum(isinstance(part, nn.BatchNorm2d) for part in engine.prefix.modules()) < sum(
        issubclass(part, nn.BatchNorm2d) for part in tree
    )
    assert_same_numbers(engine, as_trained(cut, device), pictures)
    assert [type(part) for part in handle.module.modules()] == tree
    assert all(torch.equal(before[name], tensor) for name, tensor in handle.module.state_dict().items())


def test_where_exact_is_asked_for_the_network_runs_as_trained():
    _, cut, device, pictures = cut_of("torchvision/resnet18", exact=True)
    assert fastest_engine(cut, device, pictures).name == "as trained"


def test_where_nothing_can_be_folded_the_network_runs_as_trained():
    _, cut, device, pictures = cut_of("timm/vit_tiny_patch16_224.augreg_in21k_ft_in1k")
    assert fastest_engine(cut, device, pictures).name == "as trained"


class _UsedTwice(nn.Module):
    """What the convolution gives goes to its batch norm and past it: folding would change the second."""

    def __init__(self):
        super().__init__()
        self.convolution, self.norm, self.end = nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Identity()
        self.norm.running_mean.fill_(3.0)

    def forward(self, pictures):
        maps = self.convolution(pictures)
        return self.end(self.norm(maps) + maps)


def test_a_fold_that_changes_the_numbers_is_not_used():
    network = _UsedTwice().eval()
    cut = Cut("end", Prefix(network, "end", False), copy.deepcopy(network), (4, 30, 30), False)
    assert fastest_engine(cut, Device(DeviceChoice("cpu", "cpu", "fp32")), torch.rand(2, 3, 32, 32)).name == "as trained"


def converted(cut, device, pictures, item_count=1000, key="key"):
    base = as_trained(cut, device)
    return onnx_engine(base, cut, device, key, pictures, item_count), base


@pytest.fixture
def any_is_faster(monkeypatch):
    monkeypatch.setattr(prefix_onnx, "_CONVERSION_S", 0.0)
    monkeypatch.setattr(prefix_onnx, "_MAY_TAKE", 1000.0)


@pytest.mark.parametrize("runner", ["onnxruntime", "openvino"])
@pytest.mark.parametrize(
    ("entry", "trainable"),
    [
        ("torchvision/mobilenet_v3_small", 2),
        ("torchvision/resnet18", 1),
        ("timm/vit_tiny_patch16_224.augreg_in21k_ft_in1k", 0),
    ],
)
def test_a_converted_prefix_gives_the_same_numbers_and_is_remembered(monkeypatch, any_is_faster, runner, entry, trainable):
    monkeypatch.setattr(prefix_onnx, "runners", lambda: {runner: runners()[runner]})
    _, cut, device, pictures = cut_of(entry, trainable)
    engine, base = converted(cut, device, pictures)
    assert engine.name == runner
    assert_same_numbers(engine, base, pictures)
    # another time nothing is converted, and few items are enough
    monkeypatch.setattr(prefix_onnx, "_convert", None)
    assert converted(cut, device, pictures, item_count=0)[0].name == runner


@pytest.mark.parametrize("fastest", ["onnxruntime", "openvino"])
def test_who_is_fastest_is_measured_and_remembered(monkeypatch, fastest):
    monkeypatch.setattr(prefix_onnx, "_CONVERSION_S", 0.0)
    monkeypatch.setattr(prefix_onnx, "_item_s", lambda engine, inputs: 1.0 if engine.name == fastest else 2.0)
    _, cut, device, pictures = cut_of("torchvision/mobilenet_v3_small")
    assert converted(cut, device, pictures)[0].name == fastest
    monkeypatch.setattr(prefix_onnx, "_item_s", None)
    assert converted(cut, device, pictures)[0].name == fastest


def test_a_conversion_must_be_earned(monkeypatch):
    _, cut, device, pictures = cut_of("torchvision/mobilenet_v3_small")
    monkeypatch.setattr(prefix_onnx, "_convert", None)
    assert converted(cut, device, pictures, item_count=5)[0] is None


def test_what_must_be_exact_is_not_converted(monkeypatch, any_is_faster):
    _, cut, device, pictures = cut_of("torchvision/mobilenet_v3_small", exact=True)
    assert converted(cut, device, pictures)[0] is None


def test_a_network_that_gains_little_must_have_more_to_compute(monkeypatch):
    monkeypatch.setattr(prefix_onnx, "_pass_s", lambda engine, inputs: 0.02 * len(inputs))
    monkeypatch.setattr(prefix_onnx, "_converted", lambda *args: "converted")
    for entry, enough in (("torchvision/mobilenet_v3_small", 601), ("torchvision/resnet18", 1876)):
        _, cut, device, pictures = cut_of(entry)
        assert converted(cut, device, pictures, item_count=enough)[0] == "converted"
        assert converted(cut, device, pictures, item_count=enough - 3)[0] is None


def test_a_slower_one_is_not_tried_again(monkeypatch):
    monkeypatch.setattr(prefix_onnx, "_CONVERSION_S", 0.0)
    monkeypatch.setattr(prefix_onnx, "_MAY_TAKE", 0.0)
    _, cut, device, pictures = cut_of("torchvision/mobilenet_v3_small")
    assert converted(cut, device, pictures)[0] is None
    assert list(cache_folder().glob("engines/*.onnx")) == []
    monkeypatch.setattr(prefix_onnx, "_convert", None)
    assert converted(cut, device, pictures)[0] is None


def test_a_spoiled_file_is_not_used(monkeypatch, any_is_faster):
    _, cut, device, pictures = cut_of("torchvision/mobilenet_v3_small")
    assert converted(cut, device, pictures)[0] is not None
    (file,) = cache_folder().glob("engines/*.onnx")
    content = bytearray(file.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 4000] = bytes(4000)
    file.write_bytes(content)
    assert converted(cut, device, pictures)[0] is None


def test_a_network_that_can_not_be_converted_runs_as_before(monkeypatch, any_is_faster):
    _, cut, device, pictures = cut_of("torchvision/mobilenet_v3_small")

    def refuse(*args, **named):
        raise RuntimeError("no such operation")

    monkeypatch.setattr(torch.onnx, "export", refuse)
    assert converted(cut, device, pictures)[0] is None

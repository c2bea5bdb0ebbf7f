"""Weights from files that came from anywhere."""

import os
import pickle
from pathlib import Path
from typing import Any

import pytest
import torch
import torchvision
from safetensors.torch import save_file
from torch import Tensor, nn

from core.contracts.errors import UserError
from core.contracts.spec import ModelSpec
from core.models.build import build_model
from core.models.weights import load_exactly, read_weights

NETWORK = "torchvision/squeezenet1_1"


def squeezenet(classes: int = 1000) -> dict[str, Tensor]:
    return dict(torchvision.models.squeezenet1_1(num_classes=classes).state_dict())


class Payload:
    """What a malicious file holds: unpickling it would run a command."""

    def __init__(self, trace: Path) -> None:
        self._trace = trace

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self._trace),)


@pytest.mark.parametrize("zipped", [True, False])
def test_a_pickle_with_a_payload_is_refused_and_never_runs(tmp_path: Path, zipped: bool) -> None:
    trace = tmp_path / "it ran"
    path = tmp_path / "weights.pth"
    torch.save({"state_dict": squeezenet(), "extra": Payload(trace)}, path, _use_new_zipfile_serialization=zipped)
    with pytest.raises(UserError) as refused:
        build_model(ModelSpec(entry=NETWORK, weights=str(path)), ["a", "b"])
    assert refused.value.code == "weights_unsafe"
    assert "mkdir" in str(refused.value)
    assert not trace.exists()


@pytest.mark.parametrize("name", ["mobilenet_v3_small", "shufflenet_v2_x0_5", "squeezenet1_1"])
def test_a_head_of_any_size_is_found_in_sorted_names(tmp_path: Path, name: str) -> None:
    weights = torchvision.models.get_model(name, num_classes=7).state_dict()
    save_file(weights, tmp_path / "model.safetensors")
    spec = ModelSpec(entry=f"torchvision/{name}", weights=str(tmp_path / "model.safetensors"), image_size_px=64)
    handle = build_model(spec, ["a", "b"])
    assert len(handle.origin_class_names) == 7
    changed = {key for key, tensor in handle.module.state_dict().items() if not torch.equal(tensor, weights[key])}
    assert changed == set(handle.head.parameters)


def test_a_plain_pickle_with_a_payload_is_refused_and_never_runs(tmp_path: Path) -> None:
    trace = tmp_path / "it ran"
    path = tmp_path / "weights.pt"
    path.write_bytes(pickle.dumps(Payload(trace)))
    with pytest.raises(UserError) as refused:
        read_weights(path)
    assert refused.value.code == "weights_unsafe"
    assert not trace.exists()


def test_a_whole_pickled_network_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "network.pth"
    torch.save(nn.Linear(2, 2), path)
    with pytest.raises(UserError) as refused:
        read_weights(path)
    assert refused.value.code == "weights_unsafe"
    assert "Linear" in str(refused.value)


def test_a_torchscript_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "program.pt"
    torch.jit.save(torch.jit.trace(nn.Linear(2, 2), torch.zeros(1, 2)), path)
    with pytest.raises(UserError) as refused:
        read_weights(path)
    assert refused.value.code == "weights_unsafe"


@pytest.mark.parametrize(
    "name", ["text.pth", "text.safetensors", "half.pth", "half.safetensors", "empty.pth", "empty.safetensors"]
)
def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    torch.save({"a": torch.zeros(1000)}, tmp_path / "whole.pth")
    save_file({"a": torch.zeros(1000)}, tmp_path / "whole.safetensors")
    whole = (tmp_path / f"whole{path.suffix}").read_bytes()
    path.write_bytes({"text": b"these are not weights", "half": whole[: len(whole) // 2], "empty": b""}[path.stem])
    with pytest.raises(UserError) as refused:
        read_weights(path)
    assert refused.value.code == "weights_unreadable"


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        read_weights(tmp_path / "nothing.pth")
    assert refused.value.code == "file_missing"


@pytest.mark.parametrize(
    "wrap",
    [
        lambda state: state,
        lambda state: {"state_dict": state, "epoch": 3},
        lambda state: {"model": state, "optimizer": {}},
        lambda state: {f"module.{name}": tensor for name, tensor in state.items()},
        lambda state: {"state_dict": {f"module.model.{name}": tensor for name, tensor in state.items()}},
    ],
)
def test_common_wrappings_are_taken_off(tmp_path: Path, wrap: Any) -> None:
    state = squeezenet()
    torch.save(wrap(state), tmp_path / "weights.pth")
    handle = build_model(ModelSpec(entry=NETWORK, weights=str(tmp_path / "weights.pth")), None)
    loaded = handle.module.state_dict()
    assert all(torch.equal(loaded[name], tensor) for name, tensor in state.items())


def test_a_file_of_another_network_is_told_with_names_and_shapes(tmp_path: Path) -> None:
    save_file(dict(torchvision.models.squeezenet1_0().state_dict()), tmp_path / "other.safetensors")
    with pytest.raises(UserError) as refused:
        build_model(ModelSpec(entry=NETWORK, weights=str(tmp_path / "other.safetensors")), ["a", "b"])
    assert refused.value.code == "weights_do_not_fit"
    assert "features.0.weight is 96 x 3 x 7 x 7 in the file and 64 x 3 x 3 x 3 in the network" in str(refused.value)


@pytest.mark.parametrize(
    "entry", ["timm/resnet18.a1_in1k", "fettle/efficientnet-lite0", "transformers/facebook/deit-tiny-patch16-224"]
)
def test_every_family_tells_when_weights_do_not_fit(tmp_path: Path, entry: str) -> None:
    save_file(squeezenet(), tmp_path / "other.safetensors")
    with pytest.raises(UserError) as refused:
        build_model(ModelSpec(entry=entry, weights=str(tmp_path / "other.safetensors")), ["a", "b"])
    assert refused.value.code == "weights_do_not_fit"
    assert "is not in the file" in str(refused.value)


def test_weights_that_do_not_fit_change_nothing() -> None:
    module = nn.Linear(2, 3)
    before = module.weight.clone()
    with pytest.raises(UserError):
        load_exactly(module, {"weight": torch.zeros(3, 2)}, path="file", name="network")
    assert torch.equal(module.weight, before)


def test_a_differing_head_is_replaced_and_told(tmp_path: Path) -> None:
    state = squeezenet(classes=10)
    torch.save(state, tmp_path / "ten.pth")
    handle = build_model(ModelSpec(entry=NETWORK, weights=str(tmp_path / "ten.pth")), ["a", "b"])
    assert handle.module(torch.zeros(1, 3, 64, 64)).shape == (1, 2)
    assert torch.equal(handle.module.state_dict()["features.0.weight"], state["features.0.weight"])
    (notice,) = handle.notices
    assert "answers 10 classes and 2 are needed" in notice.sentence()


def test_weights_without_a_network_are_told_so(tmp_path: Path) -> None:
    save_file(squeezenet(), tmp_path / "alone.safetensors")
    with pytest.raises(UserError) as refused:
        build_model(ModelSpec(entry=str(tmp_path / "alone.safetensors")), ["a", "b"])
    assert refused.value.code == "weights_without_network"


def test_auxiliary_heads_in_a_file_are_left_out(tmp_path: Path) -> None:
    torch.save(torchvision.models.googlenet(aux_logits=True, init_weights=False).state_dict(), tmp_path / "googlenet.pth")
    handle = build_model(ModelSpec(entry="torchvision/googlenet", weights=str(tmp_path / "googlenet.pth")), ["a", "b"])
    assert handle.module.train()(torch.zeros(2, 3, 64, 64)).shape == (2, 2)

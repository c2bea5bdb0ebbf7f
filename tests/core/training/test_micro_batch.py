"""As many items at once as fit into memory; the batch of a step stays what it is."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from core.contracts.spec import DatasetSpec, ModelSpec, RunSpec
from core.dataset.loaders import Batch
from core.models.build import build_model
from core.models.device_choice import choose_device
from core.models.freezing import freeze, set_train_mode, trainable_parameters
from core.models.handle import ModelHandle
from core.tasks.classification import ClassificationTask
from core.training.device import Device
from core.training.micro_batch import activation_bytes, with_fitting_micro_batch
from core.training.recipe import Recipe, resolve_recipe
from core.training.step import Stepper
from tests.tiny_encoders import write_encoder


@pytest.fixture(scope="module")
def device() -> Device:
    return Device(choose_device("cpu", "fp32"))


@pytest.fixture
def handle() -> ModelHandle:
    made = build_model(ModelSpec(entry="torchvision/resnet18", weights="random", image_size_px=64), ["a", "b"])
    freeze(made, 2)
    set_train_mode(made)
    return made


def _recipe(handle: ModelHandle) -> Recipe:
    spec = RunSpec(dataset=DatasetSpec(folder="/x"))
    return resolve_recipe(spec, train_count=1000, trainable_blocks=2, block_count=len(handle.blocks), module=handle.module)


def test_the_micro_batch_is_what_fits(handle: ModelHandle, device: Device) -> None:
    recipe, each = _recipe(handle), activation_bytes(handle, device)
    # AdamW: a gradient and two moments for each number
    reserved = 3 * 4 * sum(parameter.numel() for parameter in trainable_parameters(handle))
    for free_items, expected in ((5.5, 5), (0.2, 1), (1000, recipe.batch_size)):
        free_bytes = int((free_items * each + reserved) / 0.7)
        found = with_fitting_micro_batch(recipe, handle, device, free_bytes)
        assert found == dataclasses.replace(recipe, micro_batch_size=expected)


class _Widths(nn.Module):
    """Notes how many items pass at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Flatten(), nn.Linear(12, 4), nn.BatchNorm1d(4), nn.Linear(4, 2))
        self.seen: list[int] = []

    def forward(self, inputs: Tensor) -> Tensor:
        self.seen.append(len(inputs))
        return self.layers(inputs)


@pytest.mark.parametrize(
    ("count", "micro", "pieces"), [(3, 2, [3]), (17, 2, [3, *[2] * 7]), (4, 2, [2, 2]), (7, 3, [3, 2, 2]), (5, 16, [5])]
)
def test_no_piece_of_a_batch_is_a_single_item(device: Device, count: int, micro: int, pieces: list[int]) -> None:
    """As the last batch of an odd number of items, which has taken the one that was left over; batch norm needs two."""
    network = _Widths()
    stepper = Stepper(network, ClassificationTask("ab"), torch.optim.SGD(network.parameters(), lr=0.1), device, None)
    batch = Batch(torch.randn(count, 3, 2, 2), torch.arange(count) % 2, np.arange(count), ())
    assert stepper.learn(batch, micro).applied
    assert network.seen == pieces


def test_two_passes_a_step_need_twice_the_room(handle: ModelHandle, device: Device) -> None:
    recipe = dataclasses.replace(_recipe(handle), consistency=1.0, optimizer="sgd")
    reserved = 2 * 4 * sum(parameter.numel() for parameter in trainable_parameters(handle))
    free_bytes = int((9 * activation_bytes(handle, device) + reserved) / 0.7)
    assert with_fitting_micro_batch(recipe, handle, device, free_bytes).micro_batch_size == 4


def test_what_is_frozen_keeps_nothing(handle: ModelHandle, device: Device) -> None:
    few = activation_bytes(handle, device)
    freeze(handle, len(handle.blocks))
    assert activation_bytes(handle, device) > 2 * few


def test_asking_changes_nothing(handle: ModelHandle, device: Device) -> None:
    before = {name: tensor.clone() for name, tensor in handle.module.state_dict().items()}
    modes = [part.training for part in handle.module.modules()]
    random_state = torch.get_rng_state()
    with_fitting_micro_batch(_recipe(handle), handle, device, 1 << 30)
    assert all(torch.equal(tensor, before[name]) for name, tensor in handle.module.state_dict().items())
    assert [part.training for part in handle.module.modules()] == modes
    assert all(parameter.grad is None for parameter in handle.module.parameters())
    assert torch.equal(torch.get_rng_state(), random_state)


def test_texts_are_asked_about_as_long_as_they_are_cut(tmp_path: Path, device: Device) -> None:
    """Not as long as the network could take."""
    write_encoder("bert", tmp_path)
    text = build_model(ModelSpec(entry=str(tmp_path), max_tokens=48), ["a", "b"])
    assert text.preprocessing.limit_tokens > 48
    freeze(text, 2)
    seen: list[torch.Size] = []
    text.module.register_forward_pre_hook(lambda module, given: seen.append(given[0].shape))
    assert activation_bytes(text, device) > 0
    assert seen == [(2, 2, 48)]


def test_where_even_the_question_is_too_much_one_item_at_a_time_is_tried(handle: ModelHandle, device: Device) -> None:
    handle.module.register_forward_pre_hook(lambda module, given: torch.empty(2**50))
    recipe = _recipe(handle)
    assert with_fitting_micro_batch(recipe, handle, device) == dataclasses.replace(recipe, micro_batch_size=1)


def test_a_mistake_in_the_network_is_no_lack_of_memory(handle: ModelHandle, device: Device) -> None:
    handle.module.register_forward_pre_hook(lambda module, given: torch.empty(-1))
    with pytest.raises(RuntimeError, match="negative"):
        with_fitting_micro_batch(_recipe(handle), handle, device)


def test_a_head_alone_is_not_asked_about(handle: ModelHandle, device: Device) -> None:
    freeze(handle, 0)
    assert with_fitting_micro_batch(_recipe(handle), handle, device, 1).micro_batch_size == _recipe(handle).micro_batch_size

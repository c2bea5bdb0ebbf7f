"""As many items at once as fit into memory; the batch of a step stays what it is."""

import dataclasses

import pytest
import torch

from core.contracts.spec import DatasetSpec, ModelSpec, RunSpec
from core.models.build import build_model
from core.models.device_choice import choose_device
from core.models.freezing import freeze, set_train_mode, trainable_parameters
from core.models.handle import ModelHandle
from core.training.device import Device
from core.training.micro_batch import activation_bytes, with_fitting_micro_batch
from core.training.recipe import Recipe, resolve_recipe


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


def test_a_head_alone_is_not_asked_about(handle: ModelHandle, device: Device) -> None:
    freeze(handle, 0)
    assert with_fitting_micro_batch(_recipe(handle), handle, device, 1).micro_batch_size == _recipe(handle).micro_batch_size

"""Frozen means frozen, bit for bit, whatever the network is made of."""

import copy

import pytest
import torch
from torch import Tensor, nn

from core.contracts.spec import ModelSpec
from core.models.build import build_model
from core.models.freezing import freeze, frozen_blocks, parameter_groups, set_train_mode, trainable_parameters, warm_blocks
from core.models.handle import ModelHandle

# batch norm; batch norm and stochastic depth; dropout in the body; layer norm and class token; relative positions
NETWORKS = [
    ("fettle/efficientnet-lite0", 64),
    ("torchvision/mobilenet_v3_small", 64),
    ("torchvision/efficientnet_b0", 64),
    ("torchvision/alexnet", 96),
    ("torchvision/densenet121", 64),
    ("timm/vit_tiny_patch16_224.augreg_in21k_ft_in1k", 64),
    ("timm/resnet18.a1_in1k", 64),
    ("transformers/facebook/deit-tiny-patch16-224", 64),
]


def handle_of(entry: str, size_px: int) -> ModelHandle:
    return build_model(ModelSpec(entry=entry, weights="random", image_size_px=size_px), ["a", "b", "c"])


def tensors_of(handle: ModelHandle, names: list[str]) -> dict[str, Tensor]:
    state = dict([*handle.module.named_parameters(), *handle.module.named_buffers()])
    return {name: state[name].detach().clone() for name in names}


def train_a_little(handle: ModelHandle, optimizer: torch.optim.Optimizer, steps: int = 3) -> None:
    size_px = handle.preprocessing.size_px
    generator = torch.Generator().manual_seed(1)
    for _ in range(steps):
        set_train_mode(handle)
        pictures = torch.randn(4, 3, size_px, size_px, generator=generator)
        loss = nn.functional.cross_entropy(handle.module(pictures), torch.tensor([0, 1, 2, 0]))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def sgd(handle: ModelHandle) -> torch.optim.SGD:
    return torch.optim.SGD(parameter_groups(handle, lr=0.05, weight_decay=0.1), momentum=0.9)


@pytest.mark.parametrize(("entry", "size_px"), NETWORKS)
def test_frozen_blocks_are_bit_for_bit_as_they_were_after_training(entry: str, size_px: int) -> None:
    handle = handle_of(entry, size_px)
    freeze(handle, len(handle.blocks) // 2)
    cold = [name for block in frozen_blocks(handle) for name in (*block.parameters, *block.buffers)]
    warm = [name for block in warm_blocks(handle) for name in block.parameters]
    cold_before, warm_before = tensors_of(handle, cold), tensors_of(handle, warm)
    train_a_little(handle, sgd(handle))
    assert all(torch.equal(tensor, cold_before[name]) for name, tensor in tensors_of(handle, cold).items())
    assert any(not torch.equal(tensor, warm_before[name]) for name, tensor in tensors_of(handle, warm).items())
    assert not any(
        torch.equal(tensor, warm_before[name]) for name, tensor in tensors_of(handle, list(handle.head.parameters)).items()
    )


@pytest.mark.parametrize(("entry", "size_px"), NETWORKS)
def test_frozen_blocks_give_the_same_in_training_as_in_evaluation(entry: str, size_px: int) -> None:
    handle = handle_of(entry, size_px)
    freeze(handle, 0)
    pictures = torch.randn(4, 3, size_px, size_px)
    given: list[Tensor] = []
    head = handle.module.get_submodule(handle.blocks[-1].modules[-1])
    head.register_forward_hook(
        lambda _module, _inputs, output: given.append((output[0] if isinstance(output, tuple) else output).clone())
    )
    with torch.no_grad():
        handle.module.eval()(pictures)
        set_train_mode(handle)
        handle.module(pictures)
    assert torch.equal(given[0], given[1])


def test_a_stray_call_of_train_does_not_thaw() -> None:
    handle = handle_of("torchvision/mobilenet_v3_small", 64)
    freeze(handle, 2)
    cold = [name for block in frozen_blocks(handle) for name in block.buffers]
    before = tensors_of(handle, cold)
    handle.module.train()
    with torch.no_grad():
        handle.module(torch.randn(4, 3, 64, 64))
    assert all(torch.equal(tensor, before[name]) for name, tensor in tensors_of(handle, cold).items())


def test_what_is_frozen_is_not_in_the_optimizer() -> None:
    handle = handle_of("fettle/efficientnet-lite0", 64)
    freeze(handle, 2)
    in_groups = {id(parameter) for group in parameter_groups(handle, 0.1, 0.1) for parameter in group["params"]}
    assert in_groups == {id(parameter) for parameter in trainable_parameters(handle)}
    expected = {name for block in warm_blocks(handle) for name in block.parameters}
    assert {name for name, parameter in handle.module.named_parameters() if parameter.requires_grad} == expected


def test_thawing_later_trains_more_and_still_nothing_that_is_cold() -> None:
    handle = handle_of("torchvision/mobilenet_v3_small", 64)
    freeze(handle, 1)
    optimizer = sgd(handle)
    train_a_little(handle, optimizer, steps=1)
    freeze(handle, 3)
    known = {group["name"] for group in optimizer.param_groups}
    for group in parameter_groups(handle, lr=0.05, weight_decay=0.1):
        if group["name"] not in known:
            optimizer.add_param_group(group)
    thawed = list(handle.blocks[-3].parameters)
    cold = [name for block in frozen_blocks(handle) for name in (*block.parameters, *block.buffers)]
    thawed_before, cold_before = tensors_of(handle, thawed), tensors_of(handle, cold)
    train_a_little(handle, optimizer, steps=2)
    assert not any(torch.equal(tensor, thawed_before[name]) for name, tensor in tensors_of(handle, thawed).items())
    assert all(torch.equal(tensor, cold_before[name]) for name, tensor in tensors_of(handle, cold).items())


def test_freezing_again_freezes_what_was_thawed() -> None:
    handle = handle_of("torchvision/mobilenet_v3_small", 64)
    freeze(handle, len(handle.blocks))
    train_a_little(handle, sgd(handle), steps=1)
    freeze(handle, 0)
    cold = [name for block in handle.blocks for name in (*block.parameters, *block.buffers)]
    before = tensors_of(handle, cold)
    train_a_little(handle, sgd(handle), steps=2)
    assert all(torch.equal(tensor, before[name]) for name, tensor in tensors_of(handle, cold).items())


def test_everything_trainable_is_plain_training_mode() -> None:
    handle = handle_of("torchvision/mobilenet_v3_small", 64)
    freeze(handle, len(handle.blocks))
    set_train_mode(handle)
    assert all(module.training for module in handle.module.modules())


def test_learning_rates_fall_toward_the_input_and_norms_do_not_decay() -> None:
    handle = handle_of("torchvision/resnet18", 64)
    groups = {group["name"]: group for group in parameter_groups(handle, lr=1.0, weight_decay=0.1, lr_decay=0.5)}
    assert groups["fc"]["lr"] == 1.0
    assert groups["layer4"]["lr"] == 0.5
    assert groups["conv1"]["lr"] == 0.5**5
    assert next(iter(groups)) == "fc"
    decayed = {id(p) for group in groups.values() if group["weight_decay"] for p in group["params"]}
    for module in handle.module.modules():
        if isinstance(module, nn.BatchNorm2d):
            assert id(module.weight) not in decayed and id(module.bias) not in decayed
        if isinstance(module, nn.Conv2d):
            assert id(module.weight) in decayed
    assert id(handle.module.fc.bias) not in decayed


def test_more_blocks_than_there_are_is_refused() -> None:
    handle = handle_of("torchvision/mobilenet_v3_small", 64)
    with pytest.raises(ValueError, match="blocks can't be trainable"):
        freeze(handle, 99)


def test_a_copy_of_a_frozen_network_can_be_thawed() -> None:
    handle = handle_of("torchvision/mobilenet_v3_small", 64)
    freeze(handle, 0)
    handle.module = copy.deepcopy(handle.module)
    freeze(handle, len(handle.blocks))
    set_train_mode(handle)
    with torch.no_grad():
        handle.module(torch.randn(2, 3, 64, 64))
    assert all(module.training for module in handle.module.modules())

"""LoRA: what a network knew stays bit for bit, its additions learn, and what is written down is the plain network."""

import pytest
import torch
from torch import Tensor, nn

from core.contracts.errors import UserError
from core.contracts.spec import ModelSpec
from core.models.build import build_model
from core.models.freezing import freeze, parameter_groups, set_train_mode
from core.models.handle import Block, ModelHandle
from core.models.lora import add_lora, lora_parameters_per_rank, lora_tensors, plain_tensors, tensors_with_lora

RANK = 4
# batch norm; the bundled one, with grouped convolutions; a transformer; one whose attention reads weights by a function; texts
NETWORKS = [
    ("torchvision/resnet18", 64),
    ("fettle/efficientnet-lite0", 64),
    ("timm/vit_tiny_patch16_224.augreg_in21k_ft_in1k", 64),
    pytest.param("torchvision/swin_t", 64, marks=pytest.mark.slow),
    ("transformers/facebook/deit-tiny-patch16-224", 64),
    ("text/all-MiniLM-L6-v2", None),
]


def handle_of(entry: str, size_px: int | None) -> ModelHandle:
    return build_model(ModelSpec(entry=entry, weights="random", image_size_px=size_px), ["a", "b", "c"])


def with_lora(entry: str, size_px: int | None, trainable_blocks: int = 2) -> ModelHandle:
    handle = handle_of(entry, size_px)
    add_lora(handle, trainable_blocks, RANK, seed=0)
    return handle


def example(handle: ModelHandle, count: int = 3) -> Tensor:
    return torch.from_numpy(handle.preprocessing.example(count))


@torch.no_grad()
def answers(handle: ModelHandle) -> Tensor:
    handle.module.eval()
    logits: Tensor = handle.module(example(handle))
    return logits


def train_a_little(handle: ModelHandle, steps: int = 3) -> None:
    optimizer = torch.optim.AdamW(parameter_groups(handle, lr=0.01, weight_decay=0.1))
    for _ in range(steps):
        set_train_mode(handle)
        loss = nn.functional.cross_entropy(handle.module(example(handle)), torch.tensor([0, 1, 2]))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def copied(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: tensor.detach().clone() for name, tensor in tensors.items()}


def changed(before: dict[str, Tensor], after: dict[str, Tensor]) -> set[str]:
    assert before.keys() == after.keys()
    return {name for name in before if not torch.equal(before[name], after[name])}


def names_of(*blocks: Block) -> list[str]:
    return [name for block in blocks for name in (*block.parameters, *block.buffers)]


@pytest.mark.parametrize(("entry", "size_px"), NETWORKS)
def test_a_fresh_addition_changes_no_answer(entry: str, size_px: int | None) -> None:
    handle = handle_of(entry, size_px)
    before = answers(handle)
    add_lora(handle, len(handle.blocks), RANK, seed=0)
    assert handle.lora_layers
    assert torch.equal(answers(handle), before)


@pytest.mark.parametrize(("entry", "size_px"), NETWORKS)
def test_every_tensor_is_still_in_exactly_one_block(entry: str, size_px: int | None) -> None:
    handle = with_lora(entry, size_px)
    listed = names_of(*handle.blocks, handle.head)
    present = [name for tensors in (handle.module.named_parameters(), handle.module.named_buffers()) for name, _ in tensors]
    assert sorted(listed) == sorted(present)


@pytest.mark.parametrize(("entry", "size_px"), NETWORKS)
def test_only_additions_and_head_learn(entry: str, size_px: int | None) -> None:
    handle = with_lora(entry, size_px)
    before = copied(handle.module.state_dict())
    train_a_little(handle)
    moved = changed(before, handle.module.state_dict())
    additions = {f"{layer}.lora_{side}.default.weight" for layer in handle.lora_layers for side in "AB"}
    assert moved <= additions | set(names_of(handle.head))
    assert additions <= moved
    assert set(handle.head.parameters) <= moved


@pytest.mark.parametrize(("entry", "size_px"), NETWORKS)
def test_what_is_written_is_the_plain_network_and_answers_the_same(entry: str, size_px: int | None) -> None:
    handle, plain = with_lora(entry, size_px), handle_of(entry, size_px)
    train_a_little(handle)
    tensors = plain_tensors(handle)
    assert list(tensors) == list(plain.module.state_dict())
    untrained = answers(plain)
    plain.module.load_state_dict(tensors)
    assert torch.allclose(answers(plain), answers(handle), atol=1e-5, rtol=1e-5)
    assert not torch.allclose(untrained, answers(handle), atol=1e-3)


@pytest.mark.parametrize(("entry", "size_px"), NETWORKS)
def test_what_is_written_gives_the_trained_network_back_bit_for_bit(entry: str, size_px: int | None) -> None:
    handle, other = with_lora(entry, size_px), handle_of(entry, size_px)
    train_a_little(handle)
    plain, lora = plain_tensors(handle), lora_tensors(handle)
    other.module.load_state_dict(plain)
    add_lora(other, 2, RANK, seed=1)
    other.module.load_state_dict(tensors_with_lora(other, plain, lora))
    assert changed(handle.module.state_dict(), other.module.state_dict()) == set()


@pytest.mark.parametrize(("entry", "size_px"), NETWORKS)
def test_the_numbers_that_it_adds_are_known_before(entry: str, size_px: int | None) -> None:
    handle = handle_of(entry, size_px)
    expected = lora_parameters_per_rank(handle)[-2:]
    sizes = [handle.parameter_count(block) for block in handle.blocks[-2:]]
    add_lora(handle, 2, RANK, seed=0)
    added = [handle.parameter_count(block) - size for block, size in zip(handle.blocks[-2:], sizes, strict=True)]
    assert added == [RANK * count for count in expected]


def test_additions_depend_on_the_seed_alone() -> None:
    torch.manual_seed(1)
    one = with_lora("torchvision/resnet18", 64)
    torch.manual_seed(2)
    state = torch.get_rng_state()
    other = with_lora("torchvision/resnet18", 64)
    assert torch.equal(torch.get_rng_state(), state)
    assert changed(lora_tensors(one), lora_tensors(other)) == set()
    third = handle_of("torchvision/resnet18", 64)
    add_lora(third, 2, RANK, seed=5)
    assert changed(lora_tensors(one), lora_tensors(third)) == {f"{layer}.lora_A.default.weight" for layer in one.lora_layers}


def test_freezing_more_and_less_reaches_the_additions() -> None:
    handle = with_lora("timm/vit_tiny_patch16_224.augreg_in21k_ft_in1k", 64, trainable_blocks=3)
    freeze(handle, 0)
    before = copied(handle.module.state_dict())
    train_a_little(handle)
    assert changed(before, handle.module.state_dict()) == set(handle.head.parameters)
    freeze(handle, 1)
    before = copied(handle.module.state_dict())
    train_a_little(handle)
    last = [name for name in handle.blocks[-1].parameters if name not in handle.blocks[-1].fixed]
    assert changed(before, handle.module.state_dict()) == {*handle.head.parameters, *last}


def test_dropout_works_and_batch_norm_rests_where_lora_learns() -> None:
    handle = with_lora("torchvision/efficientnet_b0", 64, trainable_blocks=3)
    set_train_mode(handle)
    below = [name for block in handle.blocks[-3:] for name in block.modules]
    parts = [(name, part) for name, part in handle.module.named_modules() if name.startswith(tuple(below))]
    assert not any(part.training for _, part in parts if isinstance(part, nn.BatchNorm2d))
    assert all(part.training for _, part in parts if type(part).__name__ == "StochasticDepth")


def test_head_only_adds_nothing() -> None:
    handle = with_lora("torchvision/resnet18", 64, trainable_blocks=0)
    assert handle.lora_layers == ()
    assert handle.module.state_dict().keys() == handle_of("torchvision/resnet18", 64).module.state_dict().keys()


def test_weights_that_a_function_reads_get_no_addition() -> None:
    swin, vit = with_lora("torchvision/swin_t", 64, 3), with_lora("torchvision/vit_b_32", 64, 1)
    assert not any(layer.endswith((".qkv", ".proj")) for layer in swin.lora_layers)
    assert not any("self_attention" in layer for layer in vit.lora_layers)
    assert any(".mlp." in layer for layer in vit.lora_layers)


class _Odd(nn.Module):
    """Layers that peft's addition does not fit, unless `plain`."""

    def __init__(self) -> None:
        super().__init__()
        self.grouped = nn.Conv2d(3, 6, 3, groups=3, padding=1)
        self.dilated = nn.Conv2d(6, 6, 3, dilation=2, padding=2)
        self.mirrored = nn.Conv2d(6, 6, 3, padding=1, padding_mode="reflect")
        self.one, self.other = nn.Linear(6, 6), nn.Linear(6, 6)
        self.other.weight = self.one.weight
        self.fc = nn.Linear(6, 3)

    def forward(self, pictures: Tensor) -> Tensor:
        features = self.mirrored(self.dilated(self.grouped(pictures))).mean((2, 3))
        logits: Tensor = self.fc(self.other(self.one(features)))
        return logits


def test_layers_that_can_carry_no_addition_are_a_sentence() -> None:
    handle = handle_of("torchvision/resnet18", 64)
    handle.module = _Odd()
    names = [name for name, _ in handle.module.named_parameters() if not name.startswith("fc")]
    handle.blocks = (Block("grouped", "Stem", tuple(names), (), ("grouped", "dilated", "mirrored", "one", "other")),)
    handle.head = Block("fc", "Head", ("fc.weight", "fc.bias"), (), ("fc",))
    with pytest.raises(UserError, match="LoRA can't be used here"):
        add_lora(handle, 1, RANK, seed=0)

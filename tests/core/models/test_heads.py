"""The layers that give the logits."""

import pytest
import torch
from torch import Tensor, nn

from core.models.catalogue_build import built_without_memory
from core.models.heads import find_heads, replace_heads
from core.models.trace import trace_calls


@pytest.mark.parametrize(
    ("family", "name", "heads"),
    [
        ("torchvision", "squeezenet1_1", ("classifier.1",)),
        ("torchvision", "vgg11", ("classifier.6",)),
        ("timm", "deit_tiny_distilled_patch16_224", ("head", "head_dist")),
        ("timm", "levit_128s", ("head.linear", "head_dist.linear")),
        ("timm", "crossvit_tiny_240", ("head.0", "head.1")),
        # as wide as its last block: that block's layers are no heads
        ("timm", "vit_medium_patch32_clip_224.tinyclip_laion400m", ("head",)),
        ("transformers", "microsoft/resnet-18", ("network.classifier.1",)),
    ],
)
def test_heads_are_found_and_nothing_else(family: str, name: str, heads: tuple[str, ...]) -> None:
    network = built_without_memory(family, name)
    assert find_heads(network.module, trace_calls(network.module, torch.from_numpy(network.preprocessing.example(1)))) == heads


def test_a_layer_between_logits_is_not_a_second_head() -> None:
    module = nn.Sequential(nn.Flatten(), nn.Linear(3 * 8 * 8, 5), nn.ReLU(), nn.Linear(5, 5))
    assert find_heads(module, trace_calls(module, torch.zeros(1, 3, 8, 8))) == ("3",)


def test_a_network_that_ends_otherwise_is_told_apart() -> None:
    class Doubled(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = nn.Linear(3 * 8 * 8, 5)

        def forward(self, pictures: Tensor) -> Tensor:
            features: Tensor = self.layer(pictures.flatten(1))
            return torch.cat([features, features], 1)

    with pytest.raises(LookupError):
        find_heads(Doubled(), trace_calls(Doubled(), torch.zeros(1, 3, 8, 8)))


def test_a_new_head_has_a_bias_only_if_the_old_one_had() -> None:
    module = nn.Sequential(nn.Flatten(), nn.Linear(3 * 8 * 8, 5, bias=False))
    replace_heads(module, ("1",), 7, seed=0)
    assert module[1].weight.shape == (7, 192) and module[1].bias is None

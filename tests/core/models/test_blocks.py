"""The ladder of every kind of network: complete, in order, short enough to be understood."""

import pytest
import torch
import torchvision
from torch import nn

from core.contracts.spec import ModelSpec
from core.models.blocks import MOST_RUNGS, find_blocks
from core.models.build import build_model
from core.models.catalogue_build import built_without_memory
from core.models.handle import Block
from core.models.heads import find_heads
from core.models.heat_map import find_heat_map_layer
from core.models.trace import trace_calls
from core.models.transformers_table import KNOWN_MODELS

TORCHVISION = torchvision.models.list_models(module=torchvision.models)
ONE_OF_EACH_KIND = {
    *(
        "alexnet",
        "convnext_tiny",
        "densenet121",
        "efficientnet_b0",
        "efficientnet_v2_s",
        "googlenet",
        "inception_v3",
        "maxvit_t",
    ),
    *("mnasnet0_5", "mobilenet_v2", "mobilenet_v3_small", "regnet_x_400mf", "regnet_y_400mf", "resnet18", "resnet50"),
    *("shufflenet_v2_x0_5", "squeezenet1_1", "swin_t", "swin_v2_t", "vgg11", "vgg16_bn", "vit_b_16"),
}
# fmt: off
TIMM = [
    "resnet18", "vgg11_bn", "efficientnet_b0", "convnext_atto", "vit_tiny_patch16_224", "deit_tiny_distilled_patch16_224",
    "swin_tiny_patch4_window7_224", "mixer_s32_224", "mobilevit_xxs", "ghostnet_050", "repvgg_a0", "levit_128s",
]
MORE_OF_TIMM = [
    "resnet26d", "densenet121", "mobilenetv3_small_050", "mobilenetv2_050", "tf_efficientnetv2_b0", "convnextv2_atto",
    "maxvit_nano_rw_256", "coatnet_nano_rw_224", "regnety_002", "mnasnet_small", "xception41", "inception_v4",
    "dla34", "hrnet_w18_small", "cait_xxs24_224", "edgenext_xx_small", "fastvit_t8", "crossvit_tiny_240", "coat_tiny",
    "eva02_tiny_patch14_224", "beit_base_patch16_224", "poolformer_s12", "nfnet_l0", "volo_d1_224",
    "twins_pcpvt_small", "eva_giant_patch14_224",
]
# fmt: on


def ladder(module: nn.Module, size_px: int) -> tuple[tuple[Block, ...], Block, str]:
    trace = trace_calls(module, torch.zeros(1, 3, size_px, size_px))
    blocks, head = find_blocks(module, trace, find_heads(module, trace))
    return blocks, head, find_heat_map_layer(module, trace, blocks)


def check_ladder(family: str, name: str) -> None:
    network = built_without_memory(family, name)
    module = network.module
    blocks, head, heat_map_layer = ladder(module, network.preprocessing.size_px)
    rungs = (*blocks, head)
    assert sorted(name for rung in rungs for name in rung.parameters) == sorted(name for name, _ in module.named_parameters())
    assert sorted(name for rung in rungs for name in rung.buffers) == sorted(name for name, _ in module.named_buffers())
    assert 3 <= len(blocks) <= MOST_RUNGS
    assert all(rung.parameters for rung in rungs)
    assert len({rung.label for rung in rungs}) == len({rung.name for rung in rungs}) == len(rungs)
    assert module.get_submodule(heat_map_layer) is not module


@pytest.mark.parametrize(
    "name", [name if name in ONE_OF_EACH_KIND else pytest.param(name, marks=pytest.mark.slow) for name in TORCHVISION]
)
def test_every_torchvision_classifier_has_a_complete_ladder(name: str) -> None:
    check_ladder("torchvision", name)


@pytest.mark.parametrize("name", [*TIMM, *(pytest.param(name, marks=pytest.mark.slow) for name in MORE_OF_TIMM)])
def test_timm_networks_of_many_kinds_have_a_complete_ladder(name: str) -> None:
    check_ladder("timm", name)


@pytest.mark.parametrize("name", [name for name in KNOWN_MODELS if "base" not in name and "large" not in name])
def test_transformers_classifiers_have_a_complete_ladder(name: str) -> None:
    check_ladder("transformers", name)


@pytest.mark.parametrize(
    ("entry", "labels"),
    [
        ("fettle/efficientnet-lite0", ["Stem", *(f"Stage {n}" for n in range(1, 8)), "Top convolution"]),
        ("torchvision/resnet18", ["Stem", "Stage 1", "Stage 2", "Stage 3", "Stage 4"]),
        ("torchvision/densenet121", ["Stem", "Stage 1", "Stage 2", "Stage 3", "Stage 4"]),
        ("torchvision/alexnet", [*(f"Convolution {n}" for n in range(1, 6)), "Linear layer 1", "Linear layer 2"]),
        ("torchvision/squeezenet1_1", ["Stem", *(f"Block {n}" for n in range(1, 9))]),
        ("torchvision/googlenet", ["Stem", *(f"Block {n}" for n in range(1, 10))]),
        ("timm/vit_tiny_patch16_224.augreg_in21k_ft_in1k", ["Patch embedding", *(f"Block {n}" for n in range(1, 13))]),
        ("timm/convnext_atto.d2_in1k", ["Stem", "Stage 1", "Stage 2", "Stage 3", "Stage 4"]),
    ],
)
def test_rungs_have_the_names_that_people_know(entry: str, labels: list[str]) -> None:
    handle = build_model(ModelSpec(entry=entry, weights="random"), ["a", "b"])
    assert [block.label for block in handle.blocks] == labels


@pytest.mark.parametrize("name", ["resnet18", "alexnet", "mobilenet_v3_small", "shufflenet_v2_x0_5", "swin_t", "squeezenet1_1"])
def test_rungs_are_in_the_order_in_which_a_picture_passes_them(name: str) -> None:
    module = torchvision.models.get_model(name).eval()
    blocks, head, _ = ladder(module, 224)
    rung_of = {path: index for index, rung in enumerate((*blocks, head)) for path in rung.modules}
    seen: list[int] = []
    for path, index in rung_of.items():
        module.get_submodule(path).register_forward_hook(lambda *_, index=index: seen.append(index))
    with torch.no_grad():
        module(torch.zeros(1, 3, 224, 224))
    assert seen == sorted(seen)
    assert set(seen) == set(rung_of.values())


def test_tracing_leaves_the_network_as_it_was() -> None:
    module = torchvision.models.resnet18().train()
    before = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    trace_calls(module, torch.zeros(1, 3, 64, 64))
    assert module.training and module.layer1.training
    assert all(torch.equal(tensor, before[name]) for name, tensor in module.state_dict().items())
    assert not any(part._forward_hooks or part._forward_pre_hooks for part in module.modules())


def test_a_class_token_belongs_to_the_rung_that_uses_it_first() -> None:
    handle = build_model(ModelSpec(entry="torchvision/vit_b_32", weights="random"), ["a", "b"])
    assert {"class_token", "encoder.pos_embedding"} <= set(handle.blocks[0].parameters)


def test_a_network_of_ones_own_gets_a_ladder_too() -> None:
    module = nn.Sequential(
        nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 8, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        nn.Dropout(), nn.Linear(8, 5),
    )  # fmt: skip
    blocks, head, heat_map_layer = ladder(module, 32)
    assert [block.modules for block in blocks] == [("0", "1", "2"), ("3",)]
    assert head.modules == ("4", "5", "6", "7", "8")
    assert heat_map_layer == "3"


@pytest.mark.parametrize(
    ("entry", "layer"),
    [
        ("torchvision/resnet18", "layer4"),
        ("torchvision/vit_b_32", "encoder.layers.encoder_layer_11.ln_1"),
        ("timm/deit_tiny_distilled_patch16_224.fb_in1k", "blocks.11.norm1"),
        ("transformers/facebook/deit-tiny-patch16-224", "network.vit.layers.11.layernorm_before"),
    ],
)
def test_heat_maps_look_at_the_last_layer_with_places_and_gradients(entry: str, layer: str) -> None:
    handle = build_model(ModelSpec(entry=entry, weights="random"), ["a", "b"])
    assert handle.heat_map_layer == layer
    kept: list[torch.Tensor] = []

    def keep(_module: nn.Module, _inputs: object, output: torch.Tensor) -> None:
        output.retain_grad()
        kept.append(output)

    handle.module.get_submodule(layer).register_forward_hook(keep)
    handle.module(torch.randn(1, 3, handle.preprocessing.size_px, handle.preprocessing.size_px))[0, 0].backward()
    gradient = kept[0].grad
    assert gradient is not None
    places = gradient.abs().sum(1 if gradient.ndim == 4 else 2).flatten()
    assert (places > 0).sum() > 40

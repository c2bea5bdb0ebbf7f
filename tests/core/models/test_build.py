"""From what a person chose to a network, and back to disk."""

from pathlib import Path

import pytest
import timm
import torch
import torchvision
from safetensors import safe_open
from safetensors.torch import save_file
from torch import nn

from core.contracts.errors import UserError
from core.contracts.spec import DatasetSpec, ModelSpec, RunSpec
from core.models.build import build_model, load_model, save_model
from core.models.handle import ModelHandle
from core.models.imagenet import imagenet_classes
from core.store.checkpoints import keep_as_best
from core.store.runs import RunFolder, RunStore

SMALL = ModelSpec(entry="torchvision/squeezenet1_1", weights="random", image_size_px=64)
FAMILIES = [
    "fettle/efficientnet-lite0",
    "torchvision/vit_b_32",
    "timm/vit_tiny_patch16_224.augreg_in21k_ft_in1k",
    "timm/coat_tiny.in1k",
    "transformers/facebook/deit-tiny-patch16-224",
    "transformers/apple/mobilevit-xx-small",
]


def same_weights(one: ModelHandle, other: ModelHandle) -> bool:
    first, second = one.module.state_dict(), other.module.state_dict()
    return list(first) == list(second) and all(torch.equal(first[name], second[name]) for name in first)


def finished_run(folder: Path, handle: ModelHandle, spec: ModelSpec) -> RunFolder:
    run = RunStore(folder).create(RunSpec(dataset=DatasetSpec(folder="pictures"), model=spec))
    keep_as_best(run.checkpoints_path, 10, lambda temporary: save_model(handle, temporary))
    return run


@pytest.mark.parametrize("entry", FAMILIES)
def test_a_saved_model_is_read_back_bit_for_bit(tmp_path: Path, entry: str) -> None:
    handle = build_model(ModelSpec(entry=entry, weights="random", image_size_px=96), ["cat", "dog", "früh"], seed=3)
    save_model(handle, tmp_path)
    loaded = load_model(tmp_path)
    assert same_weights(handle, loaded)
    assert (loaded.blocks, loaded.head, loaded.heat_map_layer) == (handle.blocks, handle.head, handle.heat_map_layer)
    assert (loaded.class_names, loaded.preprocessing, loaded.recipe) == (
        handle.class_names,
        handle.preprocessing,
        handle.recipe,
    )
    pictures = torch.randn(2, 3, 96, 96)
    with torch.no_grad():
        assert torch.equal(handle.module(pictures), loaded.module(pictures))


def test_a_shared_tensor_is_written_once_and_shared_again(tmp_path: Path) -> None:
    handle = build_model(ModelSpec(entry="timm/coat_tiny.in1k", weights="random"), ["a", "b"])
    save_model(handle, tmp_path)
    with safe_open(tmp_path / "model.safetensors", "pt") as file:
        assert len(list(file.keys())) < len(handle.module.state_dict())
    loaded = load_model(tmp_path).module
    assert loaded.serial_blocks2[0].cpe is loaded.serial_blocks2[1].cpe


def test_saving_leaves_channels_last_networks_as_they_are(tmp_path: Path) -> None:
    handle = build_model(SMALL, ["a", "b"])
    handle.module.to(memory_format=torch.channels_last)
    save_model(handle, tmp_path)
    assert same_weights(handle, load_model(tmp_path))
    assert handle.module.features[0].weight.is_contiguous(memory_format=torch.channels_last)


def test_the_head_depends_on_the_seed_alone() -> None:
    spec = ModelSpec(image_size_px=64)
    torch.manual_seed(1)
    one = build_model(spec, ["a", "b"], seed=5)
    state = torch.get_rng_state()
    torch.manual_seed(2)
    other = build_model(spec, ["a", "b"], seed=5)
    torch.manual_seed(1)
    assert same_weights(one, other)
    assert torch.equal(torch.get_rng_state(), state)
    assert not same_weights(one, build_model(spec, ["a", "b"], seed=6))


def test_random_weights_depend_on_the_seed_alone() -> None:
    torch.manual_seed(1)
    one = build_model(SMALL, ["a", "b"], seed=5)
    torch.manual_seed(2)
    assert same_weights(one, build_model(SMALL, ["a", "b"], seed=5))
    assert not same_weights(one, build_model(SMALL, ["a", "b"], seed=6))


@pytest.mark.parametrize("entry", [*FAMILIES, "torchvision/googlenet", "torchvision/inception_v3", "torchvision/squeezenet1_1"])
def test_logits_come_out_in_training_and_in_evaluation(entry: str) -> None:
    handle = build_model(ModelSpec(entry=entry, weights="random", image_size_px=96), ["a", "b", "c"])
    pictures = torch.randn(2, 3, 96, 96)
    for mode in (True, False):
        output = handle.module.train(mode)(pictures)
        assert output.shape == (2, 3) and output.dtype == torch.float32


def test_a_new_head_is_a_plain_linear_layer_as_written_by_hand() -> None:
    handle = build_model(ModelSpec(entry="torchvision/resnet50", weights="random"), ["a", "b"])
    head = handle.module.get_submodule(handle.head.name)
    assert isinstance(head, nn.Linear) and (head.in_features, head.out_features) == (2048, 2)
    plain = torchvision.models.resnet50()
    plain.fc = nn.Linear(2048, 2)
    plain.load_state_dict(handle.module.state_dict())
    pictures = torch.randn(1, 3, 64, 64)
    with torch.no_grad():
        assert torch.equal(plain.eval()(pictures), handle.module.eval()(pictures))


def test_a_head_of_ones_own_run_is_kept_if_the_classes_are_the_same(tmp_path: Path) -> None:
    first = build_model(SMALL, ["cat", "dog"], seed=1)
    run = finished_run(tmp_path, first, SMALL)
    again = build_model(ModelSpec(entry=str(run.path)), ["cat", "dog"], seed=2)
    assert same_weights(first, again)
    assert again.parent_run == run.read_record().run_id
    assert again.preprocessing == first.preprocessing


@pytest.mark.parametrize("classes", [["cat", "cow"], ["dog", "cat"], ["a", "b", "c"]])
def test_a_head_of_ones_own_run_is_replaced_if_the_classes_differ(tmp_path: Path, classes: list[str]) -> None:
    first = build_model(SMALL, ["cat", "dog"], seed=1)
    run = finished_run(tmp_path, first, SMALL)
    again = build_model(ModelSpec(entry=str(run.path)), classes, seed=2)
    one, other = first.module.state_dict(), again.module.state_dict()
    assert torch.equal(one["features.0.weight"], other["features.0.weight"])
    head = again.head.parameters[0]
    assert one[head].shape != other[head].shape or not torch.equal(one[head], other[head])
    assert again.class_names == tuple(classes)


def test_a_run_answers_with_its_own_classes(tmp_path: Path) -> None:
    run = finished_run(tmp_path, build_model(SMALL, ["cat", "dog"]), SMALL)
    assert build_model(ModelSpec(entry=str(run.path)), None).class_names == ("cat", "dog")


def test_a_run_without_a_best_model_gives_its_newest_checkpoint(tmp_path: Path) -> None:
    handle = build_model(SMALL, ["cat", "dog"])
    run = RunStore(tmp_path).create(RunSpec(dataset=DatasetSpec(folder="pictures"), model=SMALL))
    folder = run.checkpoints_path / "step-00000010"
    folder.mkdir(parents=True)
    save_model(handle, folder)
    assert same_weights(handle, build_model(ModelSpec(entry=str(run.path)), None))


def test_a_run_that_has_saved_nothing_is_told_so(tmp_path: Path) -> None:
    run = RunStore(tmp_path).create(RunSpec(dataset=DatasetSpec(folder="pictures"), model=SMALL))
    with pytest.raises(UserError) as refused:
        build_model(ModelSpec(entry=str(run.path)), None)
    assert refused.value.code == "run_without_weights"


def test_a_saved_vit_can_go_on_at_another_size(tmp_path: Path) -> None:
    spec = ModelSpec(entry="timm/vit_tiny_patch16_224.augreg_in21k_ft_in1k", weights="random", image_size_px=64)
    save_model(build_model(spec, ["a", "b"]), tmp_path)
    larger = build_model(ModelSpec(entry=str(tmp_path), image_size_px=96), ["a", "b"])
    assert larger.preprocessing.size_px == 96
    assert larger.module(torch.zeros(1, 3, 96, 96)).shape == (1, 2)


def test_pictures_are_stretched_for_fine_tuning_and_cropped_for_the_pretrained_head() -> None:
    assert build_model(ModelSpec(), ["a", "b"]).preprocessing.fit == "stretch"
    own = build_model(ModelSpec(), None).preprocessing
    assert (own.fit, own.crop_share, own.size_px) == ("crop", 0.875, 224)
    chosen = build_model(ModelSpec(image_size_px=160, fit="pad"), ["a", "b"]).preprocessing
    assert (chosen.fit, chosen.size_px) == ("pad", 160)


def test_the_pretrained_head_has_the_names_of_imagenet() -> None:
    handle = build_model(ModelSpec(), None)
    assert handle.class_names == imagenet_classes()
    assert handle.class_names[207] == "golden retriever"


@pytest.mark.parametrize(
    ("entry", "size_px"),
    [
        ("torchvision/vit_b_32", 96),
        ("timm/vit_tiny_patch16_224.augreg_in21k_ft_in1k", 96),
        ("timm/swin_tiny_patch4_window7_224.ms_in1k", 256),
        ("transformers/facebook/deit-tiny-patch16-224", 96),
        ("torchvision/resnet18", 96),
    ],
)
def test_another_picture_size_works(entry: str, size_px: int) -> None:
    handle = build_model(ModelSpec(entry=entry, weights="random", image_size_px=size_px), ["a", "b"])
    assert handle.module(torch.zeros(1, 3, size_px, size_px)).shape == (1, 2)


@pytest.mark.parametrize(
    "entry", ["torchvision/vit_b_32", "timm/levit_128s.fb_dist_in1k", "torchvision/vgg11", "torchvision/inception_v3"]
)
def test_a_size_that_a_network_cannot_take_is_a_sentence(entry: str) -> None:
    try:
        handle = build_model(ModelSpec(entry=entry, weights="random", image_size_px=17), ["a", "b"])
    except UserError as error:
        assert error.code == "image_size_unfit"
        assert "17 x 17" in str(error)
    else:
        assert handle.module(torch.zeros(1, 3, 17, 17)).shape == (1, 2)


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("torchvision/resnet51", "model_unknown"),
        ("timm/no_such_net.in1k", "model_unknown"),
        ("transformers/nobody/nothing", "model_unknown"),
        ("fettle/efficientnet", "model_unknown"),
        ("resnet5", "model_unknown"),
        (str(Path.cwd() / "no" / "such" / "folder"), "file_missing"),
        ("no-such-file.pth", "file_missing"),
    ],
)
def test_a_name_that_is_nothing_is_a_sentence(entry: str, code: str) -> None:
    with pytest.raises(UserError) as refused:
        build_model(ModelSpec(entry=entry), ["a", "b"])
    assert refused.value.code == code


def test_a_misspelled_name_gets_a_suggestion() -> None:
    with pytest.raises(UserError, match=r"did you mean torchvision/resnet50\?"):
        build_model(ModelSpec(entry="resnet-50"), ["a", "b"])


def test_weights_that_are_not_here_are_not_fetched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in ("TORCH_HOME", "HF_HUB_CACHE"):
        monkeypatch.setenv(variable, str(tmp_path))
    for entry in ("torchvision/resnet18", "timm/resnet18.a1_in1k", "transformers/microsoft/resnet-18"):
        with pytest.raises(UserError) as refused:
            build_model(ModelSpec(entry=entry), ["a", "b"])
        assert refused.value.code == "weights_not_here"
        assert "Press Download" in str(refused.value)
    assert not any(tmp_path.iterdir())


def test_weights_in_the_cache_of_torchvision_are_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    state = torchvision.models.squeezenet1_1().state_dict()
    cache = tmp_path / "hub" / "checkpoints"
    cache.mkdir(parents=True)
    torch.save(state, cache / "squeezenet1_1-b8a52dc0.pth")
    handle = build_model(ModelSpec(entry="torchvision/squeezenet1_1"), ["a", "b"])
    assert torch.equal(handle.module.state_dict()["features.0.weight"], state["features.0.weight"])


def test_a_backbone_without_classes_can_be_fine_tuned_but_not_asked() -> None:
    spec = ModelSpec(entry="timm/vit_small_patch14_dinov2.lvd142m", weights="random", image_size_px=70)
    assert build_model(spec, ["a", "b"]).module(torch.zeros(1, 3, 70, 70)).shape == (1, 2)
    with pytest.raises(UserError) as refused:
        build_model(spec, None)
    assert refused.value.code == "model_without_classes"


def test_a_folder_that_is_no_model_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        build_model(ModelSpec(entry=str(tmp_path)), ["a", "b"])
    assert refused.value.code == "model_folder_unknown"


def test_weights_in_the_cache_of_timm_are_used_and_resized(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    original = timm.create_model("vit_tiny_patch16_224").eval()
    snapshot = tmp_path / "models--timm--vit_tiny_patch16_224.augreg_in21k_ft_in1k" / "snapshots" / "0123abcd"
    snapshot.mkdir(parents=True)
    save_file(original.state_dict(), snapshot / "model.safetensors")
    spec = ModelSpec(entry="timm/vit_tiny_patch16_224.augreg_in21k_ft_in1k")
    pictures = torch.randn(1, 3, 224, 224)
    with torch.no_grad():
        assert torch.equal(build_model(spec, None).module(pictures), original(pictures))
    smaller = build_model(spec.model_copy(update={"image_size_px": 96}), None).module
    assert smaller.pos_embed.shape == (1, 37, 192)
    assert torch.equal(smaller.cls_token, original.cls_token)


def test_weights_of_a_vit_of_torchvision_are_resized(tmp_path: Path) -> None:
    original = torchvision.models.vit_b_32()
    torch.save(original.state_dict(), tmp_path / "vit.pth")
    spec = ModelSpec(entry="torchvision/vit_b_32", weights=str(tmp_path / "vit.pth"), image_size_px=96)
    module = build_model(spec, None).module
    assert module.encoder.pos_embedding.shape == (1, 10, 768)
    assert torch.equal(module.encoder.layers[11].mlp[0].weight, original.encoder.layers[11].mlp[0].weight)


def test_a_weights_file_with_other_classes_fits_a_timm_network(tmp_path: Path) -> None:
    original = timm.create_model("resnet18", num_classes=7).eval()
    torch.save({"state_dict": original.state_dict()}, tmp_path / "seven.pth")
    handle = build_model(ModelSpec(entry="timm/resnet18.a1_in1k", weights=str(tmp_path / "seven.pth")), None)
    assert len(handle.class_names) == 7
    pictures = torch.randn(1, 3, 64, 64)
    with torch.no_grad():
        assert torch.equal(handle.module(pictures), original(pictures))

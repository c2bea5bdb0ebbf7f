"""Model folders as transformers writes them: read, but never run."""

import json
from pathlib import Path
from typing import Any

import pytest
import timm
import torch
from timm.models import save_for_hf
from transformers import ResNetConfig, ResNetForImageClassification, ViTConfig, ViTForImageClassification, WhisperConfig

from core.contracts.errors import UserError
from core.contracts.spec import ModelSpec
from core.models.build import build_model, load_model, save_model

LABELS = {"id2label": {0: "leaf", 1: "root", 2: "stem"}, "label2id": {"leaf": 0, "root": 1, "stem": 2}}
PREPROCESSOR = {
    "size": {"height": 32, "width": 32},
    "resample": 3,
    "image_mean": [0.5, 0.5, 0.5],
    "image_std": [0.25, 0.25, 0.25],
    "do_normalize": True,
}


@pytest.fixture
def network() -> ViTForImageClassification:
    torch.manual_seed(0)
    config = ViTConfig(
        hidden_size=32,
        num_hidden_layers=4,
        num_attention_heads=2,
        intermediate_size=64,
        image_size=32,
        patch_size=8,
        hidden_dropout_prob=0.1,
        **LABELS,
    )
    return ViTForImageClassification(config).eval()


@pytest.fixture
def folder(network: ViTForImageClassification, tmp_path: Path) -> Path:
    path = tmp_path / "plant parts"
    network.save_pretrained(path)
    (path / "preprocessor_config.json").write_text(json.dumps(PREPROCESSOR))
    return path


def change(path: Path, **settings: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **settings}))


def test_a_folder_answers_as_transformers_itself_does(folder: Path, network: ViTForImageClassification) -> None:
    handle = build_model(ModelSpec(entry=str(folder)), None)
    pictures = torch.randn(2, 3, 32, 32)
    with torch.no_grad():
        assert torch.equal(handle.module(pictures), network(pictures).logits)
    assert handle.class_names == ("leaf", "root", "stem")
    assert (handle.preprocessing.size_px, handle.preprocessing.interpolation) == (32, "bicubic")
    assert handle.preprocessing.std == (0.25, 0.25, 0.25)
    assert [block.label for block in handle.blocks] == ["Patch embedding", "Block 1", "Block 2", "Block 3", "Block 4"]


def test_the_weights_file_stands_for_its_folder(folder: Path, network: ViTForImageClassification) -> None:
    handle = build_model(ModelSpec(entry=str(folder / "model.safetensors")), None)
    assert handle.class_names == ("leaf", "root", "stem")


def test_a_folder_is_fine_tuned_saved_and_read_without_the_folder(folder: Path, tmp_path: Path) -> None:
    handle = build_model(ModelSpec(entry=str(folder)), ["sick", "healthy"])
    saved = tmp_path / "saved"
    saved.mkdir()
    save_model(handle, saved)
    for file in folder.iterdir():
        file.unlink()
    loaded = load_model(saved)
    pictures = torch.randn(2, 3, 32, 32)
    with torch.no_grad():
        assert torch.equal(loaded.module(pictures), handle.module(pictures))
    assert loaded.class_names == ("sick", "healthy")


def test_a_convolutional_network_is_read_too(tmp_path: Path) -> None:
    config = ResNetConfig(embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1], layer_type="basic", **LABELS)
    network = ResNetForImageClassification(config).eval()
    network.save_pretrained(tmp_path)
    pictures = torch.randn(2, 3, 64, 64)
    with torch.no_grad():
        assert torch.equal(build_model(ModelSpec(entry=str(tmp_path)), None).module(pictures), network(pictures).logits)


@pytest.mark.parametrize("file", ["config.json", "preprocessor_config.json"])
def test_code_of_its_own_is_refused_with_a_sentence(folder: Path, file: str, tmp_path: Path) -> None:
    trace = tmp_path / "it ran"
    (folder / "evil.py").write_text(f"open({str(trace)!r}, 'w')\nclass Net: ...\n")
    change(folder / file, auto_map={"AutoModelForImageClassification": "evil.Net", "AutoConfig": "evil.Net"})
    with pytest.raises(UserError) as refused:
        build_model(ModelSpec(entry=str(folder)), ["a", "b"])
    assert refused.value.code == "model_needs_code"
    assert not trace.exists()


def test_a_model_for_speech_is_told_apart(tmp_path: Path) -> None:
    WhisperConfig().save_pretrained(tmp_path)
    with pytest.raises(UserError) as refused:
        build_model(ModelSpec(entry=str(tmp_path), weights="random"), ["a", "b"])
    assert refused.value.code == "model_not_a_classifier"
    assert "whisper" in str(refused.value)


def test_a_folder_without_weights_is_told_so(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    with pytest.raises(UserError) as refused:
        build_model(ModelSpec(entry=str(folder)), ["a", "b"])
    assert refused.value.code == "file_missing"


def test_a_damaged_config_is_told_so(folder: Path) -> None:
    (folder / "config.json").write_text("{")
    with pytest.raises(UserError) as refused:
        build_model(ModelSpec(entry=str(folder)), ["a", "b"])
    assert refused.value.code == "damaged_file"


def test_weights_in_several_files_are_read(folder: Path, network: ViTForImageClassification, tmp_path: Path) -> None:
    sharded = tmp_path / "sharded"
    network.save_pretrained(sharded, max_shard_size="20KB")
    assert len(list(sharded.glob("model-*.safetensors"))) > 1
    handle = build_model(ModelSpec(entry=str(sharded)), None)
    pictures = torch.randn(2, 3, 32, 32)
    with torch.no_grad():
        assert torch.equal(handle.module(pictures), network(pictures).logits)


def test_a_model_in_the_cache_is_used(
    folder: Path, network: ViTForImageClassification, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = tmp_path / "hub" / "models--someone--plants" / "snapshots" / "0123abcd"
    snapshot.parent.mkdir(parents=True)
    folder.rename(snapshot)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    handle = build_model(ModelSpec(entry="transformers/someone/plants"), None)
    assert handle.class_names == ("leaf", "root", "stem")
    pictures = torch.randn(1, 3, 32, 32)
    with torch.no_grad():
        assert torch.equal(handle.module(pictures), network(pictures).logits)


def test_another_size_interpolates_the_positions(folder: Path, network: ViTForImageClassification) -> None:
    handle = build_model(ModelSpec(entry=str(folder), image_size_px=48), None)
    pictures = torch.randn(1, 3, 48, 48)
    with torch.no_grad():
        expected = network(pictures, interpolate_pos_encoding=True).logits
        assert torch.equal(handle.module(pictures), expected)


@pytest.mark.parametrize("safe", [True, False])
def test_a_folder_of_timm_is_read_too(tmp_path: Path, safe: bool) -> None:
    network = timm.create_model("resnet18.a1_in1k", num_classes=3).eval()
    save_for_hf(network, tmp_path, safe_serialization=safe)
    handle = build_model(ModelSpec(entry=str(tmp_path)), None)
    assert (handle.recipe.family, handle.recipe.name) == ("timm", "resnet18.a1_in1k")
    pictures = torch.randn(2, 3, 64, 64)
    with torch.no_grad():
        assert torch.equal(handle.module(pictures), network(pictures))

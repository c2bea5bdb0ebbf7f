"""The table of models, and which of them are here."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import timm
import torchvision

from core.contracts.spec import ModelSpec
from core.models.catalogue_build import torchvision_rows
from core.models.describe import describe_model
from core.models.families import FAMILIES
from core.models.transformers_table import KNOWN_MODELS
from core.store.catalogue import find_entry, is_here, read_catalogue


def test_the_bundled_model_comes_first_and_is_here() -> None:
    first = read_catalogue()[0]
    assert first.id == "fettle/efficientnet-lite0"
    assert first.id == ModelSpec().entry
    assert is_here(first)


def test_every_row_is_unique_and_of_a_family_that_can_be_built() -> None:
    rows = read_catalogue()
    assert max(Counter(row.id for row in rows).values()) == 1
    for row in rows:
        assert row.family in FAMILIES and row.id.startswith(f"{row.family}/")
        assert row.parameters > 10_000 and row.size_bytes > 10_000
        assert row.input_size_px >= 64 if row.data == "image" else row.max_tokens >= 64
        assert row.licence and row.source
        assert row.top1 is None or 0.3 < row.top1 < 0.95


def test_all_of_torchvision_and_most_of_timm_are_there() -> None:
    counts = Counter(row.family for row in read_catalogue())
    assert counts["torchvision"] == len(torchvision.models.list_models(module=torchvision.models))
    assert counts["transformers"] == len(KNOWN_MODELS)
    assert counts["timm"] > 0.9 * len(timm.list_models(pretrained=True))


def test_the_rows_of_torchvision_are_what_torchvision_says() -> None:
    assert [row for row in read_catalogue() if row.family == "torchvision"] == list(torchvision_rows())
    resnet = find_entry("torchvision/resnet50")
    assert resnet is not None
    assert (resnet.parameters, resnet.top1, resnet.source) == (25_557_032, 0.80858, "resnet50-11ad3fa6.pth")


@pytest.mark.parametrize(
    "entry",
    [
        "fettle/efficientnet-lite0",
        "torchvision/mobilenet_v3_small",
        "timm/resnet18.a1_in1k",
        "transformers/microsoft/resnet-18",
    ],
)
def test_a_row_says_the_size_that_the_network_has(entry: str) -> None:
    row = find_entry(entry)
    assert row is not None
    info = describe_model(ModelSpec(entry=entry), 1000)
    assert info.total_parameters == row.parameters
    assert info.input_size_px == row.input_size_px
    assert info.name == row.name


def here(*entries: str) -> list[bool]:
    rows = [find_entry(entry) for entry in entries]
    return [row is not None and is_here(row) for row in rows]


ELSEWHERE = ["torchvision/resnet18", "timm/resnet18.a1_in1k", "transformers/microsoft/resnet-18"]


def test_weights_are_found_where_the_libraries_keep_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in ("TORCH_HOME", "HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert here(*ELSEWHERE) == [False, False, False]
    (tmp_path / "torch/hub/checkpoints").mkdir(parents=True)
    (tmp_path / "torch/hub/checkpoints/resnet18-f37072fd.pth").touch()
    for repository, files in {
        "timm--resnet18.a1_in1k": ["model.safetensors"],
        "microsoft--resnet-18": ["config.json", "model.safetensors"],
    }.items():
        folder = tmp_path / "huggingface/hub" / f"models--{repository}"
        (folder / "refs").mkdir(parents=True)
        (folder / "refs/main").write_text("abc")
        (folder / "snapshots/abc").mkdir(parents=True)
        for file in files:
            (folder / "snapshots/abc" / file).touch()
    assert here(*ELSEWHERE) == [True, True, True]
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "other"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "other"))
    assert here(*ELSEWHERE) == [False, False, False]


def test_the_window_reads_the_catalogue_without_torch() -> None:
    program = (
        "import sys; from core.store.catalogue import read_catalogue, is_here; "
        "[is_here(row) for row in read_catalogue()]; "
        "print([name for name in ('torch', 'timm', 'transformers', 'torchvision', 'huggingface_hub') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=dict(os.environ), check=True)
    assert result.stdout.strip() == "[]"

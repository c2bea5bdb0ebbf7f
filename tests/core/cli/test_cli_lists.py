"""Commands that only look: check, models, samples, doctor."""

import json
import shutil
from pathlib import Path

from core.contracts.records import DatasetInfo
from tests.core.cli.conftest import Fettle


def test_check_counts_each_class_and_part(fettle: Fettle, drawn_data: Path) -> None:
    done = fettle("check", drawn_data)
    assert done.code == 0
    heading, disc, square = done.out.splitlines()
    assert heading.split() == ["class", "samples", "train", "validation", "test"]
    assert disc.split() == ["disc", "12", "8", "2", "2"]
    assert square.split() == ["square", "12", "8", "2", "2"]


def test_check_says_what_was_left_out_file_by_file(fettle: Fettle, drawn_data: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(drawn_data, tmp_path / "data")
    (folder / "disc" / "broken.png").write_bytes(b"")
    done = fettle("check", folder)
    assert done.code == 0
    assert "disc/broken.png: Empty, 0 bytes. Left out." in done.out


def test_check_as_json_is_one_value_and_nothing_else(fettle: Fettle, drawn_data: Path) -> None:
    done = fettle("check", drawn_data, "--json")
    assert done.code == 0
    found = DatasetInfo.model_validate_json(done.out)
    assert found.class_names == ("disc", "square")
    assert len(found.samples) == 24


def test_models_shows_the_bundled_one_first_and_as_here(fettle: Fettle) -> None:
    done = fettle("models")
    assert done.code == 0
    heading, first, *others = done.out.splitlines()
    assert heading.split()[0] == "id"
    assert first.split()[0] == "fettle/efficientnet-lite0"
    assert first.split()[-1] == "yes"
    assert len(others) > 100


def test_models_as_json_has_every_column(fettle: Fettle) -> None:
    entries = json.loads(fettle("models", "--json").out)
    assert {entry["family"] for entry in entries} == {"fettle", "torchvision", "timm", "transformers", "text"}
    columns = {"id", "name", "family", "parameters", "size_bytes", "input_size_px", "top1", "licence", "here"}
    assert columns <= set(entries[0])


def test_samples_are_listed_and_written(fettle: Fettle, tmp_path: Path) -> None:
    listed = fettle("samples")
    assert listed.code == 0
    assert [line.split()[0] for line in listed.out.splitlines()] == ["solar-cells", "digits"]
    written = fettle("samples", "digits", tmp_path / "digits")
    assert written.code == 0
    assert written.last_line == str(tmp_path / "digits")
    assert sorted(folder.name for folder in (tmp_path / "digits").iterdir() if folder.is_dir()) == list("0123456789")
    assert len(list((tmp_path / "digits").rglob("*.png"))) == 1797


def test_doctor_names_device_and_libraries(fettle: Fettle) -> None:
    done = fettle("doctor")
    assert done.code == 0
    words = {line.split()[0] for line in done.out.splitlines()}
    assert {"system", "processor", "device", "cuda", "bundled", "projects", "package"} <= words
    assert "EfficientNet-Lite0 is here" in done.out
    assert "package     torch 2." in done.out
    assert "layers can run in torch, onnxruntime, openvino\n" in done.out


def test_help_names_every_command(fettle: Fettle) -> None:
    done = fettle("--help")
    assert done.code == 0
    for name in ("train", "resume", "evaluate", "export", "predict", "check", "models", "samples", "doctor"):
        assert f"    {name} " in done.out

"""After training: evaluate, export, predict."""

import csv
import json
from pathlib import Path

import pytest

from core.cli.commands import exit_code as exit_code_of
from core.contracts.errors import ErrorInfo
from tests.core.cli.conftest import Fettle


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_evaluate_scores_another_folder_without_touching_the_first_result(
    fettle: Fettle, trained_run: Path, drawn_data: Path
) -> None:
    before = (trained_run / "metrics.json").read_bytes()
    done = fettle("evaluate", trained_run, drawn_data)
    assert done.code == 0
    metrics = Path(done.last_line)
    assert json.loads(metrics.read_bytes())["test"]["count"] == 24
    assert (trained_run / "metrics.json").read_bytes() == before


def test_evaluate_again_gives_the_same_scores(fettle: Fettle, trained_run: Path) -> None:
    before = json.loads((trained_run / "metrics.json").read_bytes())
    done = fettle("evaluate", trained_run)
    assert done.code == 0
    assert done.last_line == str(trained_run / "metrics.json")
    now = json.loads((trained_run / "metrics.json").read_bytes())
    for part in ("validation", "test"):
        # at the end of a run the kept features are asked, whose last digits may differ from those of the whole network
        assert now[part].pop("loss") == pytest.approx(before[part].pop("loss"), rel=1e-3)
        assert now[part].pop("calibration_error") == pytest.approx(before[part].pop("calibration_error"), rel=1e-3)
    assert now == before


def test_export_prints_the_proof_and_the_bundle(bundle: tuple[Path, str]) -> None:
    folder, said = bundle
    heading, onnx, safetensors, last = said.splitlines()[-4:]
    assert heading.split()[0] == "format"
    assert onnx.split()[:2] == ["onnx", "model.onnx"]
    assert onnx.split()[-1] == safetensors.split()[-1] == "yes"
    assert last == str(folder)
    assert (folder / "model.onnx").is_file()


def test_predict_names_the_answers_surest_first(fettle: Fettle, trained_run: Path, drawn_data: Path) -> None:
    picture = drawn_data / "disc" / "000.png"
    done = fettle("predict", trained_run, picture, "--top", 1)
    assert done.code == 0
    assert done.out.startswith(f"{picture}: disc ")
    assert len(done.out.splitlines()) == 1


def test_predict_csv_has_the_columns_without_part_and_label(
    fettle: Fettle, bundle: tuple[Path, str], drawn_data: Path, tmp_path: Path
) -> None:
    table = tmp_path / "answers.csv"
    done = fettle("predict", bundle[0], drawn_data, "--csv", table)
    assert done.code == 0
    assert done.last_line == str(table)
    header, *lines = read_csv(table)
    assert header == ["file", "predicted", "disc", "square"]
    assert len(lines) == 24
    assert all(Path(file).is_file() for file, *_ in lines)


def test_bundle_and_run_give_the_same_answers(
    fettle: Fettle, bundle: tuple[Path, str], trained_run: Path, drawn_data: Path, tmp_path: Path
) -> None:
    tables = []
    for name, source in (("bundle", bundle[0]), ("run", trained_run)):
        assert fettle("predict", source, drawn_data / "square", "--csv", tmp_path / name).code == 0
        tables.append(read_csv(tmp_path / name)[1:])
    for of_bundle, of_run in zip(*tables, strict=True):
        assert of_bundle[:2] == of_run[:2]
        assert [float(p) for p in of_bundle[2:]] == pytest.approx([float(p) for p in of_run[2:]], abs=1e-3)


def test_pretrained_model_answers_with_imagenet_names(fettle: Fettle, drawn_data: Path) -> None:
    done = fettle("predict", "fettle/efficientnet-lite0", drawn_data / "disc" / "001.png", "--top", 3)
    assert done.code == 0
    assert done.out.count("%") == 3


def test_a_picture_that_cannot_be_read_is_named_and_the_others_answered(
    fettle: Fettle, trained_run: Path, drawn_data: Path, tmp_path: Path
) -> None:
    text = tmp_path / "notes.jpg"
    text.write_text("not a picture")
    done = fettle("predict", trained_run, text, drawn_data / "disc" / "000.png")
    assert done.code == 0
    assert len(done.out.splitlines()) == 1
    assert done.err.startswith(f"{text}: ")


def test_nothing_but_unreadable_pictures_is_unusable_input(fettle: Fettle, trained_run: Path, tmp_path: Path) -> None:
    text = tmp_path / "notes.jpg"
    text.write_text("not a picture")
    done = fettle("predict", trained_run, text)
    assert done.code == 2
    assert done.out == ""


@pytest.mark.parametrize(("code", "exit_code"), [("internal", 1), ("disk_full", 1), ("data_one_class", 2), ("bad_spec", 2)])
def test_a_failure_is_not_wrong_use(code: str, exit_code: int) -> None:
    assert exit_code_of(ErrorInfo(code=code)) == exit_code


@pytest.mark.parametrize("source", ["n" * 300, "~nobody-of-this-name", "~nobody-of-this-name/run"])
def test_a_source_that_no_system_has_is_said_in_a_sentence(fettle: Fettle, source: str) -> None:
    done = fettle("predict", source, "--text", "What a film!")
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert done.err.startswith("fettle: ") and source in done.err


@pytest.mark.parametrize("command", [("train", "--data"), ("check",), ("resume",), ("evaluate",)])
@pytest.mark.parametrize("folder", ["n" * 300, "~nobody-of-this-name"])
def test_a_folder_that_no_system_has_is_said_in_a_sentence(fettle: Fettle, command: tuple[str, ...], folder: str) -> None:
    done = fettle(*command, folder)
    assert done.code == 2
    assert done.err.startswith("fettle: ") and folder in done.err


def test_a_table_of_answers_whose_name_is_too_long(fettle: Fettle, trained_run: Path, drawn_data: Path, tmp_path: Path) -> None:
    done = fettle("predict", trained_run, drawn_data / "disc" / "000.png", "--csv", tmp_path / ("n" * 300 + ".csv"))
    assert done.code == 2
    assert done.err.splitlines()[-1].startswith("fettle: ") and "nnn" in done.err

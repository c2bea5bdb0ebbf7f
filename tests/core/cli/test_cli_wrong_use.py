"""Wrong use and unusable input: exit code 2, one plain sentence on standard error, nothing written, nothing executed."""

import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from tests.core.cli.conftest import SMALL, Fettle, Outcome


def assert_told(done: Outcome, *words: str, code: int = 2) -> None:
    """One line that starts with our name and has these words."""
    assert done.code == code, done
    (line,) = done.err.splitlines()
    assert line.startswith("fettle: ")
    for word in words:
        assert word in line


def tree(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


# ---- the command line itself -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((), "COMMAND"),
        (("fly",), "fly"),
        (("train", "--epochs", "many"), "--epochs"),
        (("train", "--nonsense"), "--nonsense"),
        (("export", "run"), "--to"),
        (("predict", "model"), "PATH"),
        (("train",), "--data"),
        (("samples", "digits"), "DIR"),
        (("samples", "cats", "somewhere"), "solar-cells, digits"),
    ],
    ids=str,
)
def test_wrong_arguments_are_one_sentence(fettle: Fettle, arguments: tuple[str, ...], word: str) -> None:
    done = fettle(*arguments)
    assert_told(done, word)
    assert done.out == ""


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("training.lr=-1", ("training.lr", "greater than 0")),
        ("training.speed=1", ("training.speed", "there is no such setting")),
        ("training=3", ("training", "settings of its own")),
        ("training.lr.more=3", ("training.lr", "a valid number")),
        ("lr", ("lr is not a setting", "name=value")),
        ("layers.trainable=some", ("layers", "head, last, half, all")),
        ("layers.trainable=-2", ("layers", "0 or more")),
        ("dataset.split.train=0.9", ("must add up to 1",)),
        ("task=poetry", ("task", "image-classification")),
        ("training.device=abacus", ("training.device", "cuda")),
    ],
)
def test_impossible_setting_is_named(
    fettle: Fettle, drawn_data: Path, tmp_path: Path, setting: str, words: tuple[str, ...]
) -> None:
    assert_told(fettle("train", "--data", drawn_data, "--runs", tmp_path / "runs", "--set", setting), *words)
    assert not (tmp_path / "runs").exists()


def test_wrong_use_has_no_traceback_in_a_real_process(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "core.cli", "check", str(tmp_path / "nowhere")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, env=os.environ)
    assert_told(Outcome(done.returncode, done.stdout, done.stderr), "nowhere does not exist")


# ---- data ------------------------------------------------------------------------------------------------------------


def empty(_data: Path, folder: Path) -> None:
    folder.mkdir()


def without_sub_folders(data: Path, folder: Path) -> None:
    shutil.copytree(data / "disc", folder)


def one_class(data: Path, folder: Path) -> None:
    shutil.copytree(data / "disc", folder / "disc")


def class_with_one_picture_each(data: Path, folder: Path) -> None:
    for label in ("disc", "square"):
        (folder / label).mkdir(parents=True)
        shutil.copy(data / label / "000.png", folder / label)


def missing(_data: Path, _folder: Path) -> None:
    return


def a_file(data: Path, folder: Path) -> None:
    shutil.copy(data / "disc" / "000.png", folder)


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (empty, "is empty"),
        (without_sub_folders, "no sub-folders"),
        (one_class, "Only one class"),
        (class_with_one_picture_each, "too few"),
        (missing, "does not exist"),
        (a_file, "neither a folder nor a table"),
    ],
)
def test_unusable_data_is_told(
    fettle: Fettle, drawn_data: Path, tmp_path: Path, make: Callable[[Path, Path], None], word: str
) -> None:
    folder = tmp_path / "data"
    make(drawn_data, folder)
    before = tree(tmp_path / "data") if folder.is_dir() else []
    assert_told(fettle("train", "--data", folder, "--runs", tmp_path / "runs", *SMALL), word)
    assert_told(fettle("check", folder), word)
    assert (tree(folder) if folder.is_dir() else []) == before


# ---- where results go ------------------------------------------------------------------------------------------------


def test_runs_folder_that_is_a_file_is_told(fettle: Fettle, drawn_data: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine")
    assert_told(fettle("train", "--data", drawn_data, "--runs", taken, *SMALL), "taken", "can't be written to")
    assert taken.read_text() == "mine"


def test_runs_folder_inside_the_data_is_refused(fettle: Fettle, drawn_data: Path) -> None:
    before = tree(drawn_data)
    done = fettle("train", "--data", drawn_data, "--runs", drawn_data / "runs", *SMALL)
    assert_told(done, "never writes to")
    assert tree(drawn_data) == before


def test_export_never_overwrites(fettle: Fettle, trained_run: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    assert_told(fettle("export", trained_run, "--to", tmp_path / "mine"), "exists already")
    assert tree(tmp_path) == ["mine", "mine/thesis.txt"]


def test_export_into_the_data_is_refused(fettle: Fettle, trained_run: Path, drawn_data: Path) -> None:
    before = tree(drawn_data)
    assert_told(fettle("export", trained_run, "--to", drawn_data / "bundle"), "never writes to")
    assert tree(drawn_data) == before


def test_unknown_export_format_names_the_known(fettle: Fettle, trained_run: Path, tmp_path: Path) -> None:
    done = fettle("export", trained_run, "--to", tmp_path / "bundle", "--formats", "onnx,word")
    assert_told(done, "word", "onnx, safetensors, torch-export")
    assert tree(tmp_path) == []


def test_predict_never_overwrites_its_table(fettle: Fettle, trained_run: Path, drawn_data: Path, tmp_path: Path) -> None:
    table = tmp_path / "answers.csv"
    table.write_text("mine")
    assert_told(fettle("predict", trained_run, drawn_data, "--csv", table), "exists already")
    assert table.read_text() == "mine"


def test_complete_run_is_not_resumed(fettle: Fettle, trained_run: Path) -> None:
    assert_told(fettle("resume", trained_run), "is complete", "--model")


@pytest.mark.parametrize("command", ["resume", "evaluate"])
def test_folder_that_is_no_run_is_told(fettle: Fettle, drawn_data: Path, command: str) -> None:
    assert_told(fettle(command, drawn_data), "run.json does not exist")


# ---- models and weights ----------------------------------------------------------------------------------------------


def test_unknown_model_is_told(fettle: Fettle, drawn_data: Path, tmp_path: Path) -> None:
    done = fettle("train", "--data", drawn_data, "--runs", tmp_path, "--model", "torchvision/resnet5000", *SMALL)
    assert_told(done, "torchvision/resnet5000")


class _Payload:
    """Unpickled, it runs a command that leaves a file."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"{sys.executable} -c \"open({str(self._mark)!r}, 'w')\"",)


@pytest.mark.parametrize("legacy", [False, True], ids=["zip", "plain pickle"])
def test_pickle_in_a_weights_file_is_refused_and_never_executed(
    fettle: Fettle, drawn_data: Path, tmp_path: Path, legacy: bool
) -> None:
    mark, file = tmp_path / "executed", tmp_path / "weights.pth"
    if legacy:
        file.write_bytes(pickle.dumps({"weight": _Payload(mark)}))
    else:
        torch.save({"weight": _Payload(mark)}, file)
    train = ("train", "--data", drawn_data, "--runs", tmp_path / "runs", *SMALL)
    assert_told(fettle(*train, "--set", f"model.weights={file}"), "weights.pth")
    assert fettle(*train, "--model", file).code == 2
    assert fettle("predict", file, drawn_data).code == 2
    assert not mark.exists()


def test_weights_that_do_not_fit_name_tensor_and_shapes(
    fettle: Fettle, drawn_data: Path, trained_run: Path, tmp_path: Path
) -> None:
    weights = load_file(trained_run / "checkpoints" / "best" / "model.safetensors")
    save_file({**weights, "conv_stem.weight": torch.zeros(32, 3, 5, 5)}, tmp_path / "other.safetensors")
    setting = f"model.weights={tmp_path / 'other.safetensors'}"
    done = fettle("train", "--data", drawn_data, "--runs", tmp_path / "runs", "--set", setting, *SMALL)
    assert_told(done, "other.safetensors", "conv_stem.weight", "32 x 3 x 5 x 5", "32 x 3 x 3 x 3")


def test_weights_that_are_gone_are_told(fettle: Fettle, drawn_data: Path, tmp_path: Path) -> None:
    done = fettle("train", "--data", drawn_data, "--runs", tmp_path, "--set", "model.weights=/gone.safetensors", *SMALL)
    assert_told(done, "/gone.safetensors")

"""From the options of `fettle train` to a RunSpec: the same one that the window builds."""

import json
from pathlib import Path

import pytest

from core.cli import command_parser
from core.cli.spec_options import spec_from_options
from core.contracts.errors import UserError
from core.contracts.spec import DatasetSpec, LayersSpec, RunSpec, SplitSpec, TrainingSpec
from core.store.records import write_record


def spec_of(*arguments: object) -> RunSpec:
    return spec_from_options(command_parser().parse_args(["train", *map(str, arguments)]))


def test_without_options_everything_is_as_in_the_window(drawn_data: Path) -> None:
    assert spec_of("--data", drawn_data) == RunSpec(dataset=DatasetSpec(folder=str(drawn_data)))


def test_every_option_has_its_place(drawn_data: Path) -> None:
    spec = spec_of(
        *("--data", drawn_data, "--task", "image-classification", "--model", "torchvision/resnet50", "--layers", "half"),
        *("--epochs", 3, "--seed", 7, "--device", "cpu", "--name", "Zellen"),
    )
    assert spec == RunSpec(
        name="Zellen",
        dataset=DatasetSpec(folder=str(drawn_data), split=SplitSpec(seed=7)),
        model=spec.model.model_copy(update={"entry": "torchvision/resnet50"}),
        layers=LayersSpec(trainable="half"),
        training=TrainingSpec(epochs=3, seed=7, device="cpu"),
    )
    assert spec.model.weights == "pretrained"


@pytest.mark.parametrize("choice", ["head", "last", "half", "all"])
def test_layers_by_name(drawn_data: Path, choice: str) -> None:
    assert spec_of("--data", drawn_data, "--layers", choice).layers.trainable == choice


@pytest.mark.parametrize("count", [0, 1, 12])
def test_layers_by_number(drawn_data: Path, count: int) -> None:
    assert spec_of("--data", drawn_data, "--layers", count).layers.trainable == count


def test_set_reaches_every_depth_and_reads_json_values(drawn_data: Path) -> None:
    spec = spec_of(
        *("--data", drawn_data, "--set", "training.lr=0.01", "--set", "training.augmentation.horizontal_flip=false"),
        *("--set", "training.class_weights=balanced", "--set", 'dataset.excluded=["disc/000.png"]', "--set", "name=a=b"),
    )
    assert spec.training.lr == 0.01
    assert spec.training.augmentation.horizontal_flip is False
    assert spec.training.class_weights == "balanced"
    assert spec.dataset.excluded == ("disc/000.png",)
    assert spec.name == "a=b"


def test_set_wins_over_an_option_and_an_option_over_a_saved_spec(drawn_data: Path, tmp_path: Path) -> None:
    saved = RunSpec(
        name="saved", dataset=DatasetSpec(folder=str(drawn_data)), training=TrainingSpec(epochs=3, lr=0.5, momentum=0.1)
    )
    write_record(tmp_path / "spec.json", saved)
    spec = spec_of("--spec", tmp_path / "spec.json", "--epochs", 4, "--set", "training.lr=0.25")
    assert spec == saved.model_copy(update={"training": saved.training.model_copy(update={"epochs": 4, "lr": 0.25})})


def test_saved_spec_runs_as_it_is(drawn_data: Path, tmp_path: Path) -> None:
    saved = RunSpec(name="saved", dataset=DatasetSpec(folder=str(drawn_data), split=SplitSpec(seed=3)))
    write_record(tmp_path / "spec.json", saved)
    assert spec_of("--spec", tmp_path / "spec.json") == saved


def test_run_json_serves_as_a_spec(trained_run: Path) -> None:
    assert (
        spec_of("--spec", trained_run / "run.json").model_dump(mode="json")
        == (json.loads((trained_run / "run.json").read_bytes())["spec"])
    )


def test_seed_leaves_a_split_set_by_hand_alone(drawn_data: Path) -> None:
    assert spec_of("--data", drawn_data, "--seed", 7, "--set", "dataset.split.seed=1").dataset.split.seed == 1


def test_folder_becomes_absolute(drawn_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(drawn_data.parent)
    assert spec_of("--data", drawn_data.name).dataset.folder == str(drawn_data)


@pytest.mark.parametrize(
    ("content", "code"),
    [("{", "damaged_file"), ("[]", "damaged_file"), ('{"schema_version": 99}', "newer_schema"), ("{}", "damaged_file")],
)
def test_damaged_spec_is_told(tmp_path: Path, content: str, code: str) -> None:
    path = tmp_path / "spec.json"
    path.write_text(content)
    with pytest.raises(UserError) as told:
        spec_of("--spec", path)
    assert told.value.code == code

"""`fettle depths`: a table, a suggestion and the command that follows it."""

import csv
import json
import shlex
from pathlib import Path

from core.cli import command_parser
from core.cli.spec_options import spec_from_options
from core.contracts.records import DepthInfo
from tests.core.cli.conftest import Fettle
from tests.tiny_encoders import write_encoder
from tests.written_texts import written_texts

SMALL = ("--set", "model.image_size_px=64", "--device", "cpu")


def test_depths_says_what_each_block_knows_and_what_to_do(fettle: Fettle, drawn_data: Path) -> None:
    done = fettle("depths", "--data", drawn_data, *SMALL)
    assert done.code == 0, done.err
    lines = done.out.splitlines()
    assert lines[0].split()[:3] == ["frozen", "up", "to"]
    assert [line.split("  ")[0] for line in lines[1:4]] == ["Stem", "Stage 1", "Stage 2"]
    assert "fitted to 16 of 16 training samples, judged by 4 of 4" in done.out
    assert "the head is enough" in done.out  # red discs against blue squares
    assert lines[-1] == f"fettle train --data {drawn_data} --device cpu --set model.image_size_px=64 --layers 0"


def test_the_command_that_follows_has_all_that_was_asked_for_and_other_layers(fettle: Fettle, tmp_path: Path) -> None:
    write_encoder("bert", tmp_path / "tiny model")
    table = tmp_path / "moods.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("text", "what they say", "mood"))
        rows.writerows((number, text, label) for label, texts in written_texts(20).items() for number, text in enumerate(texts))
    spec = tmp_path / "spec.json"
    spec.write_text(json.dumps({"task": "text-classification", "dataset": {"folder": "elsewhere"}, "name": "moods"}))
    what = ("--task", "text-classification", "--data", table, "--spec", spec, "--epochs", "2", "--device", "cpu")
    named = ("--text-column", "what they say", "--label-column", "mood", "--model", tmp_path / "tiny model")
    asked = (*what, *named, "--set", "model.max_tokens=16", "--set", "layers.trainable=all")
    done = fettle("depths", *asked)
    assert done.code == 0, done.err
    follows = done.out.splitlines()[-1]
    given = command_parser().parse_args(["depths", *map(str, asked)])
    taken = command_parser().parse_args(shlex.split(follows)[1:])
    for option in vars(given).keys() - {"command", "json", "set"}:
        assert getattr(taken, option) == getattr(given, option) is not None, option
    assert taken.set == ["model.max_tokens=16"]
    assert spec_from_options(taken).layers.trainable == int(taken.layers)


def test_depths_as_json_is_one_value_with_the_time_of_each_choice(fettle: Fettle, drawn_data: Path) -> None:
    done = fettle("depths", "--data", drawn_data, *SMALL, "--json")
    assert done.code == 0, done.err
    values = json.loads(done.out)
    seconds, suggestion = values.pop("training_s_by_trainable"), values.pop("suggestion")
    found = DepthInfo.model_validate(values)
    assert len(seconds) == len(found.probes) + 1
    assert seconds[0] < seconds[-1]
    assert suggestion["warm"] == 0


def test_depths_of_nothing_is_wrong_use(fettle: Fettle, tmp_path: Path) -> None:
    assert fettle("depths").code == 2
    assert fettle("depths", "--data", tmp_path / "nowhere").code == 2

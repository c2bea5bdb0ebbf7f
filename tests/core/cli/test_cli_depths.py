"""`fettle depths`: a table, a suggestion and the command that follows it."""

import json
from pathlib import Path

from core.contracts.records import DepthInfo
from tests.core.cli.conftest import Fettle

SMALL = ("--set", "model.image_size_px=64", "--device", "cpu")


def test_depths_says_what_each_block_knows_and_what_to_do(fettle: Fettle, drawn_data: Path) -> None:
    done = fettle("depths", "--data", drawn_data, *SMALL)
    assert done.code == 0, done.err
    lines = done.out.splitlines()
    assert lines[0].split()[:3] == ["frozen", "up", "to"]
    assert [line.split("  ")[0] for line in lines[1:4]] == ["Stem", "Stage 1", "Stage 2"]
    assert "fitted to 16 of 16 training samples, judged by 4 of 4" in done.out
    assert "the head is enough" in done.out  # red discs against blue squares
    assert lines[-1] == f"fettle train --data {drawn_data} --layers 0"


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

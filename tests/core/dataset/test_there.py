"""Names that are too long for any file lead nowhere, and that is a sentence."""

import os
from pathlib import Path

import pytest

from core.cli import main
from core.dataset.guess import guess_data
from core.dataset.there import is_file, is_folder, is_link, is_there

LONG = "x" * 300
MODEL = "fettle/efficientnet-lite0"


@pytest.mark.skipif(os.name == "nt", reason="links need a permission there")
def test_what_a_path_leads_to(tmp_path: Path):
    (tmp_path / "file").write_text("words")
    (tmp_path / "link").symlink_to("nowhere")
    questions = (is_there, is_folder, is_file, is_link)
    expected = {
        ".": (True, True, False, False),
        "file": (True, False, True, False),
        "link": (False, False, False, True),
        "file/inside": (False,) * 4,
        LONG: (False,) * 4,
        f"{LONG}/inside": (False,) * 4,
        "with\0in": (False,) * 4,
    }
    assert {name: tuple(question(tmp_path / name) for question in questions) for name in expected} == expected


def test_data_with_such_a_name_are_of_some_kind():
    assert guess_data(LONG) == "image"
    assert guess_data(f"{LONG}.csv") == "text"


@pytest.mark.parametrize(
    "arguments",
    [
        ("train", "--data", LONG),
        ("train", "--data", f"{LONG}.csv"),
        ("train", "--data", f"{LONG}/data"),
        ("check", LONG),
        ("check", f"{LONG}.csv"),
        ("predict", MODEL, LONG),
        ("predict", MODEL, f"{LONG}.png", "gone.png"),
    ],
)
def test_a_name_that_is_too_long_is_a_sentence(capfd, monkeypatch, tmp_path, arguments):
    monkeypatch.chdir(tmp_path)
    assert main(list(arguments)) == 2
    said = capfd.readouterr().err
    assert "does not exist" in said
    assert "Traceback" not in said

"""What kind of data lies in a folder."""

from pathlib import Path

import pytest

from core.dataset.guess import guess_data


def folder_of(root: Path, files: dict[str, bytes]) -> str:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return str(root)


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ({"a/1.txt": b"x", "b/1.txt": b"y"}, "text"),
        ({"a/1": b"some words", "b/2.eml": b"more"}, "text"),
        ({"a/1.png": b"x", "b/1.jpg": b"y", "notes.txt": b"about it"}, "image"),
        ({"a/1.txt": b"x", "b/1.txt": b"y", "logo.png": b"x"}, "text"),
        ({"a/1.dat": b"\x89PNG\r\n\x1a\n\0\0", "b/1.dat": bytes(100)}, "image"),
        ({"films.csv": b"text,label\n"}, "text"),
        ({"train.jsonl": b"{}", "test.jsonl": b"{}"}, "text"),
        ({".hidden/1.txt": b"x", "a/1.png": b"x"}, "image"),
        ({}, "image"),
    ],
)
def test_folders(tmp_path, files, kind):
    assert guess_data(folder_of(tmp_path, files)) == kind


def test_a_class_with_many_files_does_not_outvote_the_others(tmp_path):
    files = {f"a/{number}.txt": b"x" for number in range(400)} | {f"{name}/{n}.png": b"x" for name in "bcdef" for n in range(5)}
    assert guess_data(folder_of(tmp_path, files)) == "image"


def test_files_and_what_is_not_there(tmp_path):
    (tmp_path / "films.parquet").write_bytes(b"")
    assert guess_data(str(tmp_path / "films.parquet")) == "text"
    assert guess_data(str(tmp_path / "gone.csv")) == "text"
    assert guess_data(str(tmp_path / "gone")) == "image"


def test_pictures_on_disk(make_folder):
    assert guess_data(str(make_folder({"train/a": 2, "train/b": 2, "test/a": 1}))) == "image"

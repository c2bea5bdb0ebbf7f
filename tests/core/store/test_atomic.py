import errno
import os
import stat

import pytest

from core.contracts.errors import UserError
from core.store import atomic
from core.store.atomic import new_file, new_folder, write_json, write_text


def _names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_that_fails_half_way_leaves_the_old_one(tmp_path):
    path = tmp_path / "a.txt"
    write_text(path, "old")
    with pytest.raises(RuntimeError), new_file(path) as temporary:
        temporary.write_text("ne")
        raise RuntimeError
    assert path.read_text() == "old"
    assert _names(tmp_path) == ["a.txt"]


def test_a_full_disk_is_a_sentence_and_the_old_file_stays(tmp_path, monkeypatch):
    path = tmp_path / "a.json"
    write_json(path, {"a": 1})

    def full(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(atomic.os, "fsync", full)
    with pytest.raises(UserError) as caught:
        write_json(path, {"a": 2})
    assert caught.value.code == "disk_full"
    assert path.read_text() == '{\n "a": 1\n}\n'
    assert _names(tmp_path) == ["a.json"]


def test_a_folder_is_whole_or_absent(tmp_path):
    path = tmp_path / "bundle"
    with pytest.raises(RuntimeError), new_folder(path) as temporary:
        (temporary / "one").write_text("1")
        raise RuntimeError
    assert _names(tmp_path) == []
    with new_folder(path) as temporary:
        (temporary / "sub").mkdir()
        (temporary / "sub" / "one").write_text("1")
    assert (path / "sub" / "one").read_text() == "1"
    assert stat.S_IMODE(path.stat().st_mode) == 0o755


def test_an_existing_folder_is_never_overwritten_unasked(tmp_path):
    path = tmp_path / "bundle"
    path.mkdir()
    (path / "mine").write_text("precious")
    with pytest.raises(UserError) as caught, new_folder(path):
        pass
    assert caught.value.code == "output_exists"
    assert (path / "mine").read_text() == "precious"
    with new_folder(path, replace=True) as temporary:
        (temporary / "new").write_text("1")
    assert _names(path) == ["new"]
    assert _names(tmp_path) == ["bundle"]

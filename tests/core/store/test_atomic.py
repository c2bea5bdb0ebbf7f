import errno
import os
import stat

import pytest

from core.contracts.errors import UserError
from core.store import atomic
from core.store.atomic import new_file, new_folder, remove_leftovers, write_json, write_text


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


def test_what_a_killed_process_left_is_cleared_away(tmp_path):
    (tmp_path / ".state.json.ab12.tmp").write_text("{")
    (tmp_path / ".best.cd34.tmp").mkdir()
    (tmp_path / ".best.cd34.tmp" / "half").write_text("1")
    (tmp_path / "mine.tmp").write_text("not ours")
    remove_leftovers(tmp_path)
    assert _names(tmp_path) == ["mine.tmp"]


def test_a_folder_that_was_moved_aside_without_a_successor_comes_back(tmp_path):
    (tmp_path / ".best.ef56.old" / "it").mkdir(parents=True)
    (tmp_path / ".best.ef56.old" / "it" / "weights").write_text("1")
    remove_leftovers(tmp_path)
    assert (tmp_path / "best" / "weights").read_text() == "1"
    assert _names(tmp_path) == ["best"]


def test_a_folder_that_was_moved_aside_for_a_successor_goes(tmp_path):
    (tmp_path / ".best.ef56.old" / "it").mkdir(parents=True)
    (tmp_path / "best").mkdir()
    (tmp_path / "best" / "weights").write_text("2")
    remove_leftovers(tmp_path)
    assert (tmp_path / "best" / "weights").read_text() == "2"
    assert _names(tmp_path) == ["best"]

"""A second scan opens only what has changed; a cache that is damaged counts as none."""

import os
from pathlib import Path

import pytest

from core.contracts.spec import DatasetSpec
from core.dataset import scan as scan_module
from core.dataset.picture_cache import PictureCache
from core.dataset.picture_check import check_picture
from core.dataset.scan import scan_folder


@pytest.fixture
def opened(monkeypatch) -> list[str]:
    """The names of the files that are really opened."""
    names: list[str] = []

    def noting(path: Path, pictures: PictureCache):
        names.append(path.name)
        return check_picture(path, pictures)

    monkeypatch.setattr(scan_module, "check_picture", noting)
    return names


def cache_file(tmp_path: Path) -> Path:
    (file,) = (tmp_path / "cache" / "scans").iterdir()
    return file


def test_second_scan_opens_nothing_and_finds_the_same(make_folder, scan, opened):
    folder = make_folder({"a": 5, "b": 5})
    (folder / "a" / "bad.jpg").write_text("words")
    first = scan(folder)
    assert len(opened) == 11
    opened.clear()
    assert scan(folder) == first
    assert opened == []


def test_changed_and_new_files_are_opened_again(make_folder, scan, opened, picture):
    folder = make_folder({"a": 5, "b": 5})
    first = scan(folder)
    opened.clear()
    picture(70, 90, 20).save(folder / "a" / "000.png")
    picture(71).save(folder / "a" / "new.png")
    (folder / "b" / "004.png").unlink()
    second = scan(folder)
    assert sorted(opened) == ["000.png", "new.png"]
    assert second.fingerprint != first.fingerprint
    assert {sample.width_px for sample in second.samples if sample.file == "a/000.png"} == {90}


def test_touched_file_is_opened_again(make_folder, scan, opened):
    folder = make_folder({"a": 5, "b": 5})
    scan(folder)
    opened.clear()
    os.utime(folder / "a" / "000.png", (1, 1))
    scan(folder)
    assert opened == ["000.png"]


@pytest.mark.parametrize(
    "rubbish",
    [b"", b"{", b"\xff\xfe\x00", b"[]", b'{"version": 99, "folder": "", "files": {}}', b'{"version": 1, "files": {"a": 3}}'],
)
def test_damaged_cache_is_built_again(make_folder, scan, opened, tmp_path, rubbish):
    folder = make_folder({"a": 5, "b": 5})
    first = scan(folder)
    good = cache_file(tmp_path).read_bytes()
    cache_file(tmp_path).write_bytes(rubbish)
    opened.clear()
    assert scan(folder) == first
    assert len(opened) == 10
    assert cache_file(tmp_path).read_bytes() == good


def test_deleted_files_are_forgotten(make_folder, scan, tmp_path):
    folder = make_folder({"a": 5, "b": 5})
    scan(folder)
    (folder / "a" / "000.png").unlink()
    scan(folder)
    assert "a/000.png" not in cache_file(tmp_path).read_text()


def test_folders_have_separate_caches(make_folder, scan, tmp_path):
    folder = make_folder({"a": 5, "b": 5})
    scan(folder)
    folder.rename(tmp_path / "other")
    scan(tmp_path / "other")
    assert len(list((tmp_path / "cache" / "scans").iterdir())) == 2


def test_cache_that_cannot_be_written_costs_only_time(make_folder, tmp_path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    spec = DatasetSpec(folder=str(make_folder({"a": 5, "b": 5})))
    dataset = scan_folder(spec, lambda *_: None, lambda: False, cache_folder=tmp_path / "cache")
    assert len(dataset.samples) == 10


def test_usual_place_follows_the_environment(make_folder, tmp_path, monkeypatch):
    monkeypatch.setenv("FETTLE_CACHE_DIR", str(tmp_path / "mine"))
    scan_folder(DatasetSpec(folder=str(make_folder({"a": 5, "b": 5}))), lambda *_: None, lambda: False)
    assert len(list((tmp_path / "mine" / "scans").iterdir())) == 1

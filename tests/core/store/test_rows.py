"""Rows that a crash can't spoil: found again, checked once, mended by being written again."""

import errno
import json
import os
import shutil
import time
import zlib

import numpy as np
import pytest

from core.contracts.errors import UserError
from core.store import rows as rows_module
from core.store.rows import RowStore, make_room


def row(number, size=100):
    return np.full(size, number, np.uint8)


@pytest.fixture
def store(tmp_path):
    return RowStore(tmp_path / "store")


def test_rows_are_found_by_another_process(store):
    store.put_all((f"key {number}", row(number, 50 + number)) for number in range(20))
    store.flush()
    again = RowStore(store.folder)
    assert len(again) == 20
    for number in range(20):
        assert again.size_of(f"key {number}") == 50 + number
        assert np.array_equal(again.get(f"key {number}"), row(number, 50 + number))
    assert again.get("another") is None
    assert again.size_of("another") is None


def test_an_index_of_an_earlier_version_is_read(tmp_path):
    content = row(7).tobytes()
    (tmp_path / "rows.bin").write_bytes(content)
    (tmp_path / "index.jsonl").write_text(json.dumps(["old", 0, len(content), zlib.crc32(content)]) + "\n")
    assert RowStore(tmp_path).get("old").tobytes() == content


def test_a_spoiled_row_is_unknown_until_it_is_written_again(store):
    store.put_all([("good", row(1)), ("bad", row(2))])
    store.flush()
    content = bytearray((store.folder / "rows.bin").read_bytes())
    content[150] ^= 1
    (store.folder / "rows.bin").write_bytes(content)
    again = RowStore(store.folder)
    assert np.array_equal(again.get("good"), row(1))
    assert again.get("bad") is None
    assert "bad" not in again
    again.put("bad", row(2))
    assert np.array_equal(again.get("bad"), row(2))


def test_a_line_that_a_crash_cut_short_costs_that_row_alone(store):
    store.put_all([("first", row(1)), ("second", row(2))])
    store.flush()
    index = store.folder / "index.jsonl"
    index.write_bytes(index.read_bytes()[:-9])
    again = RowStore(store.folder)
    assert "first" in again
    assert "second" not in again
    again.put("third", row(3))
    again.flush()
    last = RowStore(store.folder)
    assert np.array_equal(last.get("third"), row(3))
    assert "first" in last


def test_rows_that_were_never_synced_are_unknown(store):
    store.put("kept", row(1))
    store.flush()
    store.put("lost", row(2))
    assert np.array_equal(store.get("lost"), row(2))
    again = RowStore(store.folder)
    assert "kept" in again
    assert "lost" not in again


def test_what_is_read_does_not_stay_mapped(store, monkeypatch):
    monkeypatch.setattr(rows_module, "_BYTES_PER_MAP", 1000)
    store.put_all((str(number), row(number)) for number in range(100))
    maps = set()
    for number in range(100):
        assert np.array_equal(store.get(str(number)), row(number))
        maps.add(id(store._map))
    assert len(maps) > 1


def test_a_full_disk_leaves_the_rows_before_it(store, monkeypatch):
    store.put("before", row(1))

    def half_full(file, content):
        file.write(content[: len(content) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(rows_module, "_write_whole", half_full)
    with pytest.raises(UserError) as raised:
        store.put_all([("one", row(2)), ("two", row(3))])
    assert raised.value.code == "disk_full"
    assert (store.folder / "rows.bin").stat().st_size == 100
    assert np.array_equal(store.get("before"), row(1))
    assert "one" not in store


def test_a_removed_store_begins_anew(store):
    store.put("key", row(1))
    store.remove()
    assert not store.folder.exists()
    assert store.get("key") is None
    store.put("key", row(2))
    assert np.array_equal(store.get("key"), row(2))


@pytest.fixture
def read_before(store, monkeypatch):
    """A store whose rows were all read and checked; each read maps the file anew."""
    monkeypatch.setattr(rows_module, "_BYTES_PER_MAP", -1)
    store.put_all((str(number), row(number)) for number in range(8))
    store.flush()
    assert all(np.array_equal(store.get(str(number)), row(number)) for number in range(8))
    return store


def write_anew(folder, order):
    """As somebody does who deletes the cache, and then another process."""
    shutil.rmtree(folder)
    other = RowStore(folder)
    other.put_all((str(number), row(number)) for number in order)
    other.flush()


def test_rows_that_are_deleted_after_they_were_read_are_unknown(read_before):
    shutil.rmtree(read_before.folder)
    assert [read_before.get(str(number)) for number in range(8)] == [None] * 8
    assert "3" not in read_before
    read_before.put("3", row(33))
    assert np.array_equal(read_before.get("3"), row(33))


def test_rows_that_another_process_writes_in_another_order_are_never_mistaken(read_before):
    write_anew(read_before.folder, order=[0, *range(7, 0, -1)])
    found = [read_before.get(str(number)) for number in range(8)]
    assert [number for number, row in enumerate(found) if row is not None] == [0, 4]  # where they were
    assert all(np.array_equal(found[number], row(number)) for number in (0, 4))


def test_a_row_that_is_put_into_a_new_file_is_found(store):
    """Before the old one, which is longer, is mapped anew."""
    store.put_all((str(number), row(number)) for number in range(8))
    assert store.get("7") is not None
    write_anew(store.folder, order=[1])
    store.put("new", row(9))
    assert np.array_equal(store.get("new"), row(9))


@pytest.mark.parametrize("use", [lambda store: store.get("key"), RowStore.flush], ids=["read", "filled"])
def test_a_store_that_is_read_or_filled_is_in_use(store, monkeypatch, use):
    monkeypatch.setattr(rows_module, "_IN_USE_S", 0.0)
    store.put("key", row(1))
    store.flush()
    os.utime(store.folder, (1, 1))
    use(store)
    assert store.folder.stat().st_mtime > 1


def filled(folder, name, size, age_s):
    store = RowStore(folder / name)
    store.put("key", row(1, size))
    store.flush()
    os.utime(store.folder, (time.time() - age_s,) * 2)
    return store.folder


@pytest.mark.parametrize("as_list", [True, False])
def test_room_is_made_of_what_was_used_longest_ago(tmp_path, as_list):
    oldest, old = filled(tmp_path, "oldest", 1000, 2000), filled(tmp_path, "old", 1000, 1000)
    busy, own = filled(tmp_path, "busy", 1000, 0), filled(tmp_path, "own", 1000, 3000)
    index = (own / "index.jsonl").stat().st_size
    needed = 1000 + index + 500
    assert make_room(tmp_path, needed, 3 * (1000 + index) + 900, keep=[own] if as_list else own)
    assert [path.exists() for path in (oldest, old, busy, own)] == [False, True, True, True]


@pytest.mark.parametrize("free", [10**6, 10**9])
def test_what_never_fits_removes_nothing(tmp_path, monkeypatch, free):
    """Neither more than the budget, nor more than half of what is free."""
    old = filled(tmp_path, "old", 1000, 1000)
    monkeypatch.setattr(rows_module.shutil, "disk_usage", lambda folder: type("Usage", (), {"free": free}))
    assert not make_room(tmp_path, 600_000, budget_bytes=500_000 if free == 10**9 else 10**9, keep=[])
    assert old.exists()

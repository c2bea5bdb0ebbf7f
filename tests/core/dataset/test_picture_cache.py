"""Each picture file is decoded once, and what is kept of it is bit for bit what the decoder gives."""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.contracts.errors import UserError
from core.contracts.spec import DatasetSpec
from core.dataset import picture_cache as cache_module
from core.dataset import picture_store
from core.dataset.augment import ResolvedAugmentation
from core.dataset.decode import UNLIMITED_PX, decode_content, decode_picture
from core.dataset.image_kind import ImageKind
from core.dataset.items import ImageItems
from core.dataset.picture_cache import PictureCache, open_pictures
from core.dataset.preprocess import ImagePreprocessing
from core.dataset.scan import scan_folder
from core.store import rows as rows_module
from core.store.rows import RowStore

SMALL = ImagePreprocessing(16)
SIZES = (1, 20, 87, 88, 150, 175, 176, 350, 351, 448, 900)


@pytest.fixture
def decoded(monkeypatch) -> list[int]:
    """One entry, its size in bytes, for each file that is really decoded."""
    sizes: list[int] = []

    def noting(content: bytes, **options):
        sizes.append(len(content))
        return decode_content(content, **options)

    monkeypatch.setattr(cache_module, "decode_content", noting)
    return sizes


@pytest.fixture(autouse=True)
def own_cache(empty_cache) -> Path:
    return empty_cache / "pictures"


def items_of(folder: Path, preprocessing=SMALL, **random_views) -> ImageItems:
    dataset = scan_folder(DatasetSpec(folder=str(folder)), lambda done, total: None, lambda: False)
    return ImageItems(folder, dataset.samples, dataset.class_names, preprocessing, **random_views)


def plain(folder: Path, file: str, preprocessing=SMALL) -> np.ndarray:
    return preprocessing.prepare(decode_picture(folder / file, at_least_px=preprocessing.decode_px))


def whole(pictures: PictureCache, file: str, at_least_px: int) -> np.ndarray:
    """In three channels, whether it is grey or not."""
    return pictures.square(
        file, at_least_px, None, lambda pixels: np.stack([pixels] * 3, axis=2) if pixels.ndim == 2 else pixels
    )


def draw(picture, folder: Path) -> list[str]:
    """One file of each sort."""
    folder.mkdir()
    colour, turned = picture(1, 900, 700), Image.Exif()
    turned[0x0112] = 6
    colour.save(folder / "colour.jpg")
    colour.save(folder / "turned.jpg", exif=turned)
    colour.save(folder / "progressive.jpg", progressive=True)
    colour.convert("L").save(folder / "grey.jpg")
    colour.convert("CMYK").save(folder / "print.jpg")
    colour.save(folder / "colour.png")
    colour.convert("L").save(folder / "grey.png")
    colour.convert("P").save(folder / "palette.gif")
    colour.resize((60, 40)).save(folder / "plain.bmp")
    Image.fromarray(np.arange(40_000, dtype=np.uint16).reshape(200, 200)).save(folder / "deep.tif")
    see_through = colour.copy()
    see_through.putalpha(Image.linear_gradient("L").resize(colour.size))
    see_through.save(folder / "alpha.png")
    return sorted(path.name for path in folder.iterdir())


def test_what_is_kept_is_bit_for_bit_what_the_decoder_gives(tmp_path, picture):
    for file in draw(picture, tmp_path / "data"):
        for first in (40, 448):  # whatever a scan has decoded it at
            pictures = PictureCache(tmp_path / "data", tmp_path / f"{first}")
            whole(pictures, file, first)
            for size in (*SIZES, *SIZES):
                expected = decode_picture(tmp_path / "data" / file, at_least_px=size)
                np.testing.assert_array_equal(whole(pictures, file, size), expected, f"{file} at {size}")


def test_range_in_which_a_jpeg_is_decoded_alike(tmp_path, picture):
    picture(1, 900, 700).save(tmp_path / "a.jpg")
    content = (tmp_path / "a.jpg").read_bytes()
    ranges = [decode_content(content, at_least_px=size) for size in (1, 88, 176, 351)]
    assert [(decoded.from_px, decoded.to_px) for decoded in ranges] == [
        (1, 87),
        (88, 175),
        (176, 350),
        (351, UNLIMITED_PX),
    ]
    assert [decode_picture(tmp_path / "a.jpg", at_least_px=size).shape for size in (87, 88, 175, 176, 350, 351)] == [
        (88, 113, 3),
        (175, 225, 3),
        (175, 225, 3),
        (350, 450, 3),
        (350, 450, 3),
        (700, 900, 3),
    ]


def test_scan_training_and_scoring_decode_a_file_once(make_folder, decoded):
    folder = make_folder({"a": 5, "b": 5})
    items = items_of(folder, augmentation=ResolvedAugmentation(horizontal_flip=True))
    assert len(decoded) == 10
    scored = ImageKind().unlabelled(folder, items.files, SMALL, None)
    for index, file in enumerate(items.files):
        items.load(index, 0)
        items.load(index, 1)
        np.testing.assert_array_equal(items.load(index), plain(folder, file))
        np.testing.assert_array_equal(scored.load(index), plain(folder, file))
        assert items.is_unchanged(index)
    assert len(decoded) == 10


def test_another_process_decodes_nothing(make_folder, decoded):
    folder = make_folder({"a": 5, "b": 5})
    items_of(folder)
    decoded.clear()
    open_pictures(folder)  # as one that has not scanned
    scored = ImageKind().unlabelled(folder, ["a/000.png"], SMALL, None)
    np.testing.assert_array_equal(scored.load(0), plain(folder, "a/000.png"))
    assert decoded == []


def test_changed_file_gives_its_new_pixels(make_folder, picture):
    folder = make_folder({"a": 5, "b": 5})
    items = items_of(folder)
    before = items.load(0)
    picture(99).save(folder / items.files[0])
    after = items.load(0)
    np.testing.assert_array_equal(after, plain(folder, items.files[0]))
    assert np.abs(after - before).max() > 0.1
    assert not items.is_unchanged(0)
    assert items.is_unchanged(1)


def test_touched_file_is_still_the_same(make_folder, decoded):
    folder = make_folder({"a": 5, "b": 5})
    items = items_of(folder)
    os.utime(folder / items.files[0], (1, 1))
    items.load(0)
    assert items.is_unchanged(0)
    assert len(decoded) == 10


def test_file_that_is_gone_is_missed_though_its_pixels_are_kept(make_folder):
    folder = make_folder({"a": 5, "b": 5})
    items = items_of(folder)
    (folder / items.files[0]).unlink()
    with pytest.raises(UserError) as caught:
        items.load(0)
    assert caught.value.code == "picture_missing"
    assert not items.is_unchanged(0)


def test_damaged_row_is_decoded_anew(make_folder, own_cache, decoded):
    folder = make_folder({"a": 5, "b": 5})
    items_of(folder)
    (rows,) = own_cache.glob("*/rows.bin")
    rows.write_bytes(bytes(255 - value for value in rows.read_bytes()))
    decoded.clear()
    items = items_of(folder)
    for index, file in enumerate(items.files):
        np.testing.assert_array_equal(items.load(index), plain(folder, file))
    assert len(decoded) == 10


def test_full_disk_costs_time_and_nothing_else(make_folder, monkeypatch, decoded):
    def full(store, key, *parts):
        raise UserError("disk_full", path="")

    monkeypatch.setattr(RowStore, "put", full)
    folder = make_folder({"a": 5, "b": 5})
    items = items_of(folder)
    for index, file in enumerate(items.files):
        np.testing.assert_array_equal(items.load(index), plain(folder, file))
    assert len(decoded) == 20


def test_nothing_is_kept_beyond_the_budget(make_folder, own_cache, monkeypatch):
    monkeypatch.setattr(picture_store, "BUDGET_BYTES", 1000)
    folder = make_folder({"a": 5, "b": 5})
    items = items_of(folder)
    np.testing.assert_array_equal(items.load(0), plain(folder, items.files[0]))
    assert not list(own_cache.glob("*/rows.bin"))


def test_cache_that_is_deleted_meanwhile_is_no_harm(make_folder, own_cache):
    folder = make_folder({"a": 5, "b": 5})
    items = items_of(folder)
    for file in own_cache.glob("*/*"):
        file.unlink()
    np.testing.assert_array_equal(items.load(0), plain(folder, items.files[0]))


@pytest.fixture
def read_before(make_folder, monkeypatch) -> ImageItems:
    """Every picture was read from the cache and checked; each read maps the file anew."""
    monkeypatch.setattr(rows_module, "_BYTES_PER_MAP", -1)
    items = items_of(make_folder({"a": 5, "b": 5}))
    for index in range(10):
        items.load(index)
    return items


def test_cache_that_is_deleted_after_it_was_read_is_no_harm(read_before, own_cache):
    shutil.rmtree(own_cache)
    for index, file in enumerate(read_before.files):
        np.testing.assert_array_equal(read_before.load(index), plain(read_before.folder, file))


def test_cache_that_another_process_has_built_in_another_order_gives_the_right_pixels(read_before, own_cache):
    shutil.rmtree(own_cache)
    other = PictureCache(read_before.folder.absolute(), own_cache)
    for file in reversed(read_before.files):
        other.check(file)
    other.know([])
    for index, file in enumerate(read_before.files):
        np.testing.assert_array_equal(read_before.load(index), plain(read_before.folder, file))


def test_of_large_pictures_the_finished_squares_are_kept(make_folder, monkeypatch, decoded):
    monkeypatch.setattr(cache_module, "MOST_BYTES", 3000)
    folder = make_folder({"a": 5, "b": 5})
    flips = ResolvedAugmentation(horizontal_flip=True, min_crop_area=0.5)
    items = items_of(folder, augmentation=flips, views=2)
    decoded.clear()
    loaded = [items.load(0, epoch) for epoch in range(6)] + [items.load(0)]
    assert len(decoded) == 3  # two random views and the plain one
    for epoch in (2, 4):
        np.testing.assert_array_equal(loaded[epoch], loaded[0])
    assert np.abs(loaded[1] - loaded[0]).max() > 0.1
    np.testing.assert_array_equal(ImageKind().unlabelled(folder, items.files, SMALL, None).load(0), loaded[6])
    assert len(decoded) == 3


def test_square_of_another_preprocessing_is_another(make_folder, monkeypatch):
    monkeypatch.setattr(cache_module, "MOST_BYTES", 100)
    folder = make_folder({"a": 5, "b": 5})
    for preprocessing in (SMALL, ImagePreprocessing(16, "crop", 0.5), ImagePreprocessing(16, "pad"), SMALL):
        items = items_of(folder, preprocessing)
        np.testing.assert_array_equal(items.load(0), plain(folder, items.files[0], preprocessing))


def test_views_that_never_come_again_are_not_kept(make_folder, own_cache, monkeypatch):
    monkeypatch.setattr(cache_module, "MOST_BYTES", 100)
    folder = make_folder({"a": 5, "b": 5})
    items = items_of(folder, augmentation=ResolvedAugmentation(horizontal_flip=True))
    items.load(0, 0)
    assert not list(own_cache.glob("*/rows.bin"))
    items.load(0)
    assert list(own_cache.glob("*/rows.bin"))


def test_huge_file_is_not_read_into_memory(make_folder, own_cache, monkeypatch):
    monkeypatch.setattr(cache_module, "MOST_FILE_BYTES", 10)
    folder = make_folder({"a": 5, "b": 5})
    items = items_of(folder)
    np.testing.assert_array_equal(items.load(0), plain(folder, items.files[0]))
    assert items.is_unchanged(0)
    assert not list(own_cache.glob("*/rows.bin"))


def test_plain_formats_are_not_kept(tmp_path, picture):
    picture(1).save(tmp_path / "a.bmp")
    pictures = PictureCache(tmp_path, tmp_path / "rows")
    np.testing.assert_array_equal(whole(pictures, "a.bmp", 448), decode_picture(tmp_path / "a.bmp"))
    assert not list((tmp_path / "rows").glob("*/rows.bin"))

"""Every kind of picture file, good and bad, becomes 8 bit RGB or one clear reason."""

import struct
import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.contracts.errors import UserError
from core.dataset import decode, preprocess
from core.dataset.decode import PictureError, decode_content, decode_picture, picture_facts
from core.dataset.pictures import read_picture

GREY_LEVELS = np.array([[0, 25_700, 65_535]] * 2, np.uint16)


def write_huge_png(path: Path, width_px: int, height_px: int) -> None:
    """A white 1 bit PNG, written row by row: a few kilobytes, whatever its size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\0" + b"\xff" * ((width_px + 7) // 8)
    packer = zlib.compressobj(1)
    rows = b"".join(packer.compress(row) for _ in range(height_px)) + packer.flush()
    header = struct.pack(">IIBBBBB", width_px, height_px, 1, 0, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))


def reason(path: Path) -> str:
    with pytest.raises(PictureError) as caught:
        decode_picture(path)
    return caught.value.reason


@pytest.mark.parametrize("suffix", ["png", "bmp", "tif", "webp", "gif", "jpg", "jp2", "avif", "ppm"])
def test_common_formats_become_rgb(tmp_path, picture, suffix):
    original = picture(1, 64, 48)
    path = tmp_path / f"a.{suffix}"
    original.save(path)
    pixels = decode_picture(path)
    assert pixels.shape == (48, 64, 3)
    assert pixels.dtype == np.uint8
    assert pixels.flags.writeable
    assert np.abs(pixels.astype(int) - np.asarray(original)).mean() < 12


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "webp"])
def test_exif_orientation_is_applied(tmp_path, orientation, suffix):
    upright = np.zeros((32, 48, 3), np.uint8)
    upright[:16, :24] = (255, 0, 0)
    upright[16:, 24:] = (0, 0, 255)
    stored = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.transpose(1, 0, 2),
        6: np.rot90(upright, 1),
        7: np.rot90(upright, 2).transpose(1, 0, 2),
        8: np.rot90(upright, -1),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / f"a.{suffix}"
    options = {"quality": 95} if suffix in ("jpg", "webp") else {}
    Image.fromarray(np.ascontiguousarray(stored)).save(path, exif=exif, **options)
    pixels = decode_picture(path)
    assert pixels.shape == upright.shape
    assert np.abs(pixels.astype(int) - upright).mean() < 6
    facts = picture_facts(path)
    assert (facts.width_px, facts.height_px) == (48, 32)


def test_damaged_exif_does_not_cost_the_picture(tmp_path, picture):
    path = tmp_path / "a.jpg"
    picture(1).save(path, exif=b"Exif\0\0II*\0\xff\xff\xff\xffrubbish")
    assert decode_picture(path).shape == (30, 40, 3)


def test_sixteen_bit_png_is_divided_by_257(tmp_path):
    Image.fromarray(GREY_LEVELS).save(tmp_path / "a.png")
    assert decode_picture(tmp_path / "a.png")[0].tolist() == [[0, 0, 0], [100, 100, 100], [255, 255, 255]]


@pytest.mark.parametrize("byte_order", ["<u2", ">u2"])
def test_sixteen_bit_tiff_is_divided_by_257(tmp_path, byte_order):
    Image.fromarray(GREY_LEVELS.astype(byte_order)).save(tmp_path / "a.tif")
    assert decode_picture(tmp_path / "a.tif")[0, :, 0].tolist() == [0, 100, 255]


def test_sixteen_bit_values_in_32_bits_are_divided_by_257(tmp_path):
    Image.fromarray(GREY_LEVELS.astype(np.int32)).save(tmp_path / "a.tif")
    assert Image.open(tmp_path / "a.tif").mode == "I"
    assert decode_picture(tmp_path / "a.tif")[0, :, 0].tolist() == [0, 100, 255]


def test_wider_integers_are_spread_between_their_extremes(tmp_path):
    Image.fromarray(np.array([[-1000, 0, 1000]], np.int32)).save(tmp_path / "a.tif")
    assert decode_picture(tmp_path / "a.tif")[0, :, 0].tolist() == [0, 128, 255]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.0, 0.5, 1.0], [0, 128, 255]),
        ([0.2, 0.2, 0.2], [51, 51, 51]),
        ([-2.0, 0.0, 2.0], [0, 128, 255]),
        ([100.0, 4000.0, 7900.0], [0, 128, 255]),
        ([7.0, 7.0, 7.0], [0, 0, 0]),
        ([float("nan"), 0.0, 1.0], [0, 0, 255]),
        ([float("inf"), float("nan"), float("-inf")], [0, 0, 0]),
        ([-3e38, 0.0, 3e38], [0, 128, 255]),
    ],
)
def test_float_tiff_is_scaled_not_clipped(tmp_path, values, expected):
    Image.fromarray(np.array([values], np.float32)).save(tmp_path / "a.tif")
    assert decode_picture(tmp_path / "a.tif")[0, :, 0].tolist() == expected


@pytest.mark.parametrize("suffix", ["jpg", "tif"])
def test_cmyk_becomes_rgb(tmp_path, suffix):
    Image.new("CMYK", (16, 16), (0, 255, 255, 0)).save(tmp_path / f"a.{suffix}")
    red, green, blue = decode_picture(tmp_path / f"a.{suffix}")[8, 8].tolist()
    assert red > 240
    assert max(green, blue) < 15


def test_one_bit_is_black_and_white(tmp_path):
    Image.fromarray(np.array([[True, False]])).save(tmp_path / "a.png")
    assert decode_picture(tmp_path / "a.png")[0].tolist() == [[255] * 3, [0] * 3]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "I;16", "I", "F", "RGB", "P"])
def test_of_a_grey_picture_one_channel_is_enough(tmp_path, mode):
    values = np.random.default_rng(0).integers(0, 256, (12, 9, 3), np.uint8)
    picture = Image.fromarray(values).convert("L" if mode == "I;16" else mode).convert(mode)
    picture.save(tmp_path / "a.tif")
    pixels = decode_picture(tmp_path / "a.tif")
    assert pixels.shape == (12, 9, 3)
    as_one = decode_picture(tmp_path / "a.tif", grey_as_one=True)
    np.testing.assert_array_equal(as_one, decode_content((tmp_path / "a.tif").read_bytes()).pixels)
    # a grey one with transparency comes in three channels, too
    assert as_one.shape == ((12, 9, 3) if mode in ("RGB", "P", "LA") else (12, 9))
    np.testing.assert_array_equal(as_one if as_one.ndim == 3 else np.stack([as_one] * 3, axis=2), pixels)


def test_palette_becomes_its_colours(tmp_path):
    image = Image.new("P", (4, 4), 1)
    image.putpalette([0, 0, 0, 10, 200, 30])
    image.save(tmp_path / "a.png")
    assert decode_picture(tmp_path / "a.png")[0, 0].tolist() == [10, 200, 30]


@pytest.mark.parametrize(
    ("mode", "clear", "solid"),
    [("RGBA", (9, 9, 9, 0), (10, 20, 30, 255)), ("LA", (9, 0), (40, 255))],
)
@pytest.mark.parametrize("suffix", ["png", "webp", "tif"])
def test_transparency_lies_over_white(tmp_path, mode, clear, solid, suffix):
    image = Image.new(mode, (8, 8), clear)
    image.putpixel((4, 4), solid)
    options = {"lossless": True} if suffix == "webp" else {}
    image.save(tmp_path / f"a.{suffix}", **options)
    pixels = decode_picture(tmp_path / f"a.{suffix}")
    assert pixels[0, 0].tolist() == [255, 255, 255]
    assert pixels[4, 4].tolist() == (list(solid[:3]) if mode == "RGBA" else [40, 40, 40])


@pytest.mark.parametrize(
    ("mode", "see_through", "other"), [("P", 0, 1), ("L", 0, 255), ("RGB", (1, 2, 3), (9, 9, 9)), ("1", 0, 1)]
)
def test_a_colour_that_means_transparent_lies_over_white(tmp_path, mode, see_through, other):
    image = Image.new(mode, (4, 4), see_through)
    if mode == "P":
        image.putpalette([1, 2, 3, 9, 9, 9])
    image.putpixel((1, 0), other)
    image.save(tmp_path / "a.png", transparency=see_through)
    pixels = decode_picture(tmp_path / "a.png")
    assert pixels[0, 0].tolist() == [255, 255, 255]
    assert pixels[0, 1].tolist() == ([9, 9, 9] if mode in ("P", "RGB") else [255, 255, 255])


def test_palette_with_alpha_lies_over_white(tmp_path):
    image = Image.new("P", (4, 4), 1)
    image.putpalette([0, 0, 0, 10, 200, 30])
    image = image.convert("PA")
    image.putpixel((0, 0), (1, 0))
    image.save(tmp_path / "a.tif")
    assert Image.open(tmp_path / "a.tif").mode == "PA"
    pixels = decode_picture(tmp_path / "a.tif")
    assert pixels[0, 0].tolist() == [255, 255, 255]
    assert pixels[1, 1].tolist() == [10, 200, 30]


def test_lab_becomes_rgb(tmp_path):
    Image.new("LAB", (4, 4), (255, 128, 128)).save(tmp_path / "a.tif")
    assert decode_picture(tmp_path / "a.tif").min() > 240


def test_half_transparent_is_half_white(tmp_path):
    Image.new("RGBA", (4, 4), (0, 0, 0, 128)).save(tmp_path / "a.png")
    assert decode_picture(tmp_path / "a.png")[0, 0, 0] in (126, 127, 128)


@pytest.mark.parametrize("suffix", ["gif", "webp", "png", "tif"])
def test_first_frame_or_page_is_used(tmp_path, suffix):
    frames = [Image.new("RGB", (16, 16), colour) for colour in ("red", "blue", "green")]
    options = {"lossless": True} if suffix == "webp" else {}
    frames[0].save(tmp_path / f"a.{suffix}", save_all=True, append_images=frames[1:], **options)
    assert decode_picture(tmp_path / f"a.{suffix}")[8, 8].tolist() == [255, 0, 0]
    assert picture_facts(tmp_path / f"a.{suffix}").several_frames


def test_phone_picture_with_a_preview_inside_counts_as_one(tmp_path, picture):
    picture(1).save(tmp_path / "a.jpg", format="MPO", save_all=True, append_images=[picture(2)])
    assert not picture_facts(tmp_path / "a.jpg").several_frames
    assert decode_picture(tmp_path / "a.jpg").shape == (30, 40, 3)


@pytest.mark.parametrize("fit", ["stretch", "crop"])
def test_reduced_decode_of_a_large_jpeg_differs_by_little(tmp_path, picture, fit):
    picture(3, 1600, 1200).save(tmp_path / "a.jpg", quality=92)
    prepare = preprocess.ImagePreprocessing(224, fit, 0.875).geometry
    full = decode_picture(tmp_path / "a.jpg")
    reduced = decode_picture(tmp_path / "a.jpg", at_least_px=448)
    assert reduced.shape == (600, 800, 3)
    assert np.abs(prepare(full).astype(int) - prepare(reduced)).mean() < 1.5


def test_reduced_decode_never_goes_below_what_was_asked(tmp_path, picture):
    picture(3, 900, 500).save(tmp_path / "a.jpg")
    for wanted in (10, 63, 125, 250, 251, 500, 900):
        assert min(decode_picture(tmp_path / "a.jpg", at_least_px=wanted).shape[:2]) >= min(wanted, 500)


def test_a_231_megapixel_png_is_read(tmp_path):
    write_huge_png(tmp_path / "a.png", 15_400, 15_000)
    pixels = decode_picture(tmp_path / "a.png", at_least_px=448)
    assert 448 <= min(pixels.shape[:2]) < 900
    assert pixels.min() == 255


def test_a_jpeg_beyond_the_limit_is_read_reduced(tmp_path):
    Image.new("L", (20_000, 15_100), 77).save(tmp_path / "a.jpg")
    assert reason(tmp_path / "a.jpg") == "too_large"
    pixels = decode_picture(tmp_path / "a.jpg", at_least_px=448)
    assert pixels.shape == (1888, 2500, 3)
    assert pixels[0, 0].tolist() == [77, 77, 77]


def test_a_bomb_is_refused_by_its_header(tmp_path):
    write_huge_png(tmp_path / "a.png", 100, 100)
    data = bytearray((tmp_path / "a.png").read_bytes())
    data[16:24] = struct.pack(">II", 200_000, 200_000)
    data[29:33] = struct.pack(">I", zlib.crc32(bytes(data[12:29])))
    (tmp_path / "a.png").write_bytes(data)
    assert reason(tmp_path / "a.png") == "too_large"


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "webp", "gif", "bmp"])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_truncated_files_are_damaged(tmp_path, picture, suffix, share):
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (90, 90, 3), dtype=np.uint8))
    noise.save(tmp_path / f"a.{suffix}")
    data = (tmp_path / f"a.{suffix}").read_bytes()
    (tmp_path / f"a.{suffix}").write_bytes(data[: int(len(data) * share)])
    assert reason(tmp_path / f"a.{suffix}") in ("damaged", "not_a_picture")


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "webp", "gif", "bmp", "jp2", "avif"])
def test_flipped_bytes_never_raise_anything_else(tmp_path, picture, suffix):
    path = tmp_path / f"a.{suffix}"
    picture(1).save(path)
    good = path.read_bytes()
    rng = np.random.default_rng(1)
    for _ in range(40):
        data = np.frombuffer(good, np.uint8).copy()
        data[rng.integers(0, len(data), 6)] = rng.integers(0, 256, 6)
        path.write_bytes(data.tobytes())
        try:
            assert decode_picture(path).shape[2] == 3
        except PictureError as error:
            assert error.reason in PictureError.REASONS


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "empty"),
        (b"these are words\n" * 50, "not_a_picture"),
        (b"\xff\xd8\xff\xe0", "damaged"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n", "not_a_picture"),
        (bytes(range(256)) * 20, "not_a_picture"),
    ],
    ids=["empty", "text", "only a start", "program", "bytes"],
)
def test_what_is_no_picture_says_why(tmp_path, content, expected):
    (tmp_path / "a.jpg").write_bytes(content)
    assert reason(tmp_path / "a.jpg") in (expected, "not_a_picture")


def test_missing_file_and_folder_say_why(tmp_path):
    assert reason(tmp_path / "nowhere.png") == "missing"
    assert reason(tmp_path) in ("unreadable", "no_permission")


@pytest.mark.parametrize("kind", sorted(PictureError.REASONS))
def test_every_reason_has_a_sentence(kind):
    assert "a.png" in UserError(f"picture_{kind}", file="a.png").info.sentence()


def test_reading_for_people_gives_a_user_error(tmp_path):
    (tmp_path / "a.jpg").write_text("words")
    with pytest.raises(UserError, match="not a picture") as caught:
        read_picture(tmp_path / "a.jpg")
    assert caught.value.code == "picture_not_a_picture"


@pytest.mark.parametrize(
    "name", ["图片.png", "صورة.png", "изо бражение.png", "é è.png", "😀.png", "a,b'c\"d.png", "new\nline.png", "x.y.z.PNG"]
)
def test_names_in_any_script(tmp_path, picture, name):
    if sys.platform == "win32" and set(name) & set('"\n'):
        pytest.skip("not a file name on Windows")
    picture(1).save(tmp_path / name, format="PNG")
    assert decode_picture(tmp_path / name).shape == (30, 40, 3)


def test_paths_of_more_than_300_characters(tmp_path, picture):
    folder = decode.openable_path(tmp_path.joinpath(*["d" * 60] * 6))
    folder.mkdir(parents=True)
    picture(1).save(folder / "a.png")
    assert len(str(tmp_path.joinpath(*["d" * 60] * 6, "a.png"))) > 300
    assert decode_picture(tmp_path.joinpath(*["d" * 60] * 6, "a.png")).shape == (30, 40, 3)


def test_threads_get_the_same_pixels(tmp_path, picture):
    picture(5, 500, 400).save(tmp_path / "a.jpg")
    alone = decode_picture(tmp_path / "a.jpg", at_least_px=100)
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: decode_picture(tmp_path / "a.jpg", at_least_px=100), range(40)))
    assert all(np.array_equal(alone, result) for result in results)


def test_decode_and_preprocess_stand_alone(tmp_path, picture):
    for module in (decode, preprocess):
        (tmp_path / Path(module.__file__).name).write_bytes(Path(module.__file__).read_bytes())
    picture(1).save(tmp_path / "a.png")
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import decode, preprocess\n"
        "p = preprocess.ImagePreprocessing.from_dict({'size_px': 24, 'mean': [0, 0, 0], 'std': [1, 1, 1]})\n"
        "print(p.prepare(decode.decode_picture(sys.argv[1] + '/a.png')).shape)\n"
        "assert not {'core', 'pydantic', 'torch'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", script, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.strip() == "(3, 24, 24)"


def test_square_of_a_photograph_is_that_of_a_full_decode_within_a_grey_level(tmp_path, picture):
    noise = np.random.default_rng(0).normal(0, 8, (1800, 2400, 1))
    photo = np.clip(np.asarray(picture(1, 2400, 1800)) + noise, 0, 255).astype(np.uint8)
    Image.fromarray(photo).save(tmp_path / "a.jpg", quality=90)
    preprocessing = preprocess.ImagePreprocessing(224)
    reduced = decode_picture(tmp_path / "a.jpg", at_least_px=preprocessing.decode_px)
    assert reduced.shape == (450, 600, 3)
    with Image.open(tmp_path / "a.jpg") as image:
        full = np.asarray(image.convert("RGB").resize((224, 224), Image.Resampling.BILINEAR), np.float32)
    assert np.abs(preprocessing.geometry(reduced) - full).mean() <= 1.5

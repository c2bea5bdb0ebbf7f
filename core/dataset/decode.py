"""The one way from a picture file to pixels: training, preview, evaluation, export check and prediction all come here.

This file is copied into exported bundles as it is, so it needs Pillow and numpy and nothing of Fettle.

What a picture becomes: 8 bit RGB, the right way up, the first frame or page, transparency over white. Colour profiles
are not applied (neither does torchvision, which the pretrained networks were trained with).
"""

import contextlib
import io
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt
from PIL import ExifTags, Image, ImageFile, UnidentifiedImageError

# Formats of pixels only. Pillow knows others that start a foreign program (EPS) or accept nearly any bytes (TGA).
FORMATS = ("JPEG", "PNG", "GIF", "BMP", "DIB", "TIFF", "WEBP", "AVIF", "JPEG2000", "PPM")
# Larger ones are refused. Pillow keeps 4 bytes a pixel: 1.2 GB.
MAX_PIXELS = 300_000_000
# Larger ones are opened one at a time, so that a pool of threads doesn't need the memory of a pool of giants.
LARGE_PIXELS = 40_000_000
# Pillow's own limit is global and lower; the size is checked here between header and pixels instead.
Image.MAX_IMAGE_PIXELS = None

WHITE = (255, 255, 255, 255)
_SIXTEEN_TO_EIGHT_BIT: npt.NDArray[np.uint8] = ((np.arange(65_536) + 128) // 257).astype(np.uint8)
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LYING_DOWN = (5, 6, 7, 8)
# more pixels than any side has
UNLIMITED_PX = 2**31 - 1
_one_large_picture = threading.Lock()

Pixels = npt.NDArray[np.uint8]


class PictureError(ValueError):
    """A file that can't be used as a picture. `reason` is a key of `PictureError.REASONS`; `detail` is the library's word."""

    REASONS = {
        "missing": "the file does not exist",
        "no_permission": "the file may not be read",
        "unreadable": "the file can't be read from the disk",
        "empty": "the file is empty",
        "not_a_picture": "the content is not a picture in a known format",
        "damaged": "the picture is damaged or incomplete",
        "too_large": "the picture has too many pixels",
    }

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return self.REASONS[self.reason] + (f" ({self.detail})" if self.detail else "")


@dataclass(frozen=True)
class PictureFacts:
    """What the header says. Width and height as seen, that is after turning the picture the right way up."""

    width_px: int
    height_px: int
    several_frames: bool


@dataclass(frozen=True)
class Decoded:
    """A picture with what its file says.

    pixels: as of `decode_picture`, of a grey picture (H, W).
    format: Pillow's name of it.
    from_px, to_px: with any `at_least_px` from the one to the other the pixels are these very ones; UNLIMITED_PX: without
        any, too.
    """

    pixels: Pixels
    facts: PictureFacts
    format: str
    from_px: int
    to_px: int


def decode_picture(path: str | os.PathLike[str], *, at_least_px: int | None = None, grey_as_one: bool = False) -> Pixels:
    """The pixels of a picture file.

    16 bit values are divided by 257. 32 bit integers and floats: within [0, 65535] as 16 bit, floats within [0, 1]
    times 255, all others are spread from their own smallest to their own largest value.

    Args:
        path: the file.
        at_least_px: the caller will make the picture smaller and needs no more than this on the shorter side. A JPEG is
            then decoded at 1/2, 1/4 or 1/8 of its size, a very large picture of another format is averaged by a whole
            factor. Ask for twice the final size: the result then differs from the full decode by about a grey level.
        grey_as_one: give a picture that its file calls grey as (H, W), a third of the work for what comes after.

    Returns:
        (H, W, 3) uint8, RGB, writable.

    Raises:
        PictureError: with the reason. Nothing else is raised for what lies in a file.
    """
    with _opened(path) as image:
        return _pixels(image, at_least_px, grey_as_one).copy()


def decode_content(content: bytes, *, at_least_px: int | None = None) -> Decoded:
    """`decode_picture` of a file that has been read, and its facts.

    Raises:
        PictureError: with the reason.
    """
    with picture_errors(), _image_in(io.BytesIO(content), len(content)) as image:
        image.decodermaxblock = len(content)  # all at once: with each piece a JPEG's decoder begins its row of blocks again
        (width_px, height_px), several = image.size, _has_several_frames(image)
        pixels = _pixels(image, at_least_px, grey_as_one=True)
        if _is_turned(image):
            width_px, height_px = height_px, width_px
        from_px, to_px = _same_for(image, min(width_px, height_px), at_least_px)
        facts = PictureFacts(width_px, height_px, several)
        return Decoded(pixels, facts, image.format or "", from_px, to_px)


def picture_facts(path: str | os.PathLike[str]) -> PictureFacts:
    """Size and kind of a picture from its header; the pixels are not read.

    Raises:
        PictureError: not a picture, or not readable.
    """
    with _opened(path) as image:
        width_px, height_px = reversed(image.size) if _is_turned(image) else image.size
        return PictureFacts(width_px, height_px, _has_several_frames(image))


def openable_path(path: str | os.PathLike[str]) -> Path:
    r"""The path in the form in which the system opens it at any length: Windows wants \\?\ before 260 characters and more."""
    if os.name == "nt" and len(os.fspath(path)) >= 240 and not os.fspath(path).startswith("\\\\"):
        return Path("\\\\?\\" + str(Path(path).resolve()))
    return Path(path)


@contextlib.contextmanager
def _opened(path: str | os.PathLike[str]) -> Iterator[ImageFile.ImageFile]:
    """The opened file, its pixels not read yet. Whatever goes wrong inside the block leaves it as a PictureError."""
    with picture_errors(), openable_path(path).open("rb") as stream, _image_in(stream, os.fstat(stream.fileno()).st_size) as it:
        yield it


def _image_in(stream: IO[bytes], size_bytes: int) -> ImageFile.ImageFile:
    if size_bytes == 0:
        raise PictureError("empty")
    return Image.open(stream, formats=FORMATS)


@contextlib.contextmanager
def picture_errors() -> Iterator[None]:
    """Whatever goes wrong inside the block leaves it as a PictureError."""
    try:
        yield
    except PictureError:
        raise
    except FileNotFoundError as error:
        raise PictureError("missing") from error
    except PermissionError as error:
        raise PictureError("no_permission") from error
    except UnidentifiedImageError as error:
        raise PictureError("not_a_picture") from error
    except (MemoryError, Image.DecompressionBombError) as error:
        raise PictureError("too_large", str(error)) from error
    except Exception as error:
        # decoders of damaged bytes raise nearly anything; an errno tells that the system, not the decoder, gave up
        reason = "unreadable" if isinstance(error, OSError) and error.errno is not None else "damaged"
        raise PictureError(reason, str(error)) from error


def _pixels(image: ImageFile.ImageFile, at_least_px: int | None, grey_as_one: bool) -> Pixels:
    """See `decode_picture`; not writable."""
    if at_least_px is not None:
        image.draft(None, (at_least_px, at_least_px))
    pixels = image.width * image.height
    # a progressive JPEG keeps all its coefficients in memory, whatever size it is decoded at
    needed = _pixels_in_header(image) if image.info.get("progressive") else pixels
    if needed > MAX_PIXELS:
        raise PictureError("too_large", f"{needed / 1e6:.0f} megapixels, the limit is {MAX_PIXELS / 1e6:.0f}")
    with _one_large_picture if needed > LARGE_PIXELS else contextlib.nullcontext():
        image.load()
        picture = _eight_bit(image)
        if at_least_px is not None and pixels > LARGE_PIXELS:
            picture = picture.reduce(max(1, min(picture.size) // at_least_px))
        is_one = grey_as_one and picture.mode == "L" and not picture.has_transparency_data
        return np.asarray(_upright(picture if is_one else _over_white(picture), _orientation(image)))


def _same_for(image: ImageFile.ImageFile, shorter_px: int, at_least_px: int | None) -> tuple[int, int]:
    """`from_px` and `to_px` of a decoded picture, see `Decoded`.

    Pillow's JPEG decoder takes the largest of the scales 8, 4, 2 and 1 that leaves what is asked for on the shorter side.

    Args:
        shorter_px: the shorter side as the header has it.
    """
    if image.width * image.height > LARGE_PIXELS:
        return (UNLIMITED_PX, UNLIMITED_PX) if at_least_px is None else (at_least_px, at_least_px)
    if image.format not in ("JPEG", "MPO"):
        return 1, UNLIMITED_PX
    scale = image.decoderconfig[0] if at_least_px is not None else 1
    from_px = 1 if scale == 8 else shorter_px // (2 * scale) + 1
    return from_px, UNLIMITED_PX if scale == 1 else shorter_px // scale


def _pixels_in_header(image: ImageFile.ImageFile) -> int:
    """Pixels before `draft` made them fewer."""
    scale = getattr(image, "decoderconfig", ())
    return image.width * image.height * (scale[0] ** 2 if scale else 1)


def _eight_bit(image: Image.Image) -> Image.Image:
    """L, RGB, RGBA or another 8 bit mode that Pillow converts to RGB by itself."""
    if image.mode.startswith("I") or image.mode == "F":
        return Image.fromarray(_spread(np.asarray(image)))
    if image.mode in ("P", "PA"):
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image.convert("L") if image.mode == "1" and not image.has_transparency_data else image


def _spread(values: npt.NDArray[Any]) -> Pixels:
    """(H, W) of 16 or 32 bit to 8 bit, see `decode_picture`. What is not a number becomes black."""
    if values.dtype.kind == "u" and values.dtype.itemsize == 2:
        return np.take(_SIXTEEN_TO_EIGHT_BIT, values)
    if values.dtype.kind in "iu":
        lowest, highest = int(values.min()), int(values.max())
        if lowest >= 0 and highest <= 65_535:
            return np.take(_SIXTEEN_TO_EIGHT_BIT, values)
        scaled = (values.astype(np.float64) - lowest) / (highest - lowest)
    else:
        numbers = np.nan_to_num(values.astype(np.float64), nan=np.nan, posinf=np.nan, neginf=np.nan)
        finite = np.isfinite(numbers)
        low, high = (float(numbers[finite].min()), float(numbers[finite].max())) if finite.any() else (0.0, 1.0)
        if low < 0 or high > 1:
            numbers = (numbers - low) / max(high - low, np.finfo(np.float64).tiny)
        scaled = np.where(finite, numbers, 0)
    return np.rint(scaled * 255).astype(np.uint8)


def _over_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture if picture.mode == "RGB" else picture.convert("RGB")
    if picture.mode == "La":
        picture = picture.convert("LA")
    picture = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", picture.size, WHITE), picture).convert("RGB")


def _has_several_frames(image: ImageFile.ImageFile) -> bool:
    """Phones add a depth map or a preview as a second "frame" (MPO): still one picture."""
    return image.format != "MPO" and bool(getattr(image, "is_animated", False))


def _is_turned(image: Image.Image) -> bool:
    """Are width and height of the picture those of the header the other way round? A TIFF's Pillow has turned already."""
    return image.format != "TIFF" and _orientation(image) in _LYING_DOWN


def _orientation(image: Image.Image) -> int:
    """1 to 8 as in EXIF; 1, as it lies, where there is none or it can't be read."""
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001 (damaged EXIF raises nearly anything, and the pixels are good all the same)
        return 1


def _upright(picture: Image.Image, orientation: int) -> Image.Image:
    return picture.transpose(_TURNS[orientation]) if orientation in _TURNS else picture

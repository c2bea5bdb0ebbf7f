"""The decoder, spoken to in Fettle's terms: what is wrong with a file becomes a sentence."""

from pathlib import Path

from core.contracts.errors import UserError
from core.dataset.decode import PictureError, Pixels, decode_picture
from core.dataset.preprocess import ImagePreprocessing, Inputs


def read_picture(path: str | Path, *, at_least_px: int | None = None, grey_as_one: bool = False) -> Pixels:
    """`decode_picture` for people: (H, W, 3) uint8 RGB.

    Raises:
        UserError: picture_missing, picture_no_permission, picture_unreadable, picture_empty, picture_not_a_picture,
            picture_damaged or picture_too_large.
    """
    try:
        return decode_picture(path, at_least_px=at_least_px, grey_as_one=grey_as_one)
    except PictureError as error:
        raise as_user_error(error, path) from error


def read_input(path: str | Path, preprocessing: ImagePreprocessing) -> Inputs:
    """From file to (3, S, S) float32, without random changes: evaluation, prediction and export check.

    Raises:
        UserError: as in `read_picture`.
    """
    return preprocessing.prepare(read_picture(path, at_least_px=preprocessing.decode_px, grey_as_one=True))


def as_user_error(error: PictureError, path: str | Path) -> UserError:
    return UserError(f"picture_{error.reason}", details=error.detail, file=str(path))

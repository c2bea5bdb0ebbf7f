"""One picture file, opened once: is it good, how large is it, what is it."""

from pathlib import Path
from typing import Any

from core.dataset.checks import FileCheck
from core.dataset.decode import PictureError
from core.dataset.picture_cache import PictureCache


class PictureCheck(FileCheck):
    """What is known of a file. `problem`: a reason of PictureError, or empty for a good picture. `brightest`: in [0, 255]."""

    width_px: int = 0
    height_px: int = 0
    several_frames: bool = False
    brightest: int = 255

    @property
    def facts(self) -> dict[str, Any]:
        return {"width_px": self.width_px, "height_px": self.height_px}


def check_picture(path: Path, pictures: PictureCache) -> PictureCheck:
    """Reads a file, hashes it, decodes all of it and keeps what comes out. Never raises for what lies in the file."""
    try:
        sha256, decoded = pictures.check(str(path))
    except PictureError as error:
        return PictureCheck(problem=error.reason)
    return PictureCheck(
        sha256=sha256,
        width_px=decoded.facts.width_px,
        height_px=decoded.facts.height_px,
        several_frames=decoded.facts.several_frames,
        brightest=int(decoded.pixels.max()),
    )

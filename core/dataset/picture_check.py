"""One picture file, opened once: is it good, how large is it, what is it."""

import hashlib
from pathlib import Path
from typing import Any

from core.dataset.checks import FileCheck
from core.dataset.decode import PictureError, decode_picture, openable_path, picture_facts

# Enough to run through all of the file's data; a JPEG is decoded at an eighth of its size.
CHECK_PX = 32


class PictureCheck(FileCheck):
    """What is known of a file. `problem`: a reason of PictureError, or empty for a good picture. `brightest`: in [0, 255]."""

    width_px: int = 0
    height_px: int = 0
    several_frames: bool = False
    brightest: int = 255

    @property
    def facts(self) -> dict[str, Any]:
        return {"width_px": self.width_px, "height_px": self.height_px}


def check_picture(path: Path) -> PictureCheck:
    """Opens a file, decodes all of it, hashes it. Never raises for what lies in the file."""
    try:
        facts = picture_facts(path)
        pixels = decode_picture(path, at_least_px=CHECK_PX)
        with openable_path(path).open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    except PictureError as error:
        return PictureCheck(problem=error.reason)
    except OSError:
        return PictureCheck(problem="unreadable")
    return PictureCheck(
        sha256=sha256,
        width_px=facts.width_px,
        height_px=facts.height_px,
        several_frames=facts.several_frames,
        brightest=int(pixels.max()),
    )

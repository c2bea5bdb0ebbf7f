"""Labelled folders that come with Fettle or with a package, to try it out."""

import csv
import importlib.util
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.contracts.base import Contract
from core.contracts.errors import UserError
from core.store.atomic import file_errors_as_sentences, sync_folder

SOLAR_CELLS = "solar-cells"
DIGITS = "digits"
# elpv-dataset: a cell counts as defective from this probability on, as in Deitsch et al., Solar Energy 185, 2019.
DEFECTIVE_FROM = 0.5
DIGIT_SIDE_PX = 64
# Says inside a sample's folder which one it is and that it is whole. Hidden, so no scan sees it.
MARK = ".fettle-sample.json"


class SampleSetInfo(Contract):
    """A sample on offer. `available` is False where its package is not installed."""

    id: str
    title_code: str
    count: int
    available: bool


class _Picture(NamedTuple):
    """One file of a sample: where it goes, and the file that it comes from or its pixels, (8, 8) uint8."""

    file: str
    content: Path | npt.NDArray[np.uint8]


def available_samples() -> list[SampleSetInfo]:
    """All samples, whether available here or not. Imports none of their packages."""
    return [
        SampleSetInfo(id=SOLAR_CELLS, title_code="sample_solar_cells", count=2624, available=_solar_folder() is not None),
        SampleSetInfo(id=DIGITS, title_code="sample_digits", count=1797, available=True),
    ]


def write_sample(sample_id: str, dest: Path, on_progress: Callable[[int, int | None], None]) -> Path:
    """Writes a sample as a labelled folder. It appears under its name when it is whole; a whole one is used again.

    Args:
        sample_id: an id of `available_samples`.
        dest: the folder to be made.
        on_progress: called with pictures written and pictures in all.

    Returns:
        dest.

    Raises:
        UserError: sample_unknown, sample_not_installed; output_exists where dest is something else;
            disk_full, not_writable.
    """
    if _is_whole(sample_id, dest):
        return dest
    if dest.exists():
        raise UserError("output_exists", path=str(dest))
    pictures = list(_pictures(sample_id))
    with file_errors_as_sentences(dest):
        dest.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=".sample.", suffix=".tmp", dir=dest.parent))
        try:
            for done, picture in enumerate(pictures, start=1):
                _write(picture, temporary / picture.file)
                on_progress(done, len(pictures))
            (temporary / MARK).write_text(json.dumps({"sample": sample_id, "count": len(pictures)}), encoding="utf-8")
            temporary.chmod(0o755)
            temporary.replace(dest)
            sync_folder(dest.parent)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    return dest


def _is_whole(sample_id: str, dest: Path) -> bool:
    """The mark is there and so are as many files: a sample can be made again, so they aren't synced one by one."""
    try:
        mark = json.loads((dest / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    whole: bool = mark == {"sample": sample_id, "count": sum(1 for _ in dest.glob("*/*.png"))}
    return whole


def _pictures(sample_id: str) -> Iterator[_Picture]:
    if sample_id == DIGITS:
        return _digits()
    if sample_id != SOLAR_CELLS:
        raise UserError("sample_unknown", sample=sample_id, known=", ".join(info.id for info in available_samples()))
    folder = _solar_folder()
    if folder is None:
        raise UserError("sample_not_installed", package="elpv-dataset")
    return _solar_cells(folder)


def _solar_folder() -> Path | None:
    """Where the installed package keeps its pictures. Found without importing it: that would load all of them."""
    found = importlib.util.find_spec("elpv_dataset")
    for place in (found.submodule_search_locations or ()) if found else ():
        if (Path(place) / "data" / "labels.csv").is_file():
            return Path(place) / "data"
    return None


def _solar_cells(folder: Path) -> Iterator[_Picture]:
    """2,624 photos of solar cells, 300 x 300, grey. CC BY-NC-SA 4.0, Buerhop-Lutz et al., EU PVSEC 2018."""
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        for name, probability, *_ in csv.reader(file, delimiter=" ", skipinitialspace=True):
            label = "defective" if float(probability) >= DEFECTIVE_FROM else "functional"
            yield _Picture(file=f"{label}/{Path(name).name}", content=folder / name)


def _digits() -> Iterator[_Picture]:
    """1,797 handwritten digits, 8 x 8, 17 shades of grey: UCI Optical Recognition of Handwritten Digits, CC BY 4.0."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    for number, (image, target) in enumerate(zip(digits.images, digits.target, strict=True)):
        yield _Picture(file=f"{target}/{number:04}.png", content=np.rint(image / 16 * 255).astype(np.uint8))


def _write(picture: _Picture, path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    if isinstance(picture.content, Path):
        shutil.copyfile(picture.content, path)
    else:
        size = (DIGIT_SIDE_PX, DIGIT_SIDE_PX)
        Image.fromarray(picture.content).resize(size, Image.Resampling.NEAREST).save(path)

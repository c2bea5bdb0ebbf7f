"""A folder of 12-megapixel JPEGs, read by Fettle and by Pillow: python -m tests.benchmarks.decode_once [PICTURES] [ROUNDS]

Ours is the whole scan of a folder that is new (each file read, hashed, decoded and put into the picture cache) and then the
first pass over its finished squares. Pillow's is `open`, `convert("RGB")` and `resize((224, 224), BILINEAR)` of each file, one
after the other. The two in turn; the last line is the median of ratios, and the script ends with 0 where the aims are reached.
"""

import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.contracts.spec import DatasetSpec
from core.dataset.items import ImageItems
from core.dataset.loaders import ItemSource, plain_plan
from core.dataset.picture_cache import pictures_of
from core.dataset.preprocess import ImagePreprocessing
from core.dataset.scan import scan_folder

SIZE_PX, WIDTH_PX, HEIGHT_PX = 224, 4000, 3000
AIM, MOST_ERROR = 6.0, 1.5


def photo(seed: int) -> Image.Image:
    """Soft light, shapes with hard edges, texture of every size and a sensor's noise: about 3 MB as a JPEG."""
    rng = np.random.default_rng(seed)
    picture = np.zeros((HEIGHT_PX, WIDTH_PX, 3), np.float32)
    for side in (4, 16, 64, 256):
        blobs = Image.fromarray(rng.integers(0, 256, (side * 3 // 4, side, 3), dtype=np.uint8))
        picture += np.asarray(blobs.resize((WIDTH_PX, HEIGHT_PX), Image.Resampling.BICUBIC), np.float32) / (side**0.5 + 1)
    for _ in range(30):
        left, top = rng.integers(0, WIDTH_PX - 600), rng.integers(0, HEIGHT_PX - 600)
        width, height = rng.integers(30, 600, 2)
        picture[top : top + height, left : left + width] *= rng.uniform(0.5, 1.3, 3).astype(np.float32)
    picture += rng.standard_normal((HEIGHT_PX, WIDTH_PX, 1), np.float32) * 4
    return Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))


def write_photos(folder: Path, count: int) -> list[Path]:
    """A labelled folder of two classes."""
    files = []
    for number in range(count):
        path = folder / "ab"[number % 2] / f"{number:03}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        photo(number).save(path, quality=90)
        files.append(path)
    return files


def fettle_scan(folder: Path, cache: Path) -> None:
    os.environ["FETTLE_CACHE_DIR"] = str(cache)
    scan_folder(DatasetSpec(folder=str(folder)), lambda done, total: None, lambda: False)


def fettle_pass(folder: Path) -> None:
    """Every input once, as features or scores are made of it."""
    dataset = scan_folder(DatasetSpec(folder=str(folder)), lambda done, total: None, lambda: False)
    source = ItemSource(ImageItems(folder, dataset.samples, dataset.class_names, ImagePreprocessing(SIZE_PX)))
    for _batch in source.batches(plain_plan(len(source), 32)):
        pass


def pillow_square(path: Path) -> npt.NDArray[np.uint8]:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB").resize((SIZE_PX, SIZE_PX), Image.Resampling.BILINEAR))


def mean_error(files: Sequence[Path], folder: Path) -> float:
    """Of our squares against a full decode and an antialiased resize, in grey levels of 255."""
    preprocessing, pictures = ImagePreprocessing(SIZE_PX), pictures_of(folder)
    errors = []
    for path in files:
        square = pictures.square(str(path.relative_to(folder)), preprocessing.decode_px, None, preprocessing.geometry)
        errors.append(np.abs(square.astype(np.int16) - pillow_square(path)).mean())
    return float(np.mean(errors))


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main(arguments: Sequence[str] = ()) -> int:
    count, rounds = (int(value) for value in (*arguments, *("32", "3")[len(arguments) :]))
    with tempfile.TemporaryDirectory(prefix="fettle-bench-") as work:
        folder, cache = Path(work) / "photos", Path(work) / "cache"
        files = write_photos(folder, count)
        scans, firsts, seconds, pillows = [], [], [], []
        for _ in range(rounds):
            shutil.rmtree(cache, ignore_errors=True)
            scans.append(timed(lambda: fettle_scan(folder, cache)))
            firsts.append(timed(lambda: fettle_pass(folder)))
            seconds.append(timed(lambda: fettle_pass(folder)))
            pillows.append(timed(lambda: [pillow_square(path) for path in files]))
        error = mean_error(files, folder)
        megabytes = sum(path.stat().st_size for path in files) / count / 1e6
    each = {"scan": scans, "first pass": firsts, "second pass": seconds, "Pillow": pillows}
    print(f"{count} JPEGs of {megabytes:.1f} MB; ms a picture: ", end="")
    print(", ".join(f"{name} {1000 * statistics.median(times) / count:.1f}" for name, times in each.items()))
    whole = statistics.median(pillow / (scan + first) for pillow, scan, first in zip(pillows, scans, firsts, strict=True))
    scan_only = statistics.median(pillow / scan for pillow, scan in zip(pillows, scans, strict=True))
    print(f"scan and cache {scan_only:.2f} x, with the first pass {whole:.2f} x; mean error {error:.2f} of 255")
    print(f"{scan_only:.2f} x")
    return 0 if scan_only >= AIM and error <= MOST_ERROR else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Real picture files on disk, small and each different."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.contracts.records import DatasetInfo
from core.contracts.spec import DatasetSpec, SplitSpec
from core.dataset.scan import scan_folder


def picture_of(seed: int, width_px: int = 40, height_px: int = 30) -> Image.Image:
    """Soft blobs of colour, as different for each seed as photographs are."""
    blobs = np.random.default_rng(seed).integers(0, 256, (5, 6, 3), dtype=np.uint8)
    return Image.fromarray(blobs).resize((width_px, height_px), Image.Resampling.BICUBIC)


@pytest.fixture
def picture() -> Callable[..., Image.Image]:
    return picture_of


@pytest.fixture
def make_folder(tmp_path: Path) -> Callable[[Mapping[str, int]], Path]:
    """A folder with so many pictures in each sub-folder: `make_folder({"cat": 3, "train/dog": 2})`."""

    def make(counts: Mapping[str, int]) -> Path:
        root = tmp_path / "data"
        seed = 0
        for name, count in counts.items():
            (root / name).mkdir(parents=True, exist_ok=True)
            for number in range(count):
                seed += 1
                picture_of(seed).save(root / name / f"{number:03}.png")
        return root

    return make


@pytest.fixture
def scan(tmp_path: Path) -> Callable[..., DatasetInfo]:
    """Scans a folder with a cache of the test's own."""

    def run(folder: Path, split: SplitSpec | None = None, excluded: tuple[str, ...] = ()) -> DatasetInfo:
        spec = DatasetSpec(folder=str(folder), split=split or SplitSpec(), excluded=excluded)
        return scan_folder(spec, lambda done, total: None, lambda: False, cache_folder=tmp_path / "cache")

    return run


@pytest.fixture
def codes() -> Callable[[DatasetInfo], dict[str, str]]:
    """file -> code of a data set's findings."""
    return lambda dataset: {finding.file: finding.code for finding in dataset.findings}

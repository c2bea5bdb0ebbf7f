"""Which real data are measured on. They are only read; smaller ones are copied to the place of work."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

from core.dataset.samples import DIGITS, SOLAR_CELLS, write_sample
from tests.benchmarks.bench import Bench

PICTURES, TEXTS = ("solar-cells", "stamps", "digits"), ("reviews", "emails")


def find_data(bench: Bench, name: str) -> Path | None:
    """The labelled folder of this name: below --data, or a sample that Fettle can write itself. None: it is not here."""
    if bench.data is not None and (bench.data / name).is_dir():
        return bench.data / name
    sample = {"solar-cells": SOLAR_CELLS, "digits": DIGITS}.get(name)
    return None if sample is None else write_sample(sample, bench.work / "samples" / name, lambda done, total: None)


def why_not(name: str) -> str:
    return f"the data set {name} is not here: --data DIR or FETTLE_BENCH_DATA names the folder that holds it"


def smaller(bench: Bench, folder: Path, count: int, seed: int = 0) -> Path:
    """A copy of about `count` files, drawn class by class in their proportions; the folder itself where it has no more."""
    classes = {place.name: sorted(file for file in place.rglob("*") if file.is_file()) for place in _sub_folders(folder)}
    total = sum(map(len, classes.values()))
    if total <= count:
        return folder
    to = bench.work / "smaller" / f"{folder.name}-{count}-{seed}"
    if to.exists():
        return to
    pick: Callable[..., list[Path]] = random.Random(seed).sample
    for name, files in classes.items():
        (to / name).mkdir(parents=True)
        for file in pick(files, max(8, round(count * len(files) / total)) if len(files) > 8 else len(files)):
            shutil.copyfile(file, to / name / file.name)
    return to


def _sub_folders(folder: Path) -> list[Path]:
    return sorted(place for place in folder.iterdir() if place.is_dir() and not place.name.startswith("."))

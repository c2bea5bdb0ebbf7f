"""How long this machine takes for what training does beside the network: reading, updating, writing."""

import hashlib
import os
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch

from core.contracts.errors import UserError
from core.contracts.run_times import MachineCosts
from core.dataset.items import PictureFiles
from core.dataset.picture_cache import open_pictures
from core.dataset.preprocess import ImagePreprocessing
from core.models.device_choice import DeviceChoice
from core.models.handle import ModelHandle
from core.store.places import cache_folder

_PARAMETERS = 1 << 20
_UPDATES = 3
# sending events, fetching the batch, seeding, clipping: all that a step does for itself
_LOOP_S = 0.002
_BYTES_PER_PARAMETER = 4
_LONGEST_READING_S = 1.0


def measure_machine(
    handle: ModelHandle, choice: DeviceChoice, folder: Path = Path(), files: Sequence[str] = ()
) -> MachineCosts:
    """A tenth of a second without files, and up to a second with some. `process_bytes` is left to the caller."""
    small_s, large_s = _update_s(choice, 1), _update_s(choice, _PARAMETERS)
    return MachineCosts(
        prepare_s=_prepare_s(handle, folder, files),
        step_s=_LOOP_S + small_s,
        update_s=max(0.0, large_s - small_s) / _PARAMETERS,
        save_s=_save_s(),
    )


def _update_s(choice: DeviceChoice, count: int) -> float:
    """Seconds for one update of so many parameters by AdamW, the fastest of a few."""
    parameter = torch.nn.Parameter(torch.zeros(count, device=choice.kind))
    parameter.grad = torch.zeros_like(parameter)
    optimizer = torch.optim.AdamW([parameter])
    fastest = float("inf")
    optimizer.step()
    for _ in range(_UPDATES):
        began = time.perf_counter()
        optimizer.step()
        parameter[0].item()  # waits for the device
        fastest = min(fastest, time.perf_counter() - began)
    return fastest


def _prepare_s(handle: ModelHandle, folder: Path, files: Sequence[str]) -> float:
    """Seconds an item, read and prepared by as many threads as a loader has. What the scan has decoded is decoded."""
    preprocessing = handle.preprocessing
    if not files or not isinstance(preprocessing, ImagePreprocessing):
        return 0.0
    items = PictureFiles(folder, files, preprocessing, open_pictures(folder))
    began, done = time.perf_counter(), 0
    with ThreadPoolExecutor(max_workers=min(16, os.cpu_count() or 1)) as pool:

        def read(index: int) -> bool:
            if time.perf_counter() - began > _LONGEST_READING_S:
                return False
            try:
                items.load(index)
            except UserError:
                return False
            return True

        done = sum(pool.map(read, range(len(items))))
    return (time.perf_counter() - began) / done if done else 0.0


def _save_s() -> float:
    """Seconds for one parameter of a checkpoint: written, synced, hashed. 0 where nothing can be written."""
    content = bytes(_PARAMETERS * _BYTES_PER_PARAMETER)
    began = time.perf_counter()
    try:
        with tempfile.TemporaryFile(dir=cache_folder()) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        return 0.0
    hashlib.sha256(content).hexdigest()
    return (time.perf_counter() - began) / _PARAMETERS

"""Checkpoint folders: complete or absent, checked by hash, the last two and the best kept. Torch-free.

checkpoints/step-00000120/   model.json model.safetensors optimizer.pt state.json manifest.json
checkpoints/best/            model.json model.safetensors manifest.json
With LoRA there is lora.safetensors too, in both.
"""

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.store.atomic import new_folder, write_json

KEPT = 2
_MANIFEST = "manifest.json"


@dataclass(frozen=True)
class CheckpointInfo:
    """A complete checkpoint. `event_seq`: how many events had been said when it was written."""

    path: Path
    step: int
    event_seq: int
    skipped: tuple[Path, ...] = ()


def write_checkpoint(folder: Path, step: int, event_seq: int, fill: Callable[[Path], None]) -> Path:
    """Writes checkpoints/step-N by `fill(temporary folder)`, then forgets all but the last two.

    Raises:
        UserError: disk_full, not_writable; every older checkpoint is untouched then.
    """
    path = folder / f"step-{step:08d}"
    with new_folder(path, replace=True) as temporary:
        fill(temporary)
        _write_manifest(temporary, step=step, event_seq=event_seq)
    for old in _newest_first(folder)[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
    return path


def keep_as_best(folder: Path, step: int, fill: Callable[[Path], None]) -> Path:
    """Replaces checkpoints/best. Raises UserError as `write_checkpoint`."""
    path = folder / "best"
    with new_folder(path, replace=True) as temporary:
        fill(temporary)
        _write_manifest(temporary, step=step, event_seq=0)
    return path


def find_checkpoint(folder: Path) -> CheckpointInfo | None:
    """The newest checkpoint whose every file is as it was written. `skipped` names damaged ones that are newer."""
    skipped: list[Path] = []
    for path in _newest_first(folder):
        manifest = read_manifest(path)
        if manifest is not None:
            return CheckpointInfo(path, manifest["step"], manifest["event_seq"], tuple(skipped))
        skipped.append(path)
    return None


def read_manifest(path: Path) -> dict[str, int] | None:
    """The numbers of a checkpoint folder, or None if a file is missing or differs from its hash."""
    try:
        manifest = json.loads((path / _MANIFEST).read_text())
        numbers = {"step": int(manifest["step"]), "event_seq": int(manifest["event_seq"])}
        intact = all(_sha256(path / name) == expected for name, expected in manifest["sha256"].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return numbers if intact else None


def _newest_first(folder: Path) -> list[Path]:
    return sorted(folder.glob("step-*"), reverse=True)


def _write_manifest(folder: Path, *, step: int, event_seq: int) -> None:
    hashes = {file.name: _sha256(file) for file in sorted(folder.iterdir())}
    write_json(folder / _MANIFEST, {"step": step, "event_seq": event_seq, "sha256": hashes})


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

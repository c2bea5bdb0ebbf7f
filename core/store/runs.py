"""Run folders. The layout stands in ARCHITECTURE.md, "What is saved"."""

import re
import secrets
import time
import unicodedata
from pathlib import Path
from typing import Any

from core.contracts.errors import UserError
from core.contracts.records import RunMetrics, RunRecord, RunStatus
from core.contracts.spec import ModelSpec, RunSpec
from core.store.lock import RunLock
from core.store.places import typed_path
from core.store.records import read_record, write_record
from core.store.trash import to_trash

# a network lies in <run>/checkpoints/best, or exported in <run>/exports/<name>/hugging-face
_LEVELS_BELOW_RUN = 3
_UNSAFE = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')


class RunFolder:
    """One run on disk. Holds no state: every question is answered from the files."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def record_path(self) -> Path:
        return self.path / "run.json"

    @property
    def events_path(self) -> Path:
        return self.path / "events.jsonl"

    @property
    def log_path(self) -> Path:
        return self.path / "log.txt"

    @property
    def split_path(self) -> Path:
        return self.path / "split.csv"

    @property
    def checkpoints_path(self) -> Path:
        return self.path / "checkpoints"

    @property
    def best_model_path(self) -> Path:
        """The folder with the weights that the run is judged by. Exists after the first evaluation."""
        return self.checkpoints_path / "best"

    @property
    def metrics_path(self) -> Path:
        return self.path / "metrics.json"

    @property
    def predictions_path(self) -> Path:
        return self.path / "predictions.csv"

    @property
    def artifacts_path(self) -> Path:
        return self.path / "artifacts"

    @property
    def exports_path(self) -> Path:
        return self.path / "exports"

    @property
    def lock(self) -> RunLock:
        return RunLock(self.path / "run.lock")

    def read_record(self) -> RunRecord:
        """Raises:
        UserError: file_missing, damaged_file, newer_schema.
        """
        return read_record(self.record_path, RunRecord)

    def update_record(self, **changes: Any) -> RunRecord:
        record = self.read_record().model_copy(update=changes)
        write_record(self.record_path, record)
        return record

    def status(self) -> RunStatus:
        """The saved status; "lost" where it says running and nobody is."""
        status = self.read_record().status
        if status in ("running", "paused") and self.lock.holder() is None:
            return "lost"
        return status

    def metrics(self) -> RunMetrics | None:
        """None: the run was not evaluated yet."""
        return read_record(self.metrics_path, RunMetrics) if self.metrics_path.exists() else None

    def to_trash(self) -> None:
        """Raises:
        UserError: run_busy while a process works on it.
        """
        holder = self.lock.holder()
        if holder is not None:
            raise UserError("run_busy", pid=holder)
        to_trash(self.path)


class RunStore:
    """The runs of a project, or of any folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def create(self, spec: RunSpec, parent_run: str | None = None) -> RunFolder:
        """A new folder "<date>-<name>" with run.json. Never an existing one.

        Raises:
            UserError: disk_full, not_writable.
        """
        now = time.time()
        stem = f"{time.strftime('%Y%m%d-%H%M%S', time.localtime(now))}-{folder_name(spec.name or 'run')}"
        path = self.folder / stem
        number = 2
        while path.exists():
            path = self.folder / f"{stem}-{number}"
            number += 1
        run = RunFolder(path)
        record = RunRecord(run_id=secrets.token_hex(8), name=spec.name or stem, created_s=now, spec=spec, parent_run=parent_run)
        write_record(run.record_path, record)
        return run

    def list(self) -> list[RunFolder]:
        """Newest first. Folders without a run.json are not runs."""
        if not self.folder.is_dir():
            return []
        return [RunFolder(path.parent) for path in sorted(self.folder.glob("[!.]*/run.json"), reverse=True)]


def open_run(path: Path) -> RunFolder:
    """Raises:
    UserError: file_missing, damaged_file, newer_schema: not a run folder.
    """
    run = RunFolder(path)
    run.read_record()
    return run


def run_of_model(model: ModelSpec) -> RunFolder | None:
    """The run that a network comes from, whatever of it was named: its folder, its run.json, a checkpoint, a file in that, an
    export. Where the weights are a file of their own, the run of these counts.

    None: from none, as far as its place tells.
    """
    for name in (model.weights, model.entry):
        path = typed_path(name)
        if name in ("pretrained", "random") or not path.exists():
            continue
        path = path.resolve()
        inner = path if path.is_dir() else path.parent
        for folder in (inner, *inner.parents[:_LEVELS_BELOW_RUN]):
            run = RunFolder(folder)
            if run.record_path.is_file() and run.checkpoints_path.is_dir():
                return run
    return None


def folder_name(name: str, longest: int = 60) -> str:
    """A name as a folder may be called on every system; letters of any script stay."""
    cleaned = _UNSAFE.sub("-", unicodedata.normalize("NFC", name)).strip(" .-")
    return cleaned[:longest].strip(" .-") or "unnamed"

"""Project folders: project.json and runs/."""

import time
from pathlib import Path

from core.contracts.errors import UserError
from core.contracts.records import ProjectRecord
from core.store.records import read_record, write_record
from core.store.runs import RunStore, folder_name


class ProjectStore:
    """One project on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def record_path(self) -> Path:
        return self.folder / "project.json"

    @property
    def record(self) -> ProjectRecord:
        """Raises:
        UserError: file_missing, damaged_file, newer_schema.
        """
        return read_record(self.record_path, ProjectRecord)

    @property
    def runs(self) -> RunStore:
        return RunStore(self.folder / "runs")

    def save(self, record: ProjectRecord) -> None:
        write_record(self.record_path, record)


def create_project(parent: Path, name: str) -> ProjectStore:
    """A new folder of that name. Raises UserError: output_exists, not_writable."""
    folder = parent / folder_name(name)
    if folder.exists() and any(folder.iterdir()):
        raise UserError("output_exists", path=str(folder))
    project = ProjectStore(folder)
    project.save(ProjectRecord(name=name, created_s=time.time()))
    return project


def open_project(folder: Path) -> ProjectStore:
    """Raises:
    UserError: file_missing, damaged_file, newer_schema.
    """
    project = ProjectStore(folder)
    _ = project.record
    return project

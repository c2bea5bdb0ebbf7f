"""What the Start page shows at its first paint: recent projects. Without core's contracts, which take longer to import."""

import json
from dataclasses import dataclass
from pathlib import Path

from app.settings import Settings
from core.store.places import projects_folder


@dataclass(frozen=True)
class ProjectRow:
    """A project opened before. `there` is False where its folder is gone."""

    folder: Path
    name: str
    where: str
    there: bool


def recent_projects(settings: Settings) -> list[ProjectRow]:
    return [_project_row(folder) for folder in settings.recent_projects]


def home_of_projects(settings: Settings) -> Path:
    """Where new projects go."""
    return Path(settings.projects_folder) if settings.projects_folder else projects_folder()


def _project_row(folder: Path) -> ProjectRow:
    record = folder / "project.json"
    there = record.is_file()
    name = _name_in(record) if there else ""
    home = str(Path.home())
    where = str(folder.parent)
    shown = where.replace(home, "~", 1) if where.startswith(home) else where
    return ProjectRow(folder, name or folder.name, shown, there)


def _name_in(record: Path) -> str:
    """The project's name; empty where the file can't be read. Opening the project then says what is wrong."""
    try:
        name = json.loads(record.read_bytes())["name"]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return name if isinstance(name, str) else ""

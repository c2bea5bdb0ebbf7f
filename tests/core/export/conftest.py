from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from core.contracts.events import Event
from core.contracts.jobs import ExportJob
from core.export.export_job import run_export_job
from core.store.runs import RunFolder
from tests.built_once import built_once
from tests.core.evaluation.finished_run import Heard, make_pictures, make_run, score
from tests.core.export.finished_text_run import make_text_run, write_odd_texts


@dataclass(frozen=True)
class Exported:
    """One export of all formats, what was said meanwhile, and the run that it came from."""

    run: RunFolder
    bundle: Path
    result: dict[str, Any]
    events: list[Event]

    @property
    def data(self) -> Path:
        return Path(self.run.read_record().spec.dataset.folder)

    @property
    def pictures(self) -> Path:
        return self.data


def export(run: RunFolder, to: Path) -> Exported:
    """Scores the run and exports it."""
    heard = Heard()
    score(run, heard)
    result = run_export_job(ExportJob(run=str(run.path), to=str(to)), heard.emit, heard.inbox)
    return Exported(run, to, result, heard.events)


def export_pictures(folder: Path) -> Exported:
    return export(make_run(folder, make_pictures(folder / "pictures", each=10)), folder / "bundle")


def export_texts(folder: Path) -> Exported:
    return export(make_text_run(folder, write_odd_texts(folder / "texts")), folder / "bundle")


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """For tests that only read it."""
    return built_once(tmp_path_factory, "exported", export_pictures)


@pytest.fixture(scope="session")
def exported_texts(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """A run of the bundled text model, in all formats. For tests that only read it."""
    return built_once(tmp_path_factory, "exported-texts", export_texts)


@pytest.fixture
def heard() -> Heard:
    return Heard()

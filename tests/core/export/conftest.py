from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from core.contracts.jobs import ExportJob
from core.dataset.labelled import LabelledData
from core.dataset.split_file import read_split
from core.evaluation.report import score_run
from core.evaluation.sources import load_run_model
from core.export.export_job import run_export_job
from core.store.runs import RunFolder
from tests.core.evaluation.finished_run import Heard, make_pictures, make_run
from tests.core.export.finished_text_run import make_text_run, write_odd_texts


@dataclass(frozen=True)
class Exported:
    """One export of all formats, and the run that it came from."""

    run: RunFolder
    bundle: Path
    result: dict[str, Any]
    heard: Heard

    @property
    def data(self) -> Path:
        return Path(self.run.read_record().spec.dataset.folder)

    @property
    def pictures(self) -> Path:
        return self.data


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """For tests that only read it."""
    folder = tmp_path_factory.mktemp("exported")
    run = make_run(folder, make_pictures(folder / "pictures", each=10))
    heard = Heard()
    samples, handle = read_split(run.split_path), load_run_model(run)
    score_run(run, handle, LabelledData(folder / "pictures", samples, handle.class_names), heard.emit, heard.inbox)
    result = run_export_job(ExportJob(run=str(run.path), to=str(folder / "bundle")), heard.emit, heard.inbox)
    return Exported(run, folder / "bundle", result, heard)


@pytest.fixture(scope="session")
def exported_texts(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """A run of the bundled text model, in all formats. For tests that only read it."""
    folder = tmp_path_factory.mktemp("exported_texts")
    texts = write_odd_texts(folder / "texts")
    run = make_text_run(folder, texts)
    heard = Heard()
    samples, handle = read_split(run.split_path), load_run_model(run)
    score_run(run, handle, LabelledData(texts, samples, handle.class_names), heard.emit, heard.inbox)
    result = run_export_job(ExportJob(run=str(run.path), to=str(folder / "bundle")), heard.emit, heard.inbox)
    return Exported(run, folder / "bundle", result, heard)


@pytest.fixture
def heard() -> Heard:
    return Heard()

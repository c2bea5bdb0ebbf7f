"""What every page is handed through its constructor. There are no globals."""

from dataclasses import dataclass

from PySide6.QtCore import QThreadPool

from app.notices import Notices
from app.run.dataset_scan import DatasetScan
from app.run.job_runner import JobRunner
from app.run.model_description import ModelDescription
from app.run.run_control import RunControl
from app.run.table_preview import TablePreview
from app.run.text_lengths import TextLengths
from app.settings import Settings
from app.workspace import Workspace


@dataclass(frozen=True)
class Services:
    settings: Settings
    workspace: Workspace
    jobs: JobRunner
    runs: RunControl
    notices: Notices
    scan: DatasetScan
    table_preview: TablePreview
    text_lengths: TextLengths
    model_description: ModelDescription


def create_services() -> Services:
    """The real ones. `close_services` ends their threads and child processes."""
    workspace, jobs = Workspace(), JobRunner()
    scan = DatasetScan(workspace, jobs)
    return Services(
        settings=Settings(),
        workspace=workspace,
        jobs=jobs,
        runs=RunControl(workspace),
        notices=Notices(),
        scan=scan,
        table_preview=TablePreview(workspace, jobs, scan),
        text_lengths=TextLengths(workspace, jobs),
        model_description=ModelDescription(workspace, jobs),
    )


def close_services(services: Services) -> None:
    services.runs.close()
    services.jobs.close()
    # thumbnails that are being decoded
    QThreadPool.globalInstance().waitForDone()

"""What every page is handed through its constructor. There are no globals."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QThreadPool

from app.notices import Notices
from app.settings import Settings

if TYPE_CHECKING:
    from app.run.dataset_scan import DatasetScan
    from app.run.depth_probing import DepthProbing
    from app.run.job_runner import JobRunner
    from app.run.model_description import ModelDescription
    from app.run.run_control import RunControl
    from app.run.table_preview import TablePreview
    from app.run.text_lengths import TextLengths
    from app.workspace import Workspace


@dataclass(frozen=True)
class _Late:
    """What talks to core, whose checked contracts (pydantic) take longer to import than the window takes to be painted."""

    workspace: "Workspace"
    jobs: "JobRunner"
    runs: "RunControl"
    scan: "DatasetScan"
    table_preview: "TablePreview"
    text_lengths: "TextLengths"
    model_description: "ModelDescription"
    depth_probing: "DepthProbing"


class Services:
    """Settings and notices are there at once, for the first paint; the others are made when one of them is asked for.

    So nothing that the first paint needs may ask for one of these: it hands `when_made` what it wants to do with them.
    """

    def __init__(self) -> None:
        self.settings = Settings()
        self.notices = Notices()
        self._late: _Late | None = None
        self._waiting: list[Callable[[], None]] = []

    @property
    def made(self) -> bool:
        return self._late is not None

    def make(self) -> None:
        """Makes what is not there yet, and does what waits for it."""
        _ = self._all

    def when_made(self, do: Callable[[], None]) -> None:
        """Calls `do` now if the services are there, else as soon as they are."""
        if self.made:
            do()
        else:
            self._waiting.append(do)

    @property
    def workspace(self) -> "Workspace":
        return self._all.workspace

    @property
    def jobs(self) -> "JobRunner":
        return self._all.jobs

    @property
    def runs(self) -> "RunControl":
        return self._all.runs

    @property
    def scan(self) -> "DatasetScan":
        return self._all.scan

    @property
    def table_preview(self) -> "TablePreview":
        return self._all.table_preview

    @property
    def text_lengths(self) -> "TextLengths":
        return self._all.text_lengths

    @property
    def model_description(self) -> "ModelDescription":
        return self._all.model_description

    @property
    def depth_probing(self) -> "DepthProbing":
        return self._all.depth_probing

    @property
    def _all(self) -> _Late:
        if self._late is None:
            self._late = _make_late()
            waiting, self._waiting = self._waiting, []
            for do in waiting:
                do()
        return self._late


def _make_late() -> _Late:
    from app.run.dataset_scan import DatasetScan
    from app.run.depth_probing import DepthProbing
    from app.run.job_runner import JobRunner
    from app.run.model_description import ModelDescription
    from app.run.run_control import RunControl
    from app.run.table_preview import TablePreview
    from app.run.text_lengths import TextLengths
    from app.workspace import Workspace

    workspace, jobs = Workspace(), JobRunner()
    scan = DatasetScan(workspace, jobs)
    return _Late(
        workspace=workspace,
        jobs=jobs,
        runs=RunControl(workspace),
        scan=scan,
        table_preview=TablePreview(workspace, jobs, scan),
        text_lengths=TextLengths(workspace, jobs),
        model_description=ModelDescription(workspace, jobs),
        depth_probing=DepthProbing(workspace, jobs),
    )


def create_services() -> Services:
    """The real ones, all made. `close_services` ends their threads and child processes."""
    services = Services()
    services.make()
    return services


def close_services(services: Services) -> None:
    if services.made:
        services.runs.close()
        services.jobs.close()
    # thumbnails that are being decoded
    QThreadPool.globalInstance().waitForDone()

"""What the Start page offers: recent projects, a new one, one from a sample. Knows no widgets."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.i18n import number, tr, worded_code
from app.pages.start.recent import home_of_projects
from app.services import Services
from core.contracts.errors import ErrorInfo, UserError
from core.contracts.jobs import WriteSampleJob
from core.contracts.spec import DatasetSpec
from core.store.projects import ProjectStore, open_project
from core.store.runs import folder_name

PICTURES_FOLDER = "pictures"


@dataclass(frozen=True)
class SampleCard:
    """A sample on offer; `missing` says why it can't be opened here."""

    sample_id: str
    title: str
    text: str
    missing: str


class StartPresenter:
    def __init__(self, services: Services) -> None:
        self._services = services

    # ---- what is shown -----------------------------------------------------------------------------------------------

    def samples(self) -> list[SampleCard]:
        from core.dataset.samples import available_samples  # numpy loads with it: not before the first paint

        texts = {
            "solar-cells": tr("StartPage", "{count} photos of solar cells: functional or defective?"),
            "digits": tr("StartPage", "{count} small pictures of the digits 0 to 9."),
        }
        missing = tr("StartPage", "Not installed here: it comes with the package elpv-dataset.")
        return [
            SampleCard(
                sample_id=info.id,
                title=worded_code(info.title_code, {}),
                text=texts[info.id].format(count=number(info.count)),
                missing="" if info.available else missing,
            )
            for info in available_samples()
        ]

    # ---- what a person does ------------------------------------------------------------------------------------------

    def create(self, name: str) -> None:
        """A new, empty project. Raises UserError: output_exists, not_writable."""
        self._services.workspace.create(home_of_projects(self._services.settings), name.strip())
        self._remember()

    def begin_with(self, path: Path) -> None:
        """A new project of this data, called like it; or the project that lies there, opened.

        Raises:
            UserError: data_not_a_folder where it is neither a folder nor a table; as in `create` and `open`.
        """
        from core.dataset.table_files import is_table  # numpy loads with it: not before the first paint

        if ProjectStore(path).record_path.is_file():
            self.open(path)
            return
        if not path.is_dir() and not is_table(path):
            raise UserError("data_not_a_folder", folder=str(path))
        name = path.name if path.is_dir() else path.stem
        self.create(self._free_folder(name).name)
        self._services.workspace.update(dataset=DatasetSpec(folder=str(path)))
        self._services.scan.start()

    def open(self, folder: Path) -> None:
        """Raises UserError: file_missing, damaged_file, newer_schema."""
        self._services.workspace.open(folder)
        self._remember()

    def forget(self, folder: Path) -> None:
        self._services.settings.forget_recent_project(folder)

    def open_sample(
        self,
        card: SampleCard,
        on_progress: Callable[[int, int | None], None],
        on_ready: Callable[[], None],
        on_failed: Callable[[ErrorInfo], None],
        on_given_up: Callable[[], None],
    ) -> Callable[[], None]:
        """Opens the sample's project, made in the background if there is none yet, pictures looked through.

        Exactly one of the last three follows, unless the returned function is called: that cancels.
        """
        existing = self._project_of(card)
        if existing is not None:
            self.open(existing.folder)
            self._scan_then(on_ready, on_failed, on_given_up)
            return self._services.scan.cancel
        folder = self._free_folder(card.title)
        job = WriteSampleJob(sample=card.sample_id, to=str(folder / PICTURES_FOLDER))

        def written(result: dict[str, Any]) -> None:
            try:
                self._become_project(card, folder, Path(result["folder"]))
            except UserError as error:
                on_failed(error.info)
                return
            self._scan_then(on_ready, on_failed, on_given_up)

        ticket = self._services.jobs.submit(job, written, on_progress, on_failed)

        def cancel() -> None:
            ticket.cancel()
            self._services.scan.cancel()

        return cancel

    def _become_project(self, card: SampleCard, folder: Path, pictures: Path) -> None:
        workspace = self._services.workspace
        workspace.adopt(folder, card.title, sample=card.sample_id)
        workspace.update(dataset=DatasetSpec(folder=str(pictures)))
        self._remember()

    def _scan_then(
        self, on_ready: Callable[[], None], on_failed: Callable[[ErrorInfo], None], on_given_up: Callable[[], None]
    ) -> None:
        if self._services.workspace.dataset_info is not None:
            on_ready()
            return
        self._services.scan.start(on_ready, on_failed, on_given_up)

    def _project_of(self, card: SampleCard) -> ProjectStore | None:
        """The project that an earlier click on this sample made, if it is still whole."""
        for folder in [
            *self._services.settings.recent_projects,
            home_of_projects(self._services.settings) / folder_name(card.title),
        ]:
            try:
                project = open_project(folder)
                record = project.record
            except UserError:
                continue
            if record.sample == card.sample_id and record.spec and Path(record.spec.dataset.folder).is_dir():
                return project
        return None

    def _free_folder(self, title: str) -> Path:
        stem = home_of_projects(self._services.settings) / folder_name(title)
        folder, count = stem, 2
        while folder.exists() and not _is_unfinished_sample(folder):
            folder, count = stem.with_name(f"{stem.name} {count}"), count + 1
        return folder

    def _remember(self) -> None:
        if self._services.workspace.folder is not None:
            self._services.settings.add_recent_project(self._services.workspace.folder)


def _is_unfinished_sample(folder: Path) -> bool:
    """What a cancelled or broken-off writing of a sample left: nothing but the pictures' folder."""
    return all(path.name == PICTURES_FOLDER for path in folder.iterdir() if not path.name.startswith("."))

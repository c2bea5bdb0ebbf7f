"""The open project, and what its pages have been set to."""

import logging
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.i18n import tr
from app.missing import WITHOUT_PROJECT, missing_without_project
from core.contracts.errors import UserError
from core.contracts.records import DatasetInfo, DepthInfo, ModelInfo, ProjectRecord, TextLengthInfo
from core.contracts.spec import TASK_OF_DATA, DataKind, DatasetSpec, RunSpec
from core.store.projects import ProjectStore, create_project, open_project
from core.store.records import read_record
from core.store.runs import RunFolder

_log = logging.getLogger(__name__)


class Workspace(QObject):
    """One project at a time. Everything in it is immutable; a change replaces, saves and signals."""

    project_changed = Signal()
    spec_changed = Signal()
    dataset_changed = Signal()
    model_changed = Signal()
    text_lengths_changed = Signal()
    depths_changed = Signal()
    run_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._project: ProjectStore | None = None
        self._record: ProjectRecord | None = None
        self._dataset_info: DatasetInfo | None = None
        self._model_info: ModelInfo | None = None
        self._text_lengths: TextLengthInfo | None = None
        self._depths: DepthInfo | None = None
        self._current_run: Path | None = None

    # ---- the project -------------------------------------------------------------------------------------------------

    @property
    def project(self) -> ProjectStore | None:
        return self._project

    @property
    def folder(self) -> Path | None:
        return self._project.folder if self._project else None

    @property
    def record(self) -> ProjectRecord | None:
        return self._record

    def create(self, parent: Path, name: str) -> None:
        """Makes a project folder and opens it. Raises UserError: output_exists, not_writable."""
        self._open(create_project(parent, name))

    def adopt(self, folder: Path, name: str, *, sample: str) -> None:
        """Makes a project of a folder that holds a sample's data already. Raises UserError: not_writable."""
        project = ProjectStore(folder)
        project.save(ProjectRecord(name=name, created_s=time.time(), sample=sample))
        self._open(project)

    def open(self, folder: Path) -> None:
        """Raises UserError: file_missing, damaged_file, newer_schema; the project open before stays open then."""
        self._open(open_project(folder))

    def _open(self, project: ProjectStore) -> None:
        record = project.record
        runs = project.runs.list()
        self._project, self._record = project, record
        self._dataset_info = self._saved_dataset(project, record)
        self._model_info = self._text_lengths = self._depths = None
        self._current_run = runs[0].path if runs else None
        facts = (self.dataset_changed, self.model_changed, self.text_lengths_changed, self.depths_changed)
        for signal in (self.project_changed, self.spec_changed, *facts, self.run_changed):
            signal.emit()

    @staticmethod
    def _saved_dataset(project: ProjectStore, record: ProjectRecord) -> DatasetInfo | None:
        path = project.folder / "dataset.json"
        if record.spec is None or not path.exists():
            return None
        try:
            info = read_record(path, DatasetInfo)
        except UserError as error:  # it can be made again: the Data page scans anew
            _log.info("saved scan not used: %s", error)
            return None
        return info if Path(info.folder) == Path(record.spec.dataset.folder) else None

    @property
    def dataset_path(self) -> Path | None:
        """Where the scan of this project's data is kept."""
        return self._project.folder / "dataset.json" if self._project else None

    # ---- the draft of the next run -----------------------------------------------------------------------------------

    @property
    def spec(self) -> RunSpec | None:
        """None until data has been chosen."""
        return self._record.spec if self._record else None

    def update(self, **parts: Any) -> None:
        """Replaces parts of the spec (dataset, model, layers, training, name), saves project.json and signals.

        Raises:
            UserError: disk_full, not_writable.
        """
        if self.spec is None:
            self._save_spec(RunSpec(**parts))
            return
        self._save_spec(self.spec.model_copy(update=parts))

    def _save_spec(self, spec: RunSpec) -> None:
        if self._project is None or self._record is None or spec == self._record.spec:
            return
        old = self._record.spec
        self._record = self._record.model_copy(update={"spec": spec})
        self._project.save(self._record)
        if old is None or old.dataset.folder != spec.dataset.folder:
            self.dataset_info = None
        if old is not None and old.model != spec.model:
            self.model_info = None
        self.spec_changed.emit()

    @property
    def dataset(self) -> DatasetSpec | None:
        return self.spec.dataset if self.spec else None

    def _follow(self, kind: DataKind) -> None:
        """The task is that of the data. Settings for another kind of data mean nothing for this one."""
        if self.spec is not None and self.spec.data != kind:
            self._save_spec(RunSpec(task=TASK_OF_DATA[kind], name=self.spec.name, dataset=self.spec.dataset))

    # ---- facts -------------------------------------------------------------------------------------------------------

    @property
    def dataset_info(self) -> DatasetInfo | None:
        """The scanned folder or table; None while it is not known. The task follows it."""
        return self._dataset_info

    @dataset_info.setter
    def dataset_info(self, info: DatasetInfo | None) -> None:
        if info is not self._dataset_info:
            if info is not None:
                self._follow(info.kind)
            self._dataset_info = info
            self.dataset_changed.emit()

    @property
    def model_info(self) -> ModelInfo | None:
        """The chosen network as described by the worker; None while it is not known."""
        return self._model_info

    @model_info.setter
    def model_info(self, info: ModelInfo | None) -> None:
        if info is not self._model_info:
            self._model_info = info
            self.model_changed.emit()

    @property
    def text_lengths(self) -> TextLengthInfo | None:
        """How long the texts are for the chosen network; None while it is not known, and for other data."""
        return self._text_lengths

    @text_lengths.setter
    def text_lengths(self, info: TextLengthInfo | None) -> None:
        if info is not self._text_lengths:
            self._text_lengths = info
            self.text_lengths_changed.emit()

    @property
    def depths(self) -> DepthInfo | None:
        """How much each depth of the chosen network knows about the data; None while it is not known."""
        return self._depths

    @depths.setter
    def depths(self, info: DepthInfo | None) -> None:
        if info is not self._depths:
            self._depths = info
            self.depths_changed.emit()

    @property
    def current_run(self) -> Path | None:
        """The run that Train, Results and Export look at."""
        return self._current_run

    @current_run.setter
    def current_run(self, path: Path | None) -> None:
        if path != self._current_run:
            self._current_run = path
            self.run_changed.emit()

    def run_became_different(self) -> None:
        """The files of the current run changed: it started, ended or was scored."""
        self.run_changed.emit()

    # ---- what is possible --------------------------------------------------------------------------------------------

    def missing_for(self, page_id: str) -> str | None:
        """A sentence that says what a page still needs, or None where it can be used."""
        if self._project is None or page_id in WITHOUT_PROJECT:
            return missing_without_project(page_id)
        if page_id in ("data", "runs"):
            return None
        if page_id in ("results", "export"):
            return self._missing_run()
        if page_id == "train" and self._current_run is not None:
            return None
        return self._missing_dataset()

    def _missing_dataset(self) -> str | None:
        if self.spec is None:
            return tr(
                "Missing",
                "There is no data yet. Choose a folder with one sub-folder for each class, or a table, on the Data page.",
            )
        if self._dataset_info is None:
            return tr("Missing", "The data has not been looked through yet. The Data page does that.")
        if len(self._dataset_info.class_names) < 2:
            return tr("Missing", "At least two classes are needed. The Data page says what was found.")
        return None

    def _missing_run(self) -> str | None:
        if self._current_run is None:
            return tr("Missing", "There is no trained model yet. Train one on the Train page.")
        if not RunFolder(self._current_run).metrics_path.exists():
            return tr(
                "Missing", "This run has no result yet. Let it finish on the Train page, or choose another one under Runs."
            )
        return None

    def is_done(self, page_id: str) -> bool:
        """Whether the rail ticks a step off."""
        has_run = self._current_run is not None
        ready = self.spec is not None and self._missing_dataset() is None
        if page_id == "data":
            return ready
        if page_id in ("model", "layers"):
            return ready and has_run
        return page_id == "train" and has_run and self._missing_run() is None

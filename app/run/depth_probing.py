"""How much each depth of the chosen network knows about the project's data: found out by a worker when a person asks."""

from typing import Any

from app.run.job_runner import JobRunner
from app.run.project_question import ProjectQuestion
from app.workspace import Workspace
from core.contracts.errors import ErrorInfo
from core.contracts.events import Notice, PhaseChanged
from core.contracts.jobs import ProbeDepthsJob
from core.contracts.records import DepthInfo
from core.contracts.spec import DatasetSpec, ModelSpec
from core.store.depth_memory import was_answered

_Key = tuple[str, DatasetSpec, ModelSpec, str]  # fingerprint of the scan, data, network, device


class DepthProbing(ProjectQuestion[_Key]):
    """What was found earlier, for the same data and network, is looked up without being asked for."""

    def __init__(self, workspace: Workspace, jobs: JobRunner) -> None:
        super().__init__(workspace, jobs)
        self._looking_up = False
        self.phase = ""
        workspace.dataset_changed.connect(self._drop_what_is_old)
        workspace.spec_changed.connect(self._drop_what_is_old)

    @property
    def running(self) -> bool:
        """It is being found out; a mere look into what is remembered does not count."""
        return super().running and not self._looking_up

    def look_up(self) -> None:
        """Puts into workspace.depths what was found earlier, if anything. Once for each choice of data and network."""
        key = self._key()
        if key is not None and key not in (self._asked, self._known) and was_answered(self._job(key, only_known=True)):
            self._submit(key, only_known=True)

    def start(self) -> None:
        """Finds it out. Again after an error, too."""
        key = self._key()
        if key is not None and not self.running:
            self._submit(key, only_known=False)

    def cancel(self) -> None:
        """Gives the pass up; nothing of it is kept."""
        if self.running:
            self._give_up()
            self._asked = self._key()  # there is nothing to look up either
            self.changed.emit()

    def _key(self) -> _Key | None:
        spec, info = self._workspace.spec, self._workspace.dataset_info
        if spec is None or info is None or len(info.class_names) < 2:
            return None
        return info.fingerprint, spec.dataset, spec.model, spec.training.device

    def _job(self, key: _Key, *, only_known: bool) -> ProbeDepthsJob:
        _, dataset, model, device = key
        assert self._workspace.spec is not None
        data = self._workspace.spec.data
        return ProbeDepthsJob(data=data, dataset=dataset, model=model, device=device, only_known=only_known)

    def _submit(self, key: _Key, *, only_known: bool) -> None:
        self._give_up()
        self._asked, self._looking_up = key, only_known
        job = self._job(key, only_known=only_known)
        self._ticket = self._jobs.submit(job, self._done, self._progress, self._fail, on_told=self._told)
        self.changed.emit()

    def _done(self, result: dict[str, Any]) -> None:
        self._ticket, self._looking_up = None, False
        if result["depths"] is not None:
            self._known = self._asked
            self._workspace.depths = DepthInfo.model_validate(result["depths"])
        self.changed.emit()

    def _told(self, event: PhaseChanged | Notice) -> None:
        if isinstance(event, PhaseChanged):
            self.phase, self.done, self.total = event.phase, 0, None
            self.changed.emit()

    def _fail(self, error: ErrorInfo) -> None:
        # nobody has asked for the look-up: what went wrong there is said when somebody does
        self._ticket, self.error = None, None if self._looking_up else error
        self._looking_up = False
        self.changed.emit()

    def _give_up(self) -> None:
        super()._give_up()
        self._looking_up, self.phase = False, ""

    def _drop_what_is_old(self) -> None:
        """What belongs to other data or another network is gone at once, and no longer worked on."""
        key = self._key()
        if self._known is not None and key != self._known:
            self._known = None
            self._workspace.depths = None
        if self._asked is not None and key != self._asked:
            self._give_up()
            self.changed.emit()

"""How long the project's texts are for the chosen network: counted by a worker, put into the workspace."""

from typing import Any

from app.run.job_runner import JobRunner
from app.run.project_question import ProjectQuestion
from app.workspace import Workspace
from core.contracts.errors import ErrorInfo
from core.contracts.jobs import TextLengthsJob
from core.contracts.records import TextLengthInfo
from core.contracts.spec import DataKind, DatasetSpec, ModelSpec

# kinds of data that a network takes in pieces, as many as there are
COUNTED_IN_TOKENS: frozenset[DataKind] = frozenset({"text"})

_Key = tuple[str, DatasetSpec, ModelSpec]  # fingerprint of the scan, data, network


class TextLengths(ProjectQuestion[_Key]):
    """Data, Model and Layers page share it: what one asked for, the others see."""

    def __init__(self, workspace: Workspace, jobs: JobRunner) -> None:
        super().__init__(workspace, jobs)
        workspace.dataset_changed.connect(self._drop_what_is_old)
        workspace.spec_changed.connect(self._drop_what_is_old)

    def want(self) -> None:
        """Sees to it that workspace.text_lengths is right; does nothing if it is, or is on its way.

        An error stays until other data or another network is chosen, or `retry` is called.
        """
        key = self._key()
        if key is None or key == self._asked:
            return
        self._give_up()
        self._asked = key
        job = TextLengthsJob(dataset=key[1], model=key[2])
        self._ticket = self._jobs.submit(job, self._done, self._progress, self._fail)
        self.changed.emit()

    def retry(self) -> None:
        """Asks again after an error, if there was one: the network's files may be here now."""
        if self.error is not None:
            self._asked = None
            self.want()

    def _key(self) -> _Key | None:
        spec, info = self._workspace.spec, self._workspace.dataset_info
        if spec is None or info is None or info.kind not in COUNTED_IN_TOKENS:
            return None
        # what is kept of a long text makes it no shorter
        return info.fingerprint, spec.dataset, spec.model.model_copy(update={"keep": None})

    def _done(self, result: dict[str, Any]) -> None:
        self._ticket, self._known = None, self._asked
        self._workspace.text_lengths = TextLengthInfo.model_validate(result["lengths"])
        self.changed.emit()

    def _fail(self, error: ErrorInfo) -> None:
        self._ticket, self._known, self.error = None, None, error
        self._workspace.text_lengths = None
        self.changed.emit()

    def _drop_what_is_old(self) -> None:
        """Lengths of other texts, or for another network, are gone at once; those for another cut stay until new ones come."""
        key = self._key()
        if self._known is not None and (key is None or _without_cut(key) != _without_cut(self._known)):
            self._known = None
            self._workspace.text_lengths = None
        if self._asked is not None and key != self._asked:
            self._give_up()
            self.changed.emit()


def _without_cut(key: _Key) -> _Key:
    fingerprint, dataset, model = key
    return fingerprint, dataset, model.model_copy(update={"max_tokens": None})

"""What the chosen network looks like and costs here: described by a worker, put into the workspace."""

from typing import Any

from app.run.job_runner import JobRunner
from app.run.project_question import ProjectQuestion
from app.workspace import Workspace
from core.contracts.errors import ErrorInfo
from core.contracts.jobs import DescribeModelJob
from core.contracts.records import DatasetInfo, ModelInfo
from core.contracts.spec import ModelSpec

_Key = tuple[ModelSpec, int, str, int | None]  # network, number of classes, device, tokens of a usual text
# a text more or less is no reason to measure anew
_TOKENS_STEP = 16
# so many are read to see how long one takes
_FILES = 16


class ModelDescription(ProjectQuestion[_Key]):
    """Model, Layers and Train page share it: what one asked for, the others see. Blocks come first, measurements later."""

    def __init__(self, workspace: Workspace, jobs: JobRunner) -> None:
        super().__init__(workspace, jobs)
        self._measure_wanted = False
        self._measuring = False
        workspace.text_lengths_changed.connect(self._follow_lengths)

    @property
    def measuring(self) -> bool:
        """The blocks are known; how long they take on this machine is being found out, or will be next."""
        return self.running and (self._measuring or self._measure_wanted)

    def want(self, *, measured: bool = False) -> None:
        """Sees to it that workspace.model_info describes the chosen network; does nothing if it does or is on its way.

        An error stays until another network is chosen or `retry` is called.
        """
        key = self._key()
        if key is None:
            return
        self._measure_wanted = self._measure_wanted or measured
        if key != self._asked:
            self._give_up()
            self._asked = key
            self._measure_wanted = measured
        if self.running or self.error is not None:
            return
        info = self._workspace.model_info
        if info is None or self._known != key:
            self._submit(measure=False)
        elif self._measure_wanted and not info.measured_on:
            self._submit(measure=True)

    def measure_again(self) -> None:
        """Times anew what was timed while the machine was busy with something else."""
        if not self.running and self._known is not None and self._known == self._key():
            self._asked, self.error = self._known, None
            self._submit(measure=True)

    def retry(self) -> None:
        """Asks again after an error: the weights may be here now."""
        self._give_up()
        self.want(measured=True)

    def _key(self) -> _Key | None:
        spec, info = self._workspace.spec, self._workspace.dataset_info
        if spec is None:
            return None
        return spec.model, max(len(info.class_names), 1) if info else 2, spec.training.device, self._usual_tokens()

    def _usual_tokens(self) -> int | None:
        lengths = self._workspace.text_lengths
        if lengths is None:
            return None
        return min(-(-lengths.median // _TOKENS_STEP) * _TOKENS_STEP or _TOKENS_STEP, lengths.max_tokens)

    def _follow_lengths(self) -> None:
        """The texts have been counted since the network was described: the times are to be those of such texts."""
        info = self._workspace.model_info
        if self._asked is not None and self._workspace.text_lengths is not None:
            self.want(measured=self._measure_wanted or (info is not None and bool(info.measured_on)))

    def _submit(self, *, measure: bool) -> None:
        if self._asked is None:
            return
        model, class_count, device, tokens = self._asked
        data = self._workspace.dataset_info
        pictures = data if measure and data is not None and data.kind == "image" else None
        job = DescribeModelJob(
            model=model,
            class_count=class_count,
            measure=measure,
            device=device,
            tokens=tokens,
            folder=pictures.folder if pictures else "",
            files=_some_files(pictures) if pictures else (),
        )
        self._measuring = measure
        self._ticket = self._jobs.submit(job, self._done, None, self._fail)
        self.changed.emit()

    def _done(self, result: dict[str, Any]) -> None:
        self._ticket, self._known = None, self._asked
        self._workspace.model_info = ModelInfo.model_validate(result["model"])
        if self._measuring:
            self._measure_wanted = False
        self._measuring = False
        self.want()
        self.changed.emit()

    def _fail(self, error: ErrorInfo) -> None:
        self._ticket, self.error = None, error
        self._measuring = self._measure_wanted = False
        self.changed.emit()

    def _give_up(self) -> None:
        super()._give_up()
        self._measure_wanted = self._measuring = False


def _some_files(data: DatasetInfo) -> tuple[str, ...]:
    """From all over the data."""
    step = max(1, len(data.samples) // _FILES)
    return tuple(sample.file for sample in data.samples[::step][:_FILES])

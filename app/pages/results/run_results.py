"""Everything that the files of a finished run say about its quality."""

from dataclasses import dataclass
from pathlib import Path

from core.contracts.errors import UserError
from core.contracts.records import PartMetrics, PredictionRecord, RunMetrics, RunRecord
from core.contracts.spec import Part
from core.store.predictions import read_predictions
from core.store.runs import RunFolder, open_run

# the honest part first
_JUDGED: tuple[Part, ...] = ("test", "validation")


@dataclass(frozen=True)
class RunResults:
    """A run's record, metrics and answers."""

    path: Path
    record: RunRecord
    metrics: RunMetrics
    predictions: tuple[PredictionRecord, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts that were scored, the never seen one first."""
        return tuple(part for part in _JUDGED if self.metrics_of(part) is not None)

    @property
    def class_names(self) -> tuple[str, ...]:
        return self.record.class_names or tuple(self.metrics.validation.per_class)

    @property
    def dataset_folder(self) -> Path:
        return Path(self.record.spec.dataset.folder)

    def metrics_of(self, part: Part) -> PartMetrics | None:
        return {"validation": self.metrics.validation, "test": self.metrics.test}.get(part)

    def answers_of(self, part: Part) -> tuple[PredictionRecord, ...]:
        return tuple(record for record in self.predictions if record.part == part)


def load_results(path: Path) -> RunResults:
    """Reads a run folder; seconds for a hundred thousand pictures, so call it from a thread.

    Raises:
        UserError: file_missing, damaged_file, newer_schema.
    """
    run: RunFolder = open_run(path)
    metrics = run.metrics()
    if metrics is None:
        raise UserError("file_missing", path=str(run.metrics_path))
    return RunResults(path, run.read_record(), metrics, tuple(read_predictions(run.predictions_path)))

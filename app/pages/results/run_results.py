"""Everything that the files of a finished run say about its quality."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from app.pages.results.answer_table import AnswerTable
from core.contracts.errors import UserError
from core.contracts.records import PartMetrics, RunMetrics, RunRecord
from core.contracts.spec import Part
from core.dataset.table_files import root_of
from core.store.predictions import read_predictions
from core.store.runs import open_run

# the honest one first
_JUDGED: tuple[Part, ...] = ("test", "validation")


@dataclass(frozen=True)
class RunResults:
    """A run's record, its metrics, and its answers for each part that was scored."""

    path: Path
    record: RunRecord
    metrics: RunMetrics
    class_names: tuple[str, ...]
    tables: dict[Part, AnswerTable]

    @property
    def parts(self) -> tuple[Part, ...]:
        """The never seen one first."""
        return tuple(part for part in _JUDGED if self.metrics_of(part) is not None)

    def metrics_of(self, part: Part) -> PartMetrics | None:
        return {"validation": self.metrics.validation, "test": self.metrics.test}.get(part)

    def sample_path(self, file: str) -> Path:
        """Where a sample lies; of a row of a table that is its address, "/folder/reviews.csv#17"."""
        return self._root / file

    @cached_property
    def _root(self) -> Path:
        return root_of(self.record.spec.dataset.folder)


def load_results(path: Path) -> RunResults:
    """Reads a run folder; takes seconds for a hundred thousand samples, so call it from a thread.

    Raises:
        UserError: file_missing, damaged_file, newer_schema.
    """
    run = open_run(path)
    record, metrics = run.read_record(), run.metrics()
    scored = (metrics.test or metrics.validation) if metrics is not None else None
    if metrics is None or scored is None:
        raise UserError("file_missing", path=str(run.metrics_path))
    class_names = record.class_names or tuple(scored.per_class)
    predictions = read_predictions(run.predictions_path)
    try:
        tables = {part: AnswerTable.of([it for it in predictions if it.part == part], class_names) for part in _JUDGED}
    except ValueError as error:
        raise UserError("damaged_file", path=str(run.predictions_path), why=str(error)) from error
    return RunResults(path, record, metrics, class_names, tables)

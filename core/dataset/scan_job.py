"""The scan, the first look at a table, and the writing of a sample, as jobs of the worker process."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.contracts.commands import Inbox, Stop
from core.contracts.errors import Stopped
from core.contracts.events import PhaseChanged
from core.contracts.jobs import PreviewTableJob, ScanJob, WriteSampleJob
from core.contracts.records import DatasetInfo
from core.contracts.spec import DataKind
from core.dataset.guess import guess_data
from core.dataset.kinds import kind_of
from core.dataset.samples import write_sample
from core.dataset.selection import for_window, with_tallies
from core.dataset.tables import preview_table
from core.store.atomic import write_text
from core.store.event_log import Emitter, ItemProgress

# There may be a million texts; pictures are shown all.
SHORTENED: dict[DataKind, Callable[[DatasetInfo], DatasetInfo]] = {"text": for_window}


def run_scan_job(job: ScanJob, emit: Emitter, inbox: Inbox) -> dict[str, Any]:
    """Reads the folder or table and writes a DatasetInfo to `job.to`. Result: {"dataset": job.to}.

    Raises:
        UserError: the data can't be used, or `job.to` can't be written.
        Stopped: a Stop came.
    """
    emit(PhaseChanged, phase="scanning")
    kind = kind_of(job.data or guess_data(job.dataset.folder))
    dataset = with_tallies(kind.scan(job.dataset, ItemProgress(emit), _stop_asked(inbox)))
    if dataset.kind in SHORTENED:
        dataset = SHORTENED[dataset.kind](dataset)
    write_text(Path(job.to), dataset.model_dump_json())
    return {"dataset": job.to}


def run_preview_table_job(job: PreviewTableJob, emit: Emitter, inbox: Inbox) -> dict[str, Any]:
    """Looks at the beginning of a table. Result: {"table": TableInfo as JSON}.

    Raises:
        UserError: as in `preview_table`.
    """
    emit(PhaseChanged, phase="scanning")
    return {"table": preview_table(job.dataset).model_dump(mode="json")}


def run_write_sample_job(job: WriteSampleJob, emit: Emitter, inbox: Inbox) -> dict[str, Any]:
    """Writes a sample's pictures to the folder `job.to`. Result: {"folder": job.to}.

    Raises:
        UserError: as in `write_sample`.
        Stopped: a Stop came; nothing is left behind.
    """
    emit(PhaseChanged, phase="preparing")
    say_progress, stop_asked = ItemProgress(emit), _stop_asked(inbox)

    def on_progress(done: int, total: int | None) -> None:
        if stop_asked():
            raise Stopped
        say_progress(done, total)

    write_sample(job.sample, Path(job.to), on_progress)
    return {"folder": job.to}


def _stop_asked(inbox: Inbox) -> Callable[[], bool]:
    stopped = False

    def should_stop() -> bool:
        nonlocal stopped
        while (command := inbox.take()) is not None:
            stopped = stopped or isinstance(command, Stop)
        return stopped

    return should_stop

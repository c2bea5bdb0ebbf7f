"""The data of a training run: scanned and divided once, and the same for ever after. Torch-free."""

from collections.abc import Callable

from core.contracts.events import Notice, PhaseChanged
from core.contracts.records import RunRecord, SampleInfo
from core.dataset.kinds import Kind
from core.dataset.labelled import LabelledData
from core.dataset.split import fingerprint
from core.dataset.split_file import read_split, with_parts_of_parent, write_split
from core.store.event_log import Emitter, ItemProgress
from core.store.runs import RunFolder


def data_of_run(run: RunFolder, record: RunRecord, kind: Kind, emit: Emitter, should_stop: Callable[[], bool]) -> LabelledData:
    """The split of a run: read back on a resume, else made from the folder and written down, as are the columns of a table.

    Raises:
        UserError: the data can't be used; disk_full, not_writable.
        Stopped: should_stop said so.
    """
    emit(PhaseChanged, phase="scanning")
    spec = record.spec.dataset
    found = kind.scan(spec.model_copy(update={"table": record.columns}), ItemProgress(emit), should_stop)
    if run.split_path.exists():
        samples = read_split(run.split_path, record.dataset_fingerprint)
        _tell_changes(samples, found.samples, emit)
    else:
        samples = with_parts_of_parent(record.spec.model, found.samples)
        write_split(run.split_path, samples)
    class_names = tuple(sorted({sample.label for sample in samples}))
    table = found.table.as_spec() if found.table else None
    run.update_record(class_names=class_names, dataset_fingerprint=fingerprint(samples), table=table)
    return LabelledData(kind.root(spec.folder), samples, class_names, table or spec.table)


def _tell_changes(before: tuple[SampleInfo, ...], now: tuple[SampleInfo, ...], emit: Emitter) -> None:
    """The folder may have changed since the run began; the run goes on with its own split."""
    hashes = {sample.file: sample.sha256 for sample in now}
    changed = sum(hashes.get(sample.file) != sample.sha256 for sample in before)
    if changed:
        emit(Notice, level="warning", code="data_changed_since_start", params={"count": changed})

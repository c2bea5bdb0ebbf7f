"""Score a finished run again: on its own split, or on another labelled folder."""

from pathlib import Path
from typing import Any

from core.contracts.commands import Inbox
from core.contracts.errors import UserError
from core.contracts.events import Notice, PhaseChanged, SamplesReady
from core.contracts.jobs import EvaluateJob
from core.contracts.records import DatasetInfo
from core.contracts.spec import TableSpec
from core.dataset.kinds import Kind, kind_of
from core.dataset.labelled import LabelledData
from core.dataset.split_file import read_split
from core.evaluation.progress import stop_asked
from core.evaluation.report import largest_class, score_run, score_samples
from core.evaluation.sources import load_run_model
from core.models.device_choice import choose_device
from core.store.event_log import Emitter, ItemProgress
from core.store.runs import RunFolder, open_run


def run_evaluate_job(job: EvaluateJob, emit: Emitter, inbox: Inbox) -> dict[str, Any]:
    """Writes metrics.json and predictions.csv: into the run folder, or for another folder into artifacts/evaluation-<n>.

    Raises:
        UserError: not a run; its weights or its split are damaged; the folder can't be used; classes_differ.
        Stopped: asked to. Older results are untouched then.
    """
    run = open_run(Path(job.run))
    record = run.read_record()
    emit(PhaseChanged, phase="loading_model")
    handle = load_run_model(run)
    samples = read_split(run.split_path, record.dataset_fingerprint)
    kind, table = kind_of(handle.preprocessing.kind), record.columns
    device = choose_device(record.spec.training.device).kind
    if job.folder is None:
        data = LabelledData(kind.root(record.spec.dataset.folder), samples, handle.class_names, table)
        score_run(run, handle, data, emit, inbox, device)
        return {"metrics": str(run.metrics_path), "predictions": str(run.predictions_path)}
    dataset = _labelled(job.folder, kind, table, handle.class_names, emit, inbox)
    data = LabelledData(kind.root(dataset.folder), dataset.samples, handle.class_names, table)
    scored = score_samples(handle, data, largest_class(samples), emit, inbox, device)
    to = _next_folder(run)
    scored.write(to / "metrics.json", to / "predictions.csv", handle.class_names)
    emit(SamplesReady, what="predictions", path=(to / "predictions.csv").relative_to(run.path).as_posix())
    return {"metrics": str(to / "metrics.json"), "predictions": str(to / "predictions.csv")}


def _labelled(
    folder: str, kind: Kind, table: TableSpec, class_names: tuple[str, ...], emit: Emitter, inbox: Inbox
) -> DatasetInfo:
    emit(PhaseChanged, phase="scanning")
    columns = table.model_copy(update={"split_column": None})  # all is judged, whatever part it says
    dataset = kind.scan_for_scoring(folder, class_names, columns, ItemProgress(emit), stop_asked(inbox))
    unknown = [finding.file for finding in dataset.findings if finding.code == "class_not_known"]
    if unknown:
        raise UserError("classes_differ", folder=dataset.folder, unknown=", ".join(unknown), known=", ".join(class_names))
    _tell_left_out(dataset, emit)
    return dataset


def _tell_left_out(dataset: DatasetInfo, emit: Emitter) -> None:
    """One sentence for all of them, with the first reason."""
    findings = [finding for finding in dataset.findings if finding.left_out and finding.severity != "info"]
    if findings:
        # of many alike the last one stands for all that are not told
        count = sum(int(finding.params["count"]) if finding.code == "more_alike" else 1 for finding in findings)
        first = findings[0]
        why = f"{first.file}: {first.sentence()}"
        params = {"count": count, "total": len(dataset.samples) + count, "why": why}
        emit(Notice, level="warning", code="left_out_of_result", params=params)


def _next_folder(run: RunFolder) -> Path:
    """artifacts/evaluation-<n>, n larger than any there: a result is never overwritten."""
    numbers = [path.name.rpartition("-")[2] for path in run.artifacts_path.glob("evaluation-*")]
    return run.artifacts_path / f"evaluation-{max([int(number) for number in numbers if number.isdecimal()], default=0) + 1}"

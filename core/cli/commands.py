"""What each command does: build a job, do it here, print what came of it."""

import argparse
import contextlib
import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any, TextIO

from core.cli.console import Console, metrics_table, table, times_in_words
from core.cli.spec_options import spec_from_options
from core.contracts.commands import Inbox, StartJob, Stop
from core.contracts.errors import ErrorInfo, UserError
from core.contracts.events import RunFinished
from core.contracts.jobs import EXPORT_FORMATS, EvaluateJob, ExportJob, Job, PredictJob, ScanJob, TrainJob
from core.contracts.records import DatasetInfo, ExportProof, PredictionList, RunMetrics
from core.contracts.spec import DatasetSpec, TableSpec
from core.dataset.there import is_there
from core.runtime.allocator import keep_freed_memory
from core.runtime.worker import do_job
from core.store.places import projects_folder, typed_path
from core.store.records import read_record
from core.store.runs import RunFolder, RunStore, open_run

# what went wrong although nothing was wrong with what was asked
_FAILURES = {
    "internal",
    "worker_lost",
    "out_of_memory",
    "device_failed",
    "disk_full",
    "loss_diverged",
    "nothing_proven",
    "download_failed",
}


def exit_code(error: ErrorInfo) -> int:
    return 1 if error.code in _FAILURES else 2


def train(options: argparse.Namespace) -> int:
    spec = spec_from_options(options)
    folder = typed_path(options.runs).absolute() if options.runs else projects_folder() / "runs"
    if folder.resolve().is_relative_to(Path(spec.dataset.folder).resolve()):
        raise UserError("runs_in_data", path=str(folder))
    return _train(RunStore(folder).create(spec), options.json)


def resume(options: argparse.Namespace) -> int:
    run = open_run(Path(options.run))
    if run.status() == "completed":
        raise UserError("run_complete", path=options.run)
    return _train(run, options.json)


def evaluate(options: argparse.Namespace) -> int:
    run = open_run(Path(options.run))
    code, end = do_here(EvaluateJob(run=str(run.path.absolute()), folder=_absolute(options.folder)))
    if code == 0:
        print(metrics_table(read_record(run.path / str(end.result["metrics"]), RunMetrics)))
        print(run.path / str(end.result["metrics"]))
    return code


def export(options: argparse.Namespace) -> int:
    run = open_run(Path(options.run))
    possible = EXPORT_FORMATS[run.read_record().spec.data]
    formats = possible if options.formats is None else tuple(filter(None, map(str.strip, options.formats.split(","))))
    unknown = [name for name in formats if name not in possible]
    if unknown or not formats:
        raise UserError("unknown_format", names=", ".join(unknown), possible=", ".join(possible))
    code, end = do_here(ExportJob(run=str(run.path.absolute()), to=str(_absolute(options.to)), formats=formats))
    if code == 0:
        proof = ExportProof.model_validate(end.result["proof"])
        rows = [("format", "file", "samples", "same answer", "largest difference", "proven")]
        for row in proof.formats:
            numbers = (f"{row.count:,}", f"{row.same_top1:.2%}", f"{row.largest_difference:.1e}") if row.file else ("", "", "")
            rows.append((row.format, row.file or "none", *numbers, "yes" if row.passed else "NO"))
        print(table(rows))
        print(end.result["bundle"])
        code = 0 if proof.passed else 1
    return code


def predict(options: argparse.Namespace) -> int:
    source = options.source
    if not options.paths and not options.text:
        raise UserError("nothing_asked")
    with tempfile.TemporaryDirectory() as folder:
        job = PredictJob(
            source=str(_absolute(source)) if is_there(source) else source,
            paths=tuple(str(_absolute(path)) for path in options.paths),
            texts=tuple(options.text),
            one_a_line=options.lines,
            top_k=max(1, options.top),
            csv=_absolute(options.csv),
            to=folder,
        )
        code, end = do_here(job)
        if code != 0:
            return code
        answers = read_record(Path(str(end.result["predictions"])), PredictionList).predictions
    for answer in answers:
        if answer.error is not None:
            print(f"{answer.path or answer.text}: {answer.error.sentence()}", file=sys.stderr)
            continue
        words = ", ".join(f"{name} {p:.1%}" for name, p in zip(answer.class_names, answer.probabilities, strict=True))
        print(f"{answer.path or _in_short(answer.text)}: {words}")
    if options.csv:
        print(options.csv)
    return 0 if any(answer.error is None for answer in answers) else 2


def _in_short(text: str, most: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def check(options: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory() as folder:
        to = Path(folder) / "dataset.json"
        columns = TableSpec(text_column=options.text_column, label_column=options.label_column)
        job = ScanJob(dataset=DatasetSpec(folder=str(_absolute(options.folder)), table=columns), to=str(to))
        code, _ = do_here(job, say_to=sys.stderr if options.json else None)
        if code != 0:
            return code
        found = read_record(to, DatasetInfo)
    if options.json:
        print(found.model_dump_json(indent=1))
        return 0
    rows: list[tuple[str, ...]] = [("class", "samples", "train", "validation", "test")]
    for name, parts in found.counts().items():
        rows.append((name, str(sum(parts.values())), *(str(parts[part]) for part in ("train", "validation", "test"))))
    print(table(rows))
    for finding in found.findings:
        words = finding.sentence()
        print(f"{finding.severity}: {finding.file}: {words}" if finding.file else f"{finding.severity}: {words}")
    return 0


def models(options: argparse.Namespace) -> int:
    from core.store.catalogue import is_here, read_catalogue

    entries = read_catalogue()
    if options.json:
        print(json.dumps([{**entry.model_dump(), "here": is_here(entry)} for entry in entries], indent=1))
        return 0
    rows = [("id", "parameters", "input", "ImageNet top-1", "here")]
    for entry in entries:
        top1 = f"{entry.top1:.1%}" if entry.top1 is not None else ""
        here = "yes" if is_here(entry) else ""
        rows.append(
            (
                entry.id,
                f"{entry.parameters / 1e6:.1f} M",
                f"{entry.max_tokens} tokens" if entry.max_tokens else f"{entry.input_size_px} px",
                top1,
                here,
            )
        )
    print(table(rows))
    return 0


def samples(options: argparse.Namespace) -> int:
    from core.dataset.samples import available_samples, write_sample

    if options.name is None:
        for sample in available_samples():
            state = "" if sample.available else "  (not installed: pip install fettle[samples])"
            print(f"{sample.id}  {sample.count:,} pictures{state}")
        return 0
    if options.folder is None:
        raise UserError("sample_needs_folder", name=options.name)
    folder = Path(options.folder).absolute()
    write_sample(options.name, folder, lambda done, total: None)
    print(folder)
    return 0


def doctor(options: argparse.Namespace) -> int:
    from core.cli.doctor import report

    print(report())
    return 0


def _train(run: RunFolder, as_json: bool) -> int:
    code, _ = do_here(TrainJob(run=str(run.path.absolute())), as_json=as_json, run_id=run.read_record().run_id)
    if as_json:
        return code
    metrics = run.metrics() if code == 0 else None
    if metrics is not None:
        print(metrics_table(metrics))
        record = run.read_record()
        if record.taken is not None:
            print(times_in_words(record.expected, record.taken))
    elif code == 130:
        print(f"Stopped; everything is saved. To go on: fettle resume {run.path}")
    print(run.path)
    return code


def do_here(job: Job, *, as_json: bool = False, run_id: str = "job", say_to: TextIO | None = None) -> tuple[int, RunFinished]:
    """Does a job in this process. Ctrl-C asks it to save and stop; a second one ends it at once."""
    keep_freed_memory()
    inbox = Inbox()
    with _stop_on_interrupt(inbox), _lines_of_events() if as_json else _words(say_to) as show:

        def send(line: bytes) -> None:
            try:
                show(line)
            except BrokenPipeError:  # the reader (head, less) has gone: the job saves and stops
                silence_stdout()
                inbox.put(Stop())

        end = do_job(StartJob(run_id=run_id, job=job), send, inbox)
    if end.reason == "stopped":
        return 130, end
    return (0 if end.error is None else say_error(end.error)), end


def say_error(error: ErrorInfo) -> int:
    """Prints what went wrong, with the report where it is a mistake in the program. Returns the exit code."""
    if error.code == "internal":
        print(error.details, file=sys.stderr)
    print(f"fettle: {error.sentence()}", file=sys.stderr)
    return exit_code(error)


def silence_stdout() -> None:
    """What is still said goes nowhere, and raises nothing at exit either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextlib.contextmanager
def _words(say_to: TextIO | None) -> Iterator[Callable[[bytes], None]]:
    yield Console(say_to or sys.stdout).send


@contextlib.contextmanager
def _lines_of_events() -> Iterator[Callable[[bytes], None]]:
    """Standard output belongs to the events alone: whatever a library prints meanwhile goes to standard error."""
    sys.stdout.flush()
    stdout = sys.stdout.fileno()
    events = os.dup(stdout)
    os.dup2(sys.stderr.fileno(), stdout)

    def write(line: bytes) -> None:
        rest = memoryview(line)
        while rest:
            rest = rest[os.write(events, rest) :]

    try:
        yield write
    finally:
        sys.stdout.flush()
        os.dup2(events, stdout)
        os.close(events)


@contextlib.contextmanager
def _stop_on_interrupt(inbox: Inbox) -> Iterator[None]:
    def ask(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        inbox.put(Stop())

    before: dict[signal.Signals, Any | Callable[..., Any]] = {}
    for name in (signal.SIGINT, signal.SIGTERM):
        before[name] = signal.signal(name, ask)
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _absolute(path: str | None) -> str | None:
    return None if path is None else str(typed_path(path).absolute())

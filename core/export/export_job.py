"""From a run to a bundle that is proven, or to a sentence that says why not."""

import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from core.contracts.commands import Inbox
from core.contracts.errors import ErrorInfo, Param, Stopped, UserError
from core.contracts.events import Notice, PhaseChanged, Progress
from core.contracts.jobs import EXPORT_FORMATS, ExportFormat, ExportJob
from core.contracts.records import ExportProof, FormatProof, SampleInfo
from core.contracts.spec import TableSpec
from core.dataset.kinds import kind_of
from core.dataset.split_file import read_split
from core.evaluation.predict import predict_items
from core.evaluation.progress import say_progress, stop_asked
from core.evaluation.sources import load_run_model
from core.export.bundle import remove_scripts, write_description, write_golden, write_scripts
from core.export.bundle_kinds import bundle_kind
from core.export.card import CardFacts, model_card
from core.export.formats import FORMATS
from core.export.verify import TOLERANCE, Expected, Prover
from core.models.handle import ModelHandle
from core.store.atomic import new_folder
from core.store.event_log import Emitter
from core.store.records import write_record
from core.store.runs import open_run

PROOF_FILE, CARD_FILE = "proof.json", "README.md"
_TERMINAL_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def run_export_job(job: ExportJob, emit: Emitter, inbox: Inbox) -> dict[str, Any]:
    """Writes a bundle under a temporary name, proves every file in it, and gives it its name.

    A format that this network can't be written in, or that fails its proof, is not in the bundle; a notice and the proof
    say so.

    Raises:
        UserError: no_formats, unknown_format, output_exists, output_in_data; the run or its data can't be read;
            nothing_to_compare; nothing_proven where no format is left.
        Stopped: asked to. Nothing is left behind then.
    """
    run = open_run(Path(job.run))
    record = run.read_record()
    data, dataset = record.spec.data, record.spec.dataset
    to = Path(job.to).absolute()
    formats = EXPORT_FORMATS[data] if job.formats is None else tuple(dict.fromkeys(job.formats))
    _refuse_unusable(formats, EXPORT_FORMATS[data], to, Path(dataset.folder))
    emit(PhaseChanged, phase="loading_model")
    handle = load_run_model(run)
    samples = read_split(run.split_path, record.dataset_fingerprint)
    with new_folder(to) as folder, tempfile.TemporaryDirectory(prefix="fettle-export-") as scratch:
        should_stop, answers_file = stop_asked(inbox), Path(scratch) / "expected.npz"
        export = Export(handle, folder, emit, should_stop)
        validation = [sample for sample in samples if sample.part == "validation"]
        known, expected = export.ask_model(kind_of(data).root(dataset.folder), validation, record.columns)
        golden_count = write_golden(bundle_kind(data), known, expected, folder)
        expected.write(answers_file)
        with Prover(folder, answers_file, emit, should_stop) as prover:
            export.write(formats, prover.start)
            proof = export.prove(formats, prover)
        write_record(folder / PROOF_FILE, proof)
        card = model_card(CardFacts(record, handle, samples, run.metrics(), proof, golden_count))
        (folder / CARD_FILE).write_text(card, encoding="utf-8")
    return {"bundle": str(to), "proof": proof.model_dump(mode="json")}


def _refuse_unusable(formats: Sequence[ExportFormat], possible: Sequence[ExportFormat], to: Path, data: Path) -> None:
    if not formats:
        raise UserError("no_formats", possible=", ".join(possible))
    unknown = [name for name in formats if name not in possible]
    if unknown:
        raise UserError("unknown_format", names=", ".join(unknown), possible=", ".join(possible))
    if to.exists():
        raise UserError("output_exists", path=str(to))
    if to.resolve().is_relative_to(data.resolve()):
        raise UserError("output_in_data", path=str(to))


class Export:
    """The steps that look at each format by itself. What fails is taken out of the bundle, and its proof says why."""

    def __init__(self, handle: ModelHandle, folder: Path, emit: Emitter, should_stop: Callable[[], bool]) -> None:
        self._handle, self._folder, self._emit, self._should_stop = handle, folder, emit, should_stop
        self._kind = bundle_kind(handle.preprocessing.kind)
        self._proofs: dict[ExportFormat, FormatProof] = {}

    def ask_model(
        self, root: Path, samples: list[SampleInfo], table: TableSpec = TableSpec()
    ) -> tuple[list[SampleInfo], Expected]:
        """The validation samples that can be read, and what the fp32 model says of them, on the CPU."""
        self._emit(PhaseChanged, phase="predicting")
        answers = predict_items(
            self._handle,
            root,
            [sample.file for sample in samples],
            table=table,
            on_progress=say_progress(self._emit, len(samples)),
            should_stop=self._should_stop,
        )
        known = [samples[row] for row in answers.rows]
        if not known:
            raise UserError("nothing_to_compare", count=len(samples), folder=str(root))
        if answers.unreadable:
            why = answers.unreadable[min(answers.unreadable)].info.sentence()
            self._tell("warning", "left_out_of_proof", count=len(answers.unreadable), total=len(samples), why=why)
        files = [str(root.absolute() / sample.file) for sample in known]
        return known, Expected(files, answers.probabilities, self._handle.preprocessing.kind, table)

    def write(self, formats: Sequence[ExportFormat], on_written: Callable[[ExportFormat], None] = lambda name: None) -> None:
        """Every format that the network can be written in, those first that take least time.

        Args:
            on_written: told each one that is whole.
        """
        self._emit(PhaseChanged, phase="exporting")
        write_description(self._handle, self._folder)
        for done, name in enumerate(sorted(formats, key=list(FORMATS).index)):
            self._emit(Progress, done=done, total=len(formats))
            if self._should_stop():
                raise Stopped
            if self._write(name):
                on_written(name)
        self._emit(Progress, done=len(formats), total=len(formats))

    def _write(self, name: ExportFormat) -> bool:
        try:
            FORMATS[name].write(self._handle, self._folder)
        except OSError:
            raise  # the disk's fault, not the format's
        except Exception as error:  # noqa: BLE001  exporters refuse a network with whatever they were doing
            self._fail(name, "format_not_possible", why=_innermost(error))
            return False
        if name == "onnx":
            write_scripts(self._kind, self._folder)
        return True

    def prove(self, formats: Sequence[ExportFormat], prover: Prover) -> ExportProof:
        """The proofs of what was written, each by a clean process.

        Raises:
            UserError: nothing_proven.
        """
        self._emit(PhaseChanged, phase="verifying")
        engines: dict[str, str] = {}
        for name in formats:
            if name not in self._proofs:
                self._prove(name, prover, engines)
        proofs = tuple(self._proofs[name] for name in formats)
        if not any(proof.passed for proof in proofs):
            raise UserError("nothing_proven", why=" ".join(proof.why.sentence() for proof in proofs if proof.why))
        return ExportProof(formats=proofs, engine_versions=engines)

    def _prove(self, name: ExportFormat, prover: Prover, engines: dict[str, str]) -> None:
        try:
            proof, engines[name] = prover.result(name)
        except UserError as error:
            self._fail(name, "format_not_readable", why=str(error))
            return
        if proof.passed:
            self._proofs[name] = proof
        else:
            self._fail(name, "format_differs", proof, difference=f"{proof.largest_difference:.2g}", tolerance=TOLERANCE)

    def _fail(self, name: ExportFormat, code: str, proof: FormatProof | None = None, **params: Param) -> None:
        """Takes a format out of the bundle and says why."""
        for file in FORMATS[name].files:
            _remove(self._folder / file)
        if name == "onnx":
            remove_scripts(self._kind, self._folder)
        why = ErrorInfo(code=code, params={"format": name, **params})
        self._proofs[name] = (proof or _no_proof(name)).model_copy(update={"file": "", "why": why})
        self._tell("error", code, **why.params)

    def _tell(self, level: str, code: str, **params: Param) -> None:
        self._emit(Notice, level=level, code=code, params=params)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _no_proof(name: ExportFormat) -> FormatProof:
    return FormatProof(
        format=name, file="", count=0, same_top1=0.0, largest_difference=float("inf"), tolerance=TOLERANCE, passed=False
    )


def _innermost(error: BaseException) -> str:
    """What went wrong at the bottom: exporters wrap it into pages of advice for programmers."""
    while error.__cause__ is not None:
        error = error.__cause__
    lines = _TERMINAL_COLOURS.sub("", str(error)).strip().splitlines()
    return (lines[0] if lines else type(error).__name__)[:200]

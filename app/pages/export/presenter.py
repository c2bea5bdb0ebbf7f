"""What to export, where to, how far it is, and what was proven. Knows no widgets."""

import contextlib
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.free_name import free_path
from app.i18n import number, tr, worded, worded_code
from app.pages.export.kinds import ExportWords, words_for
from app.quantities import percent
from app.run.job_runner import JobTicket
from app.run.log_wording import worded_phase
from app.services import Services
from core.contracts.errors import ErrorInfo, UserError
from core.contracts.events import Notice, Phase, PhaseChanged
from core.contracts.jobs import EXPORT_FORMATS, ExportFormat, ExportJob
from core.contracts.records import ExportProof, FormatProof, RunRecord
from core.contracts.spec import DataKind
from core.store.records import read_record
from core.store.runs import RunFolder, folder_name

# what core.export writes into a bundle
PROOF_FILE, SCRIPT_FILE = "proof.json", "predict.py"
_PHASES: tuple[Phase, ...] = ("loading_model", "predicting", "exporting", "verifying")


@dataclass(frozen=True)
class FormatChoice:
    """`who`: one sentence about who needs it."""

    key: ExportFormat
    title: str
    who: str


@dataclass(frozen=True)
class ProofRow:
    """One format of the proof table, in words."""

    passed: bool
    verdict: str
    format: str
    file: str
    count: str
    same: str
    difference: str
    why: str


@dataclass(frozen=True)
class Bundle:
    """A finished export."""

    folder: Path
    proof: ExportProof
    created_s: float


class ExportPresenter(QObject):
    changed = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._run: Path | None = None
        self._ticket: JobTicket | None = None
        self._home: Path | None = None
        self.kind: DataKind = "image"
        self.formats: tuple[ExportFormat, ...] = EXPORT_FORMATS[self.kind]
        self.name = ""
        self.phase: Phase | None = None
        self.done = 0
        self.total: int | None = None
        self.error: ErrorInfo | None = None
        self.bundle: Bundle | None = None

    # ---- which run ---------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Takes over the workspace's run. An export that is on its way is left alone."""
        run = self._services.workspace.current_run
        if not self.running and run is not None:
            if run != self._run:
                self._run, self._home, self.error, self.bundle = run, None, None, None
                self._look_at_kind()
                self.propose_name()
            if self.bundle is None:
                self.bundle = next(iter(self.earlier()), None)
        self.changed.emit()

    def _look_at_kind(self) -> None:
        """A model for other data can be written in other formats: all of them are wanted at first."""
        record = self._record()
        kind = record.spec.data if record is not None else self.kind
        if kind != self.kind:
            self.kind, self.formats = kind, EXPORT_FORMATS[kind]

    def _record(self) -> RunRecord | None:
        """None where it can't be read: the Runs page says why."""
        with contextlib.suppress(UserError):
            return RunFolder(self._run).read_record() if self._run is not None else None
        return None

    def run_name(self) -> str:
        record = self._record()
        return record.name if record is not None else self._run.name if self._run is not None else ""

    def earlier(self) -> list[Bundle]:
        """The finished exports inside the run folder, newest first."""
        if self._run is None:
            return []
        found = [read_bundle(path.parent) for path in RunFolder(self._run).exports_path.glob(f"[!.]*/{PROOF_FILE}")]
        return sorted((bundle for bundle in found if bundle), key=lambda bundle: -bundle.created_s)

    # ---- what --------------------------------------------------------------------------------------------------------

    @property
    def words(self) -> ExportWords:
        return words_for(self.kind)

    @property
    def possible(self) -> tuple[ExportFormat, ...]:
        """What this run can be written as."""
        return EXPORT_FORMATS[self.kind]

    def choices(self) -> tuple[FormatChoice, ...]:
        """All formats that there are, for data of any kind."""
        return (
            FormatChoice(
                "onnx",
                tr("ExportPage", "ONNX"),
                tr("ExportPage", "For other programs and other machines: runs without Python's deep learning libraries."),
            ),
            FormatChoice(
                "safetensors",
                tr("ExportPage", "safetensors and config"),
                tr(
                    "ExportPage", "For people who go on training, here or in PyTorch: the weights and how to build the network."
                ),
            ),
            FormatChoice(
                "hugging-face",
                tr("ExportPage", "Hugging Face folder"),
                tr("ExportPage", "For people who use the library transformers: from_pretrained opens it as it is."),
            ),
            FormatChoice(
                "torch-export",
                tr("ExportPage", "torch.export"),
                tr("ExportPage", "For programmers who deploy with PyTorch itself: the whole network as one file."),
            ),
        )

    def set_format(self, key: ExportFormat, wanted: bool) -> None:
        chosen = {*self.formats, key} if wanted else {*self.formats} - {key}
        self.formats = tuple(each for each in self.possible if each in chosen)
        self.changed.emit()

    # ---- where to ----------------------------------------------------------------------------------------------------

    @property
    def home(self) -> Path:
        """The folder that the bundle's folder is made in: the person's choice, or exports/ of the run."""
        return self._home or RunFolder(self._run or Path()).exports_path

    @property
    def destination(self) -> Path:
        return self.home / self.name

    def choose_home(self, folder: Path) -> None:
        self._home = folder
        self.propose_name()
        self.changed.emit()

    def set_name(self, name: str) -> None:
        self.name = name.strip()
        self.changed.emit()

    def propose_name(self) -> None:
        """A name that is not taken."""
        self.name = free_path(self.home / folder_name(self.run_name() or tr("ExportPage", "model"))).name

    def problem(self) -> str:
        """Why an export can't begin, as a sentence; empty: it can."""
        if not self.formats:
            return tr("ExportPage", "Choose at least one format.")
        if not self.name or folder_name(self.name) != self.name:
            return tr("ExportPage", "Give the export's folder a name that every system can use.")
        if self.destination.exists():
            return worded_code("output_exists", {"path": str(self.destination)})
        return ""

    # ---- doing it ----------------------------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        return self._ticket is not None

    def start(self) -> None:
        if self.running or self.problem() or self._run is None:
            return
        self.error, self.bundle, self.phase, self.done, self.total = None, None, None, 0, None
        job = ExportJob(run=str(self._run), to=str(self.destination), formats=self.formats)
        self._ticket = self._services.jobs.submit(job, self._finished, self._progressed, self._failed, on_told=self._told)
        self.changed.emit()

    def cancel(self) -> None:
        if self._ticket is not None:
            self._ticket.cancel()
            self._ticket = None
            self.changed.emit()

    def _told(self, event: PhaseChanged | Notice) -> None:
        if isinstance(event, Notice):
            self._services.notices.post(event.level, worded(event))
            return
        self.phase, self.done, self.total = event.phase, 0, None
        self.changed.emit()

    def _progressed(self, done: int, total: int | None) -> None:
        self.done, self.total = done, total
        self.changed.emit()

    def _finished(self, result: dict[str, Any]) -> None:
        self._ticket = None
        self.bundle = Bundle(Path(result["bundle"]), ExportProof.model_validate(result["proof"], strict=False), time.time())
        self.propose_name()
        self.changed.emit()

    def _failed(self, error: ErrorInfo) -> None:
        self._ticket, self.error = None, error
        self.changed.emit()

    def progress_text(self) -> str:
        """ "Step 3 of 4, writing the export: 1 of 3"."""
        if self.phase not in _PHASES:
            return tr("ExportPage", "Getting ready …")
        values = {"step": _PHASES.index(self.phase) + 1, "steps": len(_PHASES), "phase": worded_phase(self.phase)}
        if self.total is None:
            return tr("ExportPage", "Step {step} of {steps}, {phase} …").format(**values)
        text = tr("ExportPage", "Step {step} of {steps}, {phase}: {done} of {total}")
        return text.format(**values, done=number(self.done), total=number(self.total))

    # ---- the proof ---------------------------------------------------------------------------------------------------

    def proof_rows(self) -> tuple[ProofRow, ...]:
        return tuple(_proof_row(proof) for proof in self.bundle.proof.formats) if self.bundle else ()

    def verdict(self) -> tuple[str, str]:
        """(kind of note, sentence) for the whole bundle."""
        proofs = self.bundle.proof.formats if self.bundle else ()
        passed = sum(proof.passed for proof in proofs)
        if proofs and passed == len(proofs):
            text = tr("ExportPage", "Proven: read back in a clean process, every file gives the answers of the trained model.")
            return "good_note", text
        if passed:
            text = tr(
                "ExportPage", "{passed} of {count} formats are proven. The others are not in the bundle; the table says why."
            )
            return "warning_note", text.format(passed=passed, count=len(proofs))
        return "bad_note", tr("ExportPage", "No format is proven. Don't rely on these files.")

    def usage(self) -> tuple[str, ...]:
        """Two lines for a terminal; none where the bundle has no script."""
        if self.bundle is None or not (self.bundle.folder / SCRIPT_FILE).is_file():
            return ()
        ask = f'python "{self.bundle.folder / SCRIPT_FILE}" {self.words.example}'
        return (f"pip install {self.words.packages}", ask)


def read_bundle(folder: Path) -> Bundle | None:
    """The export in a folder; None where its proof can't be read."""
    path = folder / PROOF_FILE
    try:
        return Bundle(folder, read_record(path, ExportProof), path.stat().st_mtime)
    except (UserError, OSError):
        return None


def _proof_row(proof: FormatProof) -> ProofRow:
    asked = proof.count > 0
    return ProofRow(
        passed=proof.passed,
        verdict=tr("ExportPage", "✓ proven") if proof.passed else tr("ExportPage", "✗ left out"),
        format=proof.format,
        file=proof.file or "–",
        count=number(proof.count) if asked else "–",
        same=percent(proof.same_top1, 1) if asked else "–",
        difference=f"{proof.largest_difference:.1e}" if asked else "–",
        why=worded(proof.why) if proof.why is not None else "",
    )

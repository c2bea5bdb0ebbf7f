"""The proof of an export: a clean process reads the raw files, asks what was exported, and compares.

Torch is imported by the formats that need it alone. For ONNX the bundle's own predict.py is what runs, so the proof holds
for what its receiver will run.
"""

import runpy
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from core.contracts.commands import Inbox
from core.contracts.errors import Stopped, UserError
from core.contracts.events import Progress, RunFinished
from core.contracts.jobs import ExportFormat, VerifyJob
from core.contracts.records import FormatProof
from core.contracts.spec import TableSpec
from core.evaluation.progress import stop_asked
from core.export.bundle_kinds import BundleKind, bundle_kind
from core.export.text_bundle import HUGGING_FACE_FOLDER
from core.runtime.session import open_session
from core.store.event_log import Emitter

# of a probability; fp32 on another engine differs by about 1e-6
TOLERANCE = 1e-3
CHUNK = 32
POLL_S = 0.2

Probabilities = npt.NDArray[np.float64]
Ask = Callable[[Sequence[str]], Probabilities]


@dataclass(frozen=True)
class Expected:
    """Pictures or texts, and what the fp32 model says of them.

    files: absolute; rows of a table as "file#number". probabilities: (N, C). data: what kind they are, of
    core.export.bundle_kinds. table: which column of a table is the text.
    """

    files: list[str]
    probabilities: Probabilities
    data: str = "image"
    table: TableSpec = TableSpec()

    def write(self, path: Path) -> None:
        arrays = {
            "files": np.array(self.files),
            "probabilities": self.probabilities,
            "data": np.array(self.data),
            "table": np.array(self.table.model_dump_json()),
        }
        with path.open("wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]  # one of its own options is a bool

    @classmethod
    def read(cls, path: Path) -> "Expected":
        with np.load(path, allow_pickle=False) as arrays:
            table = TableSpec.model_validate_json(str(arrays["table"]))
            return cls(arrays["files"].tolist(), arrays["probabilities"], str(arrays["data"]), table)


def run_verify_job(job: VerifyJob, emit: Emitter, inbox: Inbox) -> dict[str, Any]:
    """Asks one exported file about all pictures or texts, and once more about the first one alone: any number must do.

    Raises:
        UserError: the file, a picture or a text can't be read.
        Stopped: asked to.
    """
    expected = Expected.read(Path(job.expected))
    kind = bundle_kind(expected.data)
    asked = kind.read(expected.files, expected.table)
    ask, file, engine = _ENGINES[job.format](Path(job.bundle), kind)
    should_stop = stop_asked(inbox)
    found = []
    for start in range(0, len(asked), CHUNK):
        if should_stop():
            raise Stopped
        found.append(ask(asked[start : start + CHUNK]))
        emit(Progress, done=min(start + CHUNK, len(asked)), total=len(asked))
    alone = ask(asked[:1])
    answers = np.concatenate([*found, alone])
    wanted = np.concatenate([expected.probabilities, expected.probabilities[:1]])
    return {"proof": compare(wanted, answers, job.format, file).model_dump(mode="json"), "engine": engine}


def compare(wanted: Probabilities, answers: Probabilities, format_name: str, file: str) -> FormatProof:
    """Both (N + 1, C), the last row the first sample again.

    Passed: no probability differs by more than TOLERANCE. The first answer can then only change where the model's own two
    best are nearly equal; `same_top1` tells how often that was.
    """
    difference = float(np.abs(wanted - answers).max()) if wanted.shape == answers.shape else float("inf")
    same = bool(np.isfinite(difference))
    return FormatProof(
        format=format_name,
        file=file,
        count=len(wanted) - 1,
        same_top1=float((wanted.argmax(1) == answers.argmax(1))[:-1].mean()) if same else 0.0,
        largest_difference=difference,
        tolerance=TOLERANCE,
        passed=same and difference <= TOLERANCE,
    )


class Prover:
    """Asks exported files, one after the other, each by the job above in a process of its own. Others are written meanwhile.

    Used as a context: what is still being asked when it ends is stopped.
    """

    def __init__(self, bundle: Path, expected: Path, emit: Emitter, should_stop: Callable[[], bool]) -> None:
        self._bundle, self._expected, self._emit, self._should_stop = bundle, expected, emit, should_stop
        self._one_at_a_time = ThreadPoolExecutor(max_workers=1, thread_name_prefix="prove")
        self._proofs: dict[ExportFormat, Future[tuple[FormatProof, str]]] = {}
        self._awaited: ExportFormat | None = None
        self._ended = Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._one_at_a_time.shutdown(cancel_futures=True)

    def start(self, name: ExportFormat) -> None:
        """As soon as its turn comes. The file must be whole."""
        self._proofs[name] = self._one_at_a_time.submit(self._prove, name)

    def result(self, name: ExportFormat) -> tuple[FormatProof, str]:
        """Waits for a proof that was started, and tells its progress. Returns it, and the name and version of what answered.

        Raises:
            UserError: the process could not read the file, or died.
            Stopped: asked to.
        """
        self._awaited = name
        return self._proofs[name].result()

    def _prove(self, name: ExportFormat) -> tuple[FormatProof, str]:
        session = open_session("child")
        try:
            run_id = f"verify-{name}-{time.time_ns()}"
            session.start(VerifyJob(bundle=str(self._bundle), format=name, expected=str(self._expected)), run_id)
            while not (self._ended.is_set() or self._should_stop()):
                for event in session.poll(POLL_S):
                    if isinstance(event, Progress) and name == self._awaited:
                        self._emit(Progress, done=event.done, total=event.total)
                    elif isinstance(event, RunFinished):
                        return _result(event)
            raise Stopped
        finally:
            session.close()


def _result(end: RunFinished) -> tuple[FormatProof, str]:
    if end.error is not None:
        raise UserError.from_info(end.error)
    if end.reason != "completed":
        raise Stopped
    return FormatProof.model_validate(end.result["proof"]), str(end.result["engine"])


def _ask_onnx(bundle: Path, kind: BundleKind) -> tuple[Ask, str, str]:
    sys.dont_write_bytecode = True  # nothing of this process shall stay in the bundle
    script = runpy.run_path(str(bundle / "predict.py"))
    model = script["Model"](bundle)
    return model.probabilities, "model.onnx", f"onnxruntime {script['onnxruntime'].__version__}"


def _ask_safetensors(bundle: Path, kind: BundleKind) -> tuple[Ask, str, str]:
    import torch

    from core.models.build import load_model

    handle = load_model(bundle)
    ask = _torch_ask(kind, handle.module.eval(), handle.preprocessing, len(handle.class_names))
    return ask, "model.safetensors", f"torch {torch.__version__}"


def _ask_torch_export(bundle: Path, kind: BundleKind) -> tuple[Ask, str, str]:
    import torch

    from core.evaluation.sources import read_labels, read_preprocessing

    preprocessing = read_preprocessing(bundle)
    # such an archive may hold pickles; this one was written by the process that asks
    program = torch.export.load(bundle / "model.pt2").module()

    def network(inputs: torch.Tensor) -> Any:
        return program(*map(torch.from_numpy, preprocessing.feeds(inputs.numpy()).values()))

    ask = _torch_ask(kind, network, preprocessing, len(read_labels(bundle)))
    return ask, "model.pt2", f"torch {torch.__version__}"


def _ask_hugging_face(bundle: Path, kind: BundleKind) -> tuple[Ask, str, str]:
    import transformers

    from core.evaluation.sources import read_labels
    from core.export.hugging_face import OpenedFolder

    opened, class_names = OpenedFolder(bundle / HUGGING_FACE_FOLDER), read_labels(bundle)

    def ask(texts: Sequence[str]) -> Probabilities:
        return opened.probabilities(texts, class_names).numpy()

    return ask, HUGGING_FACE_FOLDER, f"transformers {transformers.__version__}"


def _torch_ask(kind: BundleKind, network: Any, preprocessing: Any, class_count: int) -> Ask:
    from core.dataset.loaders import ItemSource
    from core.training.inference import answer_source, torch_network

    on_cpu = torch_network(network, "cpu")

    def ask(asked: Sequence[str]) -> Probabilities:
        answers = answer_source(on_cpu, ItemSource(kind.items(asked, preprocessing)), class_count=class_count)
        for error in answers.unreadable.values():
            raise error
        return answers.probabilities

    return ask


_ENGINES: dict[ExportFormat, Callable[[Path, BundleKind], tuple[Ask, str, str]]] = {
    "onnx": _ask_onnx,
    "safetensors": _ask_safetensors,
    "hugging-face": _ask_hugging_face,
    "torch-export": _ask_torch_export,
}

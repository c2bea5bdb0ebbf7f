"""The proof of an export: a clean process reads the raw picture files, asks the exported file, and compares.

Torch is imported by the formats that need it alone. For ONNX the bundle's own predict.py is what runs, so the proof holds
for what its receiver will run.
"""

import runpy
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from core.contracts.commands import Inbox
from core.contracts.errors import Stopped, UserError
from core.contracts.events import Progress, RunFinished
from core.contracts.jobs import ExportFormat, VerifyJob
from core.contracts.records import FormatProof
from core.evaluation.progress import stop_asked
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
    """Picture files, and what the fp32 model says of them, (N, C)."""

    files: list[str]
    probabilities: Probabilities

    def write(self, path: Path) -> None:
        with path.open("wb") as file:
            np.savez(file, files=np.array(self.files), probabilities=self.probabilities)

    @classmethod
    def read(cls, path: Path) -> "Expected":
        with np.load(path, allow_pickle=False) as arrays:
            return cls(arrays["files"].tolist(), arrays["probabilities"])


def run_verify_job(job: VerifyJob, emit: Emitter, inbox: Inbox) -> dict[str, Any]:
    """Asks one exported file about all pictures, and once more about the first one alone: any number must do.

    Raises:
        UserError: the file or a picture can't be read.
        Stopped: asked to.
    """
    expected = Expected.read(Path(job.expected))
    ask, file, engine = _ENGINES[job.format](Path(job.bundle))
    should_stop = stop_asked(inbox)
    found = []
    for start in range(0, len(expected.files), CHUNK):
        if should_stop():
            raise Stopped
        found.append(ask(expected.files[start : start + CHUNK]))
        emit(Progress, done=min(start + CHUNK, len(expected.files)), total=len(expected.files))
    alone = ask(expected.files[:1])
    answers = np.concatenate([*found, alone])
    wanted = np.concatenate([expected.probabilities, expected.probabilities[:1]])
    return {"proof": compare(wanted, answers, job.format, file).model_dump(mode="json"), "engine": engine}


def compare(wanted: Probabilities, answers: Probabilities, format_name: str, file: str) -> FormatProof:
    """Both (N + 1, C), the last row the first picture again.

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


def prove(
    bundle: Path, format_name: ExportFormat, expected: Path, emit: Emitter, should_stop: Callable[[], bool]
) -> tuple[FormatProof, str]:
    """Runs the job above in a process of its own. Returns the proof, and the name and version of what answered.

    Raises:
        UserError: the process could not read the file, or died.
        Stopped: asked to.
    """
    session = open_session("child")
    try:
        run_id = f"verify-{format_name}-{time.time_ns()}"
        session.start(VerifyJob(bundle=str(bundle), format=format_name, expected=str(expected)), run_id)
        while not should_stop():
            for event in session.poll(POLL_S):
                if isinstance(event, Progress):
                    emit(Progress, done=event.done, total=event.total)
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


def _ask_onnx(bundle: Path) -> tuple[Ask, str, str]:
    sys.dont_write_bytecode = True  # nothing of this process shall stay in the bundle
    script = runpy.run_path(str(bundle / "predict.py"))
    model = script["Model"](bundle)
    return model.probabilities, "model.onnx", f"onnxruntime {script['onnxruntime'].__version__}"


def _ask_safetensors(bundle: Path) -> tuple[Ask, str, str]:
    import torch

    from core.models.build import load_model

    handle = load_model(bundle)
    ask = _torch_ask(handle.module.eval(), handle.preprocessing, len(handle.class_names))
    return ask, "model.safetensors", f"torch {torch.__version__}"


def _ask_torch_export(bundle: Path) -> tuple[Ask, str, str]:
    import torch

    from core.evaluation.sources import read_labels, read_preprocessing

    # such an archive may hold pickles; this one was written by the process that asks
    program = torch.export.load(bundle / "model.pt2")
    ask = _torch_ask(program.module(), read_preprocessing(bundle), len(read_labels(bundle)))
    return ask, "model.pt2", f"torch {torch.__version__}"


def _torch_ask(module: Any, preprocessing: Any, class_count: int) -> Ask:
    from core.contracts.spec import TableSpec
    from core.dataset.kinds import kind_of
    from core.dataset.loaders import ItemSource
    from core.training.inference import answer_source, torch_network

    network = torch_network(module, "cpu")

    def ask(files: Sequence[str]) -> Probabilities:
        items = kind_of(preprocessing.kind).unlabelled(Path.cwd(), files, preprocessing, TableSpec())
        answers = answer_source(network, ItemSource(items), class_count=class_count)
        for error in answers.unreadable.values():
            raise error
        return answers.probabilities

    return ask


_ENGINES: dict[ExportFormat, Callable[[Path], tuple[Ask, str, str]]] = {
    "onnx": _ask_onnx,
    "safetensors": _ask_safetensors,
    "torch-export": _ask_torch_export,
}

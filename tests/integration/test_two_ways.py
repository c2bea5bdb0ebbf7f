"""The same job in a child process and in a thread: the same events. Whatever is done, the person's folder stays as it was."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest

from core.contracts.events import Event, RunFinished
from core.contracts.jobs import EvaluateJob, ExplainJob, ExportJob, Job, PredictJob, ScanJob, TrainJob
from core.contracts.spec import DatasetSpec, RunSpec
from core.runtime.session import open_session
from core.store.runs import RunFolder, RunStore
from tests.drawn_shapes import draw_shapes

# what depends on how fast the machine is at the moment
_BY_THE_CLOCK = ("resources", "progress")
_OF_ONE_RUN = {"run_id", "seq", "time_s", "items_per_s", "name", "result"}
PATIENCE_S = 180

Do = Callable[[Job, str], list[Event]]


def do(kind: Literal["child", "in_thread"], job: Job, run_id: str) -> list[Event]:
    """All that a job says."""
    session = open_session(kind)
    events: list[Event] = []
    try:
        session.start(job, run_id)
        while not (events and isinstance(events[-1], RunFinished)):
            heard = session.poll(timeout_s=PATIENCE_S)
            assert heard, "nothing is said any more"
            events += heard
    finally:
        session.close()
    return events


def spec_of(data: Path) -> RunSpec:
    return RunSpec.model_validate(
        {
            "name": "two ways",
            "dataset": {"folder": str(data)},
            "model": {"entry": "torchvision/mobilenet_v3_small", "weights": "random", "image_size_px": 32},
            "layers": {"trainable": 3},
            "training": {"epochs": 2, "batch_size": 8, "precision": "fp32", "augmentation": {"preset": "light"}},
        }
    )


def what_was_said(events: list[Event]) -> list[dict[str, object]]:
    return [event.model_dump(exclude=_OF_ONE_RUN) for event in events if event.kind not in _BY_THE_CLOCK]


def test_child_and_thread_say_and_save_the_same(drawn_data: Path, tmp_path: Path) -> None:
    said, runs = {}, {}
    for kind in ("child", "in_thread"):
        run = runs[kind] = RunStore(tmp_path / kind).create(spec_of(drawn_data))
        said[kind] = what_was_said(do(kind, TrainJob(run=str(run.path)), run.read_record().run_id))
    assert said["child"] == said["in_thread"]
    assert [event["kind"] for event in said["child"]].count("step_done") == 4
    assert said["child"][-1]["reason"] == "completed"
    assert _weights(runs["child"]) == _weights(runs["in_thread"])
    assert runs["child"].predictions_path.read_bytes() == runs["in_thread"].predictions_path.read_bytes()


def _weights(run: RunFolder) -> bytes:
    return (run.best_model_path / "model.safetensors").read_bytes()


# ---- the person's folder ---------------------------------------------------------------------------------------------


def snapshot(folder: Path) -> dict[str, tuple[object, ...]]:
    """Every name with its kind, mode, time of change and content. A file made and removed again moves its folder's time."""
    return {
        str(path.relative_to(folder)): (
            path.lstat().st_mode,
            path.lstat().st_mtime_ns,
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
        )
        for path in [folder, *folder.rglob("*")]
    }


@pytest.fixture
def odd_data(tmp_path: Path) -> Path:
    """Shapes, and beside them what lies in real folders: litter, a broken picture, a name in another script."""
    folder = draw_shapes(tmp_path / "data")
    (folder / "disc" / "Thumbs.db").write_bytes(b"windows")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / "disc" / "broken.png").write_bytes(b"\x89PNG")
    (folder / "square" / "000.png").rename(folder / "square" / "四角 ü.png")
    return folder


@pytest.mark.slow
def test_nothing_ever_touches_the_data_folder(odd_data: Path, tmp_path: Path) -> None:
    run = RunStore(tmp_path / "runs").create(spec_of(odd_data))
    source, picture = str(run.path), str(odd_data / "square" / "四角 ü.png")
    out = tmp_path / "out"
    out.mkdir()
    before = snapshot(odd_data)
    jobs: list[Job] = [
        ScanJob(dataset=DatasetSpec(folder=str(odd_data)), to=str(out / "dataset.json")),
        TrainJob(run=source),
        EvaluateJob(run=source, folder=str(odd_data)),
        PredictJob(source=source, paths=(str(odd_data),), csv=str(out / "answers.csv"), to=str(out)),
        ExplainJob(source=source, path=picture, to=str(out)),
        ExportJob(run=source, to=str(out / "bundle"), formats=("onnx",)),
    ]
    for job in jobs:
        end = do("in_thread", job, "job")[-1]
        assert isinstance(end, RunFinished)
        assert (job.kind, end.reason, end.error) == (job.kind, "completed", None)
        assert snapshot(odd_data) == before, f"{job.kind} left a trace"

"""One case of tests/benchmarks/estimates.py in a process of its own: describe, measure, train. Prints one JSON line."""

import subprocess
import sys
from pathlib import Path

from core.contracts.commands import Inbox, StartJob
from core.contracts.jobs import DescribeModelJob, ScanJob, TextLengthsJob, TrainJob
from core.contracts.records import DatasetInfo
from core.contracts.spec import TASK_OF_DATA, DatasetSpec, LayersSpec, ModelSpec, RunSpec, TrainingSpec
from core.runtime.worker import do_job
from core.store.records import read_record
from core.store.runs import RunFolder, RunStore


def main(folder: str, network: str, layers: str, epochs: str, runs: str) -> None:
    """What the window does between a folder and a trained run, jobs in this process, the training in a child."""
    place = Path(runs)
    place.mkdir(parents=True, exist_ok=True)
    dataset = DatasetSpec(folder=folder)
    _do(ScanJob(dataset=dataset, to=str(place / "dataset.json")))
    info = read_record(place / "dataset.json", DatasetInfo)
    spec = RunSpec(
        task=TASK_OF_DATA[info.kind],
        dataset=dataset,
        model=ModelSpec(entry=network, weights="pretrained" if network.startswith(("fettle/", "text/")) else "random"),
        layers=LayersSpec(trainable=layers),
        training=TrainingSpec(epochs=int(epochs), consistency=1.0 if info.kind == "text" else 0.0),
    )
    tokens = None
    if info.kind == "text":
        lengths = _do(TextLengthsJob(dataset=dataset, model=spec.model))["lengths"]
        tokens = min(-(-lengths["median"] // 16) * 16 or 16, lengths["max_tokens"])
    files = [sample.file for sample in info.samples[:: max(1, len(info.samples) // 16)]]
    job = DescribeModelJob(
        model=spec.model,
        class_count=len(info.class_names),
        measure=True,
        tokens=tokens,
        folder=folder,
        files=tuple(files) if info.kind == "image" else (),
    )
    _do(job)
    run = RunStore(place).create(spec)
    subprocess.run([sys.executable, "-m", "tests.benchmarks.one_estimate", str(run.path)], check=True, stdout=sys.stderr)
    record = run.read_record()
    assert record.expected is not None and record.taken is not None
    sys.stdout.write(f'{{"expected": {record.expected.model_dump_json()}, "taken": {record.taken.model_dump_json()}}}\n')


def _do(job: ScanJob | DescribeModelJob | TextLengthsJob | TrainJob, run_id: str = "estimate") -> dict:
    return dict(do_job(StartJob(run_id=run_id, job=job), lambda _line: None, Inbox()).result)


def train(path: str) -> None:
    _do(TrainJob(run=path), RunFolder(Path(path)).read_record().run_id)


if __name__ == "__main__":
    train(sys.argv[1]) if len(sys.argv) == 2 else main(*sys.argv[1:])

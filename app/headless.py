"""`make run` where there is no display: the same job on the same sample project, without a window. Knows no Qt.

The command line does the work, in child processes: this one never loads torch either.
"""

import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

from core.contracts.errors import UserError
from core.contracts.messages import worded
from core.contracts.records import ProjectRecord
from core.contracts.spec import DatasetSpec, RunSpec
from core.store.places import projects_folder
from core.store.projects import ProjectStore
from core.store.runs import RunFolder, folder_name


def run_sample(why: str) -> int:
    """Trains on the sample, scores, exports; tables and folders are printed as they come.

    Returns:
        The exit code of the first command that did not end well, or 0.
    """
    from core.dataset.samples import available_samples  # numpy loads with it, and the window's start need not wait for that

    sample = next(info for info in available_samples() if info.available)
    title = worded(sample.title_code, {})
    project = ProjectStore(projects_folder() / folder_name(title))
    pictures = project.folder / "pictures"
    began_s = time.monotonic()
    print(why)
    print(f"The same job runs without it, on the sample {title}: train, evaluate, export, prove.")
    print("Without a graphics card that takes some minutes; Ctrl-C stops it, and nothing is lost.")
    print(f"\n1 of 3: {sample.count:,} pictures are written", flush=True)
    code, _ = _fettle("samples", sample.id, str(pictures))
    if code != 0:
        return code
    _keep_as_project(project, title, sample.id, pictures)
    print("\n2 of 3: training with the default settings, then scores on pictures it has not seen", flush=True)
    code, run = _fettle("train", "--data", str(pictures), "--runs", str(project.runs.folder), "--name", "sample")
    if code != 0:
        return code
    print("\n3 of 3: export, and the proof that every file gives the same answers", flush=True)
    code, bundle = _fettle("export", run, "--to", str(RunFolder(Path(run)).exports_path / "bundle"))
    if code != 0:
        return code
    print(f"\nDone in {time.monotonic() - began_s:.0f} s. The bundle lies in {bundle}")
    program = sys.executable if getattr(sys, "frozen", False) else f"{sys.executable} -m core.cli"
    print(f"Ask it about a picture: {program} predict {shlex.quote(bundle)} PICTURE")
    return 0


def _keep_as_project(project: ProjectStore, title: str, sample_id: str, pictures: Path) -> None:
    """So that a window on another day finds the run."""
    try:
        _ = project.record
    except UserError:
        spec = RunSpec(dataset=DatasetSpec(folder=str(pictures)))
        project.save(ProjectRecord(name=title, created_s=time.time(), spec=spec, sample=sample_id))


def _fettle(*arguments: str) -> tuple[int, str]:
    """One command in a child process, its output shown as it comes. Returns its exit code and its last line."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "core.cli"]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    child = subprocess.Popen([*program, *arguments], stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment)
    assert child.stdout is not None
    last = ""
    while True:
        try:
            for line in child.stdout:
                print(line, end="", flush=True)
                last = line.strip() or last
            return child.wait(), last
        except KeyboardInterrupt:  # the terminal has told the child too: it saves and says so
            continue

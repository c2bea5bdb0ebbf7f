import json
import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from core.contracts.errors import UserError
from core.contracts.records import ProjectRecord, RunRecord
from core.contracts.spec import DatasetSpec, ModelSpec, RunSpec
from core.store import trash
from core.store.atomic import write_json
from core.store.projects import create_project, open_project
from core.store.records import read_record
from core.store.runs import RunStore, folder_name, open_run, run_of_model

SPEC = RunSpec(name="Überraschung: 第/1", dataset=DatasetSpec(folder="/data"))


def test_runs_never_share_a_folder(tmp_path):
    store = RunStore(tmp_path / "runs")
    runs = [store.create(SPEC) for _ in range(3)]
    assert len({run.path for run in runs}) == 3
    assert [run.path for run in store.list()] == sorted((run.path for run in runs), reverse=True)
    assert runs[0].read_record().spec == SPEC
    assert runs[0].status() == "created"


def test_folder_names_of_any_script():
    assert folder_name("Überraschung: 第/1") == "Überraschung- 第-1"
    assert folder_name("../..") == "unnamed"
    assert len(folder_name("x" * 500)) == 60


def test_a_running_run_whose_process_is_gone_is_lost(tmp_path):
    run = RunStore(tmp_path).create(SPEC)
    run.update_record(status="running")
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    write_json(run.path / "run.lock", {"pid": child.pid, "started_s": psutil.Process(child.pid).create_time()})
    assert run.status() == "running"
    with pytest.raises(UserError) as caught:
        run.to_trash()
    assert caught.value.code == "run_busy"
    child.kill()
    child.wait()
    assert run.status() == "lost"


def test_a_number_that_another_process_has_got_since_holds_no_lock(tmp_path):
    run = RunStore(tmp_path).create(SPEC)
    write_json(run.path / "run.lock", {"pid": os.getpid(), "started_s": 1.0})
    assert run.lock.holder() is None
    run.lock.take()
    assert run.lock.holder() == os.getpid()
    run.lock.release()
    assert run.lock.holder() is None


@pytest.mark.skipif(not Path("/proc/stat").exists(), reason="elsewhere a start time stays what it was")
def test_a_clock_that_is_set_frees_no_lock(tmp_path):
    """Linux counts a process's start from that of the system, whose date follows the clock."""
    run = RunStore(tmp_path).create(SPEC)
    run.lock.take()
    path = run.path / "run.lock"
    written = json.loads(path.read_text())
    write_json(path, {**written, "started_s": written["started_s"] - 3600})
    assert run.lock.holder() == os.getpid()
    write_json(path, {**written, "after_boot_s": written["after_boot_s"] - 60})
    assert run.lock.holder() is None
    write_json(path, {**written, "boot": "another", "started_s": written["started_s"] - 3600})
    assert run.lock.holder() is None


def test_deleting_moves_to_the_trash_of_the_system(tmp_path):
    run = RunStore(tmp_path / "runs").create(SPEC)
    run.to_trash()
    assert not run.path.exists()
    assert RunStore(tmp_path / "runs").list() == []


def test_deleting_on_a_drive_without_a_trash_keeps_a_way_back(tmp_path, monkeypatch):
    def no_trash(path):
        raise OSError("no trash on this drive")

    monkeypatch.setattr(trash, "send2trash", no_trash)
    run = RunStore(tmp_path / "runs").create(SPEC)
    record = run.record_path.read_bytes()
    run.to_trash()
    assert not run.path.exists()
    assert RunStore(tmp_path / "runs").list() == []
    (kept,) = (tmp_path / "runs" / ".trash").iterdir()
    assert (kept / "run.json").read_bytes() == record


@pytest.mark.parametrize("content", ["", "{", "[]", '{"schema_version": 1}', "\x00\x01"])
def test_a_damaged_record_is_a_sentence(tmp_path, content):
    (tmp_path / "run.json").write_text(content)
    with pytest.raises(UserError) as caught:
        open_run(tmp_path)
    assert caught.value.code == "damaged_file"


def test_a_record_of_a_newer_fettle_is_a_sentence(tmp_path):
    run = RunStore(tmp_path).create(SPEC)
    raw = json.loads(run.record_path.read_text())
    run.record_path.write_text(json.dumps({**raw, "schema_version": 99}))
    with pytest.raises(UserError) as caught:
        run.read_record()
    assert caught.value.code == "newer_schema"


def test_every_released_schema_opens(request):
    folder = request.config.rootpath / "tests" / "data" / "schemas"
    kinds = {"run": RunRecord, "project": ProjectRecord, "spec": RunSpec}
    files = sorted(folder.glob("*.json"))
    assert len(files) >= 3
    for file in files:
        assert read_record(file, kinds[file.name.split("-")[0]]).schema_version == 1


@pytest.fixture
def trained(tmp_path, monkeypatch):
    """A run with a best model, an export and a checkpoint, in the home of this person."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    run = RunStore(tmp_path / "runs").create(SPEC)
    for folder in (run.best_model_path, run.checkpoints_path / "step-00000006", run.exports_path / "bundle" / "hugging-face"):
        folder.mkdir(parents=True)
        (folder / "model.safetensors").touch()
    (tmp_path / "link").symlink_to(run.best_model_path, target_is_directory=True)
    return run


PLACES_IN_A_RUN = [
    "{run}",
    "{run}/run.json",
    "{run}/checkpoints",
    "{run}/checkpoints/best",
    "{run}/checkpoints/best/",
    "{run}/checkpoints/best/model.safetensors",
    "{run}/checkpoints/step-00000006",
    "{run}/exports/bundle/hugging-face",
    "{run}/exports/bundle/hugging-face/model.safetensors",
    "~/runs/{name}",
    "~/runs/{name}/checkpoints/best/model.safetensors",
    "~/link",
]


@pytest.mark.parametrize("place", PLACES_IN_A_RUN)
def test_whatever_is_named_of_a_run_its_network_is_the_runs(trained, place):
    name = place.format(run=trained.path, name=trained.path.name)
    assert run_of_model(ModelSpec(entry=name)).path.samefile(trained.path)
    assert run_of_model(ModelSpec(entry="torchvision/resnet18", weights=name)).path.samefile(trained.path)


def test_a_path_from_where_one_is_leads_to_the_run_too(trained, monkeypatch):
    monkeypatch.chdir(trained.checkpoints_path)
    assert run_of_model(ModelSpec(entry="best")).path.samefile(trained.path)


def test_weights_of_another_run_are_what_counts(trained, tmp_path):
    other = RunStore(tmp_path / "others").create(SPEC)
    other.best_model_path.mkdir(parents=True)
    weights = other.best_model_path / "model.safetensors"
    weights.touch()
    assert run_of_model(ModelSpec(entry=str(trained.path), weights=str(weights))).path == other.path


def test_a_network_from_elsewhere_is_of_no_run(tmp_path):
    """Not even where other programs have a run.json, too."""
    (tmp_path / "theirs" / "model").mkdir(parents=True)
    (tmp_path / "theirs" / "run.json").write_text("[]")
    for entry in (str(tmp_path / "theirs" / "model"), str(tmp_path / "nowhere"), "fettle/efficientnet-lite0"):
        assert run_of_model(ModelSpec(entry=entry)) is None


def test_projects_are_made_once(tmp_path):
    project = create_project(tmp_path, "Solar cells")
    assert open_project(project.folder).record.name == "Solar cells"
    with pytest.raises(UserError) as caught:
        create_project(tmp_path, "Solar cells")
    assert caught.value.code == "output_exists"

"""One's own run as the starting point: its head, its lineage, and above all its split."""

import pytest
import torch
from safetensors.torch import load_file

from core.contracts.events import StepDone
from core.contracts.spec import ModelSpec
from core.dataset.split_file import read_split
from core.models.build import build_model
from core.store.checkpoints import find_checkpoint


@pytest.fixture
def parent(trainer, small_spec):
    run = trainer.create(**small_spec)
    assert trainer.go(run)[-1].reason == "completed"
    return run


def _child(trainer, parent, small_spec, **dataset):
    return trainer.create(
        **{
            **small_spec,
            "dataset": {**small_spec["dataset"], **dataset},
            "model": {"entry": str(parent.path), "image_size_px": 32},
            "training": {**small_spec["training"], "epochs": 1},
        }
    )


def test_what_the_parent_was_tested_on_is_never_trained_on(trainer, parent, small_spec):
    child = _child(trainer, parent, small_spec, split={"train": 0.5, "validation": 0.25, "test": 0.25, "seed": 9})
    assert trainer.go(child)[-1].reason == "completed"
    before, after = ({one.sha256: one.part for one in read_split(run.split_path)} for run in (parent, child))
    assert before == after
    assert child.read_record().parent_run == parent.read_record().run_id


def test_the_weights_of_a_parent_under_a_name_of_the_catalogue_divide_nothing_anew(trainer, parent, small_spec):
    child = _child(trainer, parent, small_spec, split={"train": 0.5, "validation": 0.25, "test": 0.25, "seed": 9})
    weights = str(parent.best_model_path / "model.safetensors")
    model = child.read_record().spec.model.model_copy(update={"entry": small_spec["model"]["entry"], "weights": weights})
    child.update_record(spec=child.read_record().spec.model_copy(update={"model": model}))
    said = trainer.go(child)
    assert said[-1].reason == "completed", said[-1].error
    before, after = ({one.sha256: one.part for one in read_split(run.split_path)} for run in (parent, child))
    assert before == after
    assert child.read_record().parent_run == parent.read_record().run_id


def test_every_way_to_name_a_run_names_the_parent(parent):
    places = (parent.path, parent.record_path, parent.best_model_path, parent.best_model_path / "model.safetensors")
    run_id = parent.read_record().run_id
    assert [build_model(ModelSpec(entry=str(place)), ("a", "b")).parent_run for place in places] == [run_id] * 4


def test_a_head_that_fits_is_kept(parent):
    handle = build_model(ModelSpec(entry=str(parent.path)), ("disc", "square"), seed=5)
    saved = load_file(parent.best_model_path / "model.safetensors")
    assert all(torch.equal(value, saved[name]) for name, value in handle.module.state_dict().items())
    other = build_model(ModelSpec(entry=str(parent.path)), ("disc", "square", "star"), seed=5)
    assert other.module.state_dict()[handle.head.parameters[0]].shape != saved[handle.head.parameters[0]].shape


def test_a_run_that_was_moved_resumes_where_it_lies(trainer, small_spec, tmp_path):
    from core.contracts.commands import Stop
    from core.store.runs import open_run

    run = trainer.create(**small_spec)
    trainer.go(run, lambda event, inbox: inbox.put(Stop()) if isinstance(event, StepDone) and event.step == 2 else None)
    moved = tmp_path / "elsewhere" / "my run"
    moved.parent.mkdir()
    run.path.rename(moved)
    assert find_checkpoint(moved / "checkpoints").step == 2
    assert trainer.go(open_run(moved))[-1].reason == "completed"

"""What is kept of frozen layers: on the disk where it is large, gone on with after a kill, and said where there is no room."""

import shutil
import subprocess
import sys
import textwrap

import pytest
from PIL import Image

from core.contracts.commands import Pause, Resume, Stop
from core.contracts.errors import UserError
from core.contracts.events import Notice, Paused, Progress, Resumed, StepDone
from core.store.places import cache_folder
from core.store.rows import RowStore
from core.training import prefix, prefix_pass
from core.training.prefix_worth import Work, pays
from tests.core.training.exact_runs import EXACT, losses, phases

pytestmark = pytest.mark.usefixtures("empty_cache")


@pytest.fixture
def from_disk(monkeypatch):
    """No features are small enough to be held in memory."""
    monkeypatch.setattr(prefix, "IN_MEMORY_BYTES", 0)


@pytest.fixture
def computed(monkeypatch):
    """The numbers of items in each batch that is computed."""
    counts = []
    plain = prefix_pass.load_batches

    def counting(items, plan, epoch=None):
        for batch in plain(items, plan, epoch):
            counts.append(len(batch))
            yield batch

    monkeypatch.setattr(prefix_pass, "load_batches", counting)
    monkeypatch.setattr(prefix_pass, "_PICTURES", {"cpu": 4})
    return counts


def spec(folder, layers=1, **training):
    model = {"entry": "torchvision/mobilenet_v3_small", "weights": "random", "image_size_px": 32}
    training = {**EXACT, **training}
    return {"dataset": {"folder": str(folder)}, "model": model, "layers": {"trainable": layers}, "training": training}


def notices(said):
    return {event.code: event for event in said if isinstance(event, Notice)}


def test_read_from_the_disk_they_give_the_same_losses(trainer, shapes, monkeypatch):
    in_memory = losses(trainer.go(trainer.create(**spec(shapes))))
    monkeypatch.setattr(prefix, "IN_MEMORY_BYTES", 0)
    assert losses(trainer.go(trainer.create(**spec(shapes)))) == in_memory


def test_a_row_spoiled_before_training_is_computed_again(trainer, shapes, from_disk, computed):
    first = losses(trainer.go(trainer.create(**spec(shapes))))
    assert sum(computed) == 24
    (rows,) = cache_folder().glob("features/*/rows.bin")
    content = bytearray(rows.read_bytes())
    content[100] ^= 1
    rows.write_bytes(content)
    again = trainer.go(trainer.create(**spec(shapes)))
    assert sum(computed) == 24  # it is noticed when it is read, not in the pass
    assert losses(again) == pytest.approx(first, abs=1e-4)


def test_a_stopped_pass_goes_on_where_it_was(trainer, shapes, from_disk, computed):
    run = trainer.create(**spec(shapes))
    seen = []

    def stop(event, inbox):
        seen.append(event)
        if isinstance(event, Progress) and event.done == 8 and "features" in phases(seen):
            inbox.put(Stop())

    assert trainer.go(run, stop)[-1].reason == "stopped"
    done = sum(computed)
    assert 0 < done < 20
    said = trainer.go(run)
    assert sum(computed) == 24
    assert losses(said) == losses(trainer.go(trainer.create(**spec(shapes))))


def during_features(*commands):
    """Says these in the midst of the pass, and goes on from a pause."""
    seen = []

    def react(event, inbox):
        seen.append(event)
        if isinstance(event, Progress) and event.done == 8 and "features" in phases(seen):
            for command in commands:
                inbox.put(command)
        if isinstance(event, Paused):
            inbox.put(Resume())

    return react


def test_a_pause_during_the_pass_comes_before_the_first_step(trainer, shapes, computed):
    said = trainer.go(trainer.create(**spec(shapes)), during_features(Pause()))
    kinds = [type(event) for event in said]
    assert kinds.index(Paused) < kinds.index(Resumed) < kinds.index(StepDone)
    assert losses(said) == losses(trainer.go(trainer.create(**spec(shapes))))


def test_finish_now_during_the_pass_keeps_the_best_after_one_step(trainer, shapes, computed):
    run = trainer.create(**spec(shapes))
    said = trainer.go(run, during_features(Stop(keep_best=True)))
    assert said[-1].reason == "completed"
    assert [event.step for event in said if isinstance(event, StepDone)] == [1]
    assert run.metrics().validation.count > 0


def test_a_stop_that_follows_a_pause_ends_the_pass(trainer, shapes, computed):
    assert trainer.go(trainer.create(**spec(shapes)), during_features(Pause(), Stop()))[-1].reason == "stopped"
    assert sum(computed) < 20


def test_a_killed_pass_goes_on_where_the_last_sync_was(trainer, shapes, computed):
    run = trainer.create(**spec(shapes))
    code = """
        import os, sys
        from core.contracts.commands import Inbox, StartJob
        from core.contracts.jobs import TrainJob
        from core.runtime.worker import do_job
        from core.store import rows
        from core.training import prefix_pass
        prefix_pass._PICTURES = {"cpu": 4}
        rows._SYNC_EVERY_ROWS = 4
        plain, counted = prefix_pass.load_batches, []
        def until_killed(items, plan, view):
            for batch in plain(items, plan, view):
                counted.append(len(batch))
                if len(counted) == 4:
                    os._exit(9)
                yield batch
        prefix_pass.load_batches = until_killed
        do_job(StartJob(run_id="x", job=TrainJob(run=sys.argv[1])), lambda line: None, Inbox())
    """
    assert subprocess.run([sys.executable, "-c", textwrap.dedent(code), str(run.path)]).returncode == 9
    assert [len(RowStore(path)) for path in cache_folder().glob("features/*")] == [12]
    losses(trainer.go(trainer.create(**spec(shapes))))
    assert sum(computed) == 12


def test_ten_new_pictures_and_a_changed_one_cost_eleven(trainer, shapes, tmp_path, computed):
    folder = tmp_path / "data"
    shutil.copytree(shapes, folder)
    with_parts = spec(folder)
    with_parts["dataset"]["split"] = {"train": 0.75, "validation": 0.25, "test": 0}
    losses(trainer.go(trainer.create(**with_parts)))
    assert sum(computed) == 24
    computed.clear()
    for number in range(10):
        Image.new("RGB", (40, 40), (20 * number, 90, 60)).save(folder / "disc" / f"new-{number}.png")
    Image.new("RGB", (40, 40), (9, 9, 99)).save(folder / "square" / "003.png")
    losses(trainer.go(trainer.create(**with_parts)))
    assert sum(computed) == 11


def test_a_full_disk_is_said_and_the_features_stay_in_memory(trainer, shapes, monkeypatch, from_disk):
    plain, full = RowStore.put_all, []

    def until_full(store, rows):
        if len(store) >= 8:
            full.append(store)
            raise UserError("disk_full", path=str(store.folder))
        plain(store, rows)

    def needs_room(event, inbox):
        """As the log does, for every line."""
        if full and list(cache_folder().glob("features/*/rows.bin")):
            raise UserError("disk_full", path="events.jsonl")

    monkeypatch.setattr(RowStore, "put_all", until_full)
    said = trainer.go(trainer.create(**spec(shapes)), needs_room)
    assert losses(said)  # the room is given back at once: the log and the checkpoints need it
    assert "features_not_kept" in notices(said)
    monkeypatch.setattr(RowStore, "put_all", plain)
    assert losses(said) == losses(trainer.go(trainer.create(**spec(shapes))))


def test_where_neither_disk_nor_memory_has_room_the_run_goes_the_ordinary_way_and_says_so(trainer, shapes, monkeypatch):
    monkeypatch.setattr(prefix, "BUDGET_BYTES", 10)
    monkeypatch.setattr(prefix, "_SHARE_OF_MEMORY", 0)
    said = trainer.go(trainer.create(**spec(shapes)))
    assert losses(said)
    assert "features" not in phases(said)
    assert "half of the free disk" in notices(said)["features_not_reused"].params["why"]


def work(**changes):
    usual = {
        "epochs": 10,
        "views": 1,
        "train_count": 800,
        "validation_count": 200,
        "missing_count": 1000,
        "missing_bytes": 10**9,
        "epoch_bytes": 10**9,
        "fits_memory": True,
        "item_s": 0.02,
    }
    return Work(**{**usual, **changes})


def test_whether_it_pays():
    assert pays(work())
    # a megabyte an item is sooner computed in half a millisecond than read
    assert not pays(work(item_s=0.0005))
    assert pays(work(item_s=0.0005, epoch_bytes=0))
    # from a slow disk it must take longer to compute
    assert not pays(work(item_s=0.011, fits_memory=False))
    assert pays(work(item_s=0.011))
    # a view for every epoch: nothing is used twice, unless it is there already
    assert not pays(work(views=10, epoch_bytes=0, missing_count=8200))
    assert pays(work(views=10, epoch_bytes=0, missing_count=0, missing_bytes=0))

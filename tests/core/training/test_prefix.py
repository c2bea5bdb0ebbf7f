"""Features of frozen layers: the same numbers as without, computed once, noticed when anything they depend on changes."""

import shutil
from importlib.metadata import version

import pytest
import torch
from safetensors.torch import load_file

from core.contracts.events import Notice
from core.contracts.spec import ModelSpec
from core.dataset import loaders
from core.models.build import build_model
from core.models.freezing import freeze
from core.store.places import cache_folder
from core.training import library_versions, prefix, prefix_pass
from core.training.cut import find_cut
from tests.core.training.exact_runs import EXACT, losses, phases

pytestmark = pytest.mark.usefixtures("empty_cache")


def _spec(shapes, network="torchvision/mobilenet_v3_small", layers="head", training=EXACT, size_px=32):
    model = {"entry": network, "weights": "random", "image_size_px": size_px}
    return {"dataset": {"folder": str(shapes)}, "model": model, "layers": {"trainable": layers}, "training": training}


def _without(monkeypatch):
    monkeypatch.setattr("core.runtime.train_job.reuse_features", lambda *args: None)


@pytest.mark.parametrize(
    ("network", "layers", "size_px"),
    [
        ("torchvision/resnet18", "head", 32),
        ("torchvision/resnet18", 2, 32),
        pytest.param("torchvision/densenet121", 1, 32, marks=pytest.mark.slow),
        pytest.param("torchvision/convnext_tiny", 1, 32, marks=pytest.mark.slow),
        ("timm/vit_tiny_patch16_224.augreg_in21k_ft_in1k", 3, 32),
        ("fettle/efficientnet-lite0", 1, 32),
    ],
)
def test_the_losses_are_those_without(trainer, shapes, network, layers, size_px, monkeypatch):
    training = {**EXACT, "epochs": 2}
    spec = _spec(shapes, network, layers, training, size_px)
    with_features = trainer.go(trainer.create(**spec))
    assert "features" in phases(with_features), with_features[-1].error
    _without(monkeypatch)
    plain = trainer.go(trainer.create(**spec))
    assert "features" not in phases(plain)
    assert losses(with_features) == pytest.approx(losses(plain), abs=1e-4)


def test_views_are_used_in_turn_with_the_same_numbers(trainer, shapes, monkeypatch):
    training = {**EXACT, "epochs": 4, "augmentation": {"preset": "strong", "views": 2}}
    spec = _spec(shapes, "torchvision/resnet18", "head", training)
    with_features = trainer.go(trainer.create(**spec))
    assert "features" in phases(with_features)
    _without(monkeypatch)
    assert losses(with_features) == pytest.approx(losses(trainer.go(trainer.create(**spec))), abs=1e-4)


def test_frozen_parts_stay_bit_for_bit(trainer, shapes):
    spec = _spec(shapes, layers=2)
    run = trainer.create(**spec)
    assert "features" in phases(trainer.go(run))
    handle = build_model(run.read_record().spec.model, ("disc", "square"), seed=0)
    freeze(handle, 2)
    before, after = handle.module.state_dict(), load_file(run.best_model_path / "model.safetensors")
    frozen = [name for block in handle.blocks[:-2] for name in (*block.parameters, *block.buffers)]
    assert len(frozen) > 20
    assert all(torch.equal(before[name], after[name]) for name in frozen)
    assert not all(torch.equal(before[name], after[name]) for name in before)


class _Decoded:
    """How many pictures were really decoded for features."""

    def __init__(self, monkeypatch):
        self.count = 0
        plain = loaders.load_batches

        def counting(items, plan, epoch=None):
            plan = list(plan)
            self.count += sum(map(len, plan))
            return plain(items, plan, epoch)

        monkeypatch.setattr(prefix_pass, "load_batches", counting)

    def taken(self):
        count, self.count = self.count, 0
        return count


def test_a_second_run_computes_nothing_and_ten_new_pictures_ten(trainer, shapes, tmp_path, monkeypatch):
    folder = tmp_path / "data"
    shutil.copytree(shapes, folder)
    decoded = _Decoded(monkeypatch)
    first = trainer.go(trainer.create(**_spec(folder)))
    usable = decoded.taken()
    assert usable == 24  # all parts, that of the test at the end
    again = trainer.go(trainer.create(**_spec(folder)))
    assert decoded.taken() == 0
    assert losses(again) == losses(first)
    # a class that is called otherwise is the same pictures
    (folder / "disc").rename(folder / "round")
    trainer.go(trainer.create(**_spec(folder)))
    assert decoded.taken() == 0
    # another training rate, seed of the head, or batch changes nothing either
    trainer.go(trainer.create(**_spec(folder, training={**EXACT, "lr": 0.1, "batch_size": 3})))
    assert decoded.taken() == 0


@pytest.mark.parametrize(
    "change", [{"size_px": 48}, {"layers": 1}, {"network": "torchvision/resnet18"}, {"training": {**EXACT, "seed": 1}}], ids=str
)
def test_whatever_features_depend_on_makes_new_ones(trainer, shapes, monkeypatch, change):
    decoded = _Decoded(monkeypatch)
    trainer.go(trainer.create(**_spec(shapes)))
    assert decoded.taken() > 0
    trainer.go(trainer.create(**_spec(shapes, **change)))
    assert decoded.taken() > 0


@pytest.mark.parametrize("name", ["decoder", "Pillow", "transformers"])
def test_a_new_version_of_what_computes_them_makes_new_ones(trainer, shapes, monkeypatch, name):
    decoded = _Decoded(monkeypatch)
    trainer.go(trainer.create(**_spec(shapes)))
    assert decoded.taken() > 0
    if name == "decoder":
        monkeypatch.setattr(library_versions, "DECODER_VERSION", 99)
    else:
        monkeypatch.setattr(library_versions, "version", lambda asked: "99" if asked == name else version(asked))
    trainer.go(trainer.create(**_spec(shapes)))
    assert decoded.taken() > 0


def test_a_library_that_is_not_there_has_no_version(monkeypatch):
    monkeypatch.setattr(library_versions, "_LIBRARIES", ("torch", "no-such-library"))
    assert library_versions.library_versions() == {"decoder": "1", "torch": version("torch"), "no-such-library": ""}


def test_a_spoiled_row_is_computed_again(trainer, shapes, monkeypatch):
    decoded = _Decoded(monkeypatch)
    first = trainer.go(trainer.create(**_spec(shapes)))
    decoded.taken()
    for rows in cache_folder().glob("features/*/rows.bin"):
        content = bytearray(rows.read_bytes())
        content[100] ^= 1
        rows.write_bytes(content[:-7])
    again = trainer.go(trainer.create(**_spec(shapes)))
    assert decoded.taken() == 2  # the first row and the last; both parts share one store, since both are plain and fp32
    assert losses(again) == losses(first)


def test_a_full_disk_costs_the_cache_not_the_run(trainer, shapes, monkeypatch):
    monkeypatch.setattr(prefix, "BUDGET_BYTES", 10)
    said = trainer.go(trainer.create(**_spec(shapes)))
    assert said[-1].reason == "completed"
    assert "features" in phases(said)
    assert "features_not_kept" in [event.code for event in said if isinstance(event, Notice)]
    assert list(cache_folder().glob("features/*/rows.bin")) == []


def test_no_cut_below_what_is_random_or_trainable():
    handle = build_model(
        ModelSpec(entry="torchvision/mobilenet_v3_small", weights="random", image_size_px=32), ("a", "b"), seed=0
    )
    pictures = torch.randn(3, 3, 32, 32)
    freeze(handle, len(handle.blocks))
    assert find_cut(handle, pictures) is None
    shapes = []
    for warm in range(len(handle.blocks)):
        freeze(handle, warm)
        shapes.append(find_cut(handle, pictures).feature_shape)
    # the last but one linear layer is a block of its own; then come ever earlier feature maps
    assert shapes[0] == (1024,)
    assert [len(shape) for shape in shapes[1:]] == [3] * (len(shapes) - 1)

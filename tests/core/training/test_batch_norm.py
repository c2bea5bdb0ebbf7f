"""Batch norm in warm blocks: statistics that are learnt anew, or those that the weights came with."""

import pytest
import torch
from safetensors.torch import load_file

from core.contracts.spec import ModelSpec, RunSpec
from core.models.build import build_model
from core.training.recipe import resolve_recipe


@pytest.mark.parametrize(("choice", "stay"), [("keep", True), ("learn", False), ("auto", False)])
def test_statistics_stay_where_they_are_kept_and_the_weights_learn(trainer, small_spec, choice, stay):
    """Automatic with random weights: there is nothing to keep."""
    run = trainer.create(**{**small_spec, "training": {**small_spec["training"], "batch_norm": choice}})
    said = trainer.go(run)
    assert said[-1].reason == "completed", said[-1].error
    handle = build_model(ModelSpec.model_validate(small_spec["model"]), ("disc", "square"), seed=0)
    before, after = handle.module.state_dict(), load_file(run.checkpoints_path / "step-00000006" / "model.safetensors")
    warm = (*handle.blocks[-3:], handle.head)
    statistics = [name for block in warm for name in block.buffers if name.endswith(("running_mean", "running_var"))]
    norms = {name.rpartition(".")[0] for name in statistics}
    assert statistics
    assert all(torch.equal(before[name], after[name]) == stay for name in statistics)
    assert any(not torch.equal(before[f"{name}.weight"], after[f"{name}.weight"]) for name in norms)


@pytest.mark.parametrize(
    ("train_count", "blocks", "asked", "found", "lr"),
    [
        (300, 2, {}, "keep", 1e-4),
        (2000, 2, {}, "learn", 5e-4),
        (300, 2, {"batch_norm": "learn"}, "learn", 5e-4),
        (2000, 2, {"batch_norm": "keep", "lr": 0.25}, "keep", 0.25),
        (300, 0, {}, "keep", 1e-2),
    ],
)
def test_from_few_pictures_statistics_are_not_learnt(handle, train_count, blocks, asked, found, lr):
    spec = RunSpec.model_validate({"dataset": {"folder": "pictures"}, "training": asked})
    counts = {"train_count": train_count, "trainable_blocks": blocks, "block_count": len(handle.blocks)}
    recipe = resolve_recipe(spec, **counts, module=handle.module)
    assert (recipe.batch_norm, recipe.lr) == (found, lr)


@pytest.fixture(scope="module")
def handle():
    return build_model(
        ModelSpec(entry="torchvision/mobilenet_v3_small", weights="random", image_size_px=32), ("disc", "square")
    )

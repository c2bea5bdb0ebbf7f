import pytest
from pydantic import ValidationError

from core.contracts.costs import estimate_costs, view_count
from core.contracts.records import BlockInfo, ModelInfo
from core.contracts.spec import (
    AugmentationSpec,
    DatasetSpec,
    LayersSpec,
    RunSpec,
    SplitSpec,
    TrainingSpec,
    trainable_block_count,
)


@pytest.mark.parametrize(
    ("choice", "blocks", "expected"),
    [("head", 9, 0), ("last", 9, 1), ("half", 9, 5), ("all", 9, 9), (3, 9, 3), (30, 9, 9), ("last", 0, 0), (0, 4, 0)],
)
def test_choice_of_layers_in_blocks(choice, blocks, expected):
    assert trainable_block_count(choice, blocks) == expected


def test_spec_survives_json():
    spec = RunSpec(dataset=DatasetSpec(folder="/データ"), layers=LayersSpec(trainable=4))
    assert RunSpec.model_validate_json(spec.model_dump_json()) == spec


def test_shares_must_add_up():
    with pytest.raises(ValidationError, match="add up to 1"):
        SplitSpec(train=0.5, validation=0.2, test=0.2)


def test_unknown_settings_are_refused():
    with pytest.raises(ValidationError, match="extra"):
        RunSpec.model_validate({"dataset": {"folder": "/d"}, "training": {"learning_rate": 1}})


def _model() -> ModelInfo:
    blocks = tuple(
        BlockInfo(name=str(i), label=str(i), parameters=100, forward_s=0.01, backward_s=0.02, activation_bytes=1000)
        for i in range(4)
    )
    head = BlockInfo(name="head", label="Head", parameters=10, forward_s=0.0, backward_s=0.0, activation_bytes=0)
    return ModelInfo(entry="x", name="x", input_size_px=32, blocks=blocks, head=head)


def test_costs_follow_the_choice():
    training = TrainingSpec(epochs=3, batch_size=10, optimizer="sgd", augmentation={"views": 3})
    sizes = {"train_count": 100, "validation_count": 50}
    costs = [estimate_costs(_model(), LayersSpec(trainable=warm), training, **sizes) for warm in range(5)]
    assert [cost.trainable_parameters for cost in costs] == [10, 110, 210, 310, 410]
    # as many views as epochs: nothing to reuse
    assert costs[1].first_pass_s == 0
    assert costs[1].epoch_s == pytest.approx(150 * 0.04 + 100 * 0.02)
    assert costs[4].epoch_s == pytest.approx(150 * 0.04 + 100 * 0.08)
    assert costs[4].training_s == pytest.approx(3 * costs[4].epoch_s)
    # weights 410, and gradient and momentum of what is trainable, 4 bytes each; activations of 10 pictures
    assert costs[4].memory_bytes == (410 + 2 * 410) * 4 + 4 * 1000 * 10


def test_lora_costs_its_additions_and_keeps_the_layers():
    blocks = tuple(block.model_copy(update={"lora_parameters_per_rank": 3}) for block in _model().blocks)
    model = _model().model_copy(update={"blocks": blocks})
    layers = LayersSpec(trainable=2, method="lora", lora_rank=4)
    training = TrainingSpec(epochs=3, batch_size=10, optimizer="sgd")
    cost = estimate_costs(model, layers, training, train_count=100, validation_count=50)
    assert cost.trainable_parameters == 10 + 2 * 3 * 4
    assert cost.memory_bytes == (410 + 24 + 2 * 34) * 4 + 2 * 1000 * 10
    head = estimate_costs(
        model, layers.model_copy(update={"trainable": "head"}), training, train_count=100, validation_count=50
    )
    assert head.trainable_parameters == 10


def test_frozen_layers_that_run_once_cost_once():
    sizes = {"train_count": 100, "validation_count": 50}
    head = estimate_costs(_model(), LayersSpec(), TrainingSpec(epochs=10), **sizes)
    assert head.first_pass_s == pytest.approx(150 * 0.04)  # without random views for a head alone
    assert head.epoch_s == 0
    assert head.training_s == pytest.approx(150 * 0.04)
    last = estimate_costs(_model(), LayersSpec(trainable="last"), TrainingSpec(epochs=10), **sizes)
    assert last.first_pass_s == pytest.approx((4 * 100 + 50) * 0.03)  # four views of each training picture
    assert last.epoch_s == pytest.approx(150 * 0.01 + 100 * 0.02)
    assert last.epoch_without_reuse_s == pytest.approx(150 * 0.04 + 100 * 0.02)
    assert last.training_s == pytest.approx(last.first_pass_s + 10 * last.epoch_s)


@pytest.mark.parametrize(
    ("asked", "warm", "views"),
    [
        ({}, 0, 1),
        ({}, 1, 4),
        ({}, 4, 10),
        ({"preset": "none"}, 4, 1),
        ({"preset": "none", "horizontal_flip": False}, 4, 1),
        ({"preset": "none", "horizontal_flip": True}, 0, 4),
        ({"preset": "strong", "views": 7}, 4, 7),
        ({"preset": "light", "views": 70}, 4, 10),
    ],
)
def test_views_of_a_picture(asked, warm, views):
    assert view_count(AugmentationSpec(**asked), warm, 4, 10) == views


def test_costs_without_a_measurement_say_so():
    model = _model()
    blind = model.model_copy(update={"head": model.head.model_copy(update={"forward_s": None})})
    cost = estimate_costs(blind, LayersSpec(), TrainingSpec(), train_count=1, validation_count=1)
    assert cost.epoch_s is None and cost.memory_bytes is None and cost.trainable_parameters == 10

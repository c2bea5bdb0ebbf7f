import pytest
from pydantic import ValidationError

from core.contracts.costs import estimate_costs, fits_head, view_count
from core.contracts.records import BlockInfo, ModelInfo
from core.contracts.run_times import Corrections, MachineCosts
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
    assert costs[4].training_s == pytest.approx(costs[4].fit_s + 3 * costs[4].epoch_s + costs[4].scoring_s)
    # weights 410, and gradient and momentum of what is trainable, 4 bytes each; activations of 10 pictures
    assert costs[4].memory_bytes == (410 + 2 * 410) * 4 + 4 * 1000 * 10


@pytest.mark.parametrize(
    ("asked", "trainable_blocks", "random_weights", "fits"),
    [
        ({}, 4, False, True),
        ({}, 0, True, True),
        ({}, 4, True, False),
        ({"epochs": 1}, 4, False, False),
        ({"head_start": "random"}, 4, False, False),
        ({"head_start": "fitted", "epochs": 1}, 4, True, True),
    ],
)
def test_a_head_is_fitted_first_where_that_pays_and_only_then_costs(asked, trainable_blocks, random_weights, fits):
    training = TrainingSpec(**{"epochs": 3, **asked})
    assert fits_head(training, trainable_blocks, random_weights=random_weights) == fits
    model = _model().model_copy(update={"random_weights": random_weights})
    if trainable_blocks:
        cost = estimate_costs(model, LayersSpec(trainable="all"), training, train_count=100, validation_count=50)
        assert (cost.fit_s > 0) == fits


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


def test_frozen_layers_cost_less_where_a_conversion_is_earned():
    model = _model().model_copy(update={"converted_share": 0.5})

    def cost(train_count, precision="auto"):
        training = TrainingSpec(epochs=10, precision=precision)
        sizes = {"train_count": train_count, "validation_count": 50, "test_count": 50}
        return estimate_costs(model, LayersSpec(), training, **sizes)

    few, many, exact = cost(250), cost(350), cost(350, "fp32")
    assert few.first_pass_s == pytest.approx(300 * 0.04)
    assert many.first_pass_s == pytest.approx(400 * 0.04 / 2)
    assert exact.first_pass_s == pytest.approx(400 * 0.04)
    # the test part goes the same way
    assert (few.scoring_s, many.scoring_s) == pytest.approx((50 * 0.04, 50 * 0.04 / 2))


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
    # the head's first fit takes the features of both parts through the warm block, scoring those of the validation part
    assert last.fit_s == pytest.approx(150 * 0.01)
    assert last.scoring_s == pytest.approx(50 * 0.01)
    assert last.training_s == pytest.approx(last.first_pass_s + last.fit_s + 10 * last.epoch_s + last.scoring_s)


def test_costs_count_what_the_machine_does_beside_the_network():
    training = TrainingSpec(epochs=3, batch_size=10, optimizer="sgd", augmentation={"views": 3}, head_start="random")
    sizes = {"train_count": 100, "validation_count": 50, "test_count": 30}
    machine = MachineCosts(prepare_s=0.5, step_s=0.25, update_s=0.001, save_s=0.002, process_bytes=5000)
    model = _model().model_copy(update={"machine": machine, "measured_on": "cpu"})
    bare, whole = (estimate_costs(one, LayersSpec(trainable="all"), training, **sizes) for one in (_model(), model))
    # each epoch reads 150 items, makes 10 steps, writes the weights twice and one state of the optimizer
    assert whole.epoch_s - bare.epoch_s == pytest.approx(150 * 0.5 + 10 * (0.25 + 410 * 0.001) + 3 * 410 * 0.002)
    assert whole.scoring_s - bare.scoring_s == pytest.approx(80 * 0.5)
    assert whole.memory_bytes - bare.memory_bytes == 5000
    beside = estimate_costs(model.model_copy(update={"measured_on": "cuda"}), LayersSpec(trainable="all"), training, **sizes)
    assert beside.scoring_s == pytest.approx(80 * 0.5)  # the processor prepares while the graphics card computes


def test_costs_are_corrected_by_what_earlier_runs_took():
    sizes = {"train_count": 100, "validation_count": 50}
    training = TrainingSpec(epochs=3, head_start="random")
    model = _model().model_copy(update={"corrections": Corrections(first_pass=3, training=2, scoring=5, memory=1.5)})
    plain, corrected = (estimate_costs(one, LayersSpec(trainable="last"), training, **sizes) for one in (_model(), model))
    assert corrected.epoch_s == pytest.approx(2 * plain.epoch_s)
    assert corrected.scoring_s == pytest.approx(5 * plain.scoring_s)
    assert corrected.memory_bytes == pytest.approx(1.5 * plain.memory_bytes)


def test_two_passes_a_step_cost_twice():
    sizes = {"train_count": 100, "validation_count": 50}
    once, twice = (
        estimate_costs(_model(), LayersSpec(trainable="all"), TrainingSpec(batch_size=10, consistency=weight), **sizes)
        for weight in (0.0, 1.0)
    )
    assert twice.epoch_s - once.epoch_s == pytest.approx(100 * (0.04 + 0.08))


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

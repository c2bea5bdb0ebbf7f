import pytest
from pydantic import ValidationError

from core.contracts.costs import estimate_costs
from core.contracts.records import BlockInfo, ModelInfo
from core.contracts.spec import DatasetSpec, LayersSpec, RunSpec, SplitSpec, trainable_block_count


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


def test_costs_of_equal_looking_blocks_follow_the_choice():
    sizes = {"train_count": 100, "validation_count": 50, "epochs": 3, "batch_size": 10, "optimizer": "sgd"}
    costs = [estimate_costs(_model(), LayersSpec(trainable=warm), **sizes) for warm in range(5)]
    assert [cost.trainable_parameters for cost in costs] == [10, 110, 210, 310, 410]
    assert costs[0].epoch_s == pytest.approx(150 * 0.04)
    assert costs[4].epoch_s == pytest.approx(150 * 0.04 + 100 * 0.08)
    assert costs[4].training_s == pytest.approx(3 * costs[4].epoch_s)
    # weights 410, and gradient and momentum of what is trainable, 4 bytes each; activations of 10 pictures
    assert costs[4].memory_bytes == (410 + 2 * 410) * 4 + 4 * 1000 * 10


def test_costs_without_a_measurement_say_so():
    model = _model()
    blind = model.model_copy(update={"head": model.head.model_copy(update={"forward_s": None})})
    cost = estimate_costs(blind, LayersSpec(), train_count=1, validation_count=1, epochs=1, batch_size=1, optimizer="adamw")
    assert cost.epoch_s is None and cost.memory_bytes is None and cost.trainable_parameters == 10

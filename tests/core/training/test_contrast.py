"""Few examples: what belongs together is learnt first, and kept where the validation part says that it helps."""

import pytest
import torch
from safetensors.torch import load_file
from torch.nn.functional import cosine_similarity

from core.contracts.commands import Stop
from core.contracts.events import Evaluated, Notice, PhaseChanged, Progress, StepDone
from core.training.contrast import PairObjective, PairsOutcome
from tests.written_texts import write_texts

FEW = {"epochs": 2, "batch_size": 8, "device": "cpu", "precision": "fp32", "consistency": 0.0}
# one block learns, and what comes before it is kept: quick
LAYERS = {"trainable": "last"}


@pytest.fixture(scope="module")
def few_texts(tmp_path_factory):
    return write_texts(tmp_path_factory.mktemp("few"), per_class=12)


@pytest.fixture(autouse=True)
def _two_passes(monkeypatch):
    monkeypatch.setattr("core.contracts.costs._CONTRASTIVE_PASSES", 2)


def create(trainer, texts, layers=LAYERS, **training):
    return trainer.create(
        task="text-classification", dataset={"folder": str(texts)}, layers=layers, training={**FEW, **training}
    )


def done(said):
    assert said[-1].reason == "completed", said[-1].error
    return said


def phases(said):
    return [event.phase for event in said if isinstance(event, PhaseChanged)]


def notices(said):
    return [event for event in said if isinstance(event, Notice) and event.code.startswith("pairs_")]


def weights(run, name="best"):
    return load_file(run.checkpoints_path / name / "model.safetensors")


def scores(run):
    return run.metrics().validation, run.metrics().test


def equal(one, other):
    return one.keys() == other.keys() and all(one[key].equal(other[key]) for key in one)


# ---- what is learnt --------------------------------------------------------------------------------------------------


def test_the_objective_is_the_mean_error_of_all_pairs_of_each_kind():
    numbers = torch.Generator().manual_seed(0)
    vectors, labels = torch.randn(7, 5, generator=numbers), torch.tensor([0, 0, 1, 1, 1, 2, 0])
    errors = {True: [], False: []}
    for one in range(7):
        for other in range(7):
            if one != other:
                same = bool(labels[one] == labels[other])
                errors[same].append((cosine_similarity(vectors[one], vectors[other], dim=0) - float(same)) ** 2)
    expected = (torch.stack(errors[True]).mean() + torch.stack(errors[False]).mean()) / 2
    objective = PairObjective()
    assert float(objective.loss_sum(vectors, labels) / objective.weight_of(labels)) == pytest.approx(float(expected))


@pytest.mark.parametrize("labels", [[0], [0, 0, 0], [0, 1]])
def test_a_batch_without_one_kind_of_pairs_is_learnt_from_all_the_same(labels):
    vectors = torch.randn(len(labels), 4, generator=torch.Generator().manual_seed(0)).requires_grad_()
    loss = PairObjective().loss_sum(vectors, torch.tensor(labels))
    loss.backward()
    assert loss.isfinite()
    assert vectors.grad.isfinite().all()


# ---- in a run --------------------------------------------------------------------------------------------------------


def test_it_is_tried_between_two_fits_and_the_outcome_is_said(trainer, few_texts):
    said = done(trainer.go(create(trainer, few_texts)))
    assert [phase for phase in phases(said) if phase in ("head", "pairs", "training")][:4] == [
        "head",
        "pairs",
        "head",
        "training",
    ]
    (notice,) = notices(said)
    helped = float(notice.params["after"]) < float(notice.params["before"])
    assert notice.code == ("pairs_helped" if helped else "pairs_did_not_help")


@pytest.mark.parametrize("layers", [LAYERS, pytest.param({"trainable": "last", "method": "lora"}, marks=pytest.mark.slow)])
def test_where_it_did_not_help_nothing_of_it_is_left(trainer, few_texts, monkeypatch, layers):
    monkeypatch.setattr(PairsOutcome, "helped", property(lambda self: False))
    tried, never = create(trainer, few_texts, layers), create(trainer, few_texts, layers, contrastive="never")
    assert notices(done(trainer.go(tried)))[0].code == "pairs_did_not_help"
    assert notices(done(trainer.go(never))) == []
    assert equal(weights(tried), weights(never))
    assert scores(tried) == scores(never)


def test_where_it_helped_training_goes_on_from_there_and_stopped_or_killed_to_the_same(trainer, few_texts, monkeypatch):
    monkeypatch.setattr(PairsOutcome, "helped", property(lambda self: True))
    unbroken, never = create(trainer, few_texts), create(trainer, few_texts, contrastive="never")
    starts = [next(event.loss for event in done(trainer.go(run)) if isinstance(event, Evaluated)) for run in (unbroken, never)]
    assert starts[0] != starts[1]
    assert not equal(weights(unbroken), weights(never))

    current = []

    def stop_in_the_pairs(event, inbox):
        if isinstance(event, PhaseChanged):
            current.append(event.phase)
        if isinstance(event, Progress) and current[-1] == "pairs":
            inbox.put(Stop())

    def stop_at_the_first_step(event, inbox):
        if isinstance(event, StepDone):
            inbox.put(Stop())

    for stop in (stop_in_the_pairs, stop_at_the_first_step):
        run = create(trainer, few_texts)
        assert trainer.go(run, stop)[-1].reason == "stopped"
        done(trainer.go(run))
        assert equal(weights(run), weights(unbroken)), stop.__name__
        assert scores(run) == scores(unbroken)


def test_of_many_examples_and_where_the_head_alone_learns_it_is_not_tried(trainer, few_texts, monkeypatch):
    assert "pairs" not in phases(done(trainer.go(create(trainer, few_texts, {"trainable": "head"}))))
    monkeypatch.setattr("core.contracts.costs._FEW_PER_CLASS", 3)
    assert "pairs" not in phases(done(trainer.go(create(trainer, few_texts))))

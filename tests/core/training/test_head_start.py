"""Training starts from a fitted head, and never ends below it."""

from dataclasses import replace

import pytest
import torch
from safetensors.torch import load_file

from core.contracts.commands import Inbox, Stop
from core.contracts.events import CheckpointSaved, Evaluated, StepDone, TrainingPlanned
from core.contracts.jobs import EvaluateJob
from core.contracts.spec import ModelSpec
from core.evaluation import report
from core.evaluation.evaluate_job import run_evaluate_job
from core.models.build import build_model
from core.store.event_log import Emitter
from core.training import engine, head_start, prefix_pass
from core.training.head_fit import FittedHead, fit_head
from core.training.head_start import HeadLayers, find_head_layers
from tests.core.training.exact_runs import phases
from tests.written_texts import write_texts

QUICK = {"epochs": 2, "batch_size": 6, "device": "cpu", "precision": "fp32", "augmentation": {"preset": "none"}}


@pytest.fixture
def spec(shapes):
    """The bundled network with its own weights at 64 px."""
    return {
        "dataset": {"folder": str(shapes)},
        "model": {"entry": "fettle/efficientnet-lite0", "image_size_px": 64},
        "layers": {"trainable": "head"},
        "training": QUICK,
    }


def with_training(spec, **training):
    return {**spec, "training": {**spec["training"], **training}}


def evaluations(said):
    assert said[-1].reason == "completed", said[-1].error
    return [event for event in said if isinstance(event, Evaluated)]


def stop_at(step):
    return lambda event, inbox: inbox.put(Stop()) if isinstance(event, StepDone) and event.step == step else None


def same_weights(one, other, name):
    a, b = (load_file(run.checkpoints_path / name / "model.safetensors") for run in (one, other))
    return a.keys() == b.keys() and all(a[key].equal(b[key]) for key in a)


# ---- which heads -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "size_px", "heads"),
    [
        ("torchvision/resnet18", 32, 1),
        ("torchvision/mobilenet_v3_small", 32, 1),
        ("timm/vit_tiny_patch16_224.augreg_in21k_ft_in1k", 32, 1),
        ("timm/deit_tiny_distilled_patch16_224.fb_in1k", 32, 2),
        ("torchvision/squeezenet1_1", 64, 0),  # its head sees a map and is averaged afterwards
    ],
)
def test_a_fitted_head_answers_from_inside_the_network(entry, size_px, heads):
    handle = build_model(ModelSpec(entry=entry, weights="random", image_size_px=size_px), ("a", "b", "c"))
    layers = find_head_layers(handle)
    if not heads:
        assert layers is None
        return
    assert len(layers.paths) == heads
    width = sum(handle.module.get_submodule(path).in_features for path in layers.paths)
    numbers = torch.Generator().manual_seed(0)
    head = FittedHead(torch.randn(3, width, generator=numbers), torch.randn(3, generator=numbers), 1.0, 0.0)
    layers.put(handle, head)
    taken = []
    hooks = [
        handle.module.get_submodule(path).register_forward_pre_hook(lambda _, given: taken.append(given[0]))
        for path in layers.paths
    ]
    with torch.no_grad():
        logits = handle.module.eval()(torch.randn(2, 3, size_px, size_px, generator=numbers))
    for hook in hooks:
        hook.remove()
    assert torch.allclose(logits, head.logits(torch.cat(taken, dim=1)), rtol=1e-4, atol=1e-4)


# ---- in a run --------------------------------------------------------------------------------------------------------


def test_the_first_number_is_that_of_the_fitted_head_before_any_step(trainer, spec):
    run = trainer.create(**spec)
    said = trainer.go(run)
    first, *later = evaluations(said)
    assert (first.epoch, first.step, first.is_best) == (0, 0, True)
    assert first.accuracy >= 0.75
    assert [event.epoch for event in later] == [1, 2]
    kinds = [type(event) for event in said]
    assert kinds.index(Evaluated) < kinds.index(StepDone)
    assert phases(said).index("head") < phases(said).index("training")
    assert run.read_record().resolved["head_start"] == "fitted"
    assert run.read_record().resolved["lr"] <= 1e-3  # a fresh head learns with 1e-2, and that would destroy this one first


def test_an_odd_rate_spoils_nothing_that_the_fitted_head_had(trainer, spec):
    run = trainer.create(**with_training(spec, optimizer="sgd", lr=3.0, schedule="constant"))
    first, *later = evaluations(trainer.go(run))
    assert not any(event.is_best for event in later), "the rate was not odd enough to test anything"
    assert run.read_record().best_epoch == 0
    assert run.read_record().resolved["lr"] == 3.0
    assert run.metrics().validation.accuracy == pytest.approx(first.accuracy)
    assert run.metrics().validation.loss == pytest.approx(first.loss, rel=1e-3)


def test_stopped_and_resumed_gives_the_same_weights_and_fits_once(trainer, spec):
    unbroken = trainer.create(**spec)
    steps = max(event.step for event in trainer.go(unbroken) if isinstance(event, StepDone))
    for step in (1, steps - 1):
        run = trainer.create(**spec)
        assert trainer.go(run, stop_at(step))[-1].reason == "stopped"
        said = trainer.go(run)
        assert phases(said).count("head") == 1  # of the log that is said again
        assert [event.epoch for event in evaluations(said)] == [0, 1, 2]
        rates = {event.resolved["lr"] for event in said if isinstance(event, TrainingPlanned)}
        assert rates == {unbroken.read_record().resolved["lr"]}
        for name in (f"step-{steps:08d}", "best"):
            assert same_weights(run, unbroken, name), (step, name)
        assert run.metrics() == unbroken.metrics()


def test_killed_before_the_first_checkpoint_it_fits_again_to_the_same(trainer, spec):
    class Killed(BaseException):
        pass

    def die(event, inbox):
        if isinstance(event, StepDone):
            raise Killed

    unbroken, run = trainer.create(**spec), trainer.create(**spec)
    trainer.go(unbroken)
    trainer.go(run, die)
    assert list(run.checkpoints_path.glob("*")) == []
    evaluations(trainer.go(run))
    assert same_weights(run, unbroken, "best")
    assert run.metrics() == unbroken.metrics()


def test_a_fit_that_took_long_is_saved_before_the_first_step(trainer, spec, monkeypatch):
    monkeypatch.setattr(engine, "CHECKPOINT_AFTER_EPOCH_S", 0.0)
    run = trainer.create(**spec)

    def stop(event, inbox):
        if isinstance(event, CheckpointSaved) and not event.is_best:
            raise KeyboardInterrupt

    trainer.go(run, stop)
    assert [path.name for path in run.checkpoints_path.glob("step-*")] == ["step-00000000"]
    said = trainer.go(run)
    assert [event.epoch for event in evaluations(said)] == [0, 1, 2]
    assert phases(said).count("head") == 1
    unbroken = trainer.create(**spec)
    trainer.go(unbroken)
    assert same_weights(run, unbroken, "best")


@pytest.mark.parametrize(
    "layers",
    [{"trainable": 2}, {"trainable": "all"}, {"trainable": 2, "method": "lora"}, {"trainable": 2, "unfreeze_every_epochs": 1}],
)
def test_linear_probe_then_fine_tune(trainer, spec, layers):
    said = trainer.go(trainer.create(**{**spec, "layers": layers}))
    assert evaluations(said)[0].epoch == 0
    assert evaluations(said)[0].accuracy >= 0.75


def test_where_blocks_learn_through_it_the_head_is_softened(trainer, spec, monkeypatch):
    """These shapes are told apart so well that nothing would have to be: as if they were not."""
    put, put_in = [], HeadLayers.put
    monkeypatch.setattr(HeadLayers, "put", lambda self, handle, head: (put.append(head), put_in(self, handle, head)))
    monkeypatch.setattr(head_start, "fit_head", lambda *given, **more: replace(fit_head(*given, **more), temperature=4.0))
    for layers in ({"trainable": "head"}, {"trainable": 2}):
        trainer.go(trainer.create(**{**spec, "layers": layers}))
    alone, below = put
    assert torch.allclose(below.weight, alone.weight / 4, rtol=1e-3, atol=1e-5)
    assert torch.allclose(below.bias, alone.bias / 4, rtol=1e-3, atol=1e-4)


def test_texts_start_from_a_fitted_head_too(trainer, tmp_path):
    said = trainer.go(
        trainer.create(
            task="text-classification",
            dataset={"folder": str(write_texts(tmp_path / "texts"))},
            layers={"trainable": "head"},
            training={"epochs": 2, "batch_size": 8, "device": "cpu", "precision": "fp32"},
        )
    )
    assert evaluations(said)[0].epoch == 0


@pytest.mark.parametrize(
    "change", [{"head_start": "random"}, {"epochs": 1}, {"weights": "random"}], ids=["asked", "one epoch", "random backbone"]
)
def test_where_it_does_not_pay_or_is_not_wanted_nothing_is_fitted(trainer, spec, change):
    weights = change.pop("weights", "pretrained")
    model = {**spec["model"], "weights": weights}
    layers = {"trainable": 1 if weights == "random" else "head"}
    said = trainer.go(trainer.create(**with_training({**spec, "model": model, "layers": layers}, **change)))
    assert evaluations(said)[0].epoch == 1
    assert "head" not in phases(said)


def test_a_head_that_knows_these_classes_already_is_kept(trainer, spec):
    parent = trainer.create(**spec)
    trainer.go(parent)
    said = trainer.go(trainer.create(**{**spec, "model": {"entry": str(parent.path)}}))
    assert evaluations(said)[0].epoch == 1


def test_the_head_is_the_same_from_kept_features_and_without(trainer, spec, monkeypatch):
    partly = {**spec, "layers": {"trainable": 2}}
    kept = evaluations(trainer.go(trainer.create(**partly)))[0]
    monkeypatch.setattr("core.runtime.train_job.reuse_features", lambda *_: None)
    whole = evaluations(trainer.go(trainer.create(**partly)))[0]
    assert (kept.epoch, whole.epoch) == (0, 0)
    assert kept.accuracy == whole.accuracy
    assert kept.loss == pytest.approx(whole.loss, abs=1e-3)


def test_of_many_items_the_head_is_fitted_to_as_many_as_may_be_held(trainer, spec, monkeypatch):
    asked = []
    fit = head_start.fit_head

    def noting(task, train, validation, **settings):
        asked.append((train.labels.tolist(), len(validation)))
        return fit(task, train, validation, **settings)

    monkeypatch.setattr(head_start, "fit_head", noting)
    everything = evaluations(trainer.go(trainer.create(**spec)))
    monkeypatch.setattr(head_start, "_MOST_BYTES", 10 * 1280 * 4)
    some = evaluations(trainer.go(trainer.create(**spec)))
    (all_labels, validation), (labels, same_validation) = asked
    assert len(labels) == 10 < len(all_labels)
    assert set(labels) == {0, 1}
    assert same_validation == validation
    assert [event.epoch for event in some] == [event.epoch for event in everything] == [0, 1, 2]


# ---- the scores at the end -------------------------------------------------------------------------------------------


def test_nothing_runs_through_the_whole_network_at_the_end_and_a_second_run_computes_nothing(trainer, spec, monkeypatch):
    asked, computed = [], []
    whole, some = report.predict_items, prefix_pass.load_batches

    def counting(items, plan, *args):
        plan = list(plan)
        computed.append(sum(map(len, plan)))
        return some(items, plan, *args)

    monkeypatch.setattr(report, "predict_items", lambda *args, **named: asked.extend(args[2]) or whole(*args, **named))
    monkeypatch.setattr(prefix_pass, "load_batches", counting)
    monkeypatch.setenv("FETTLE_CACHE_DIR", str(trainer.store.folder / "cache"))
    first, second = trainer.create(**spec), trainer.create(**spec)
    evaluations(trainer.go(first))
    assert (asked, sum(computed)) == ([], 24)
    computed.clear()
    evaluations(trainer.go(second))
    assert (asked, sum(computed)) == ([], 0)
    assert first.metrics() == second.metrics()


def test_the_scores_are_those_of_the_whole_network_asked_again(trainer, spec):
    run = trainer.create(**spec)
    evaluations(trainer.go(run))
    before = run.metrics()
    run_evaluate_job(EvaluateJob(run=str(run.path)), Emitter("", lambda line: None), Inbox())
    again = run.metrics()
    for part in ("validation", "test"):
        one, other = getattr(before, part), getattr(again, part)
        assert one.accuracy == other.accuracy
        assert one.loss == pytest.approx(other.loss, rel=1e-4)

"""The second task through the same doors: texts, with the bundled model itself."""

import shutil

import pytest
import torch
from safetensors.torch import load_file
from torch.nn import functional as F
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from core.contracts.commands import Stop
from core.contracts.events import Notice, PhaseChanged, StepDone
from core.contracts.spec import ModelSpec
from core.dataset.split_file import read_split
from core.models.build import build_model, load_model
from core.store.predictions import read_predictions
from core.store.weight_caches import bundled_text_model
from core.training.randomness import epoch_plan, seed_step
from tests.written_texts import write_texts

BY_HAND = {
    "epochs": 2,
    "optimizer": "adam",
    "lr": 2e-5,
    "weight_decay": 0.0,
    "schedule": "constant",
    "warmup_share": 0.0,
    "batch_size": 16,
    "clip_norm": 1e9,
    "label_smoothing": 0.0,
    "consistency": 0.0,
    "head_start": "random",
    "precision": "fp32",
    "device": "cpu",
}
QUICK = {"epochs": 2, "batch_size": 8, "device": "cpu", "precision": "fp32"}


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    return write_texts(tmp_path_factory.mktemp("texts"))


def spec(texts, trainable="all", **training):
    return {
        "task": "text-classification",
        "dataset": {"folder": str(texts)},
        "layers": {"trainable": trainable, "lr_decay": 1.0},
        "training": {**QUICK, **training},
    }


def losses(said):
    assert said[-1].reason == "completed", said[-1].error
    return [event.loss for event in said if isinstance(event, StepDone)]


def test_losses_are_those_of_a_plain_transformers_loop(trainer, texts, tmp_path):
    """Sentiment with BERT as every tutorial has it: Adam 2e-5, batch 16, padding and truncation."""
    bundled = bundled_text_model()
    assert bundled is not None
    # a plain BERT: without what says that it is a sentence encoder
    folder = shutil.copytree(bundled, tmp_path / "bert", ignore=shutil.ignore_patterns("1_Pooling"))
    wanted = {**spec(texts, **BY_HAND), "model": {"entry": str(folder)}}
    run = trainer.create(**wanted)
    ours = losses(trainer.go(run))

    handle = build_model(ModelSpec(entry=str(folder)), ("content", "unhappy"), seed=0)
    model = AutoModelForSequenceClassification.from_pretrained(folder, num_labels=2)
    model.classifier.load_state_dict(handle.module.network.classifier.state_dict())
    tokenizer = AutoTokenizer.from_pretrained(folder)
    train = [sample for sample in read_split(run.split_path) if sample.part == "train"]
    contents = [(texts / sample.file).read_text(encoding="utf-8") for sample in train]
    labels = torch.tensor([("content", "unhappy").index(sample.label) for sample in train])
    lengths = torch.tensor([len(tokenizer(text).input_ids) for text in contents]).numpy()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-5)
    model.train()
    theirs = []
    for epoch in range(2):
        for indices in epoch_plan(0, epoch, len(train), 16, lengths):
            seed_step(0, len(theirs))  # the same dropout
            batch = tokenizer(
                [contents[i] for i in indices], padding=True, truncation=True, max_length=256, return_tensors="pt"
            )
            loss = F.cross_entropy(model(**batch).logits, labels[indices])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            theirs.append(float(loss))

    assert len(ours) == len(theirs) >= 4
    assert ours == pytest.approx(theirs, abs=1e-4)


@pytest.mark.slow
def test_resumed_after_any_step_gives_the_same_weights(trainer, texts):
    unbroken = trainer.create(**spec(texts, trainable=2))
    steps = len(losses(trainer.go(unbroken)))
    for step in (1, steps - 1):
        run = trainer.create(**spec(texts, trainable=2))

        def stop(event, inbox, step=step):
            if isinstance(event, StepDone) and event.step == step:
                inbox.put(Stop())

        assert trainer.go(run, stop)[-1].reason == "stopped"
        assert trainer.go(run)[-1].reason == "completed"
        for name in (f"step-{steps:08d}", "best"):
            mine, theirs = (load_file(it.checkpoints_path / name / "model.safetensors") for it in (run, unbroken))
            assert mine.keys() == theirs.keys()
            assert all(mine[key].equal(theirs[key]) for key in mine), f"stopped after step {step}: {name}"
        assert run.metrics().test == unbroken.metrics().test


@pytest.mark.parametrize("trainable", [0, pytest.param(3, marks=pytest.mark.slow)])
def test_frozen_layers_stay_bit_for_bit_and_run_once(trainer, texts, trainable):
    run = trainer.create(**spec(texts, trainable=trainable))
    said = trainer.go(run)
    losses(said)
    assert [event.phase for event in said if isinstance(event, PhaseChanged)].count("features") == 1
    before = build_model(ModelSpec(entry="text/all-MiniLM-L6-v2"), ("content", "unhappy"))
    after = load_model(run.best_model_path)
    names = [name for block in before.blocks[: len(before.blocks) - trainable] for name in block.parameters]
    assert len(names) > 50
    for name in names:
        assert torch.equal(before.module.get_parameter(name), after.module.get_parameter(name)), name


@pytest.mark.slow
@pytest.mark.parametrize("trainable", [0, 4])
def test_the_frozen_prefix_gives_the_same_losses(trainer, texts, trainable, monkeypatch):
    exact = spec(texts, trainable=trainable, head_start="random")
    with_prefix = losses(trainer.go(trainer.create(**exact)))
    monkeypatch.setattr("core.runtime.train_job.reuse_features", lambda *_: None)
    without = losses(trainer.go(trainer.create(**exact)))
    assert with_prefix == pytest.approx(without, abs=1e-4)


@pytest.mark.slow
def test_a_few_hundred_texts_are_learnt_and_beaten_by_nothing_simple(trainer, tmp_path):
    texts = write_texts(tmp_path / "many", per_class=150)
    run = trainer.create(**spec(texts, trainable="head", epochs=10))
    losses(trainer.go(run))
    metrics = run.metrics()
    assert metrics.test.accuracy >= 0.9
    assert metrics.baseline.kind == "tf-idf"
    assert metrics.baseline.test.count == metrics.test.count
    assert metrics.baseline.test.accuracy >= 0.9


def test_the_answers_hold_the_texts_themselves(trainer, texts):
    run = trainer.create(**spec(texts, trainable="head"))
    losses(trainer.go(run))
    rows = read_predictions(run.predictions_path)
    assert {row.part for row in rows} == {"validation", "test"}
    for row in rows:
        assert row.text == (texts / row.file).read_text(encoding="utf-8")


def test_a_model_for_pictures_is_refused_with_a_sentence(trainer, texts):
    wanted = spec(texts)
    wanted["model"] = {"entry": "fettle/efficientnet-lite0"}
    end = trainer.go(trainer.create(**wanted))[-1]
    assert end.error.code == "model_for_image_data"


def test_a_text_that_vanishes_is_left_out_with_a_notice(trainer, tmp_path, empty_cache):
    texts = write_texts(tmp_path / "texts")
    run = trainer.create(**spec(texts, trainable="head", epochs=1))

    def lose_one(event, inbox):
        if isinstance(event, PhaseChanged) and event.phase == "loading_model":
            part = {sample.file: sample.part for sample in read_split(run.split_path)}
            (texts / next(file for file, name in part.items() if name == "train")).unlink(missing_ok=True)

    said = trainer.go(run, lose_one)
    assert said[-1].reason == "completed", said[-1].error
    assert any(isinstance(event, Notice) and event.code == "sample_skipped" for event in said)

"""The head in a second: the numbers of scikit-learn, the task's own loss, and sense where data is odd."""

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression

from core.tasks.classification import ClassificationTask, balanced_class_weights
from core.training import head_fit
from core.training.head_fit import LabelledFeatures, fit_head


def features(count, width=8, classes=3, seed=0, spread=1.5):
    """Clouds around one centre a class, the last class four times as rare."""
    rng = np.random.default_rng(seed)
    labels = rng.choice(classes, count, p=np.array([4] * (classes - 1) + [1]) / (4 * classes - 3))
    centres = np.random.default_rng(99).normal(size=(classes, width))
    values = centres[labels] + spread * rng.normal(size=(count, width))
    return LabelledFeatures(torch.from_numpy(values).float(), torch.from_numpy(labels))


def fitted(task, train, validation, **settings):
    """Of features that are needed again: fit_head scales them where they lie."""
    return fit_head(task, LabelledFeatures(train.values.clone(), train.labels), validation, **settings)


def task(classes=3, **settings):
    return ClassificationTask([str(number) for number in range(classes)], **settings)


def pareto_divisor(values):
    deviation = values.std(0, correction=0)
    return (deviation * deviation.square().mean().sqrt()).sqrt()


def probabilities(head, asked):
    return torch.softmax(head.logits(asked.values).double(), dim=1)


def accuracy(head, asked):
    return float((head.logits(asked.values).argmax(1) == asked.labels).double().mean())


@pytest.mark.parametrize("balanced", [False, True])
def test_the_answers_are_those_of_scikit_learn_at_the_same_strength(balanced):
    train, validation = features(400), features(200, seed=1)
    weights = balanced_class_weights(train.labels.numpy(), 3) if balanced else None
    head = fitted(task(class_weights=weights), train, validation)
    mean, divisor = train.values.mean(0), pareto_divisor(train.values)
    theirs = LogisticRegression(
        C=1 / (head.strength * len(train)), class_weight="balanced" if balanced else None, max_iter=1000
    ).fit((train.values - mean) / divisor, train.labels)
    expected = theirs.predict_proba((validation.values - mean) / divisor)
    assert probabilities(head, validation).numpy() == pytest.approx(expected, abs=0.01)


def cross_entropy(head, asked):
    return float(torch.nn.functional.cross_entropy(head.logits(asked.values), asked.labels))


def test_of_few_items_with_many_features_it_is_softened_until_they_are_as_hard_as_others():
    train, validation = features(30, width=200, spread=6.0), features(100, width=200, seed=1, spread=6.0)
    head = fitted(task(), train, validation)
    assert cross_entropy(head, train) < head.loss / 2, "not surer of them: nothing to test"
    assert head.temperature > 1.5
    softened = head.softened()
    assert cross_entropy(softened, train) == pytest.approx(head.loss, rel=1e-3)
    assert softened.logits(validation.values).argmax(1).equal(head.logits(validation.values).argmax(1))
    assert softened.temperature == 1.0


def test_a_head_that_is_no_surer_of_its_own_items_is_not_softened():
    train, validation = features(3000, spread=3.0), features(1000, seed=1, spread=1.0)
    head = fitted(task(), train, validation)
    assert cross_entropy(head, train) >= head.loss, "surer of them: another thing is tested"
    assert head.temperature == 1.0


@pytest.mark.parametrize("with_bias", [True, False])
def test_hopeless_features_end_at_the_highest_temperature(with_bias):
    rng = torch.Generator().manual_seed(0)
    train, validation = (
        LabelledFeatures(torch.randn(40, 80, generator=rng), torch.randint(3, (40,), generator=rng)) for _ in range(2)
    )
    head = fit_head(task(), train, validation, with_bias=with_bias)
    assert head.temperature == 20.0


def test_softened_labels_make_it_less_sure():
    train, validation = features(400, spread=0.3), features(200, seed=1, spread=0.3)
    plain, softened = (fitted(task(label_smoothing=smoothing), train, validation) for smoothing in (0.0, 0.2))
    assert probabilities(softened, validation).amax(1).mean() < 0.9
    assert probabilities(plain, validation).amax(1).mean() > 0.95


@pytest.mark.parametrize("factor", [1e-4, 1e4])
def test_a_common_factor_and_offsets_of_features_change_nothing(factor):
    train, validation = features(300), features(150, seed=1)
    offset = torch.linspace(-5, 5, 8)
    moved = [LabelledFeatures((it.values + offset) * factor, it.labels) for it in (train, validation)]
    plain, odd = fitted(task(), train, validation), fitted(task(), *moved)
    assert torch.allclose(probabilities(plain, validation), probabilities(odd, moved[1]), atol=0.02)


def with_faint_noise(part):
    noise = 0.01 * torch.from_numpy(np.random.default_rng(len(part)).normal(size=(len(part), 200))).float()
    return LabelledFeatures(torch.cat([part.values, noise], dim=1), part.labels)


def test_faint_noise_in_many_features_is_not_made_loud():
    parts = features(150), features(150, seed=1), features(2000, seed=2)
    plain, noisy = (fitted(task(), *some[:2]) for some in (parts, [with_faint_noise(it) for it in parts]))
    assert accuracy(noisy, with_faint_noise(parts[2])) > accuracy(plain, parts[2]) - 0.02


def test_a_feature_that_never_changes_counts_for_nothing():
    train, validation = features(300), features(150, seed=1)
    for part in (train, validation):
        part.values[:, 3] = 1000.0
    head = fitted(task(), train, validation)
    assert head.weight.isfinite().all() and head.bias.isfinite().all()
    assert head.weight[:, 3].abs().max() < 0.1
    assert accuracy(head, validation) > 0.7


def test_ten_times_more_features_than_items_still_tell_new_ones_apart():
    rng = np.random.default_rng(0)
    labels = torch.from_numpy(rng.integers(0, 2, 640))
    values = torch.from_numpy(rng.normal(size=(640, 600))).float()
    values[:, :40] += labels[:, None] - 0.5
    train, validation = LabelledFeatures(values[:60], labels[:60]), LabelledFeatures(values[60:], labels[60:])
    head = fitted(task(2), train, validation)
    assert accuracy(head, train) == 1
    assert accuracy(head, validation) > 0.8


def test_a_head_without_bias_stays_without():
    train, validation = features(400, spread=0.5), features(200, seed=1, spread=0.5)
    head = fitted(task(), train, validation, with_bias=False)
    assert head.bias is None
    assert accuracy(head, validation) > 0.9


def test_of_much_data_a_part_finds_the_strength_and_all_of_it_the_head(monkeypatch):
    train, validation = features(4000), features(2000, seed=1)
    whole = fitted(task(), train, validation)
    monkeypatch.setattr(head_fit, "_PATH_PASS", 4 * 8 * 3 * 100)
    thrifty = fitted(task(), train, validation)
    assert thrifty.loss == pytest.approx(whole.loss, rel=0.02)
    monkeypatch.setattr(head_fit._Fit, "whole", lambda fit, train, part, start, validation: start)
    assert fitted(task(), train, validation).loss > thrifty.loss


def test_a_class_that_the_training_part_lacks_is_never_answered():
    train, validation = features(300), features(100, seed=1)
    head = fitted(task(5), train, validation)
    assert set(head.logits(validation.values).argmax(1).tolist()) <= {0, 1, 2}


def test_the_same_items_give_the_same_head_bit_for_bit():
    first, second = (fitted(task(), features(300), features(100, seed=1)) for _ in range(2))
    assert first.weight.equal(second.weight) and first.bias.equal(second.bias)


@pytest.mark.parametrize("spoil", ["value", "train", "validation"])
def test_nothing_is_fitted_to_what_is_no_number_or_not_there(spoil):
    train, validation = features(50), features(20)
    if spoil == "value":
        train.values[3, 2] = torch.nan
    nothing = LabelledFeatures(torch.empty(0, 8), torch.empty(0, dtype=torch.int64))
    train, validation = (nothing if spoil == name else it for name, it in (("train", train), ("validation", validation)))
    assert fitted(task(), train, validation) is None

"""A linear classifier on each depth's features, and how well it answers what it has not seen.

Source: Alain and Bengio, "Understanding intermediate layers using linear classifier probes", ICLR workshop 2017.
"""

import warnings
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from scipy.linalg import eigh
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, log_loss, recall_score

from core.contracts.errors import Stopped
from core.contracts.records import DepthInfo, DepthProbe
from core.contracts.spec import DataKind
from core.evaluation.depth_features import DepthFeatures
from core.evaluation.metrics import wilson_interval
from core.models.handle import Block

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]

# inverse strengths of the L2 penalty, from the strongest on; it stops where the held-out loss rises
_STRENGTHS = (1e-4, 1e-3, 1e-2, 1e-1, 1.0)
_HELD_OUT_EVERY = 5
_MOST_ITERATIONS = 200
# what the directions left out hold of the variance; 2,000 samples of 2,048 features become some hundred numbers
_LOST_VARIANCE = 1e-3


def probe_depths(
    blocks: Sequence[Block],
    train: DepthFeatures,
    validation: DepthFeatures,
    data: DataKind,
    *,
    on_progress: Callable[[int], None] = lambda done: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> DepthInfo:
    """Fits a classifier to each block's training features and judges it on the validation ones.

    Args:
        train: of two classes or more.
        validation: at least one item.
        on_progress: told how many blocks are done.

    Raises:
        Stopped: should_stop said so.
    """
    answers: list[Labels] = []
    known: dict[int, Labels] = {}
    for index in range(len(blocks)):
        # blocks that are heard at one place have one array
        place = id(train.features[index])
        if place not in known:
            known[place] = fitted_answers(train.features[index], train.labels, validation.features[index])
        answers.append(known[place])
        on_progress(index + 1)
        if should_stop():
            raise Stopped
    truth = validation.labels
    right = np.array([answer == truth for answer in answers])
    best = right[right.sum(axis=1).argmax()]
    majority = np.bincount(train.labels).argmax()
    return DepthInfo(
        data=data,
        probes=tuple(_probe(block, answer, truth, best) for block, answer in zip(blocks, answers, strict=True)),
        majority_accuracy=float((truth == majority).mean()),
        train_count=len(train.labels),
        validation_count=len(truth),
    )


def fitted_answers(train: Floats, labels: Labels, asked: Floats) -> Labels:
    """What multinomial logistic regression with an L2 penalty answers, fitted to standardised features.

    The strength of the penalty is the one with the lowest loss on a fifth of the training rows; all of them then fit.

    Args:
        train: (N, F), labels: (N,), at least two of them different. asked: (M, F).

    Returns:
        (M,) int64.
    """
    train, asked = _condensed(train, asked)
    model = LogisticRegression(C=_best_strength(train, labels), max_iter=_MOST_ITERATIONS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # nearly there is enough for a comparison
        model.fit(train, labels)
    return np.asarray(model.predict(asked), np.int64)


def _best_strength(train: Floats, labels: Labels) -> float:
    held_out = np.arange(len(labels)) % _HELD_OUT_EVERY == _HELD_OUT_EVERY - 1
    # items come class by class: every fifth of each class
    order = np.argsort(labels, kind="stable")
    train, labels = train[order], labels[order]
    classes = np.unique(labels[~held_out])
    judged = held_out & np.isin(labels, classes)
    if len(classes) < 2 or not judged.any():
        return _STRENGTHS[1]
    model = LogisticRegression(max_iter=_MOST_ITERATIONS, warm_start=True)
    lowest, best = np.inf, _STRENGTHS[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        for strength in _STRENGTHS:
            model.set_params(C=strength).fit(train[~held_out], labels[~held_out])
            loss = log_loss(labels[judged], model.predict_proba(train[judged]), labels=classes)
            if loss >= lowest:
                break
            lowest, best = loss, strength
    return best


def _condensed(train: Floats, asked: Floats) -> tuple[Floats, Floats]:
    """Both standardised by the training rows and turned into the directions that hold nearly all of their variance.

    An L2 penalty does not mind the turning, so the answers stay, and long rows cost no more than short ones.
    """
    mean, deviation = train.mean(axis=0, dtype=np.float64), train.std(axis=0, dtype=np.float64)
    scale = 1 / np.where(deviation > 1e-6 * max(float(deviation.max(initial=0)), 1e-12), deviation, np.inf)
    rows, asked = ((np.asarray(part, np.float64) - mean) * scale for part in (train, asked))
    # of the smaller of the two square matrices
    tall = len(rows) >= rows.shape[1]
    variances, vectors = eigh(rows.T @ rows if tall else rows @ rows.T)
    variances, vectors = variances[::-1], vectors[:, ::-1]
    kept = 1 + int(np.searchsorted(np.cumsum(variances), (1 - _LOST_VARIANCE) * variances.sum()))
    kept = max(1, min(kept, int((variances > 1e-9 * max(variances[0], 1e-12)).sum())))
    directions = vectors[:, :kept] if tall else rows.T @ vectors[:, :kept] / np.sqrt(np.maximum(variances[:kept], 1e-12))
    return (rows @ directions).astype(np.float32), (asked @ directions).astype(np.float32)


def _probe(block: Block, answers: Labels, truth: Labels, best: npt.NDArray[np.bool_]) -> DepthProbe:
    right = answers == truth
    difference = best.astype(np.int64) - right
    present = np.unique(truth)
    return DepthProbe(
        name=block.name,
        label=block.label,
        accuracy=float(right.mean()),
        accuracy_interval=wilson_interval(int(right.sum()), len(truth)),
        balanced_accuracy=float(recall_score(truth, answers, labels=present, average="macro", zero_division=0.0)),
        macro_f1=float(f1_score(truth, answers, labels=present, average="macro", zero_division=0.0)),
        behind=float(difference.mean()),
        behind_error=float(difference.std() / np.sqrt(len(truth))),
    )

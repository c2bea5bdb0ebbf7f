"""Numbers for one part of the data. scikit-learn and scipy count; this file says what of."""

import numpy as np
import numpy.typing as npt
from scipy.special import log_softmax
from scipy.stats import binomtest
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from core.contracts.records import ClassMetrics, PartMetrics

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]


def part_metrics(
    probabilities: Floats, labels: Labels, class_names: tuple[str, ...], majority_class: str, loss: float
) -> PartMetrics:
    """Everything that is said about the answers on one part.

    A class without a picture in this part is left out of both averages: balanced accuracy is the mean recall and macro F1
    the mean F1 over the classes that are there, as in the scores that training tells after each epoch.

    Args:
        probabilities: (N, C) float64, rows sum to 1.
        labels: (N,) int in [0, C).
        class_names: what the C columns mean.
        majority_class: the class that is largest in the training part: what "always guess" would answer.
        loss: of the same answers, see `log_loss`.

    Raises:
        ValueError: N is 0, or the shapes disagree.
    """
    _check_shapes(probabilities, labels, len(class_names))
    answers = probabilities.argmax(axis=1)
    every = np.arange(len(class_names))
    confusion = confusion_matrix(labels, answers, labels=every)
    precision, recall, f1, counts = precision_recall_fscore_support(labels, answers, labels=every, zero_division=0.0)
    present = counts > 0
    correct = int((answers == labels).sum())
    return PartMetrics(
        accuracy=correct / len(labels),
        accuracy_interval=wilson_interval(correct, len(labels)),
        majority_accuracy=float((labels == class_names.index(majority_class)).mean()),
        majority_class=majority_class,
        balanced_accuracy=float(recall[present].mean()),
        macro_f1=float(f1[present].mean()),
        loss=loss,
        calibration_error=expected_calibration_error(probabilities, labels),
        count=len(labels),
        per_class={
            name: ClassMetrics(precision=float(precision[i]), recall=float(recall[i]), f1=float(f1[i]), count=int(counts[i]))
            for i, name in enumerate(class_names)
        },
        confusion=tuple(tuple(int(cell) for cell in row) for row in confusion),
    )


def log_loss(logits: npt.NDArray[np.floating], labels: Labels) -> float:
    """Mean cross-entropy in nats against hard labels: no smoothing, no class weights.

    Args:
        logits: (N, C).
        labels: (N,) int in [0, C).
    """
    return float(-log_softmax(logits.astype(np.float64), axis=1)[np.arange(len(labels)), labels].mean())


def wilson_interval(correct: int, count: int, confidence: float = 0.95) -> tuple[float, float]:
    """Interval of an accuracy, in [0, 1]. Right for small counts and near 0 and 1, where the usual one fails.

    Source: Wilson, "Probable inference, the law of succession, and statistical inference", JASA 1927.
    """
    interval = binomtest(correct, count).proportion_ci(confidence, method="wilson")
    return float(interval.low), float(interval.high)


def expected_calibration_error(probabilities: Floats, labels: Labels, bins: int = 15) -> float:
    """Gap between confidence and accuracy, averaged over equal-width confidence bins.

    Args:
        probabilities: (N, C) float64, rows sum to 1.
        labels: (N,) int in [0, C).
        bins: number of bins on (0, 1], each closed at its upper end.

    Returns:
        A value in [0, 1]; 0 is perfectly calibrated.

    Raises:
        ValueError: N is 0, or the shapes disagree.

    Source: Guo et al., "On Calibration of Modern Neural Networks", ICML 2017, eq. 3.
    """
    _check_shapes(probabilities, labels, probabilities.shape[-1])
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == labels
    in_bin = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    gaps = np.bincount(in_bin, weights=correct - confidence, minlength=bins)
    return float(np.abs(gaps).sum() / len(labels))


def _check_shapes(probabilities: Floats, labels: Labels, class_count: int) -> None:
    if probabilities.ndim != 2 or probabilities.shape != (len(labels), class_count):
        raise ValueError(f"{probabilities.shape} probabilities don't fit {len(labels)} labels of {class_count} classes")
    if len(labels) == 0:
        raise ValueError("there is nothing to count")

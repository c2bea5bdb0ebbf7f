"""One label out of several, for anything that a network turns into logits: pictures, texts, sounds."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from scipy.optimize import minimize_scalar
from sklearn.metrics import f1_score, recall_score
from torch import Tensor

_LOG_TEMPERATURES = (-3.0, 3.0)
# deviation of the log-normal prior: two networks of three are at most 1.65 times as sure, or as unsure, as they should be
_PRIOR_DEVIATION = 0.5


@dataclass(frozen=True)
class CalibratedLoss:
    """value: a mean over items, at the temperature at which it is smallest; standard_error: of that mean.

    temperature: the likeliest one, by what the items say and by how sure networks usually are: the more items, the nearer to
    the one of `value`. From two dozen, of which one is wrong, that may be 0.06, and then everything is 100 % sure.
    """

    value: float
    standard_error: float
    temperature: float


@dataclass(frozen=True)
class EpochScores:
    """How good one part is answered, from fp32 logits and hard labels.

    calibrated: what the loss would be at the best temperature, see `calibrated_loss`.
    """

    loss: float
    calibrated: CalibratedLoss
    accuracy: float
    balanced_accuracy: float
    macro_f1: float
    per_class_recall: tuple[float, ...]


class ClassificationTask:
    """Cross-entropy. Softened labels and class weights shape the training loss only, never a score."""

    def __init__(
        self, class_names: Sequence[str], *, class_weights: Tensor | None = None, label_smoothing: float = 0.0
    ) -> None:
        self.class_names = tuple(class_names)
        self._weights = class_weights
        self._label_smoothing = label_smoothing

    def loss_sum(self, logits: Tensor, labels: Tensor) -> Tensor:
        """The loss of (N, C) logits against (N,) labels, summed: divided by `weight_of` a whole batch it is the mean.

        Summing makes a batch that is computed in pieces give the same gradient as one computed at once.
        """
        logits = logits if logits.dtype == torch.float64 else logits.float()
        weights = None if self._weights is None else self._weights.to(logits)
        return F.cross_entropy(logits, labels, weights, reduction="sum", label_smoothing=self._label_smoothing)

    def disagreement_sum(self, logits: Tensor, others: Tensor) -> Tensor:
        """How far two answers to the same items, (N, C) logits each, lie apart: the mean of both Kullback-Leibler divergences,
        summed over the items. 0: they agree.

        Source: Liang et al., "R-Drop: Regularized Dropout for Neural Networks", NeurIPS 2021, eq. 2.
        """
        first, second = logits.float().log_softmax(1), others.float().log_softmax(1)
        return ((first.exp() - second.exp()) * (first - second)).sum() / 2

    def weight_of(self, labels: Tensor) -> float:
        """What `loss_sum` of these labels is divided by: their number, or the sum of their class weights."""
        return float(len(labels)) if self._weights is None else float(self._weights[labels.cpu()].sum())

    def decode(self, logits: Tensor) -> Tensor:
        """(N, C) logits to (N, C) probabilities in float64, rows sum to 1."""
        return torch.softmax(logits.double(), dim=1)

    def scores(self, logits: Tensor, labels: Tensor) -> EpochScores:
        """Scores of a whole part. Classes that it lacks don't count in the averages, and have recall NaN."""
        truth, answer = labels.cpu().numpy(), logits.argmax(1).cpu().numpy()
        classes = list(range(len(self.class_names)))
        present = np.isin(classes, truth)
        recall = np.where(present, recall_score(truth, answer, labels=classes, average=None, zero_division=0), np.nan)
        f1 = f1_score(truth, answer, labels=classes, average=None, zero_division=0)
        return EpochScores(
            loss=float(F.cross_entropy(logits.double(), labels)),
            calibrated=calibrated_loss(logits, labels),
            accuracy=float((truth == answer).mean()),
            balanced_accuracy=float(recall[present].mean()),
            macro_f1=float(f1[present].mean()),
            per_class_recall=tuple(float(value) for value in recall),
        )


def calibrated_loss(logits: Tensor, labels: Tensor) -> CalibratedLoss:
    """The mean cross-entropy of (N, C) logits, all divided by the one temperature that makes it smallest.

    A network that goes on learning becomes too sure of itself: its loss rises while its answers still get better. Without
    that, what is left tells how well the classes are told apart, with less noise than accuracy.

    Source: Guo et al., "On Calibration of Modern Neural Networks", ICML 2017, section 4.2, temperature scaling.
    """
    logits = logits.double()

    def losses(log_temperature: float) -> Tensor:
        return F.cross_entropy(logits / math.exp(log_temperature), labels, reduction="none")

    def lowest(objective: Callable[[float], float]) -> float:
        return float(minimize_scalar(objective, bounds=_LOG_TEMPERATURES, method="bounded", options={"xatol": 1e-3}).x)

    best = losses(lowest(lambda at: float(losses(at).mean())))
    likeliest = lowest(lambda at: float(losses(at).sum()) + (at / _PRIOR_DEVIATION) ** 2 / 2)
    return CalibratedLoss(float(best.mean()), float(best.std(correction=0)) / math.sqrt(len(labels)), math.exp(likeliest))


def balanced_class_weights(labels: npt.NDArray[np.int64], class_count: int) -> Tensor:
    """Weights that let each class count the same: n / (C * n_c), (C,) float32; a class without items gets 1.

    Source: King and Zeng, "Logistic Regression in Rare Events Data", Political Analysis 9(2), 2001; scikit-learn's
    class_weight="balanced".
    """
    counts = np.bincount(labels, minlength=class_count)
    weights = np.where(counts > 0, len(labels) / (class_count * np.maximum(counts, 1)), 1.0)
    return torch.from_numpy(weights.astype(np.float32))

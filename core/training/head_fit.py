"""The head in a second: logistic regression on the features that it takes, the strength of its L2 penalty found on the way.

On fixed features the loss of a linear head is convex: a second-order method finds its minimum in a few dozen passes over a
matrix, where a first-order one takes epochs. The penalty is what it can't know; a few strengths, each started from the one
before, are judged by the validation part (a regularisation path: Friedman, Hastie and Tibshirani, "Regularization Paths for
Generalized Linear Models via Coordinate Descent", Journal of Statistical Software 33(1), 2010, section 2.5).
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch
from scipy.optimize import brentq, minimize
from threadpoolctl import threadpool_limits
from torch import Tensor

from core.tasks.classification import ClassificationTask, calibrated_loss
from core.training.randomness import drawn

# of the penalty, against the mean loss of an item; strongest first. Halves of powers of ten, as scikit-learn's grids
_STRENGTHS = tuple(10.0 ** (exponent / 2) for exponent in range(1, -13, -1))
# so many strengths without a better validation loss end the path; better by a share of less than this is no better
_PATIENCE, _SMALLEST_PROGRESS = 2, 1e-3
_ITERATIONS, _SMALLEST_GAIN = 60, 1e-5
# where one pass takes hardly any multiplications, the minimum is found to many digits: then rounding in the features, which
# differs from batch to batch, changes nothing that could be seen
_SMALL_PASS, _EXACT_ITERATIONS, _EXACT_GAIN = 4e6, 300, 1e-9
# multiplications of one pass over the features while the strength is sought, and of all passes of the last fit: a second or
# two on two cores. What is beyond is left out at random, or cut short
_PATH_PASS, _LAST_FIT = 4e8, 6e10
_FEWEST_LAST_ITERATIONS = 5

# where a head can't tell the classes apart at all, no temperature makes its own items hard enough: this much is as good as flat
_HIGHEST_TEMPERATURE = 20.0

# so that nothing as large as the features themselves is made of them
_ROWS_AT_ONCE, _COLUMNS_AT_ONCE = 1024, 64

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class LabelledFeatures:
    """values: (N, D) float32; labels: (N,) int64. Both on the CPU."""

    values: Tensor
    labels: Tensor

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class FittedHead:
    """weight: (C, D), bias: (C,) or None, both float32, for the features as they are. strength: of the L2 penalty on the
    weights of Pareto-scaled features, beside the mean loss. loss: of the validation part, see `calibrated_loss`. temperature:
    at which the training part has that loss too; 1 where its loss is no smaller anyway."""

    weight: Tensor
    bias: Tensor | None
    strength: float
    loss: float
    temperature: float = 1.0

    def logits(self, features: Tensor) -> Tensor:
        """(N, D) to (N, C)."""
        return torch.nn.functional.linear(features, self.weight, self.bias)

    def softened(self) -> "FittedHead":
        """Its logits divided by its temperature: it gives the same answers, and is no surer of the examples that it was fitted
        to than of others. With few examples it would be: then nothing is left to learn from them for the layers below."""
        bias = None if self.bias is None else self.bias / self.temperature
        return replace(self, weight=self.weight / self.temperature, bias=bias, temperature=1.0)


# scipy's own threads have nothing to gain from vectors of this size, and wait for more in a busy loop while torch's compute:
# an evaluation takes 9 to 12 ms then, and 3.4 without (1,838 items, 1,280 features, two cores)
@threadpool_limits.wrap(limits=1, user_api="blas")  # type: ignore[untyped-decorator]
def fit_head(
    task: ClassificationTask, train: LabelledFeatures, validation: LabelledFeatures, *, with_bias: bool = True, seed: int = 0
) -> FittedHead | None:
    """The linear head with the lowest calibrated validation loss along a path of L2 strengths.

    The loss is the task's own, class weights and softened labels included. Features are Pareto-scaled for the fit, and the
    head that is returned takes them as they were.

    Args:
        train: its values are scaled where they lie, to need no second room: give what nobody asks for afterwards.
        with_bias: whether the head has one; without, features are scaled but not centred.
        seed: of what is left out where there is too much.

    Returns:
        None where nothing can be fitted: no item in one of the parts, or a feature that is not a number.
    """
    if not len(train) or not len(validation) or not all(_is_finite(part.values) for part in (train, validation)):
        return None
    scale = _Scale.of(train.values, centred=with_bias)
    scale.apply_to(train.values)
    fit = _Fit(task, scale, with_bias)
    some = _some(train, len(task.class_names), seed)
    best = fit.along_path(some, validation)
    if len(some) < len(train):
        whole = fit.whole(train, len(some), best, validation)
        best = whole if whole.loss < best.loss else best
    return replace(best, temperature=fit.temperature(some, best)) if np.isfinite(best.loss) else None


@dataclass(frozen=True)
class _Scale:
    """Features minus `mean` over `divisor`, (D,) each.

    Pareto scaling: the divisor is the root of the feature's deviation, times the root of the usual one, so that a common
    factor changes nothing. Over the whole deviation, what hardly ever stirs in this data would count like all else; as they
    are, the few loudest would decide. Source: van den Berg et al., "Centering, scaling, and transformations", BMC Genomics
    7:142, 2006.
    """

    mean: Tensor
    divisor: Tensor

    @classmethod
    def of(cls, values: Tensor, *, centred: bool) -> "_Scale":
        columns = [torch.std_mean(some.double(), dim=0, correction=0) for some in values.split(_COLUMNS_AT_ONCE, dim=1)]
        deviation, mean = (torch.cat(parts) for parts in zip(*columns, strict=True))
        usual = deviation.square().mean().sqrt()
        steady = deviation <= 1e-6 * mean.abs().clamp(min=1e-6)
        divisor = torch.where(steady, 1.0, (deviation * usual).sqrt())
        return cls((mean if centred else torch.zeros_like(mean)).float(), divisor.float())

    def apply_to(self, values: Tensor) -> None:
        values.sub_(self.mean).div_(self.divisor)


class _Fit:
    """One data set's fits, to scaled features. Parameters are one flat vector, (C * D [+ C],): weights, then biases."""

    def __init__(self, task: ClassificationTask, scale: _Scale, with_bias: bool) -> None:
        self._task, self._scale, self._with_bias = task, scale, with_bias
        self._classes, self._features = len(task.class_names), len(scale.mean)

    def along_path(self, train: LabelledFeatures, validation: LabelledFeatures) -> FittedHead:
        """The best head from the strongest penalty on, until weaker ones no longer help."""
        parameters = np.zeros(self._parameter_count())
        best: FittedHead | None = None
        waited = 0
        for strength in _STRENGTHS:
            parameters = self._minimum(train, strength, parameters)
            head = self._folded(parameters, strength, validation)
            if best is None or head.loss < best.loss * (1 - _SMALLEST_PROGRESS):
                best, waited = head, 0
            else:
                waited += 1
            if waited == _PATIENCE:
                break
        assert best is not None
        return best

    def whole(self, train: LabelledFeatures, part: int, start: FittedHead, validation: LabelledFeatures) -> FittedHead:
        """A head for all items, from one that was fitted to `part` of them. The more items, the less the penalty counts."""
        strength = start.strength * part / len(train)
        passes = _LAST_FIT / (4 * len(train) * self._features * self._classes)
        iterations = int(min(max(passes, _FEWEST_LAST_ITERATIONS), _ITERATIONS))
        parameters = self._minimum(train, strength, self._unfolded(start), iterations)
        return self._folded(parameters, strength, validation)

    def temperature(self, train: LabelledFeatures, head: FittedHead) -> float:
        """At which the (scaled) items that a head was fitted to are as hard for it as the validation part is at its best."""
        logits = torch.nn.functional.linear(train.values, *self._split(self._unfolded(head)))

        def beyond(temperature: float) -> float:
            return float(torch.nn.functional.cross_entropy(logits / temperature, train.labels)) - head.loss

        if beyond(1.0) >= 0:
            return 1.0
        if beyond(_HIGHEST_TEMPERATURE) <= 0:
            return _HIGHEST_TEMPERATURE
        return float(brentq(beyond, 1.0, _HIGHEST_TEMPERATURE))

    def _parameter_count(self) -> int:
        return self._classes * (self._features + self._with_bias)

    def _split(self, parameters: Floats, dtype: torch.dtype = torch.float32) -> tuple[Tensor, Tensor | None]:
        flat = torch.from_numpy(parameters).to(dtype)
        weights = flat[: self._classes * self._features].view(self._classes, self._features)
        return weights, flat[self._classes * self._features :] if self._with_bias else None

    def _minimum(self, train: LabelledFeatures, strength: float, start: Floats, iterations: int = _ITERATIONS) -> Floats:
        """Source: Byrd, Lu, Nocedal and Zhu, "A Limited Memory Algorithm for Bound Constrained Optimization", 1995."""
        values, labels = train.values, train.labels
        weight_of_all = self._task.weight_of(labels)
        small = 4 * values.numel() * self._classes <= _SMALL_PASS
        values = values.double() if small else values

        def loss_and_slope(parameters: Floats) -> tuple[float, Floats]:
            weights, bias = self._split(parameters, values.dtype)
            logits = torch.nn.functional.linear(values, weights, bias).requires_grad_()
            loss = self._task.loss_sum(logits, labels) / weight_of_all
            (slope,) = torch.autograd.grad(loss, logits)
            slopes = [(slope.T @ values + strength * weights).flatten()]
            if bias is not None:
                slopes.append(slope.sum(0))
            penalty = strength / 2 * float(weights.square().sum())
            return float(loss.detach()) + penalty, torch.cat(slopes).double().numpy()

        effort = (_EXACT_ITERATIONS, _EXACT_GAIN) if small else (iterations, _SMALLEST_GAIN)
        options = {"maxiter": effort[0], "ftol": effort[1], "gtol": 1e-9, "maxcor": 20}
        found: Floats = minimize(loss_and_slope, start, jac=True, method="L-BFGS-B", options=options).x
        return found

    def _folded(self, parameters: Floats, strength: float, validation: LabelledFeatures) -> FittedHead:
        weights, bias = self._split(parameters)
        weights = weights / self._scale.divisor
        if bias is not None:
            bias = (bias.double() - weights.double() @ self._scale.mean.double()).float()
        head = FittedHead(weights, bias, strength, np.inf)
        return FittedHead(weights, bias, strength, calibrated_loss(head.logits(validation.values), validation.labels).value)

    def _unfolded(self, head: FittedHead) -> Floats:
        parts = [(head.weight * self._scale.divisor).flatten()]
        if head.bias is not None:
            parts.append(head.bias + head.weight @ self._scale.mean)
        flat: Floats = torch.cat(parts).double().numpy()
        return flat


def _is_finite(values: Tensor) -> bool:
    return all(bool(rows.isfinite().all()) for rows in values.split(_ROWS_AT_ONCE))


def _some(train: LabelledFeatures, classes: int, seed: int) -> LabelledFeatures:
    """As many items as one pass may take, drawn at random; all where they fit."""
    count = int(_PATH_PASS / (4 * train.values.shape[1] * classes))
    if count >= len(train):
        return train
    kept = torch.from_numpy(drawn(len(train), count, seed))
    return LabelledFeatures(train.values[kept], train.labels[kept])

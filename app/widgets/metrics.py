"""What can be plotted of a run: which columns, in which words."""

from dataclasses import dataclass
from typing import Literal

from app import quantities
from app.i18n import tr

MetricKey = Literal["loss", "accuracy", "lr", "items_per_s"]


@dataclass(frozen=True)
class Metric:
    """One plot. step_column and evaluation_column: columns of RunModel.steps and RunModel.evaluations, "" for none.

    smoothed: the steps are noisy, so they are drawn faint and their moving average strong. share: values lie in [0, 1].
    """

    key: MetricKey
    step_column: str = ""
    evaluation_column: str = ""
    smoothed: bool = False
    share: bool = False


METRICS: dict[MetricKey, Metric] = {
    "loss": Metric("loss", "loss", "loss", smoothed=True),
    "accuracy": Metric("accuracy", "", "accuracy", share=True),
    "lr": Metric("lr", "lr"),
    "items_per_s": Metric("items_per_s", "items_per_s", "", smoothed=True),
}


def metric_title(key: MetricKey) -> str:
    return {
        "loss": tr("MetricPlot", "Loss"),
        "accuracy": tr("MetricPlot", "Accuracy on validation"),
        "lr": tr("MetricPlot", "Learning rate"),
        "items_per_s": tr("MetricPlot", "Examples per second"),
    }[key]


def value_text(metric: Metric, value: float) -> str:
    """A value as the read-out says it."""
    if metric.share:
        return quantities.percent(value, 1)
    if metric.key == "lr":
        return f"{value:.3g}"
    return quantities.significant(value)

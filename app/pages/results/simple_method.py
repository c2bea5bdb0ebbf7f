"""Whether the network is worth it: what a simple method reaches on the same part, and a sentence about that."""

from app.i18n import number, tr
from app.pages.results.cards import Card, CardLine
from app.quantities import decimal, duration, percent
from core.contracts.records import BaselineMetrics, PartMetrics
from core.contracts.spec import Part


def simple_metrics(baseline: BaselineMetrics | None, part: Part) -> PartMetrics | None:
    if baseline is None:
        return None
    return {"validation": baseline.validation, "test": baseline.test}.get(part)


def simple_card(baseline: BaselineMetrics, metrics: PartMetrics) -> Card:
    """metrics: those of the baseline on the part that is shown."""
    low, high = metrics.accuracy_interval
    likely = tr("ResultsPage", "likely between {low} and {high}").format(low=percent(low, 1), high=percent(high, 1))
    return Card(
        title=tr("ResultsPage", "TF-IDF, a simple word count"),
        value=percent(metrics.accuracy, 1),
        lines=(
            CardLine(likely, kind=""),
            CardLine(tr("ResultsPage", "macro F1 {value}").format(value=decimal(metrics.macro_f1, 2))),
            CardLine(tr("ResultsPage", "learnt in {time}").format(time=duration(baseline.seconds))),
        ),
        tip=tr(
            "ResultsPage",
            "Logistic regression on weighted counts of words and pairs of words, trained and judged on the same texts: "
            "what can be had without a network.",
        ),
    )


def worth_sentence(network: PartMetrics, simple: PartMetrics) -> str:
    """Says where the network is not clearly better, its interval not above that of the simple method; else empty."""
    if network.accuracy_interval[0] > simple.accuracy_interval[1]:
        return ""
    if network.accuracy_interval[1] < simple.accuracy_interval[0]:
        text = tr(
            "ResultsPage",
            "The simple method is better here: a word count reaches {simple}, the network {network}. Rather use the word "
            "count, or let the network learn from more texts, for longer, or with more layers.",
        )
    else:
        text = tr(
            "ResultsPage",
            "The simple method is as good here: a word count reaches {simple}, the network {network}, and {count} texts "
            "can't tell the two apart. The network is not clearly worth its cost.",
        )
    shares = {"simple": percent(simple.accuracy, 1), "network": percent(network.accuracy, 1)}
    return text.format(**shares, count=number(network.count))

"""The score cards: each a number with what makes it honest. Know no widgets."""

from dataclasses import dataclass

from app.i18n import number, tr
from app.pages.results.answer_table import AnswerTable
from app.pages.results.kinds import ResultWords
from app.quantities import decimal, percent
from core.contracts.records import PartMetrics

# "when it says 90 %": answers given with a confidence around that; fewer of them than LEAST say nothing
_SAID, _SAID_FROM, _SAID_BELOW, _LEAST = 0.90, 0.85, 0.95, 20
_WELL_CALIBRATED = 0.05


@dataclass(frozen=True)
class CardLine:
    """kind: "" (plain), "dim", "warning"."""

    text: str
    kind: str = "dim"


@dataclass(frozen=True)
class Card:
    """One number with what makes it honest."""

    title: str
    value: str
    lines: tuple[CardLine, ...]
    tip: str = ""


def accuracy_card(metrics: PartMetrics, words: ResultWords, *, never_seen: bool) -> Card:
    baseline = tr("ResultsPage", "always saying “{name}” would reach {share}").format(
        name=metrics.majority_class, share=percent(metrics.majority_accuracy, 1)
    )
    if metrics.accuracy_interval[0] <= metrics.majority_accuracy:
        text = tr("ResultsPage", "▲ not clearly better than that: {baseline}").format(baseline=baseline)
        line = CardLine(text, "warning")
    else:
        line = CardLine(baseline)
    title = words.never_seen if never_seen else words.validation
    return Card(
        title=title.format(count=number(metrics.count)),
        value=percent(metrics.accuracy, 1),
        lines=(_interval_line(metrics), line),
        tip=tr("ResultsPage", "Share of right first answers (top-1), with Wilson's 95 % interval."),
    )


def _interval_line(metrics: PartMetrics) -> CardLine:
    low, high = metrics.accuracy_interval
    text = tr("ResultsPage", "likely between {low} and {high} ({interval})").format(
        low=percent(low, 1),
        high=percent(high, 1),
        # kept in one line
        interval=tr("ResultsPage", "95 % interval").replace(" ", "\N{NO-BREAK SPACE}"),
    )
    return CardLine(text, kind="")


def balanced_card(metrics: PartMetrics) -> Card:
    return Card(
        title=tr("ResultsPage", "Balanced accuracy"),
        value=percent(metrics.balanced_accuracy, 1),
        lines=(
            CardLine(tr("ResultsPage", "each class counts the same")),
            CardLine(tr("ResultsPage", "macro F1 {value}").format(value=decimal(metrics.macro_f1, 2))),
        ),
        tip=tr("ResultsPage", "Mean of the classes' recalls. A large class can't hide a small one."),
    )


def calibration_card(metrics: PartMetrics, table: AnswerTable, words: ResultWords) -> Card:
    count, right = table.right_when_sure(_SAID_FROM, _SAID_BELOW)
    said = _SAID
    if count < _LEAST:
        count, right = table.right_when_sure(0.0, 2.0)
        said = float(table.confidence.mean()) if count else float("nan")
        title = tr("ResultsPage", "On average it says {said}, and is right")
    else:
        title = tr("ResultsPage", "When it says {said}, it is right")
    return Card(
        title=title.format(said=percent(said) if count else "–"),
        value=percent(right) if count else "–",
        lines=(
            CardLine(_calibration_words(said, right, metrics.calibration_error)),
            CardLine(words.seen_on.format(count=number(count))),
        ),
        tip=tr("ResultsPage", "Expected calibration error, 15 bins: the gap between how sure it is and how often it is right."),
    )


def _calibration_words(said: float, right: float, error: float) -> str:
    if error <= _WELL_CALIBRATED:
        text = tr("ResultsPage", "well calibrated; error {error}")
    elif right < said:
        text = tr("ResultsPage", "surer than it should be; error {error}")
    else:
        text = tr("ResultsPage", "less sure than it could be; error {error}")
    return text.format(error=decimal(error, 2))

"""Two runs side by side: is one better, or could that be chance?"""

import math
from dataclasses import dataclass
from fractions import Fraction

from app.i18n import number, tr
from app.pages.runs.differences import (
    differing_settings,
    flat,
    layers_in_words,
    model_in_words,
    setting_name,
    setting_value,
)
from app.pages.runs.summary import RunSummary
from app.quantities import decimal, percent
from app.run.log_wording import worded_part
from core.contracts.errors import UserError
from core.contracts.records import PartMetrics, PredictionRecord
from core.contracts.spec import Part, RunSpec
from core.store.predictions import read_predictions
from core.store.runs import RunFolder

_CHANCE = 0.05


@dataclass(frozen=True)
class PairedCount:
    """Pictures or texts that both runs answered: how many, and on how many only one of them was right."""

    part: Part
    count: int
    only_first: int
    only_second: int

    @property
    def chance(self) -> float:
        """How likely a difference at least as large is, were both equally good.

        Source: McNemar, "Note on the sampling error of the difference between correlated proportions", Psychometrika 1947;
        the exact, two-sided binomial form.
        """
        differing = self.only_first + self.only_second
        smaller = min(self.only_first, self.only_second)
        tail = sum(math.comb(differing, k) for k in range(smaller + 1))
        # whole numbers as long as possible: 2 ** 2000 is no float
        return min(1.0, float(Fraction(2 * tail, 2**differing)))


@dataclass(frozen=True)
class Comparison:
    """rows: (what, first, second), only where they differ. verdict: a sentence or two."""

    names: tuple[str, str]
    rows: tuple[tuple[str, str, str], ...]
    verdict: str


def compare_runs(first: RunSummary, second: RunSummary) -> Comparison:
    """Reads the answers of both, so call it from a thread. Settings that are the same are not listed."""
    rows = [(tr("Runs", "Score"), score_in_words(first), score_in_words(second))]
    if first.record is not None and second.record is not None:
        rows += _differing_rows(first.record.spec, second.record.spec)
    return Comparison((first.name, second.name), tuple(rows), _verdict(first, second))


def score_in_words(run: RunSummary) -> str:
    """ "test 87.3 % (83.7 – 90.2)", or a dash."""
    return _in_words(run.score, run)


def simple_in_words(run: RunSummary) -> str:
    """The same for the simple method beside it; empty where none was tried."""
    return _in_words(run.simple_score, run) if run.simple_score is not None else ""


def _in_words(score: PartMetrics | None, run: RunSummary) -> str:
    if score is None:
        return "–"
    low, high = score.accuracy_interval
    return tr("Runs", "{part} {accuracy} ({low} – {high})").format(
        part=worded_part(run.judged_part),
        accuracy=percent(score.accuracy, 1),
        low=decimal(100 * low, 1),
        high=decimal(100 * high, 1),
    )


def _differing_rows(first: RunSpec, second: RunSpec) -> list[tuple[str, str, str]]:
    shown = [
        (tr("Runs", "Model"), model_in_words(first.model.entry), model_in_words(second.model.entry)),
        (tr("Runs", "Layers"), layers_in_words(first), layers_in_words(second)),
    ]
    rows = [row for row in shown if row[1] != row[2]]
    tables = flat(first), flat(second)
    for name in differing_settings((first, second)):
        one, other = (setting_value(name, table[name]) for table in tables)
        rows.append((setting_name(name), one, other))
    return rows


def _verdict(first: RunSummary, second: RunSummary) -> str:
    if first.score is None or second.score is None:
        return tr("Runs", "One of them has no result yet.")
    pairs = _pair(first, second)
    if pairs is None or pairs.count == 0:
        return tr("Runs", "They were judged on different examples: their numbers can't be compared directly.")
    text = tr(
        "Runs", "On the same {count} {part} examples, only “{first}” is right on {one} and only “{second}” on {two}."
    ).format(
        count=number(pairs.count),
        part=worded_part(pairs.part),
        first=first.name,
        second=second.name,
        one=number(pairs.only_first),
        two=number(pairs.only_second),
    )
    if pairs.chance >= _CHANCE:
        luck = tr("Runs", "Such a difference comes about by chance {share} of the time: it shows nothing.")
    else:
        luck = tr("Runs", "Chance alone does that only {share} of the time: the difference is probably real.")
    return f"{text} {luck.format(share=percent(pairs.chance, 0 if pairs.chance >= 0.01 else 2))}"


def _pair(first: RunSummary, second: RunSummary) -> PairedCount | None:
    """Counts on the part by which both are judged; None where that is not the same part or can't be read."""
    if first.judged_part != second.judged_part:
        return None
    part = first.judged_part
    try:
        tables = [_answers(run, part) for run in (first, second)]
    except UserError:  # said by the Results page when one of them is opened
        return None
    if _folder(first) != _folder(second):
        return None
    shared = tables[0].keys() & tables[1].keys()
    right = [{file for file in shared if table[file].predicted == table[file].label} for table in tables]
    return PairedCount(part, len(shared), len(right[0] - right[1]), len(right[1] - right[0]))


def _answers(run: RunSummary, part: Part) -> dict[str, PredictionRecord]:
    return {row.file: row for row in read_predictions(RunFolder(run.path).predictions_path) if row.part == part}


def _folder(run: RunSummary) -> str:
    return run.record.spec.dataset.folder if run.record else ""

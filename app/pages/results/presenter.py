"""What the Results page says about a run. Knows no widgets."""

from dataclasses import dataclass
from pathlib import Path

from app.i18n import number, tr
from app.item_models.predictions import ClassScore
from app.pages.results.answer_table import Indexes, Order
from app.pages.results.cards import Card, accuracy_card, balanced_card, calibration_card
from app.pages.results.kinds import ResultWords, words_for
from app.pages.results.run_results import RunResults
from app.pages.results.simple_method import simple_card, simple_metrics, worth_sentence
from app.quantities import percent
from core.contracts.records import PartMetrics
from core.contracts.spec import DataKind, Part, TableSpec

_SHOWN_PROBABILITIES = 5
# of a text, in a list; and in predictions.csv, see PredictionRecord
_EXCERPT_CHARACTERS, _SAVED_CHARACTERS = 300, 5_000


@dataclass(frozen=True)
class AnsweredSample:
    """`row`: its place in the part's AnswerTable. caption: short, for a tile. facts: a line. text: how a text begins."""

    row: int
    path: Path
    caption: str
    facts: str
    correct: bool
    tip: str
    text: str = ""


@dataclass(frozen=True)
class SampleSet:
    """Samples with a heading. `empty` is said where there are none."""

    title: str
    samples: tuple[AnsweredSample, ...]
    empty: str


@dataclass(frozen=True)
class SampleDetail:
    """One sample, large. `bars`: (class, probability), surest first; the label is always among them.

    text: of a text; address: where the rest of it stands, if there is more.
    """

    path: Path
    file: str
    label: str
    answer: str
    correct: bool
    bars: tuple[tuple[str, float], ...]
    text: str = ""
    address: str = ""
    table: TableSpec = TableSpec()


class ResultsPresenter:
    """One run, seen through one of its parts."""

    def __init__(self, results: RunResults, part: Part | None = None) -> None:
        self.results = results
        self.part: Part = part if part in results.parts else results.parts[0]

    @property
    def metrics(self) -> PartMetrics:
        metrics = self.results.metrics_of(self.part)
        assert metrics is not None
        return metrics

    @property
    def kind(self) -> DataKind:
        return self.results.record.spec.data

    @property
    def words(self) -> ResultWords:
        return words_for(self.kind)

    @property
    def class_names(self) -> tuple[str, ...]:
        return self.results.class_names

    @property
    def never_seen(self) -> bool:
        """Whether nothing about the run was decided by looking at this part."""
        return self.part == "test"

    # ---- numbers -----------------------------------------------------------------------------------------------------

    def cards(self) -> tuple[Card, ...]:
        """Three; where there is a simple method to compare with, a fourth beside the first."""
        metrics, table = self.metrics, self.results.tables[self.part]
        baseline, simple = self.results.metrics.baseline, self._simple
        return (
            accuracy_card(metrics, self.words, never_seen=self.never_seen),
            *([simple_card(baseline, simple)] if baseline is not None and simple is not None else []),
            balanced_card(metrics),
            calibration_card(metrics, table, self.words),
        )

    def worth(self) -> str:
        """A sentence where a simple method is as good; empty where it is not, or none was tried."""
        return worth_sentence(self.metrics, self._simple) if self._simple is not None else ""

    @property
    def _simple(self) -> PartMetrics | None:
        return simple_metrics(self.results.metrics.baseline, self.part)

    def honesty(self) -> str:
        """A sentence about what the part is worth; empty for a test part."""
        if self.never_seen:
            return ""
        return self.words.chose_epoch if "test" in self.results.parts else self.words.no_test_part

    def scores(self) -> tuple[ClassScore, ...]:
        per_class = self.metrics.per_class
        return tuple(
            ClassScore(name, it.precision, it.recall, it.f1, it.count)
            for name, it in ((name, per_class[name]) for name in self.class_names if name in per_class)
        )

    # ---- samples -----------------------------------------------------------------------------------------------------

    def cell(self, truth: int, answer: int, *, order: Order = "surest") -> SampleSet:
        rows = self.results.tables[self.part].cell(truth, answer)
        names = {"truth": self.class_names[truth], "answer": self.class_names[answer], "count": number(len(rows))}
        if truth == answer:
            title = tr("ResultsPage", "{truth}, and called so ({count})")
        else:
            title = tr("ResultsPage", "{truth}, but called {answer} ({count})")
        return self._set(title.format(**names), rows, order, self.words.none_answered_so)

    def wrong(self, *, order: Order = "surest") -> SampleSet:
        rows = self.results.tables[self.part].wrong()
        title = tr("ResultsPage", "Wrong answers ({count})").format(count=number(len(rows)))
        return self._set(title, rows, order, tr("ResultsPage", "Not one answer on this part is wrong."), named=True)

    def doubtful_count(self) -> int:
        return len(self.results.tables[self.part].doubtful_labels())

    def doubtful(self) -> SampleSet:
        """Most doubtful label first, whatever order the other sets have."""
        table = self.results.tables[self.part]
        rows = table.doubtful_labels()
        return SampleSet(
            title=tr("ResultsPage", "Most doubtful labels ({count})").format(count=number(len(rows))),
            samples=tuple(self._sample(int(row), named=True) for row in rows),
            empty=tr("ResultsPage", "No label on this part looks doubtful to the model."),
        )

    def _set(self, title: str, rows: Indexes, order: Order, empty: str, *, named: bool = False) -> SampleSet:
        ordered = self.results.tables[self.part].in_order(rows, order)
        return SampleSet(title, tuple(self._sample(int(row), named=named) for row in ordered), empty)

    def _sample(self, row: int, *, named: bool) -> AnsweredSample:
        table = self.results.tables[self.part]
        label, answer = self.class_names[table.labels[row]], self.class_names[table.answers[row]]
        sure, correct = percent(float(table.confidence[row])), bool(table.correct[row])
        facts = tr("ResultsPage", "✓ {answer} · {sure}") if correct else tr("ResultsPage", "✗ {label} → {answer} · {sure}")
        return AnsweredSample(
            row=row,
            path=self.results.sample_path(table.files[row]),
            caption=f"{sure} {answer}" if named else sure,
            facts=facts.format(label=label, answer=answer, sure=sure),
            correct=correct,
            tip=tr("ResultsPage", "{file}\nlabelled {label}, called {answer}, {sure} sure").format(
                file=table.files[row], label=label, answer=answer, sure=sure
            ),
            text=table.texts[row][:_EXCERPT_CHARACTERS],
        )

    def detail(self, row: int) -> SampleDetail:
        table = self.results.tables[self.part]
        probabilities = table.probabilities[row]
        shown = [int(place) for place in (-probabilities).argsort(kind="stable")[:_SHOWN_PROBABILITIES]]
        label = int(table.labels[row])
        if label not in shown:
            shown.append(label)
        path, text = self.results.sample_path(table.files[row]), table.texts[row]
        return SampleDetail(
            path=path,
            file=table.files[row],
            label=self.class_names[label],
            answer=self.class_names[table.answers[row]],
            correct=bool(table.correct[row]),
            bars=tuple((self.class_names[place], float(probabilities[place])) for place in shown),
            text=text,
            address=str(path) if len(text) >= _SAVED_CHARACTERS else "",
            table=self.results.record.columns,
        )

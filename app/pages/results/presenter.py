"""What the Results page says about a run. Knows no widgets."""

from dataclasses import dataclass
from pathlib import Path

from app.i18n import number, tr
from app.item_models.predictions import ClassScore
from app.pages.results.answer_table import Indexes
from app.pages.results.run_results import RunResults
from app.quantities import decimal, percent
from core.contracts.records import PartMetrics
from core.contracts.spec import Part

# "when it says 90 %": answers given with a confidence around that; fewer of them than LEAST say nothing
_SAID, _SAID_FROM, _SAID_BELOW, _LEAST = 0.90, 0.85, 0.95, 20
_WELL_CALIBRATED = 0.05
_SHOWN_PROBABILITIES = 5


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


@dataclass(frozen=True)
class AnsweredPicture:
    """`row`: its place in the part's AnswerTable."""

    row: int
    path: Path
    caption: str
    tip: str


@dataclass(frozen=True)
class PictureSet:
    """Pictures with a heading. `empty` is said where there are none."""

    title: str
    pictures: tuple[AnsweredPicture, ...]
    empty: str


@dataclass(frozen=True)
class PictureDetail:
    """One picture, large. `bars`: (class, probability), surest first; the label is always among them."""

    path: Path
    file: str
    label: str
    answer: str
    correct: bool
    bars: tuple[tuple[str, float], ...]


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
    def class_names(self) -> tuple[str, ...]:
        return self.results.class_names

    @property
    def never_seen(self) -> bool:
        """Whether nothing about the run was decided by looking at this part."""
        return self.part == "test"

    # ---- numbers -----------------------------------------------------------------------------------------------------

    def cards(self) -> tuple[Card, ...]:
        return (self._accuracy_card(), self._balanced_card(), self._calibration_card())

    def honesty(self) -> str:
        """A sentence about what the part is worth; empty for a test part."""
        if self.never_seen:
            return ""
        if "test" in self.results.parts:
            return tr(
                "ResultsPage", "These are the validation pictures, which chose the best epoch: the number is a little too good."
            )
        return tr(
            "ResultsPage",
            "There is no test part. These validation pictures chose the best epoch, so expect a little less on new ones.",
        )

    def _accuracy_card(self) -> Card:
        metrics = self.metrics
        low, high = metrics.accuracy_interval
        lines = [
            CardLine(
                tr("ResultsPage", "likely between {low} and {high} ({interval})").format(
                    low=percent(low, 1),
                    high=percent(high, 1),
                    # kept in one line
                    interval=tr("ResultsPage", "95 % interval").replace(" ", "\N{NO-BREAK SPACE}"),
                ),
                kind="",
            )
        ]
        baseline = tr("ResultsPage", "always saying “{name}” would reach {share}").format(
            name=metrics.majority_class, share=percent(metrics.majority_accuracy, 1)
        )
        if low <= metrics.majority_accuracy:
            lines.append(
                CardLine(tr("ResultsPage", "▲ not clearly better than that: {baseline}").format(baseline=baseline), "warning")
            )
        else:
            lines.append(CardLine(baseline))
        return Card(
            title=self._accuracy_title(metrics.count),
            value=percent(metrics.accuracy, 1),
            lines=tuple(lines),
            tip=tr("ResultsPage", "Share of right first answers (top-1), with Wilson's 95 % interval."),
        )

    def _accuracy_title(self, count: int) -> str:
        if self.never_seen:
            text = tr("ResultsPage", "Accuracy on {count} pictures it has never seen")
        else:
            text = tr("ResultsPage", "Accuracy on {count} validation pictures")
        return text.format(count=number(count))

    def _balanced_card(self) -> Card:
        metrics = self.metrics
        return Card(
            title=tr("ResultsPage", "Balanced accuracy"),
            value=percent(metrics.balanced_accuracy, 1),
            lines=(
                CardLine(tr("ResultsPage", "each class counts the same")),
                CardLine(tr("ResultsPage", "macro F1 {value}").format(value=decimal(metrics.macro_f1, 2))),
            ),
            tip=tr("ResultsPage", "Mean of the classes' recalls. A large class can't hide a small one."),
        )

    def _calibration_card(self) -> Card:
        table = self.results.tables[self.part]
        error = self.metrics.calibration_error
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
                CardLine(self._calibration_words(said, right, error)),
                CardLine(tr("ResultsPage", "seen on {count} pictures").format(count=number(count))),
            ),
            tip=tr(
                "ResultsPage", "Expected calibration error, 15 bins: the gap between how sure it is and how often it is right."
            ),
        )

    def _calibration_words(self, said: float, right: float, error: float) -> str:
        if error <= _WELL_CALIBRATED:
            text = tr("ResultsPage", "well calibrated; error {error}")
        elif right < said:
            text = tr("ResultsPage", "surer than it should be; error {error}")
        else:
            text = tr("ResultsPage", "less sure than it could be; error {error}")
        return text.format(error=decimal(error, 2))

    def scores(self) -> tuple[ClassScore, ...]:
        per_class = self.metrics.per_class
        return tuple(
            ClassScore(name, it.precision, it.recall, it.f1, it.count)
            for name, it in ((name, per_class[name]) for name in self.class_names if name in per_class)
        )

    # ---- pictures ----------------------------------------------------------------------------------------------------

    def cell(self, truth: int, answer: int, *, surest_first: bool = True) -> PictureSet:
        rows = self.results.tables[self.part].cell(truth, answer)
        names = {"truth": self.class_names[truth], "answer": self.class_names[answer], "count": number(len(rows))}
        if truth == answer:
            title = tr("ResultsPage", "{truth}, and called so ({count})")
        else:
            title = tr("ResultsPage", "{truth}, but called {answer} ({count})")
        return self._set(title.format(**names), rows, surest_first, tr("ResultsPage", "No picture was answered like this."))

    def wrong(self, *, surest_first: bool = True) -> PictureSet:
        rows = self.results.tables[self.part].wrong()
        title = tr("ResultsPage", "Wrong answers ({count})").format(count=number(len(rows)))
        return self._set(title, rows, surest_first, tr("ResultsPage", "Not one answer on this part is wrong."), named=True)

    def doubtful_count(self) -> int:
        return len(self.results.tables[self.part].doubtful_labels())

    def doubtful(self) -> PictureSet:
        """Most doubtful label first, whatever order the other sets have."""
        table = self.results.tables[self.part]
        rows = table.doubtful_labels()
        return PictureSet(
            title=tr("ResultsPage", "Most doubtful labels ({count})").format(count=number(len(rows))),
            pictures=tuple(self._picture(int(row), named=True) for row in rows),
            empty=tr("ResultsPage", "No label on this part looks doubtful to the model."),
        )

    def _set(self, title: str, rows: Indexes, surest_first: bool, empty: str, *, named: bool = False) -> PictureSet:
        ordered = self.results.tables[self.part].by_confidence(rows, surest_first=surest_first)
        return PictureSet(title, tuple(self._picture(int(row), named=named) for row in ordered), empty)

    def _picture(self, row: int, *, named: bool) -> AnsweredPicture:
        table = self.results.tables[self.part]
        label, answer = self.class_names[table.labels[row]], self.class_names[table.answers[row]]
        sure = percent(float(table.confidence[row]))
        return AnsweredPicture(
            row=row,
            path=self.results.picture_path(table.files[row]),
            caption=f"{sure} {answer}" if named else sure,
            tip=tr("ResultsPage", "{file}\nlabelled {label}, called {answer}, {sure} sure").format(
                file=table.files[row], label=label, answer=answer, sure=sure
            ),
        )

    def detail(self, row: int) -> PictureDetail:
        table = self.results.tables[self.part]
        probabilities = table.probabilities[row]
        shown = [int(place) for place in (-probabilities).argsort(kind="stable")[:_SHOWN_PROBABILITIES]]
        label = int(table.labels[row])
        if label not in shown:
            shown.append(label)
        return PictureDetail(
            path=self.results.picture_path(table.files[row]),
            file=table.files[row],
            label=self.class_names[label],
            answer=self.class_names[table.answers[row]],
            correct=bool(table.correct[row]),
            bars=tuple((self.class_names[place], float(probabilities[place])) for place in shown),
        )

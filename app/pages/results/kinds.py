"""What the Results page says and shows differently for each kind of data: one row of KINDS a kind. Knows no widgets itself."""

from collections.abc import Callable
from dataclasses import dataclass
from pkgutil import resolve_name
from typing import Any

from app.i18n import tr
from app.run.job_runner import JobRunner
from core.contracts.spec import DataKind


@dataclass(frozen=True)
class ResultWords:
    """Sentences. Those of the first group have a {count}."""

    never_seen: str
    validation: str
    seen_on: str

    chose_epoch: str
    no_test_part: str
    none_answered_so: str
    cell_hint: str
    column: str


@dataclass(frozen=True)
class KindEntry:
    """Where the parts are.

    panel: a SamplePanel made of (JobRunner). figure: (AnsweredSample) -> HTML, for the report. words: its sentences.
    """

    panel: str
    figure: str
    words: Callable[[], ResultWords]


def words_for(kind: DataKind) -> ResultWords:
    return KINDS[kind].words()


def make_panel(kind: DataKind, jobs: JobRunner) -> Any:
    """A SamplePanel."""
    return resolve_name(KINDS[kind].panel)(jobs)


def figure_of(kind: DataKind) -> Callable[[Any], str]:
    figure: Callable[[Any], str] = resolve_name(KINDS[kind].figure)
    return figure


def _picture_words() -> ResultWords:
    return ResultWords(
        never_seen=tr("ResultsPage", "Accuracy on {count} pictures it has never seen"),
        validation=tr("ResultsPage", "Accuracy on {count} validation pictures"),
        seen_on=tr("ResultsPage", "seen on {count} pictures"),
        chose_epoch=tr(
            "ResultsPage", "These are the validation pictures, which chose the best epoch: the number is a little too good."
        ),
        no_test_part=tr(
            "ResultsPage",
            "There is no test part. These validation pictures chose the best epoch, so expect a little less on new ones.",
        ),
        none_answered_so=tr("ResultsPage", "No picture was answered like this."),
        cell_hint=tr("TruthPanel", "Click a cell to see its pictures."),
        column=tr("ClassScores", "pictures"),
    )


def _text_words() -> ResultWords:
    return ResultWords(
        never_seen=tr("ResultsPage", "Accuracy on {count} texts it has never seen"),
        validation=tr("ResultsPage", "Accuracy on {count} validation texts"),
        seen_on=tr("ResultsPage", "seen on {count} texts"),
        chose_epoch=tr(
            "ResultsPage", "These are the validation texts, which chose the best epoch: the number is a little too good."
        ),
        no_test_part=tr(
            "ResultsPage",
            "There is no test part. These validation texts chose the best epoch, so expect a little less on new ones.",
        ),
        none_answered_so=tr("ResultsPage", "No text was answered like this."),
        cell_hint=tr("TruthPanel", "Click a cell to see its texts."),
        column=tr("ClassScores", "texts"),
    )


KINDS: dict[DataKind, KindEntry] = {
    "image": KindEntry(
        "app.pages.results.picture_panel:PicturePanel", "app.pages.results.report_figures:picture_figure", _picture_words
    ),
    "text": KindEntry("app.pages.results.text_panel:TextPanel", "app.pages.results.report_figures:text_figure", _text_words),
}

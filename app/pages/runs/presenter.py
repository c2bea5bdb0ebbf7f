"""The runs of a project: what the table says, what may be done with each. Knows no widgets."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.data_words import words_of
from app.i18n import tr, worded
from app.item_models.runs import RunCell
from app.pages.runs.comparison import score_in_words
from app.pages.runs.differences import (
    differing_settings,
    flat,
    layers_in_words,
    model_in_words,
    setting_name,
    setting_value,
)
from app.pages.runs.summary import RunSummary
from app.quantities import duration, time_of_day
from app.workspace import Workspace
from core.contracts.records import RunStatus
from core.store.runs import RunFolder

_RESUMABLE: tuple[RunStatus, ...] = ("created", "stopped", "failed", "lost")
_AT_WORK: tuple[RunStatus, ...] = ("running", "paused")
MOST_CURVES = 6
LETTERS = "ABCDEF"


@dataclass(frozen=True)
class Actions:
    """Why each can't be done, as a sentence; empty: it can."""

    open: str
    resume: str
    score: str
    carry_on: str
    delete: str


class RunsPresenter:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.runs: tuple[RunSummary, ...] = ()
        self.chosen: tuple[Path, ...] = ()

    def take(self, runs: Sequence[RunSummary]) -> None:
        """What was read. At first the current run and the newest other one with a curve are chosen."""
        first_time = not self.runs
        self.runs = tuple(runs)
        here = {run.path for run in runs}
        self.chosen = tuple(path for path in self.chosen if path in here)
        if first_time and not self.chosen:
            drawable = [run.path for run in runs if run.duration_s is not None]
            self.chosen = tuple(sorted(drawable, key=lambda path: path != self._workspace.current_run)[:2])

    def run(self, path: Path | None) -> RunSummary | None:
        return next((run for run in self.runs if run.path == path), None)

    def choose(self, paths: Sequence[Path]) -> None:
        """Whose curves are drawn: the last ones ticked, at most MOST_CURVES."""
        self.chosen = tuple(paths)[-MOST_CURVES:]

    def letters(self) -> dict[Path, str]:
        return dict(zip(self.chosen, LETTERS, strict=False))

    def pair(self) -> tuple[RunSummary, RunSummary] | None:
        """The two runs to compare, if exactly two are chosen."""
        if len(self.chosen) != 2:
            return None
        first, second = self.run(self.chosen[0]), self.run(self.chosen[1])
        return (first, second) if first is not None and second is not None else None

    # ---- the table ---------------------------------------------------------------------------------------------------

    def settings(self) -> tuple[str, ...]:
        """The settings in which the runs shown differ."""
        return differing_settings([run.record.spec for run in self.runs if run.record is not None])

    def heads(self) -> tuple[str, ...]:
        fixed = (
            tr("Runs", "status"),
            tr("Runs", "name"),
            tr("Runs", "when"),
            tr("Runs", "model"),
            tr("Runs", "layers"),
            tr("Runs", "accuracy (95 % interval)"),
            tr("Runs", "duration"),
        )
        return (*fixed, *(setting_name(name) for name in self.settings()))

    def rows(self) -> tuple[tuple[str, tuple[RunCell, ...]], ...]:
        settings = self.settings()
        return tuple((str(run.path), self._cells(run, settings)) for run in self.runs)

    def _cells(self, run: RunSummary, settings: Sequence[str]) -> tuple[RunCell, ...]:
        symbol, word, tone = status_in_words(run.status)
        status = RunCell(f"{symbol} {word}", word, tone, worded(run.error) if run.error else "")
        name = RunCell(run.name, run.name.casefold(), tip=f"{run.name}\n{run.path}")
        if run.record is None:
            return (status, name, *[RunCell("–", "")] * (5 + len(settings)))
        spec, score = run.record.spec, run.score
        values = flat(spec)
        return (
            status,
            name,
            RunCell(time_of_day(run.record.created_s), run.record.created_s),
            RunCell(self._model(run), spec.model.entry, tip=spec.model.entry),
            RunCell(layers_in_words(spec), layers_in_words(spec)),
            RunCell(score_in_words(run), score.accuracy if score else -1.0),
            RunCell(duration(run.duration_s) if run.duration_s is not None else "–", run.duration_s or 0.0),
            *(RunCell(setting_value(name, values[name]), _sorted_by(values[name])) for name in settings),
        )

    def _model(self, run: RunSummary) -> str:
        parent = self.parent(run)
        if parent is not None:
            return tr("Runs", "↳ {name}").format(name=parent.name)
        return model_in_words(run.record.spec.model.entry) if run.record else ""

    # ---- lineage -----------------------------------------------------------------------------------------------------

    def parent(self, run: RunSummary) -> RunSummary | None:
        """The run of this project that it started from."""
        if run.record is None:
            return None
        named = run.record.parent_run
        for other in self.runs:
            known = {str(other.path), other.path.name, *([other.record.run_id] if other.record else [])}
            if other is not run and (named in known or run.record.spec.model.entry == str(other.path)):
                return other
        return None

    def lineage(self, run: RunSummary) -> str:
        """ "First try → Second try", oldest first; empty where it began with a pretrained model."""
        names, seen, current = [run.name], {run.path}, self.parent(run)
        while current is not None and current.path not in seen:
            names.append(current.name)
            seen.add(current.path)
            current = self.parent(current)
        return " → ".join(reversed(names)) if len(names) > 1 else ""

    # ---- what may be done --------------------------------------------------------------------------------------------

    def actions(self, run: RunSummary | None) -> Actions:
        if run is None:
            none = tr("Runs", "Choose a run in the table first.")
            return Actions(none, none, none, none, none)
        unreadable = worded(run.error) if run.record is None and run.error is not None else ""
        at_work = tr("Runs", "It is being trained now.") if run.status in _AT_WORK else ""
        return Actions(
            open=unreadable,
            resume=unreadable or at_work or self._why_no_resume(run),
            score=unreadable or at_work or self._why_no_score(run),
            carry_on=unreadable or self._why_no_weights(run) or self._why_other_data(run),
            delete=at_work,
        )

    @staticmethod
    def _why_no_resume(run: RunSummary) -> str:
        return "" if run.status in _RESUMABLE else tr("Runs", "It is finished. Continue from it instead.")

    @staticmethod
    def _why_no_weights(run: RunSummary) -> str:
        return "" if run.has_weights else tr("Runs", "It has no saved weights yet.")

    def _why_other_data(self, run: RunSummary) -> str:
        here = self._workspace.spec
        if run.record is None or here is None or run.record.spec.data == here.data:
            return ""
        text = tr("Runs", "It learned from {its}, and the project's data are {here}.")
        return text.format(its=words_of(run.record.spec.data).things, here=words_of(here.data).things)

    def _why_no_score(self, run: RunSummary) -> str:
        return tr("Runs", "It has a result already.") if run.metrics is not None else self._why_no_weights(run)

    def open(self, run: RunSummary) -> str:
        """Makes it the run that Train, Results and Export look at. Returns the page to go to."""
        self._workspace.current_run = run.path
        return "results" if RunFolder(run.path).metrics_path.exists() else "train"

    def continue_from(self, run: RunSummary) -> None:
        """Makes the next run start with its weights. The project's own data and settings stay.

        Raises:
            UserError: disk_full, not_writable.
        """
        assert run.record is not None, "offered only for a run that can be read"
        spec = run.record.spec
        parts: dict[str, object] = {
            "model": spec.model.model_copy(update={"entry": str(run.path), "weights": "pretrained"}),
            "name": tr("Runs", "{name}, continued").format(name=run.name)[:200],
        }
        if self._workspace.spec is None:
            parts |= {"task": spec.task, "dataset": spec.dataset}
        self._workspace.update(**parts)

    def delete(self, run: RunSummary) -> None:
        """Moves it to the trash; the next newest run takes its place where it was the current one.

        Raises:
            UserError: run_busy, not_writable.
        """
        RunFolder(run.path).to_trash()
        if self._workspace.current_run == run.path:
            project = self._workspace.project
            left = project.runs.list() if project else []
            self._workspace.current_run = left[0].path if left else None


def status_in_words(status: RunStatus | None) -> tuple[str, str, str]:
    """(symbol, word, tone)."""
    table: dict[RunStatus | None, tuple[str, str, str]] = {
        "created": ("○", tr("Runs", "not begun"), "dim"),
        "running": ("▶", tr("Runs", "training"), "cold"),
        "paused": ("❚❚", tr("Runs", "paused"), "cold"),
        "completed": ("✓", tr("Runs", "finished"), "good"),
        "stopped": ("■", tr("Runs", "stopped"), "dim"),
        "failed": ("✗", tr("Runs", "failed"), "bad"),
        "lost": ("▲", tr("Runs", "lost"), "warm"),
    }
    return table.get(status, ("✗", tr("Runs", "unreadable"), "bad"))


def _sorted_by(value: Any) -> str:
    """What sorts as the values do: numbers by size, and what is automatic before them all."""
    if value is None:
        return ""
    return f"{value:032.12f}" if isinstance(value, (int, float)) else str(value)

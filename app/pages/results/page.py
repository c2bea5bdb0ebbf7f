"""How good is it? Scores, truth against answer, the pictures or texts behind each number."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QSizePolicy, QSplitter, QVBoxLayout, QWidget

from app.i18n import counted, tr, worded
from app.pages.page import Page
from app.pages.results.answer_table import Order
from app.pages.results.kinds import KINDS, make_panel
from app.pages.results.presenter import ResultsPresenter, SampleSet
from app.pages.results.report import write_report
from app.pages.results.run_results import RunResults, load_results
from app.pages.results.sample_panel import SamplePanel
from app.pages.results.truth_panel import TruthPanel
from app.quantities import time_of_day
from app.run.background import Background
from app.run.log_wording import worded_part
from app.services import Services
from app.theme import GAP_PX
from app.widgets.panels import Note, Segments, button, row_of
from app.widgets.score_card import ScoreCard
from core.contracts.errors import ErrorInfo, UserError
from core.contracts.spec import DataKind
from core.store.runs import RunFolder


class ResultsPage(Page):
    page_id = "results"

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._presenter: ResultsPresenter | None = None
        self._samples: Callable[[Order], SampleSet] = self._wrong_set
        self._rows: tuple[int, ...] = ()
        self._loader, self._writer = Background(self), Background(self)
        self.set_title(tr("ResultsPage", "How good is it?"))
        self._make_head()
        self._make_body()
        self._make_foot()
        services.workspace.run_changed.connect(self._run_changed)

    # ---- which run ---------------------------------------------------------------------------------------------------

    def entered(self) -> None:
        path = self.services.workspace.current_run
        if path is None:
            return
        self._fill_run_box(path)
        self.part_choice.setVisible(self._presenter is not None)
        self._loader.run(lambda: load_results(path), self._loaded, self._load_failed)

    def _run_changed(self) -> None:
        if self.isVisible() and self.missing is None:
            self.entered()

    def _fill_run_box(self, current: Path) -> None:
        project = self.services.workspace.project
        runs = [run for run in project.runs.list() if run.metrics_path.exists()] if project else []
        self.run_box.clear()
        for run in runs:
            self.run_box.addItem(_run_title(run), run.path)
        self.run_box.setCurrentIndex(next((i for i, run in enumerate(runs) if run.path == current), -1))
        self.run_box.setVisible(len(runs) > 1)

    def _choose_run(self, _index: int) -> None:
        self.services.workspace.current_run = self.run_box.currentData()

    def _loaded(self, results: RunResults) -> None:
        part = self._presenter.part if self._presenter and self._presenter.results.path == results.path else None
        self._presenter = ResultsPresenter(results, part)
        for kind, panel in self.samples.items():
            panel.setVisible(kind == self._presenter.kind)
        self._panel.set_source(str(results.path))
        self._panel.add_below(self._doubt)
        self.part_choice.setVisible(len(results.parts) > 1)
        record = results.record
        self.set_lead(" · ".join((record.name, record.spec.model.entry, time_of_day(record.created_s))))
        self._trouble.say("")
        self._content.show()
        self._show_part()

    def _load_failed(self, error: ErrorInfo) -> None:
        self._presenter = None
        self._content.hide()
        self.part_choice.hide()
        self.set_lead("")
        self._trouble.say(worded(error), "bad_note")

    def trouble_text(self) -> str:
        """Why there is nothing to see; empty where there is."""
        return self._trouble.text()

    def honesty_text(self) -> str:
        return self._honesty.text()

    def worth_text(self) -> str:
        """Whether a simple method would do; empty where it would not."""
        return self._worth.text()

    def _require(self) -> ResultsPresenter:
        assert self._presenter is not None, "only reached from widgets that are shown with a result"
        return self._presenter

    # ---- one part ----------------------------------------------------------------------------------------------------

    def _choose_part(self, key: str) -> None:
        self._presenter = ResultsPresenter(self._require().results, "test" if key == "test" else "validation")
        self._show_part()

    def _show_part(self) -> None:
        presenter = self._require()
        self.part_choice.choose(presenter.part)
        self._show_cards(presenter)
        self._honesty.say(presenter.honesty())
        worth = presenter.worth()
        self._worth.say(worth, "warning_note" if worth else "note")
        self.truth.show_part(presenter)
        doubtful = presenter.doubtful_count()
        self._doubt.setVisible(doubtful > 0)
        self.doubt_button.setText(
            counted(
                doubtful,
                tr("ResultsPage", "Check the most doubtful label"),
                tr("ResultsPage", "Check the {count} most doubtful labels"),
            )
        )
        self.show_wrong()

    def _show_cards(self, presenter: ResultsPresenter) -> None:
        """Without a simple method to compare with, the last one has nothing to say."""
        roles = {"": "", "dim": "dim", "warning": "warning"}
        cards = presenter.cards()
        for place, widget in enumerate(self.cards):
            widget.setVisible(place < len(cards))
            if place < len(cards):
                card = cards[place]
                widget.show_score(card.title, card.value, [(line.text, roles[line.kind]) for line in card.lines], card.tip)

    # ---- samples -----------------------------------------------------------------------------------------------------

    @property
    def _panel(self) -> SamplePanel:
        panel: SamplePanel = self.samples[self._require().kind]
        return panel

    def show_wrong(self) -> None:
        """All wrong answers of the part."""
        self.truth.confusion.frame_cell(None)
        self._samples = self._wrong_set
        self._show_samples()

    def _wrong_set(self, order: Order) -> SampleSet:
        return self._require().wrong(order=order)

    def _show_cell(self, truth: int, answer: int) -> None:
        self._samples = lambda order: self._require().cell(truth, answer, order=order)
        self._show_samples()

    def show_doubtful(self) -> None:
        self.truth.confusion.frame_cell(None)
        self._samples = lambda _order: self._require().doubtful()
        self._show_samples(ordered=False)
        self._panel.focus_all()

    def _show_samples(self, *, ordered: bool = True) -> None:
        shown = self._samples(self._panel.chosen_order())
        self._rows = tuple(sample.row for sample in shown.samples)
        self._panel.show_set(shown, ordered=ordered)

    def _show_detail(self, place: int) -> None:
        if 0 <= place < len(self._rows):
            self._panel.show_detail(place, self._require().detail(self._rows[place]))

    # ---- report ------------------------------------------------------------------------------------------------------

    def _ask_report_path(self) -> None:
        if self._presenter is None:
            return
        folder = self.services.settings.last_folder("report") or str(self._presenter.results.path)
        proposed = str(Path(folder) / f"{self._presenter.results.path.name}-report.html")
        chosen, _ = QFileDialog.getSaveFileName(self, tr("ResultsPage", "Save report"), proposed, "HTML (*.html)")
        if chosen:
            self.save_report(Path(chosen))

    def save_report(self, path: Path) -> None:
        """Writes the report of the shown part in the background; a notice says when it is there."""
        presenter = self._require()
        self.services.settings.remember_folder("report", path.parent)
        said = tr("ResultsPage", "The report is saved: {path}").format(path=path)
        self._writer.run(
            lambda: write_report(presenter, path),
            lambda _nothing: self.services.notices.info(said),
            self.services.notices.error,
        )

    # ---- layout ------------------------------------------------------------------------------------------------------

    def _make_head(self) -> None:
        self.run_box = QComboBox()
        self.run_box.setAccessibleName(tr("ResultsPage", "Run"))
        self.run_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.run_box.setMinimumContentsLength(22)
        self.run_box.activated.connect(self._choose_run)
        self.part_choice = Segments(
            [("test", worded_part("test")), ("validation", worded_part("validation"))], tr("ResultsPage", "Part")
        )
        self.part_choice.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.part_choice.chosen.connect(self._choose_part)
        self.add_action(self.run_box)
        self.add_action(self.part_choice)

    def _make_body(self) -> None:
        self.cards = [ScoreCard() for _ in range(4)]
        self._honesty, self._worth, self._trouble = Note(), Note(), Note()
        cards = row_of(*self.cards, gap_px=GAP_PX)
        for place, weight in enumerate((5, 4, 4, 4)):
            cards.setStretch(place, weight)
        self.truth = TruthPanel()
        self.truth.cell_chosen.connect(self._show_cell)
        self.truth.wrong_wanted.connect(self.show_wrong)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setChildrenCollapsible(False)
        halves.setHandleWidth(GAP_PX)
        for half in (self.truth, *self._make_samples()):
            halves.addWidget(half)
            halves.setStretchFactor(halves.count() - 1, 1)
        halves.setSizes([460, *(540 for _ in self.samples)])  # shares, until a person drags
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)
        column.addLayout(cards)
        column.addWidget(self._honesty)
        column.addWidget(self._worth)
        column.addWidget(halves, 1)
        self.body.addWidget(self._trouble)
        self.body.addWidget(self._content, 1)
        self._content.hide()

    def _make_samples(self) -> list[SamplePanel]:
        """One panel for each kind of data. That of the run is shown, with the note about doubtful labels in it."""
        self.samples: dict[DataKind, Any] = {kind: make_panel(kind, self.services.jobs) for kind in KINDS}
        for panel in self.samples.values():
            panel.order_changed.connect(self._show_samples)
            panel.detail_wanted.connect(self._show_detail)
            panel.hide()
        self._doubt = Note(tr("ResultsPage", "Are some of these labelled wrongly?"))
        self.doubt_button = button("", self.show_doubtful, role="link")
        self._doubt.add_button(self.doubt_button)
        return list(self.samples.values())

    def _make_foot(self) -> None:
        self.report_button = button(tr("ResultsPage", "Report…"), self._ask_report_path)
        self.compare_button = button(tr("ResultsPage", "Compare with another run"), lambda: self.page_wanted.emit("runs"))
        self.foot.addWidget(self.report_button)
        self.foot.addWidget(self.compare_button)
        self.set_next("try_it", tr("ResultsPage", "Next: Try it"))


def _run_title(run: RunFolder) -> str:
    try:
        record = run.read_record()
    except UserError:  # the Runs page says what is wrong with it
        return run.path.name
    return f"{record.name} · {time_of_day(record.created_s)}"

"""The left half of the Results page: the confusion matrix and the scores of each class."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.i18n import tr
from app.pages.results.presenter import ResultsPresenter
from app.pages.results.score_table import ScoreTable
from app.widgets.confusion_view import ConfusionView
from app.widgets.panels import Panel, button, dim_label, row_of


class TruthPanel(Panel):
    cell_chosen = Signal(int, int)  # truth, answer
    wrong_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("TruthPanel", "Truth and answer"), parent)
        self.confusion = ConfusionView()
        self.confusion.cell_chosen.connect(self.cell_chosen)
        self.wrong_button = button(tr("TruthPanel", "All wrong ones"), self.wrong_wanted.emit, role="link")
        self.score_table = ScoreTable()
        self._hint = dim_label()
        row = row_of(self._hint, self.wrong_button)
        row.setStretch(0, 1)
        self.column.addLayout(row)
        self.column.addWidget(self.confusion, 3)
        self.column.addWidget(self.score_table, 2)
        self.column.addStretch(0)

    def show_part(self, presenter: ResultsPresenter) -> None:
        self._hint.setText(presenter.words.cell_hint)
        self.confusion.show_matrix(presenter.class_names, presenter.metrics.confusion)
        self.score_table.show_scores(presenter.scores(), presenter.words.column)

"""The left half of the Results page: the confusion matrix and the scores of each class."""

from PySide6.QtCore import QSortFilterProxyModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView, QWidget

from app.i18n import tr
from app.item_models.predictions import SORT_ROLE, ClassScoresModel
from app.pages.results.presenter import ResultsPresenter
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
        self._scores = ClassScoresModel(self)
        self.score_table = self._score_table()
        hint = dim_label(tr("TruthPanel", "Click a cell to see its pictures."))
        row = row_of(hint, self.wrong_button)
        row.setStretch(0, 1)
        self.column.addLayout(row)
        self.column.addWidget(self.confusion, 3)
        self.column.addWidget(self.score_table, 2)
        self.column.addStretch(0)

    def show_part(self, presenter: ResultsPresenter) -> None:
        self.confusion.show_matrix(presenter.class_names, presenter.metrics.confusion)
        self._scores.show(presenter.scores())
        self._fit_scores()

    def _fit_scores(self) -> None:
        """Room for every row where there are few; the class takes the width that the numbers leave."""
        table, header = self.score_table, self.score_table.horizontalHeader()
        for column in range(1, self._scores.columnCount()):
            title = str(self._scores.headerData(column, Qt.Orientation.Horizontal))
            words_px = max(table.fontMetrics().horizontalAdvance(text) for text in (title, "0.0000"))
            header.resizeSection(column, words_px + 28)
        line_px = table.fontMetrics().height()
        whole_px = header.sizeHint().height() + self._scores.rowCount() * table.verticalHeader().defaultSectionSize() + 4
        table.setMaximumHeight(whole_px)
        table.setMinimumHeight(min(whole_px, line_px * 8))

    def _score_table(self) -> QTableView:
        sortable = QSortFilterProxyModel(self)
        sortable.setSourceModel(self._scores)
        sortable.setSortRole(SORT_ROLE)
        table = QTableView()
        table.setAccessibleName(tr("TruthPanel", "Scores of each class"))
        table.setModel(sortable)
        table.setSortingEnabled(True)
        table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)  # class order until a person asks for another
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        return table

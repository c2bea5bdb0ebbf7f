"""Precision, recall and F1 of each class, sortable."""

from collections.abc import Sequence

from PySide6.QtCore import QSortFilterProxyModel, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QSizePolicy, QTableView, QWidget

from app.i18n import number, tr
from app.item_models.predictions import SORT_ROLE, ClassScore, ClassScoresModel

_SHORTEST_NAME_EM = 12
_LEAST_ROWS = 4


class ScoreTable(QTableView):
    """The class takes the width that the numbers leave; where that is too little, the table scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scores = ClassScoresModel(self)
        self._largest = ""
        sortable = QSortFilterProxyModel(self)
        sortable.setSourceModel(self._scores)
        sortable.setSortRole(SORT_ROLE)
        self.setModel(sortable)
        self.setAccessibleName(tr("ScoreTable", "Scores of each class"))
        self.setSortingEnabled(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)  # class order until a person asks for another
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)

    def show_scores(self, scores: Sequence[ClassScore], column: str) -> None:
        """column: what is counted, heads the last one."""
        self._scores.show(scores, column)
        self._largest = number(max((score.count for score in scores), default=0))
        row_px = self.verticalHeader().defaultSectionSize()
        head_px = self.horizontalHeader().sizeHint().height()
        self.setMaximumHeight(head_px + len(scores) * row_px + self.horizontalScrollBar().sizeHint().height())
        self.setMinimumHeight(min(self.maximumHeight(), head_px + _LEAST_ROWS * row_px))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        left_px = self.viewport().width()
        last = self._scores.columnCount() - 1
        for column in range(1, last + 1):
            title = str(self._scores.headerData(column, Qt.Orientation.Horizontal))
            longest = self._largest if column == last else "0.00"
            width_px = max(metrics.horizontalAdvance(title), metrics.horizontalAdvance(longest)) + 26
            self.setColumnWidth(column, width_px)
            left_px -= width_px
        self.setColumnWidth(0, max(left_px, metrics.averageCharWidth() * _SHORTEST_NAME_EM))

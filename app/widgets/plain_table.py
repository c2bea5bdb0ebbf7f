"""How tables look: no grid, no row numbers, whole rows."""

from PySide6.QtWidgets import QAbstractItemView, QTableView


def plain_table(name: str) -> QTableView:
    """A table without a grid or row numbers, whole rows selected. name: for screen readers."""
    table = QTableView()
    table.setAccessibleName(name)
    table.setShowGrid(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 14)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.horizontalHeader().setHighlightSections(False)
    return table

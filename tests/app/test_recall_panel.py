"""The recall of each class, beside the curves."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.pages.train.recall_panel import RecallTable


def test_a_narrow_table_shows_every_column_and_a_wide_one_a_long_name(qtbot: QtBot) -> None:
    table = RecallTable()
    qtbot.addWidget(table)
    table.show_recalls([("apple", 0.9), ("pear", 0.5)])
    names = []
    for width_px in (170, 400):
        table.resize(width_px, 200)
        table.show()
        widths = [table.columnWidth(column) for column in range(3)]
        assert sum(widths) == table.viewport().width()
        assert min(widths) > 30
        names.append(widths[0])
    assert names[1] > names[0] + 150


def test_a_class_that_the_validation_part_lacks_has_no_number(qtbot: QtBot) -> None:
    table = RecallTable()
    qtbot.addWidget(table)
    table.show_recalls([("apple", 0.9), ("pear", float("nan"))])
    table.show()
    number = table.model().index(1, 1)
    assert number.data() == "–"
    assert number.data(Qt.ItemDataRole.ToolTipRole) == "The validation part has none of pear."
    assert not table.grab().isNull()

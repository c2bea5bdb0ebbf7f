"""One number, large, with the lines that make it honest."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.theme import heading_font
from app.widgets.panels import Panel, dim_label, give_role, label


class ScoreCard(Panel):
    """Title, value, lines. A screen reader hears them as one sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._title = dim_label()
        self._value = QLabel()
        self._value.setFont(heading_font(self._value, 2.6))
        self._lines: list[QLabel] = []
        self.column.setSpacing(2)
        for part in (self._title, self._value):
            part.setTextFormat(Qt.TextFormat.PlainText)
            self.column.addWidget(part)
        self.column.addStretch(1)

    def show_score(self, title: str, value: str, lines: Sequence[tuple[str, str]], tip: str = "") -> None:
        """lines: (text, role), the role one of app/theme.py's for labels."""
        self._title.setText(title)
        self._value.setText(value)
        while len(self._lines) < len(lines):
            line = label()
            line.setTextFormat(Qt.TextFormat.PlainText)
            self.column.insertWidget(self.column.count() - 1, line)
            self._lines.append(line)
        for line, (text, role) in zip(self._lines, [*lines, *[("", "")] * len(self._lines)], strict=False):
            give_role(line, role)
            line.setText(text)
            line.setVisible(bool(text))
        self.setToolTip(tip)
        self.setAccessibleName(f"{title}: {value}. " + ". ".join(text for text, _ in lines))
        self.setAccessibleDescription(tip)

    def texts(self) -> list[str]:
        """What is read on the card, from top to bottom."""
        return [self._title.text(), self._value.text(), *(line.text() for line in self._lines if not line.isHidden())]

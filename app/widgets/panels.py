"""The small parts that every page is built from: panels, headings, dim text, notes, buttons."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.theme import GAP_PX, PADDING_PX, heading_font


def give_role(widget: QWidget, role: str) -> None:
    """Sets the role that the style sheet in app/theme.py paints by, also on a widget already shown."""
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def scrolling(inside: QWidget) -> QScrollArea:
    """An area as wide as it can be that scrolls over `inside` where there is too little height, and shows nothing of itself."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    area.viewport().setAutoFillBackground(False)
    inside.setProperty("role", "scrolled")
    inside.setAutoFillBackground(False)
    return area


class Panel(QFrame):
    """A rounded box with a column inside: `panel.column.addWidget(...)`. `title` is a bold first line."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(PADDING_PX, GAP_PX, PADDING_PX, GAP_PX)
        self.column.setSpacing(8)
        if title:
            self.column.addWidget(bold_label(title))


class Note(QFrame):
    """A sentence worth reading, with a bar at its left. kind: note, good_note, warning_note, bad_note."""

    _SYMBOLS = {"note": "", "good_note": "✓ ", "warning_note": "▲ ", "bad_note": "● "}

    def __init__(self, text: str = "", kind: str = "note", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 7, 12, 7)
        self._row.addWidget(self._label)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.say(text, kind)

    def say(self, text: str, kind: str = "note") -> None:
        """Shows another sentence; an empty one hides the note."""
        if self.property("role") != kind:
            give_role(self, kind)
        if self._label.text() != self._SYMBOLS[kind] + text:
            self._label.setText(self._SYMBOLS[kind] + text)
            self._fit_height()
        self.setVisible(bool(text))

    def add_button(self, made: QPushButton) -> None:
        """Puts a button at the right of the sentence."""
        self._row.addWidget(made)
        self._row.setStretch(0, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # something beside the sentence, a button say, became wider
            self._fit_height()
        return super().event(event)

    def _fit_height(self) -> None:
        """As high as the text at this width: a size policy only knows the height at the preferred width."""
        height_px = self.heightForWidth(self.width())
        if height_px > 0 and height_px != self.maximumHeight():
            self.setMaximumHeight(height_px)

    def text(self) -> str:
        return self._label.text()


class ElidedLabel(QLabel):
    """One line that is cut with "…" where there is no room; the pointer shows all of it."""

    def __init__(self, text: str = "", *, bold: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = text
        self.setTextFormat(Qt.TextFormat.PlainText)
        if bold:
            self.setFont(heading_font(self, 1.0))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setText(text)

    def setText(self, text: str) -> None:
        self._whole = text
        self.setToolTip(text)
        self._cut()

    def text(self) -> str:
        """All of it, cut or not."""
        return self._whole

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        super().setText(QFontMetrics(self.font()).elidedText(self._whole, Qt.TextElideMode.ElideMiddle, self.width()))


def label(text: str = "", *, wrap: bool = True) -> QLabel:
    made = QLabel(text)
    # a class or a file may be called "<b>"
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    return made


def dim_label(text: str = "", *, wrap: bool = True) -> QLabel:
    made = label(text, wrap=wrap)
    made.setProperty("role", "dim")
    return made


def bold_label(text: str = "", factor: float = 1.0) -> QLabel:
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(heading_font(made, factor))
    return made


def button(text: str, clicked: Callable[[], object] | None = None, *, role: str = "", tip: str = "") -> QPushButton:
    """role: "" (plain), primary, danger, link."""
    made = QPushButton(text)
    if role:
        made.setProperty("role", role)
    if role == "link":
        made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setToolTip(tip)
    made.setAutoDefault(False)
    if clicked is not None:
        made.clicked.connect(lambda _checked=False: clicked())
    return made


class NumberField(QSpinBox):
    """A spin box whose number keeps away from the border: a style sheet alone can't do that."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lineEdit().setTextMargins(6, 0, 0, 0)


class Segments(QWidget):
    """A row of buttons of which one is chosen. `chosen(key)` is only emitted when a person chooses."""

    chosen = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], name: str, parent: QWidget | None = None) -> None:
        """choices: (key, visible text). name: what is chosen, for screen readers."""
        super().__init__(parent)
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._keys = [key for key, _ in choices]
        for index, (_key, text) in enumerate(choices):
            segment = button(text, role="segment")
            segment.setCheckable(True)
            segment.setProperty("place", "first" if index == 0 else "last" if index == len(choices) - 1 else "")
            segment.setAccessibleName(f"{name}: {text}")
            # the chosen one is bold, and choosing must not cut it off
            segment.setMinimumWidth(QFontMetrics(heading_font(segment, 1.0)).horizontalAdvance(text) + 32)
            self._group.addButton(segment, index)
            row.addWidget(segment)
        row.addStretch(1)
        self._group.idClicked.connect(lambda index: self.chosen.emit(self._keys[index]))

    def choose(self, key: str | None) -> None:
        """Shows a choice without emitting; None shows none."""
        self._group.setExclusive(False)
        for index, own_key in enumerate(self._keys):
            self._group.button(index).setChecked(own_key == key)
        self._group.setExclusive(True)

    def choice(self) -> str | None:
        index = self._group.checkedId()
        return self._keys[index] if index >= 0 else None

    def set_possible(self, key: str, possible: bool, tip: str = "") -> None:
        segment = self._group.button(self._keys.index(key))
        segment.setEnabled(possible)
        segment.setToolTip(tip)


def row_of(*parts: QWidget | QLayout | int, gap_px: int = 8) -> QHBoxLayout:
    """Parts side by side; a number is a stretch of that weight."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(gap_px)
    for part in parts:
        if isinstance(part, QWidget):
            row.addWidget(part)
        elif isinstance(part, QLayout):
            row.addLayout(part)
        else:
            row.addStretch(part)
    return row

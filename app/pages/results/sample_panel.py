"""The right half of the Results page: a set of samples as a list, or one of them large, with why it is answered so."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.i18n import tr
from app.pages.results.answer_table import Order
from app.pages.results.presenter import AnsweredSample, SampleDetail, SampleSet
from app.theme import GAP_PX
from app.widgets.least_height import LeastHeight
from app.widgets.panels import ElidedLabel, Panel, bold_label, button, dim_label, give_role, label, row_of
from app.widgets.probability_bars import ProbabilityBars

_ALL, _LARGE, _EMPTY = range(3)


@dataclass(frozen=True)
class PanelWords:
    """order_name: for screen readers. explained: {place} · what the marks say about the class {name}."""

    back: str
    order_name: str
    orders: Sequence[tuple[str, Order]]
    explained: str = "{place}"


class SamplePanel(Panel):
    """Shows what it is given; asks for one large with `detail_wanted(row of the set)`.

    A subclass hands over its list of all and what shows one large, and says how both show a sample.
    """

    LEAST_HEIGHT_PX = 260
    MOST_BARS = 6

    order_changed = Signal()
    detail_wanted = Signal(int)

    def __init__(self, overview: QAbstractItemView, large: QWidget, words: PanelWords, box: QCheckBox | None = None) -> None:
        """box: where there is room for it in the head; ticking it makes one sample large."""
        super().__init__("")
        self._source = ""
        self._shown: SampleSet | None = None
        self._row = 0
        self._words = words
        self._overview, self._box = overview, box
        self._inside = QVBoxLayout()
        self._inside.setSpacing(self.column.spacing())
        self.column.addWidget(LeastHeight(self._inside))
        self._make_head()
        self.empty_text = dim_label()
        self.empty_text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = _Stack()
        for view in (overview, self._large_view(large), self.empty_text):
            self._stack.addWidget(view)
        self._stack.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._stack.setMinimumHeight(self.LEAST_HEIGHT_PX)
        self._inside.addWidget(self._stack, 1)

    # ---- for subclasses ----------------------------------------------------------------------------------------------

    def show_all(self, samples: Sequence[AnsweredSample]) -> None:
        """Fills the overview."""
        raise NotImplementedError

    def show_one(self, source: str, detail: SampleDetail) -> None:
        """Fills the large view. source: who is asked why."""
        raise NotImplementedError

    def leave_one(self) -> None:
        """Nobody looks at the large one any more."""
        raise NotImplementedError

    def arranged(self, large: QWidget) -> QLayout:
        """The large one and what there is to say about it: truth_label, answer_label, bars, file_label, place_label."""
        raise NotImplementedError

    # ---- what is shown -----------------------------------------------------------------------------------------------

    @property
    def shows_large(self) -> bool:
        return self._stack.currentIndex() == _LARGE

    def set_source(self, source: str) -> None:
        """The run that is asked why."""
        self._source = source

    def add_below(self, widget: QWidget) -> None:
        """Puts a widget below the samples; it leaves the panel where it was before."""
        self._inside.addWidget(widget)

    def chosen_order(self) -> Order:
        order: Order = self.order.currentData()
        return order

    def show_set(self, shown: SampleSet, *, ordered: bool = True) -> None:
        """ordered: the person may choose what comes first."""
        self.leave_one()
        self._shown = shown
        self.heading.setText(shown.title)
        self.order.setVisible(ordered)
        self.show_all(shown.samples)
        self.empty_text.setText(shown.empty)
        if self._box is not None:
            self._box.setEnabled(bool(shown.samples))
        self._stack.setCurrentIndex(_ALL if shown.samples else _EMPTY)

    def show_detail(self, row: int, detail: SampleDetail) -> None:
        """One sample of the set, large."""
        self._row = row
        self.file_label.setText(detail.file)
        self.truth_label.setText(tr("SamplePanel", "Labelled {name}").format(name=detail.label))
        right, wrong = tr("SamplePanel", "✓ Called {name}: right"), tr("SamplePanel", "✗ Called {name}: wrong")
        self.answer_label.setText((right if detail.correct else wrong).format(name=detail.answer))
        give_role(self.answer_label, "good" if detail.correct else "bad")
        shown = [bar for place, bar in enumerate(detail.bars) if place < self.MOST_BARS or bar[0] == detail.label]
        self.bars.show_bars(shown, detail.label)
        self.show_one(self._source, detail)
        self.previous_button.setEnabled(row > 0)
        self.next_button.setEnabled(self._shown is not None and row + 1 < len(self._shown.samples))
        self._stack.setCurrentIndex(_LARGE)
        self.back_button.setFocus()

    def back_to_all(self) -> None:
        self.leave_one()
        self._stack.setCurrentIndex(_ALL)
        self._overview.setCurrentIndex(self._overview.model().index(self._row, 0))
        self._overview.setFocus()

    def focus_all(self) -> None:
        """The keyboard goes to the overview."""
        self._overview.setFocus()

    def say_explained(self, class_name: str) -> None:
        """What the marks speak for; empty: there are none."""
        count = len(self._shown.samples) if self._shown else 0
        place = tr("SamplePanel", "{place} of {count}").format(place=self._row + 1, count=count)
        words = self._words.explained if class_name else "{place}"
        self.place_label.setText(words.format(place=place, name=class_name))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        turn = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if self.shows_large and turn is not None:
            self._turn(turn)
        else:
            super().keyPressEvent(event)

    def _turn(self, by: int) -> None:
        row = self._row + by
        if self._shown is not None and 0 <= row < len(self._shown.samples):
            self.detail_wanted.emit(row)

    def _box_toggled(self, on: bool) -> None:
        if on and not self.shows_large:  # it marks one sample, so one has to be large
            self.detail_wanted.emit(max(self._overview.currentIndex().row(), 0))

    # ---- layout ------------------------------------------------------------------------------------------------------

    def _make_head(self) -> None:
        self.heading = bold_label()
        self.heading.setWordWrap(True)
        self.order = QComboBox()
        self.order.setAccessibleName(self._words.order_name)
        for text, order in self._words.orders:
            self.order.addItem(text, order)
        self.order.activated.connect(lambda _index: self.order_changed.emit())
        head = row_of(self.heading, self.order, gap_px=GAP_PX)
        head.setStretch(0, 1)
        if self._box is not None:
            head.addWidget(self._box)
            self._box.toggled.connect(self._box_toggled)
        self._inside.addLayout(head)

    def _large_view(self, large: QWidget) -> QWidget:
        self.bars = ProbabilityBars()
        self.file_label, self.place_label = ElidedLabel(), dim_label()
        give_role(self.file_label, "dim")
        self.truth_label, self.answer_label = label(), label()
        self.back_button = button(self._words.back, self.back_to_all)
        self.previous_button = button(tr("SamplePanel", "Previous"), lambda: self._turn(-1))
        self.next_button = button(tr("SamplePanel", "Next"), lambda: self._turn(1))
        view = QWidget()
        column = QVBoxLayout(view)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self.arranged(large), 1)
        column.addLayout(row_of(self.back_button, 1, self.previous_button, self.next_button))
        QShortcut(
            QKeySequence(Qt.Key.Key_Escape), view, self.back_to_all, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        return view


class _Stack(QStackedWidget):
    """May become as low as its minimum height: asked for a height for its width it would name its favourite one."""

    def hasHeightForWidth(self) -> bool:
        return False

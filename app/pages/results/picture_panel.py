"""The right half of the Results page: a set of pictures as a grid, or one of them large, with its heat map."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import tr
from app.item_models.pictures import PictureItem
from app.pages.results.presenter import PictureDetail, PictureSet
from app.run.heat_maps import HeatMaps
from app.theme import GAP_PX
from app.widgets.explained_picture import ExplainedPicture
from app.widgets.image_grid import ImageGrid
from app.widgets.panels import Panel, bold_label, button, dim_label, give_role, label, row_of
from app.widgets.probability_bars import ProbabilityBars

_GRID, _LARGE, _EMPTY = range(3)


class PicturePanel(Panel):
    """Shows what it is given; asks for the large picture with `detail_wanted(row of the set)`."""

    order_changed = Signal(bool)  # surest first
    detail_wanted = Signal(int)

    def __init__(self, heat_maps: HeatMaps, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._source = ""
        self._shown: PictureSet | None = None
        self._row = 0
        self._detail: PictureDetail | None = None
        self.picture = ExplainedPicture(heat_maps)
        self.picture.explained.connect(self._explained)
        self.picture.box.toggled.connect(self._heat_map_toggled)
        self._make_head()
        self.grid = ImageGrid(tr("PicturePanel", "Pictures of the chosen cell"))
        self.grid.picture_activated.connect(self.detail_wanted)
        self.empty_text = dim_label()
        self.empty_text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        for view in (self.grid, self._large_view(), self.empty_text):
            self._stack.addWidget(view)
        self._stack.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._stack.setMinimumHeight(260)
        self.column.addWidget(self._stack, 1)

    # ---- what is shown -----------------------------------------------------------------------------------------------

    @property
    def shows_large(self) -> bool:
        return self._stack.currentIndex() == _LARGE

    def set_source(self, source: str) -> None:
        """The run that heat maps are asked of."""
        self._source = source

    def show_set(self, shown: PictureSet, *, ordered: bool = True) -> None:
        """ordered: the person may choose between surest and least sure first."""
        self.picture.leave()
        self._shown = shown
        self.heading.setText(shown.title)
        self.order.setVisible(ordered)
        self.grid.show_pictures([PictureItem(str(it.path), it.caption, it.tip) for it in shown.pictures])
        self.empty_text.setText(shown.empty)
        self.picture.box.setEnabled(bool(shown.pictures))
        self._stack.setCurrentIndex(_GRID if shown.pictures else _EMPTY)

    def show_detail(self, row: int, detail: PictureDetail) -> None:
        """One picture of the set, large."""
        self._row, self._detail = row, detail
        self._file_label.setText(detail.file)
        self._truth_label.setText(tr("PicturePanel", "Labelled {name}").format(name=detail.label))
        if detail.correct:
            answer = tr("PicturePanel", "✓ Called {name}: right")
        else:
            answer = tr("PicturePanel", "✗ Called {name}: wrong")
        self._answer_label.setText(answer.format(name=detail.answer))
        give_role(self._answer_label, "good" if detail.correct else "bad")
        self.bars.show_bars(detail.bars, detail.label)
        self.picture.show_answered(self._source, detail.path, detail.file)
        self.previous_button.setEnabled(row > 0)
        self.next_button.setEnabled(self._shown is not None and row + 1 < len(self._shown.pictures))
        self._stack.setCurrentIndex(_LARGE)
        self.back_button.setFocus()

    def back_to_grid(self) -> None:
        self.picture.leave()
        self._stack.setCurrentIndex(_GRID)
        self.grid.setCurrentIndex(self.grid.model().index(self._row, 0))
        self.grid.setFocus()

    def _place(self) -> str:
        count = len(self._shown.pictures) if self._shown else 0
        return tr("PicturePanel", "{place} of {count}").format(place=self._row + 1, count=count)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        turn = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if self.shows_large and turn is not None:
            self._turn(turn)
        else:
            super().keyPressEvent(event)

    def _turn(self, by: int) -> None:
        row = self._row + by
        if self._shown is not None and 0 <= row < len(self._shown.pictures):
            self.detail_wanted.emit(row)

    # ---- heat map ----------------------------------------------------------------------------------------------------

    def _heat_map_toggled(self, on: bool) -> None:
        if on and not self.shows_large:  # it lies over a picture, so one has to be large
            self.detail_wanted.emit(max(self.grid.currentIndex().row(), 0))

    def _explained(self, class_name: str) -> None:
        words = tr("PicturePanel", "{place} · bright places speak for “{name}”") if class_name else "{place}"
        self._place_label.setText(words.format(place=self._place(), name=class_name))

    # ---- layout ------------------------------------------------------------------------------------------------------

    def _make_head(self) -> None:
        self.heading = bold_label()
        self.heading.setWordWrap(True)
        self.order = QComboBox()
        self.order.setAccessibleName(tr("PicturePanel", "Order of the pictures"))
        self.order.addItem(tr("PicturePanel", "surest first"), True)
        self.order.addItem(tr("PicturePanel", "least sure first"), False)
        self.order.activated.connect(lambda _index: self.order_changed.emit(self.order.currentData()))
        head = row_of(self.heading, self.order, self.picture.box, gap_px=GAP_PX)
        head.setStretch(0, 1)
        self.column.addLayout(head)

    def _large_view(self) -> QWidget:
        self.bars = ProbabilityBars()
        self._file_label, self._place_label = dim_label(), dim_label()
        self._truth_label, self._answer_label = label(), label()
        for text in (self._file_label, self._place_label, self._truth_label, self._answer_label):
            text.setTextFormat(Qt.TextFormat.PlainText)
        self.back_button = button(tr("PicturePanel", "All pictures"), self.back_to_grid)
        self.previous_button = button(tr("PicturePanel", "Previous"), lambda: self._turn(-1))
        self.next_button = button(tr("PicturePanel", "Next"), lambda: self._turn(1))
        view = QWidget()
        facts = QVBoxLayout()
        facts.setSpacing(4)
        for part in (self._truth_label, self._answer_label, self.bars, self._file_label, self._place_label):
            facts.addWidget(part)
        facts.addStretch(1)
        pair = row_of(self.picture, facts, gap_px=GAP_PX)
        pair.setStretch(0, 3)
        pair.setStretch(1, 2)
        column = QVBoxLayout(view)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(pair, 1)
        column.addLayout(row_of(self.back_button, 1, self.previous_button, self.next_button))
        QShortcut(
            QKeySequence(Qt.Key.Key_Escape), view, self.back_to_grid, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        return view

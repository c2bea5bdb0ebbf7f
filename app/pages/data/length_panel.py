"""The lengths of the texts, where they are cut, and what is kept then."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout

from app.i18n import tr
from app.pages.data.length_presenter import LengthPresenter, LengthView
from app.services import Services
from app.widgets.length_histogram import LengthHistogram
from app.widgets.panels import Note, Panel, Segments, bold_label, button, dim_label, give_role, label, row_of


class LengthPanel(Panel):
    """Counts anew by itself when other texts or another network are chosen, as long as it is in sight."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.presenter = LengthPresenter(services.workspace, services.text_lengths)
        self._title = bold_label()
        self.sentence, self.more = label(), dim_label()
        self.histogram = LengthHistogram()
        self.error = Note(kind="bad_note")
        self.error.add_button(button(tr("DataPage", "Try again"), self.presenter.retry))
        self.cut = QComboBox()
        self.cut.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.cut.setAccessibleName(tr("DataPage", "Longest text that is read whole"))
        self.cut.activated.connect(lambda _index: self.presenter.cut_at(self.cut.currentData()))
        name = tr("DataPage", "Kept of a text that is cut")
        choices = [("start", tr("DataPage", "start")), ("end", tr("DataPage", "end")), ("both", tr("DataPage", "both ends"))]
        self.keep = Segments(choices, name)
        self.keep.chosen.connect(self.presenter.keep)
        self._lay_out(name)
        for signal in (services.workspace.spec_changed, services.workspace.dataset_changed):
            signal.connect(self._look)
        services.text_lengths.changed.connect(self.show_lengths)
        self.show_lengths()

    def _lay_out(self, keep_caption: str) -> None:
        choices = QGridLayout()
        choices.setHorizontalSpacing(10)
        choices.setVerticalSpacing(6)
        rows = ((tr("DataPage", "Cut after"), self.cut), (keep_caption, self.keep))
        for number, (caption, control) in enumerate(rows):
            choices.addWidget(dim_label(caption, wrap=False), number, 0, Qt.AlignmentFlag.AlignVCenter)
            choices.addWidget(control, number, 1, Qt.AlignmentFlag.AlignLeft)
        choices.setColumnStretch(1, 1)
        words = QVBoxLayout()
        words.setSpacing(4)
        for part in (self.sentence, self.more):
            words.addWidget(part)
        words.addStretch(1)
        words.addLayout(choices)
        self.column.addWidget(self._title)
        self.column.addWidget(self.error)
        row = row_of(gap_px=20)
        row.addWidget(self.histogram, 1)
        row.addLayout(words, 1)
        self.column.addLayout(row, 1)

    def want(self) -> None:
        """The page is shown now: what is not known is counted."""
        self.presenter.want()
        self.show_lengths()

    def _look(self) -> None:
        if self.isVisible():
            self.presenter.want()
        self.show_lengths()

    def show_lengths(self) -> None:
        view = self.presenter.view()
        if view is None:
            return
        self._title.setText(view.title)
        give_role(self.sentence, view.role)
        self.sentence.setText(view.sentence)
        self.sentence.setVisible(bool(view.sentence))
        self.more.setText(view.more)
        self.error.say(view.error, "bad_note")
        found = view.lengths
        self.histogram.show_lengths(*((found.edges, found.counts, found.max_tokens) if found else ((), (), 0)))
        self._show_choices(view)

    def _show_choices(self, view: LengthView) -> None:
        self.cut.clear()
        for tokens, text in view.cuts:
            self.cut.addItem(text, tokens)
        self.cut.setCurrentIndex(self.cut.findData(view.cut))
        self.keep.choose(view.keep)

"""Find the depth for me: the button, how far it is, and the suggestion that comes of it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from app.i18n import tr
from app.pages.layers.depth_presenter import DepthView
from app.widgets.panels import Note, Panel, button, dim_label, row_of


class DepthPanel(Panel):
    """`start_wanted`, `cancel_wanted` and `use_wanted(warm)` come when a person has pressed the button."""

    start_wanted = Signal()
    cancel_wanted = Signal()
    use_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("LayersPage", "How much each depth already knows"), parent)
        self._suggested = 0
        self._explanation, self._progress_text = dim_label(), dim_label()
        self.find_button = button(tr("LayersPage", "Find the depth for me"), self.start_wanted.emit)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("LayersPage", "How far the search for the depth is"))
        self.cancel_button = button(tr("LayersPage", "Cancel"), self.cancel_wanted.emit)
        self._running = QWidget()
        self._running.setLayout(row_of(self.bar, self.cancel_button, gap_px=12))
        self.failure = Note()
        self.retry_button = button(tr("LayersPage", "Try again"), self.start_wanted.emit)
        self.failure.add_button(self.retry_button)
        self.suggestion = Note()
        self.use_button = button(tr("LayersPage", "Use this"), lambda: self.use_wanted.emit(self._suggested))
        self.column.addWidget(self._explanation)
        self.column.addLayout(row_of(self.find_button, 1))
        for part in (self._progress_text, self._running, self.failure, self.suggestion):
            self.column.addWidget(part)
        self.column.addLayout(row_of(1, self.use_button))

    def show_view(self, view: DepthView) -> None:
        self.setVisible(view.state != "nothing")
        self._explanation.setText(view.explanation)
        had_focus = self.find_button.hasFocus() or self.cancel_button.hasFocus() or self.retry_button.hasFocus()
        self.find_button.setVisible(view.state == "offered")
        self._show_progress(view)
        self.failure.say(view.error, "bad_note")
        self._suggested = view.suggested
        self.suggestion.say(view.suggestion)
        self.use_button.setVisible(view.state == "found")
        self.use_button.setEnabled(not view.in_use)
        self.use_button.setText(tr("LayersPage", "In use") if view.in_use else tr("LayersPage", "Use this"))
        if had_focus:  # the button that was pressed has gone: the next one takes the keyboard over
            self._next_button(view).setFocus()

    def _show_progress(self, view: DepthView) -> None:
        running = view.state == "running"
        self._progress_text.setVisible(running)
        self._running.setVisible(running)
        if running:
            self._progress_text.setText(view.progress)
            self.bar.setRange(0, view.total)
            self.bar.setValue(view.done)

    def _next_button(self, view: DepthView) -> QWidget:
        return {
            "running": self.cancel_button,
            "failed": self.retry_button,
            "found": self.use_button,
        }.get(view.state, self.find_button)

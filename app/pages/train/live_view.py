"""The run while it trains, and after: progress, the loss as the largest thing, what is happening, the log."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import tr
from app.pages.train.progress import ProgressView
from app.pages.train.recall_panel import RecallTable
from app.run.run_model import RunModel
from app.theme import GAP_PX
from app.widgets.log_view import LogStrip, LogView
from app.widgets.metric_plot import MetricPlot
from app.widgets.panels import Note, Panel, bold_label, button, dim_label, row_of

_BAR_STEPS = 10_000


class LiveView(QWidget):
    """Draws a RunModel and a ProgressView; decides nothing."""

    failed = Signal(object)  # ErrorInfo of a file that could not be saved

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model: RunModel | None = None
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("TrainPage", "Progress of the training"))
        self.percent, self.left, self.done_at = dim_label(wrap=False), bold_label(), dim_label(wrap=False)
        self.fallback = Note()
        self.loss = MetricPlot("loss")
        self.small = MetricPlot("accuracy", compact=True)
        self.happening = Note()
        self.notice = Note()
        self.recalls = RecallTable()
        self.strip = LogStrip()
        self.log_button = button(tr("TrainPage", "Whole log…"), self.show_log, role="link")
        self._log_window: QDialog | None = None
        self._log: LogView | None = None
        for plot in (self.loss, self.small):
            plot.failed.connect(self.failed)
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX - 4)
        column.addWidget(self.fallback)
        column.addWidget(self.bar)
        column.addLayout(row_of(self.percent, 1, self.left, self.done_at))
        middle = row_of(self._loss_panel(), gap_px=GAP_PX)
        middle.addLayout(self._side())
        middle.setStretch(0, 8)
        middle.setStretch(1, 5)
        column.addLayout(middle, 1)
        log = Panel()
        log.column.setContentsMargins(14, 6, 8, 6)
        log.column.addLayout(row_of(self.strip, self.log_button))
        column.addWidget(log)

    def _loss_panel(self) -> Panel:
        panel = Panel()
        panel.column.addWidget(self.loss, 1)
        self.loss.setMinimumHeight(240)
        panel.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        return panel

    def _side(self) -> QVBoxLayout:
        side = QVBoxLayout()
        side.setSpacing(GAP_PX)
        small = Panel()
        small.column.addWidget(self.small, 1)
        self.small.setMinimumHeight(170)
        happening = Panel(tr("TrainPage", "What is happening"))
        for part in (self.happening, self.notice):
            happening.column.addWidget(part)
        happening.column.addWidget(self.recalls, 1)
        happening.column.addStretch(0)
        side.addWidget(small, 2)
        side.addWidget(happening, 3)
        return side

    # ---- what is shown -----------------------------------------------------------------------------------------------

    def show_curve(self, model: RunModel | None) -> None:
        """The large curve. Call at most once a tick."""
        self._model = model
        self.loss.show_run(model)

    def show_beside(self, model: RunModel | None) -> None:
        """The small curve and the log."""
        self._model = model
        self.small.show_run(model)
        events = model.log if model is not None else []
        self.strip.show_events(events)
        if self._log is not None and self._log.isVisible():
            self._log.show_events(events)

    def show_progress(self, view: ProgressView, notice: str, notice_kind: str) -> None:
        """The numbers and sentences around the curves. notice: the latest one of the run."""
        self.bar.setRange(0, 0 if view.busy else _BAR_STEPS)
        self.bar.setValue(round(view.progress * _BAR_STEPS))
        self.percent.setText(view.percent_text)
        self.left.setText(view.left_text)
        self.done_at.setText(view.done_at_text)
        self.fallback.say(view.fallback, "warning_note")
        self.happening.say(view.sentence, view.kind)
        self.notice.say(notice, notice_kind)
        self.recalls.show_recalls(view.recalls)

    def show_log(self) -> None:
        """The whole log in a window of its own, beside the training."""
        if self._log_window is None or self._log is None:
            self._log_window = QDialog(self)
            self._log_window.setWindowTitle(tr("TrainPage", "Log of the run"))
            self._log_window.resize(900, 520)
            self._log = LogView()
            QVBoxLayout(self._log_window).addWidget(self._log)
        self._log_window.show()
        self._log_window.raise_()
        self._log.show_events(self._model.log if self._model is not None else [])
        self._log.filter.setFocus()

    @property
    def log(self) -> LogView | None:
        """The long log, once it was opened."""
        return self._log

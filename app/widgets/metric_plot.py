"""Curves of a run while it trains: raw and smoothed, training and validation, a read-out, a mark at the best, saving."""

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.i18n import counted, tr
from app.run.run_model import RunModel
from app.widgets.curves import Floats, Smoother, nearest, robust_range
from app.widgets.metrics import METRICS, MetricKey, metric_title, value_text
from app.widgets.panels import dim_label
from app.widgets.plot_canvas import PlotCanvas
from app.widgets.plot_tools import PlotHeader, save_plot_csv, save_plot_png

DEFAULT_SMOOTHING = 0.9
_EMPTY: Floats = np.empty(0)


class MetricPlot(QWidget):
    """One plot of a RunModel. Call `show_run` when the model has changed, at most once a tick; it looks at views, not copies.

    Keys while it has the focus: Left and Right move the read-out along the curve, + and - zoom, F fits everything.
    """

    failed = Signal(object)  # ErrorInfo: the file could not be saved

    def __init__(self, metric: MetricKey = "loss", *, compact: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._metric = METRICS[metric]
        self._model: RunModel | None = None
        self._smoother = Smoother(DEFAULT_SMOOTHING)
        self._cursor: float | None = None
        self._logarithmic = False
        self.canvas = PlotCanvas(compact=compact)
        self.header = PlotHeader(compact=compact, smoothing=DEFAULT_SMOOTHING)
        self.read_out = dim_label(wrap=False)
        self.read_out.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.header)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.read_out)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._connect()
        self.set_metric(metric)

    def _connect(self) -> None:
        self.header.fit_wanted.connect(self.fit)
        self.header.log_toggled.connect(self.set_logarithmic)
        self.header.smoothing_changed.connect(self.set_smoothing)
        self.header.metric_chosen.connect(lambda key: self.set_metric(key))
        self.header.png_wanted.connect(lambda: save_plot_png(self, self._title(), self.failed.emit))
        self.header.csv_wanted.connect(lambda: save_plot_csv(self, self._model, self.failed.emit))
        self.canvas.pointed_at.connect(self._point_at)
        self.canvas.clicked.connect(self.setFocus)

    # ---- what is shown -----------------------------------------------------------------------------------------------

    @property
    def metric_key(self) -> MetricKey:
        return self._metric.key

    def _title(self) -> str:
        return metric_title(self._metric.key)

    def set_metric(self, key: MetricKey) -> None:
        self._metric = METRICS[key]
        self._smoother = Smoother(self._smoother.weight)
        self.header.show_metric(self._metric)
        self._redraw()
        self.fit()

    def show_run(self, model: RunModel | None) -> None:
        """Draws the model as it is now. None: empty axes."""
        if model is not self._model:
            self._model, self._cursor = model, None
            self._smoother = Smoother(self._smoother.weight)
            self.canvas.following = True
        self._redraw()

    def set_smoothing(self, weight: float) -> None:
        """weight: of the past, in [0, 1)."""
        self._smoother = Smoother(weight)
        self._redraw()

    def set_logarithmic(self, on: bool) -> None:
        self._logarithmic = on
        self.canvas.set_logarithmic(on)
        self._redraw()

    def fit(self) -> None:
        """Shows everything again, and goes on doing so while the run grows."""
        self.canvas.following = True
        self._follow()

    # ---- drawing -----------------------------------------------------------------------------------------------------

    def _series(self) -> tuple[Floats, Floats, Floats, Floats]:
        """x and y of the steps, x and y of the evaluations: views, or empty."""
        model, metric = self._model, self._metric
        if model is None:
            return _EMPTY, _EMPTY, _EMPTY, _EMPTY
        steps = (model.steps["epoch"], model.steps[metric.step_column]) if metric.step_column else (_EMPTY, _EMPTY)
        marks = model.evaluations
        evaluations = (marks["epoch"], marks[metric.evaluation_column]) if metric.evaluation_column else (_EMPTY, _EMPTY)
        return *steps, *evaluations

    def _redraw(self) -> None:
        step_x, step_y, mark_x, mark_y = self._series()
        smooth = self._smoother.update(step_y) if self._metric.smoothed and self._smoother.weight > 0 else None
        self.canvas.draw_steps(step_x, step_y, smooth)
        self.canvas.draw_evaluations(mark_x, mark_y)
        self.canvas.draw_best(self._best_point())
        self._follow()
        self._say()

    def _best_point(self) -> tuple[float, float] | None:
        best = self._model.best if self._model else None
        if best is None or not self._metric.evaluation_column:
            return None
        value = float(getattr(best, self._metric.evaluation_column))
        return (float(best.epoch), value) if np.isfinite(value) else None

    def _follow(self) -> None:
        if not self.canvas.following:
            return
        step_x, step_y, mark_x, mark_y = self._series()
        ends = [float(series[-1]) for series in (step_x, mark_x) if len(series)]
        planned = float(self._model.plan.epochs) if self._model and self._model.plan else 1.0
        smooth = self._smoother.update(step_y) if self._metric.smoothed else step_y
        bounds = robust_range(step_y, smooth, mark_y, logarithmic=self._logarithmic)
        self.canvas.show_range((0.0, max([planned, *ends])), bounds or ((0.1, 1.0) if self._logarithmic else (0.0, 1.0)))

    # ---- the read-out ------------------------------------------------------------------------------------------------

    def _point_at(self, epoch: float | None) -> None:
        self._cursor = epoch
        self._say()

    def _say(self) -> None:
        self.canvas.draw_cursor(self._cursor)
        self.read_out.setText(self.values_text(self._cursor))
        self.canvas.setAccessibleName(f"{self._title()}: {self.values_text(None)}")
        self.setAccessibleName(self._title())
        self.setAccessibleDescription(self.values_text(self._cursor))

    def values_text(self, epoch: float | None) -> str:
        """The values at an epoch, or the latest."""
        step_x, step_y, mark_x, mark_y = self._series()
        at_step = nearest(step_x, epoch if epoch is not None else np.inf)
        at_mark = nearest(mark_x, epoch if epoch is not None else np.inf)
        parts = []
        if self._model is not None and at_step is not None:
            parts.append(tr("MetricPlot", "epoch {epoch}").format(epoch=f"{step_x[at_step]:.2f}"))
            parts.append(tr("MetricPlot", "step {step}").format(step=int(self._model.steps["step"][at_step])))
            parts.append(self._step_text(float(step_y[at_step])))
        if at_mark is not None:
            if at_step is None:
                parts.append(tr("MetricPlot", "epoch {epoch}").format(epoch=f"{mark_x[at_mark]:.0f}"))
            parts.append(tr("MetricPlot", "validation {value}").format(value=value_text(self._metric, float(mark_y[at_mark]))))
        gaps = int(np.count_nonzero(~np.isfinite(step_y)))
        if gaps:
            one, many = (
                tr("MetricPlot", "▲ {count} value was not a number"),
                tr("MetricPlot", "▲ {count} values were not numbers"),
            )
            parts.append(counted(gaps, one, many))
        return " · ".join(parts) or tr("MetricPlot", "nothing measured yet")

    def _step_text(self, value: float) -> str:
        text = value_text(self._metric, value)
        return tr("MetricPlot", "training {value}").format(value=text) if self._metric.evaluation_column else text

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._move_cursor(-1 if event.key() == Qt.Key.Key_Left else 1)
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.canvas.zoom(1.25 if event.key() == Qt.Key.Key_Minus else 0.8)
        elif event.key() == Qt.Key.Key_F:
            self.fit()
        else:
            super().keyPressEvent(event)

    def _move_cursor(self, direction: int) -> None:
        """By a hundredth of what is in sight."""
        low, high = self.canvas.x_range()
        start = self._cursor if self._cursor is not None else (low if direction > 0 else high)
        self._point_at(min(max(start + direction * (high - low) / 100, low), high))

    def focusInEvent(self, event: QFocusEvent) -> None:
        # who came by the mouse knows where they are
        self.canvas.set_focused(event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason))
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.canvas.set_focused(False)
        super().focusOutEvent(event)

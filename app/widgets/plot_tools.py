"""Around a plot: its title and legend, its controls, and saving what it shows."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QGraphicsView,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QSlider,
    QToolButton,
    QWidget,
)

from app.free_name import free_path
from app.i18n import tr
from app.run.run_model import RunModel
from app.theme import tokens_of
from app.widgets.curves import curves_as_csv
from app.widgets.metrics import METRICS, Metric, metric_title
from app.widgets.panels import bold_label, dim_label
from core.contracts.errors import ErrorInfo, UserError
from core.store.atomic import write_bytes, write_text

# the slider's steps; the weight of the past is 1 - 0.5 ** (position / 2), so that each step counts
_SMOOTHING_STEPS = 16
_SAVED_PIXEL_RATIO = 2

OnFailed = Callable[[ErrorInfo], object]


class LegendKey(QWidget):
    """A short piece of a curve and its name."""

    def __init__(self, text: str, token: str, *, dashed: bool = False) -> None:
        super().__init__()
        self._text, self._token, self._dashed = text, token, dashed
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(30 + self.fontMetrics().horizontalAdvance(self._text), self.fontMetrics().height() + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = tokens_of(self)
        pen = QPen(tokens.color(self._token), 2.4)
        if self._dashed:
            pen.setDashPattern([3, 1.6])
        painter.setPen(pen)
        painter.drawLine(0, self.height() // 2, 22, self.height() // 2)
        painter.setPen(QColor(tokens.text))
        box = QRectF(28, 0, self.width() - 28, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self._text)


class PlotHeader(QWidget):
    """Title, legend, and the controls of a plot. `compact`: the title is a choice of metric, the controls lie in a menu."""

    fit_wanted = Signal()
    log_toggled = Signal(bool)
    smoothing_changed = Signal(float)
    metric_chosen = Signal(str)
    png_wanted = Signal()
    csv_wanted = Signal()

    def __init__(self, *, compact: bool, smoothing: float) -> None:
        super().__init__()
        self._compact = compact
        self._parts: list[QWidget] = []
        self._hidden_by_metric: list[QWidget] = []
        self._title = bold_label()
        self._choice = self._metric_choice()
        self._training = LegendKey(tr("MetricPlot", "training"), "cold")
        self._validation = LegendKey(tr("MetricPlot", "validation"), "warm", dashed=True)
        self.smoothing = self._smoothing_slider(smoothing)
        self._smooth_label = dim_label(tr("MetricPlot", "smooth"), wrap=False)
        self.log_button = self._tool(tr("MetricPlot", "log"), tr("MetricPlot", "Logarithmic axis"))
        self.log_button.setCheckable(True)
        self.log_button.toggled.connect(self.log_toggled)
        self.fit_button = self._tool(tr("MetricPlot", "fit"), tr("MetricPlot", "Show everything"))
        self.fit_button.clicked.connect(lambda: self.fit_wanted.emit())
        self.save_button = self._save_menu()
        self._lay_out()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        parts: list[QWidget] = [self._choice] if self._compact else [self._title, self._training, self._validation]
        for part in parts:
            row.addWidget(part, 1 if self._compact else 0)
        row.addStretch(0 if self._compact else 1)
        tools: list[QWidget] = [] if self._compact else [self._smooth_label, self.smoothing, self.log_button, self.fit_button]
        for tool in [*tools, self.save_button]:
            row.addWidget(tool)
        self._parts = [*parts, *tools, self.save_button]

    def _metric_choice(self) -> QComboBox:
        choice = QComboBox()
        for key in METRICS:
            if key != "loss":
                choice.addItem(metric_title(key), key)
        choice.setAccessibleName(tr("MetricPlot", "What the small plot shows"))
        choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        choice.setMinimumContentsLength(10)
        choice.activated.connect(lambda index: self.metric_chosen.emit(choice.itemData(index)))
        return choice

    def _smoothing_slider(self, weight: float) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(0, _SMOOTHING_STEPS)
        slider.setFixedWidth(84)
        slider.setAccessibleName(tr("MetricPlot", "Smoothing of the training curve"))
        slider.setToolTip(tr("MetricPlot", "How much the training curve is smoothed; the faint curve is what was measured."))
        positions = range(_SMOOTHING_STEPS + 1)
        slider.setValue(min(positions, key=lambda position: abs(smoothing_weight(position) - weight)))
        slider.valueChanged.connect(lambda position: self.smoothing_changed.emit(smoothing_weight(position)))
        return slider

    @staticmethod
    def _tool(text: str, tip: str) -> QToolButton:
        made = QToolButton()
        made.setText(text)
        made.setToolTip(tip)
        made.setAccessibleName(tip)
        made.setAutoRaise(True)
        return made

    def _save_menu(self) -> QToolButton:
        made = QToolButton()
        made.setAutoRaise(True)
        made.setText("⋯" if self._compact else tr("MetricPlot", "save…"))
        name = tr("MetricPlot", "More for this plot") if self._compact else tr("MetricPlot", "Save the plot")
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(made)
        self._log_action = QAction(tr("MetricPlot", "Logarithmic axis"), menu, checkable=True)
        self._log_action.toggled.connect(self.log_button.setChecked)
        self.log_button.toggled.connect(self._log_action.setChecked)
        menu.addAction(self._log_action)
        menu.addAction(tr("MetricPlot", "Show everything"), self.fit_wanted.emit)
        menu.addAction(tr("MetricPlot", "Save as a picture (PNG)…"), self.png_wanted.emit)
        menu.addAction(tr("MetricPlot", "Save the numbers (CSV)…"), self.csv_wanted.emit)
        made.setMenu(menu)
        return made

    def show_metric(self, metric: Metric) -> None:
        self._title.setText(metric_title(metric.key))
        self._choice.setCurrentIndex(self._choice.findData(metric.key))
        self._choice.setToolTip(metric_title(metric.key))
        hidden: list[QWidget] = []
        if not (metric.step_column and metric.evaluation_column):
            hidden += [self._training, self._validation]
        if not metric.smoothed:
            hidden += [self._smooth_label, self.smoothing]
        self._hidden_by_metric = hidden
        self._fit_into(self.width())

    def legend(self) -> list[LegendKey]:
        """The keys that belong to what is shown."""
        return [key for key in (self._training, self._validation) if key not in self._hidden_by_metric]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What has no room is hidden, the least needed first; the menu has it all."""
        super().resizeEvent(event)
        self._fit_into(event.size().width())

    def _fit_into(self, width_px: int) -> None:
        if self._compact:
            return
        needed = sum(part.sizeHint().width() + 8 for part in self._parts if part not in self._hidden_by_metric)
        for part in (self._smooth_label, self.smoothing, self.fit_button, self.log_button, self._validation, self._training):
            shown = part not in self._hidden_by_metric and needed <= width_px
            part.setVisible(shown)
            if not shown and part not in self._hidden_by_metric:
                needed -= part.sizeHint().width() + 8


def smoothing_weight(position: int) -> float:
    """Of the past, in [0, 1): 0, 0.29, 0.5, ... 0.996."""
    return 1.0 - float(0.5 ** (position / 2))


def save_plot_png(plot: QWidget, title: str, on_failed: OnFailed) -> None:
    """Asks where to and saves the plot as it looks, without its buttons."""
    path = _ask_where(plot, tr("MetricPlot", "Save the plot"), f"{title}.png", tr("MetricPlot", "Picture (*.png)"), ".png")
    if path is not None:
        _attempt(lambda: write_bytes(path, plot_png(plot, title)), on_failed)


def save_plot_csv(plot: QWidget, model: RunModel | None, on_failed: OnFailed) -> None:
    """Asks where to and saves all curves of the run as one table."""
    title = tr("MetricPlot", "Save the numbers")
    path = _ask_where(plot, title, "curves.csv", tr("MetricPlot", "Table (*.csv)"), ".csv")
    if path is not None and model is not None:
        steps = {name: model.steps[name] for name in ("step", "epoch", "loss", "lr", "items_per_s")}
        columns = ("step", "epoch", "loss", "accuracy", "balanced_accuracy", "macro_f1")
        evaluations = {name: model.evaluations[name] for name in columns}
        _attempt(lambda: write_text(path, curves_as_csv(steps, evaluations)), on_failed)


def plot_png(plot: QWidget, title: str) -> bytes:
    """The canvas of a MetricPlot with its title above, at twice the screen's size."""
    canvas: QGraphicsView = plot.canvas  # type: ignore[attr-defined]
    header: PlotHeader = plot.header  # type: ignore[attr-defined]
    head_px = plot.fontMetrics().height() + 14
    size = QSize(canvas.width(), canvas.height() + head_px)
    image = QImage(size * _SAVED_PIXEL_RATIO, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_SAVED_PIXEL_RATIO)
    tokens = tokens_of(plot)
    image.fill(tokens.color("panel"))
    painter = QPainter(image)
    painter.setPen(tokens.color("text"))
    font = plot.font()
    font.setBold(True)
    painter.setFont(font)
    painter.drawText(QRectF(12, 0, size.width() - 24, head_px), Qt.AlignmentFlag.AlignVCenter, title)
    left_px = 12 + painter.fontMetrics().horizontalAdvance(title) + 20
    for key in header.legend():
        key.resize(key.sizeHint())
        key.render(painter, QPoint(left_px, (head_px - key.height()) // 2), renderFlags=QWidget.RenderFlag.DrawChildren)
        left_px += key.width() + 16
    canvas.render(painter, QRectF(0, head_px, canvas.width(), canvas.height()))
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # annotated as bytes, but it wants text
    return bytes(data.data())


def _ask_where(parent: QWidget, title: str, name: str, kinds: str, suffix: str) -> Path | None:
    chosen, _ = QFileDialog.getSaveFileName(parent, title, name, kinds)
    if not chosen:
        return None
    path = Path(chosen)
    # the dialog has asked about the name as it was typed
    return path if path.suffix else free_path(path.with_suffix(suffix))


def _attempt(save: Callable[[], None], on_failed: OnFailed) -> None:
    try:
        save()
    except UserError as error:
        on_failed(error.info)

"""The drawing surface of a plot: pyqtgraph, in the colours of the theme. Knows curves, not runs."""

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QWidget

from app.i18n import tr
from app.theme import tokens_of
from app.widgets.curves import Floats

# room above the highest and below the lowest value, as a share of the range, and around all at least so many pixels that the
# marks and the ring at the edges are whole
_MARGIN, _MARK_PX, _MARK_ROOM_PX = 0.06, 6, 9
_DASH = [5, 3]
# where the word "kept" stands: above the ring, below one that is near the upper edge, and not across the right edge; to the
# right of one on the left edge
_BESIDE = (-0.25, 0.5)
_MIDDLE, _ENDING = 0.5, 1.0
_ABOVE, _BELOW = 1.35, -0.35
_NEAR = 0.06
# one mark an evaluation is drawn up to here; beyond, the dashed line alone says it
_MOST_MARKS = 60
# a thick line with soft edges takes Qt ten times as long: only for as many points as that is not felt with
_MOST_FINE_POINTS = 2_000


class PlotCanvas(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no annotations
    """Faint and strong training curve, dashed validation curve, ring at what is kept, vertical read-out line.

    `following`: the range is set by `show_range`; a person who zooms or pans ends that.
    """

    pointed_at = Signal(object)  # epoch under the mouse, None when it leaves
    clicked = Signal()

    def __init__(self, *, compact: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.following = True
        self._logarithmic = False
        self._focused = False
        self._best: tuple[float, float] | None = None
        self._cursor_x: float | None = None
        self._shown: tuple[tuple[float, float], tuple[float, float]] | None = None
        self.setMinimumHeight(110 if compact else 180)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plotItem.setMenuEnabled(False)
        self.plotItem.hideButtons()
        self.plotItem.showGrid(x=False, y=True, alpha=0.35)
        self.plotItem.setClipToView(True)
        self.plotItem.setDownsampling(auto=True, mode="peak")
        self.plotItem.getAxis("bottom").setHeight(None)
        if not compact:
            self.setLabel("bottom", tr("MetricPlot", "epochs"))
        self._make_items()
        self.plotItem.vb.sigRangeChangedManually.connect(self._stop_following)
        self.plotItem.vb.sigResized.connect(self._show_again)
        self.restyle()

    def _make_items(self) -> None:
        self._raw = self._curve(antialias=False)
        self._smooth = self._curve(antialias=False)
        self._evaluations = self._curve(antialias=True)
        self._ring = pg.ScatterPlotItem(size=13, pxMode=True)
        self._ring_text = pg.TextItem(anchor=(_MIDDLE, _ABOVE))
        self._line = pg.InfiniteLine(angle=90, movable=False)
        for z, item in enumerate((self._raw, self._smooth, self._evaluations, self._line, self._ring, self._ring_text)):
            item.setZValue(z)
            self.addItem(item, ignoreBounds=True)
        self._line.hide()
        self._ring_text.hide()

    @staticmethod
    def _curve(*, antialias: bool) -> pg.PlotDataItem:
        # a value that is not finite leaves a gap; one pair of peaks a pixel is all that can be seen
        return pg.PlotDataItem(
            connect="finite",
            antialias=antialias,
            autoDownsample=True,
            downsampleMethod="peak",
            autoDownsampleFactor=1.0,
            clipToView=True,
        )

    # ---- look --------------------------------------------------------------------------------------------------------

    def restyle(self) -> None:
        """Takes the colours of the theme that is in force now."""
        tokens = tokens_of(self)
        cold, warm, dim = tokens.color("cold"), tokens.color("warm"), tokens.color("dim")
        # mixed, not transparent: a see-through line takes Qt six times as long
        faint = _mixed(cold, tokens.color("panel"), 0.4)
        self.setBackground(tokens.color("panel"))
        self._raw.setPen(pg.mkPen(faint, width=1))
        self._smooth.setPen(pg.mkPen(cold, width=2.4))
        self._evaluations.setPen(pg.mkPen(warm, width=2.4, style=Qt.PenStyle.CustomDashLine, dash=_DASH))
        self._evaluations.setSymbolBrush(warm)
        self._evaluations.setSymbolPen(None)
        self._ring.setPen(pg.mkPen(warm, width=2))
        self._ring.setBrush(None)
        self._ring_text.setColor(tokens.color("text"))
        self._ring_text.fill = pg.mkBrush(tokens.color("panel"))
        self._line.setPen(pg.mkPen(dim, width=1))
        for name in ("bottom", "left"):
            axis = self.plotItem.getAxis(name)
            axis.setPen(pg.mkPen(tokens.color("line")))
            axis.setTextPen(pg.mkPen(dim))
            axis.setStyle(tickFont=self.font(), tickLength=-4)
        self.set_focused(self._focused)

    def sizeHint(self) -> QSize:
        """Small: it takes what room there is, and a page must not scroll for its sake."""
        return QSize(240, self.minimumHeight())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "_line"):
            self.restyle()

    def set_focused(self, focused: bool) -> None:
        self._focused = focused
        tokens = tokens_of(self)
        self.plotItem.vb.setBorder(pg.mkPen(tokens.color("cold"), width=2) if focused else None)

    # ---- curves ------------------------------------------------------------------------------------------------------

    def draw_steps(self, x: Floats, y: Floats, smooth: Floats | None) -> None:
        """x, y: (N,), x grows. smooth: (N,), or None where y is drawn strong itself."""
        self._raw.setData(x, _finite(y) if smooth is not None else x[:0])
        if smooth is None:
            self._raw.setData(x[:0], x[:0])
        self._smooth.setData(x, _finite(y) if smooth is None else smooth, antialias=len(x) <= _MOST_FINE_POINTS)

    def draw_evaluations(self, x: Floats, y: Floats) -> None:
        self._evaluations.setData(x, _finite(y), symbol="o" if len(x) <= _MOST_MARKS else None, symbolSize=_MARK_PX)

    def draw_best(self, point: tuple[float, float] | None) -> None:
        self._best = point
        shown = None if point is None or (self._logarithmic and point[1] <= 0) else point
        self._ring_text.setVisible(shown is not None)
        if shown is None:
            self._ring.setData([], [])
            return
        place = (shown[0], math.log10(shown[1]) if self._logarithmic else shown[1])
        self._ring.setData([place[0]], [place[1]])
        self._ring_text.setText(tr("MetricPlot", "kept"))
        self._ring_text.setPos(*place)
        self._place_best_text()

    def _place_best_text(self) -> None:
        low, high = self.plotItem.vb.viewRange()[1]
        left, right = self.x_range()
        place, near = self._ring_text.pos(), _NEAR * (right - left)
        along = _ENDING if place.x() > right - near else _MIDDLE
        above_or_below = _BELOW if place.y() > high - 0.2 * (high - low) else _ABOVE
        self._ring_text.setAnchor(_BESIDE if place.x() < left + near else (along, above_or_below))

    def draw_cursor(self, x: float | None) -> None:
        self._cursor_x = x
        self._line.setVisible(x is not None)
        if x is not None:
            self._line.setPos(x)

    # ---- range -------------------------------------------------------------------------------------------------------

    def set_logarithmic(self, on: bool) -> None:
        self._logarithmic = on
        self.plotItem.setLogMode(x=False, y=on)
        self.draw_best(self._best)

    def show_range(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """Shows these values, with a margin. y in values, also on a logarithmic axis."""
        self._shown = x, y
        low, high = y
        if self._logarithmic:
            low, high = math.log10(max(low, 1e-300)), math.log10(max(high, 1e-300))
        box = self.plotItem.vb
        margin = max(_MARGIN, _share(_MARK_ROOM_PX, box.height())) * (high - low) or 0.05 * abs(high) or 0.5
        before, beyond = (max(share, _share(_MARK_ROOM_PX, box.width())) * (x[1] - x[0]) for share in (0.01, 0.02))
        box.setRange(xRange=(x[0] - before, x[1] + beyond), yRange=(low - margin, high + margin), padding=0)
        self._place_best_text()

    def _show_again(self) -> None:
        """The margin depends on the size."""
        if self.following and self._shown is not None:
            self.show_range(*self._shown)

    def x_range(self) -> tuple[float, float]:
        low, high = self.plotItem.vb.viewRange()[0]
        return float(low), float(high)

    def zoom(self, factor: float) -> None:
        """Below 1: closer, around the read-out line or the middle."""
        self._stop_following()
        middle = None
        if self._cursor_x is not None:
            middle = QPointF(self._cursor_x, sum(self.plotItem.vb.viewRange()[1]) / 2)
        self.plotItem.vb.scaleBy((factor, factor), middle)

    def _stop_following(self, _mask: object = None) -> None:
        self.following = False

    # ---- the mouse ---------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        inside = self.plotItem.vb.sceneBoundingRect().contains(self.mapToScene(event.position().toPoint()))
        point = self.plotItem.vb.mapSceneToView(self.mapToScene(event.position().toPoint()))
        self.pointed_at.emit(float(point.x()) if inside else None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()
        super().mousePressEvent(event)

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)
        self.pointed_at.emit(None)


def _mixed(ink: QColor, paper: QColor, share: float) -> QColor:
    def part(of_ink: int, of_paper: int) -> int:
        return round(share * of_ink + (1 - share) * of_paper)

    return QColor(part(ink.red(), paper.red()), part(ink.green(), paper.green()), part(ink.blue(), paper.blue()))


def _share(part_px: float, whole_px: float) -> float:
    """Of what lies between two such rims; 0 before there is a place to draw on."""
    return part_px / (whole_px - 2 * part_px) if whole_px > 4 * part_px else 0.0


def _finite(values: Floats) -> Floats:
    """The same view where all is well; otherwise a copy with gaps in place of infinities, which would spoil the scale."""
    return values if not np.isinf(values).any() else np.where(np.isinf(values), np.nan, values)

"""The curves of several runs in one plot: each has a letter, a dash and a colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import tr
from app.quantities import significant
from app.run.run_model import RunModel
from app.theme import tokens_of
from app.widgets.curves import Floats, Smoother, robust_range
from app.widgets.panels import Segments, bold_label, row_of

OverlayKey = Literal["validation_loss", "accuracy", "training_loss"]
_SMOOTHING = 0.9
_MARGIN = 0.08
_PENS = (
    ("cold", Qt.PenStyle.SolidLine),
    ("warm", Qt.PenStyle.DashLine),
    ("good", Qt.PenStyle.DotLine),
    ("bad", Qt.PenStyle.DashDotLine),
    ("text", Qt.PenStyle.DashDotDotLine),
    ("dim", Qt.PenStyle.SolidLine),
)


@dataclass(frozen=True)
class Overlaid:
    """A run to draw: its letter stands at the end of its curve."""

    letter: str
    name: str
    model: RunModel


class CurveOverlay(QWidget):
    """Call `show_runs` with up to six runs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs: tuple[Overlaid, ...] = ()
        self._key: OverlayKey = "validation_loss"
        self.choice = Segments(
            [
                ("validation_loss", tr("CurveOverlay", "validation loss")),
                ("accuracy", tr("CurveOverlay", "accuracy")),
                ("training_loss", tr("CurveOverlay", "training loss")),
            ],
            tr("CurveOverlay", "What is drawn"),
        )
        self.choice.choose(self._key)
        self.choice.chosen.connect(self._choose)
        self._plot = pg.PlotWidget()
        self._plot.setMinimumHeight(150)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.plotItem.setMenuEnabled(False)
        self._plot.plotItem.hideButtons()
        self._plot.plotItem.showGrid(x=False, y=True, alpha=0.35)
        self._plot.setLabel("bottom", tr("CurveOverlay", "epochs"))
        self._plot.sizeHint = lambda: QSize(240, 150)  # takes what room there is
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row_of(bold_label(tr("CurveOverlay", "Curves")), 1, self.choice))
        column.addWidget(self._plot, 1)
        self._restyle()

    def show_runs(self, runs: Sequence[Overlaid]) -> None:
        self._runs = tuple(runs)
        self._redraw()

    def drawn(self) -> list[str]:
        """The letters of the curves that have at least one point."""
        return [run.letter for run in self._runs if len(self._series(run.model)[0])]

    def _choose(self, key: OverlayKey) -> None:
        self._key = key
        self._redraw()

    def _series(self, model: RunModel) -> tuple[Floats, Floats]:
        """(N,) epochs and values."""
        if self._key == "training_loss":
            return model.steps["epoch"], Smoother(_SMOOTHING).update(model.steps["loss"])
        column = "accuracy" if self._key == "accuracy" else "loss"
        return model.evaluations["epoch"], model.evaluations[column]

    def _redraw(self) -> None:
        self._plot.clear()
        tokens = tokens_of(self)
        bounds = robust_range(*(self._series(run.model)[1] for run in self._runs))
        last = 1.0
        for place, (run, (token, dash)) in enumerate(zip(self._runs, _PENS, strict=False)):
            x, y = self._series(run.model)
            if not len(x):
                continue
            pen = pg.mkPen(tokens.color(token), width=2.2, style=dash)
            self._plot.addItem(pg.PlotDataItem(x, y, pen=pen, connect="finite"))
            last = max(last, float(x[-1]))
            self._write_letter(run.letter, x, y, token, place)
        if bounds is not None:
            low, high = bounds
            margin = _MARGIN * (high - low) or 0.05 * abs(high) or 0.5
            self._plot.setRange(xRange=(0, last * 1.15), yRange=(low - margin, high + margin), padding=0)
        self._describe()

    def _write_letter(self, letter: str, x: Floats, y: Floats, token: str, place: int) -> None:
        finite = np.flatnonzero(np.isfinite(y))
        if len(finite):
            # each a letter further to the right, so that equal curves stay readable
            text = pg.TextItem(letter, color=tokens_of(self).color(token), anchor=(-0.8 * place, 0.5))
            text.setPos(float(x[finite[-1]]), float(y[finite[-1]]))
            self._plot.addItem(text, ignoreBounds=True)

    def _describe(self) -> None:
        ends = []
        for run in self._runs:
            _, y = self._series(run.model)
            if len(y):
                last = tr("CurveOverlay", "{letter}, {name}: {value} at the end")
                ends.append(last.format(letter=run.letter, name=run.name, value=significant(float(y[-1]))))
        self.setAccessibleName(tr("CurveOverlay", "Curves of the chosen runs"))
        self.setAccessibleDescription("; ".join(ends))
        self._plot.setAccessibleName(tr("CurveOverlay", "Curves of the chosen runs"))
        self._plot.setAccessibleDescription("; ".join(ends))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_plot"):
            self._restyle()
            self._redraw()

    def _restyle(self) -> None:
        tokens = tokens_of(self)
        self._plot.setBackground(tokens.color("panel"))
        for name in ("bottom", "left"):
            axis = self._plot.plotItem.getAxis(name)
            axis.setPen(pg.mkPen(tokens.color("line")))
            axis.setTextPen(pg.mkPen(tokens.color("dim")))
            axis.setStyle(tickFont=self.font(), tickLength=-4)

"""A large picture and the box that lays a heat map over it, asked for once per picture."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from app.i18n import tr, worded
from app.run.heat_maps import HeatMap, HeatMaps
from app.widgets.heat_map_view import HeatMapView
from core.contracts.errors import ErrorInfo


class ExplainedPicture(HeatMapView):
    """`box` is to be placed by the owner. `explained(class)`: the heat map now shown speaks for this class; "": none is."""

    explained = Signal(str)

    def __init__(self, heat_maps: HeatMaps, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heat_maps = heat_maps
        self._source = ""
        self.box = QCheckBox(tr("ExplainedPicture", "heat map"))
        self.box.setToolTip(tr("ExplainedPicture", "Grad-CAM: which places of the picture speak for the answer."))
        self.box.toggled.connect(self._toggled)

    def show_answered(self, source: str, path: Path, name: str) -> None:
        """source: who gave the answer, as in ExplainJob."""
        self._source = source
        self._heat_maps.cancel()
        self.show_picture(path, name)
        self.explained.emit("")
        self._toggled(self.box.isChecked())

    def show_nothing(self, why: str) -> None:
        """In place of a picture."""
        self.leave()
        self.show_picture(None)
        self.explained.emit("")
        self.say(why)

    def leave(self) -> None:
        """Nobody looks at it any more."""
        self._heat_maps.cancel()

    def _toggled(self, on: bool) -> None:
        if self.path is None:
            return
        if not on:
            self._heat_maps.cancel()
            self.show_overlay(None)
            self.explained.emit("")
            return
        self.say(tr("ExplainedPicture", "Finding out where the model looks …"))
        self._heat_maps.request(self._source, self.path, self._ready, self._failed_to_explain)

    def _ready(self, found: HeatMap) -> None:
        self.show_overlay(found.path)
        self.explained.emit(found.class_name)

    def _failed_to_explain(self, error: ErrorInfo) -> None:
        self.say(worded(error))

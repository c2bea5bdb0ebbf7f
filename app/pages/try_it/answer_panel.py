"""One picture, large, with all that the model says about it."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import tr, worded
from app.run.heat_maps import HeatMaps
from app.widgets.explained_picture import ExplainedPicture
from app.widgets.panels import Panel, bold_label, dim_label, row_of
from app.widgets.probability_bars import ProbabilityBars
from core.contracts.records import Prediction


class AnswerPanel(Panel):
    def __init__(self, heat_maps: HeatMaps, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.picture = ExplainedPicture(heat_maps)
        self.picture.explained.connect(self._explained)
        self.bars = ProbabilityBars()
        self.heading = bold_label()
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.heading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._note = dim_label()
        row = row_of(self.heading, self.picture.box)
        row.setStretch(0, 1)
        self.column.addLayout(row)
        self.column.addWidget(self.picture, 1)
        self.column.addWidget(self._note)
        self.column.addWidget(self.bars)

    def show_answer(self, source: str, prediction: Prediction) -> None:
        """source: who answered, as in ExplainJob."""
        path = Path(prediction.path)
        self.heading.setText(path.name)
        self.heading.setToolTip(str(path))
        readable = prediction.error is None
        self.picture.box.setEnabled(readable)
        self.bars.show_bars(tuple(zip(prediction.class_names, prediction.probabilities, strict=True)))
        if readable:
            self.picture.show_answered(source, path, path.name)
        else:
            self.picture.show_picture(None)
            self.picture.say(worded(prediction.error) if prediction.error else "")

    def _explained(self, class_name: str) -> None:
        words = tr("AnswerPanel", "Bright places speak for “{name}”.").format(name=class_name) if class_name else ""
        self._note.setText(words)
        self._note.setVisible(bool(words))

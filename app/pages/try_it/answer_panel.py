"""One picture, large, with all that the model says about it."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.i18n import tr
from app.item_models.answers import why_no_answer
from app.run.heat_maps import HeatMaps
from app.widgets.explained_picture import ExplainedPicture
from app.widgets.panels import ElidedLabel, Panel, dim_label, row_of
from app.widgets.probability_bars import ProbabilityBars
from core.contracts.records import Prediction


class AnswerPanel(Panel):
    def __init__(self, heat_maps: HeatMaps, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.picture = ExplainedPicture(heat_maps)
        self.picture.explained.connect(self._explained)
        self.bars = ProbabilityBars()
        self.heading = ElidedLabel(bold=True)
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
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
        readable = prediction.error is None
        self.picture.box.setEnabled(readable)
        self.bars.show_bars(tuple(zip(prediction.class_names, prediction.probabilities, strict=True)))
        if readable:
            self.picture.show_answered(source, path, path.name)
        else:
            self.picture.show_nothing(why_no_answer(prediction.error) if prediction.error else "")

    def _explained(self, class_name: str) -> None:
        words = tr("AnswerPanel", "Bright places speak for “{name}”.").format(name=class_name) if class_name else ""
        self._note.setText(words)
        self._note.setVisible(bool(words))

    def note_text(self) -> str:
        return self._note.text()

"""One text of a file, whole, with all that the model says about it."""

from pathlib import Path, PurePath

from PySide6.QtWidgets import QWidget

from app.i18n import number, tr
from app.item_models.answers import why_no_answer
from app.run.text_attributions import TextAttributions
from app.widgets.attributed_text import AttributedText
from app.widgets.explained_text import ExplainedText, ShownText
from app.widgets.panels import ElidedLabel, Note, Panel, row_of
from app.widgets.probability_bars import ProbabilityBars
from core.contracts.records import Prediction
from core.dataset.table_files import is_table, split_address


class TextAnswerPanel(Panel):
    def __init__(self, attributions: TextAttributions, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        editor = AttributedText(tr("TextAnswerPanel", "The chosen text"))
        editor.setMinimumHeight(90)
        self.text = ExplainedText(attributions, editor)
        self.bars = ProbabilityBars()
        self.heading = ElidedLabel(bold=True)
        self.trouble = Note()
        head = row_of(self.heading, self.text.box)
        head.setStretch(0, 1)
        self.column.addLayout(head)
        self.column.addWidget(self.text, 1)
        self.column.addWidget(self.trouble)
        self.column.addWidget(self.bars)

    def show_answer(self, source: str, prediction: Prediction) -> None:
        """source: who answered, as in ExplainJob."""
        self.heading.setText(place_of(prediction.path))
        self.text.box.setEnabled(prediction.error is None)
        self.trouble.say(why_no_answer(prediction.error) if prediction.error is not None else "", "bad_note")
        self.bars.show_bars(tuple(zip(prediction.class_names, prediction.probabilities, strict=True)))
        if prediction.error is None:
            self.text.show_answered(source, ShownText(prediction.text, prediction.path))
        else:
            self.text.editor.show_text("")
            self.text.show_nothing()

    def leave(self) -> None:
        self.text.show_nothing()


def place_of(address: str) -> str:
    """ "/x/letters.csv#17" as "letters.csv, row 17"."""
    file, count = split_address(address)
    name = PurePath(file).name
    if count is None:
        return name
    row, line = tr("TextAnswerPanel", "{file}, row {count}"), tr("TextAnswerPanel", "{file}, line {count}")
    return (row if is_table(Path(file)) else line).format(file=name, count=number(count))

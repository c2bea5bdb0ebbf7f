"""A text and the box that marks which of its words count, asked for once per text."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.i18n import tr, worded
from app.run.background import Background
from app.run.text_attributions import Attribution, TextAttributions
from app.widgets.attributed_text import AttributedText, MarkKey
from app.widgets.flow_layout import FlowLayout
from app.widgets.least_height import LeastHeight
from app.widgets.panels import dim_label
from core.contracts.errors import ErrorInfo
from core.contracts.spec import TableSpec
from core.dataset.text_items import read_text_at

_FOR, _AGAINST = 0.8, -0.8


@dataclass(frozen=True)
class ShownText:
    """`text`: what is known of it at once. `address`: where the whole of it stands; empty: it is whole already.

    `table`: which column of a table is the text.
    """

    text: str
    address: str = ""
    table: TableSpec = TableSpec()


class ExplainedText(LeastHeight):
    """`box` is to be placed by the owner. `explained(class)`: the marks now shown speak for this class; "": there are none."""

    explained = Signal(str)

    def __init__(self, attributions: TextAttributions, editor: AttributedText) -> None:
        column = QVBoxLayout()
        super().__init__(column)
        self._attributions = attributions
        self._reader = Background(self)
        self._source = ""
        self._text: str | None = None  # None: not wholly read yet, or none is shown
        self.editor = editor
        self.box = QCheckBox(tr("ExplainedText", "mark words"))
        self.box.setToolTip(
            tr("ExplainedText", "Integrated gradients: which words speak for the answer, and which against it.")
        )
        self.box.toggled.connect(lambda _on: self._explain())
        self._words = dim_label()
        self.legend = (MarkKey(_FOR), MarkKey(_AGAINST), MarkKey(0.0))
        keys = QWidget()
        flow = FlowLayout(keys, gap_px=16, line_gap_px=2)
        for key in self.legend:
            flow.addWidget(key)
        self._keys = keys
        column.setSpacing(6)
        for part, stretch in ((editor, 1), (keys, 0), (self._words, 0)):
            column.addWidget(part, stretch)
        self._say("")

    # ---- what is shown -----------------------------------------------------------------------------------------------

    def show_answered(self, source: str, shown: ShownText) -> None:
        """source: who gave the answer, as in ExplainJob."""
        self._source, self._text = source, shown.text
        self.leave()
        self.editor.show_text(f"{shown.text} …" if shown.address else shown.text)
        if not shown.address:
            self._explain()
            return
        self._text = None
        self._clear_marks()
        self._reader.run(lambda: read_text_at(shown.address, shown.table), self._whole_read, self._failed)

    def show_nothing(self) -> None:
        """No text, or one that nobody has answered yet: what stands in the editor stays, without marks."""
        self._text = None
        self.leave()
        self._clear_marks()

    def leave(self) -> None:
        """Nobody looks at it any more."""
        self._attributions.cancel()
        self._reader.forget()

    def words(self) -> str:
        """What is said below the text in place of the legend."""
        return self._words.text()

    # ---- explaining --------------------------------------------------------------------------------------------------

    def _whole_read(self, text: str) -> None:
        self._text = text
        self.editor.show_text(text)
        self._explain()

    def _explain(self) -> None:
        self._attributions.cancel()
        self._clear_marks()
        if self._text is not None and self._text.strip() and self.box.isChecked():
            self._say(tr("ExplainedText", "Finding out which words count …"))
            self._attributions.request(self._source, self._text, self._ready, self._failed)

    def _clear_marks(self) -> None:
        self.editor.clear_marks()
        self._say("")
        self.explained.emit("")

    def _ready(self, found: Attribution) -> None:
        self._say("")
        self.editor.show_marks(found.pieces)
        speaks_for, against, unseen = self.legend
        speaks_for.say(tr("ExplainedText", "speaks for “{name}”").format(name=found.class_name))
        against.say(tr("ExplainedText", "against it"))
        unseen.say(tr("ExplainedText", "grey: not seen by the model"))
        unseen.setVisible(self.editor.passes_over)
        self._keys.show()
        self.explained.emit(found.class_name)

    def _failed(self, error: ErrorInfo) -> None:
        self._say(worded(error))

    def _say(self, words: str) -> None:
        self._keys.hide()
        self._words.setText(words)
        self._words.setVisible(bool(words))

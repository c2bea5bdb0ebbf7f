"""Texts on the Results page: a list of how they begin, or one of them whole, with the words marked that count."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from app.i18n import tr
from app.item_models.text_rows import RowsOf, TextRow
from app.item_models.texts import on_one_line
from app.pages.results.presenter import AnsweredSample, SampleDetail
from app.pages.results.sample_panel import PanelWords, SamplePanel
from app.run.job_runner import JobRunner
from app.run.text_attributions import TextAttributions
from app.theme import GAP_PX
from app.widgets.attributed_text import AttributedText
from app.widgets.explained_text import ExplainedText, ShownText
from app.widgets.panels import row_of
from app.widgets.text_rows import TextRows


class TextPanel(SamplePanel):
    LEAST_HEIGHT_PX = 330
    MOST_BARS = 3

    def __init__(self, jobs: JobRunner) -> None:
        rows = TextRows(tr("TextPanel", "Texts of the chosen cell"))
        text = ExplainedText(TextAttributions(jobs), AttributedText(tr("TextPanel", "The chosen text")))
        text.box.setChecked(True)
        words = PanelWords(
            back=tr("TextPanel", "All texts"),
            order_name=tr("TextPanel", "Order of the texts"),
            orders=(
                (tr("SamplePanel", "surest first"), "surest"),
                (tr("SamplePanel", "least sure first"), "least_sure"),
                (tr("SamplePanel", "longest first"), "longest"),
            ),
        )
        super().__init__(rows, text, words)
        self.rows, self.text = rows, text
        rows.text_activated.connect(self.detail_wanted)
        rows.clicked.connect(lambda index: self.detail_wanted.emit(index.row()))
        text.explained.connect(self.say_explained)

    def show_all(self, samples: Sequence[AnsweredSample]) -> None:
        self.rows.show_rows(RowsOf(samples, _row_of))

    def show_one(self, source: str, detail: SampleDetail) -> None:
        self.text.show_answered(source, ShownText(detail.text, detail.address, detail.table))

    def leave_one(self) -> None:
        self.text.leave()

    def arranged(self, large: QWidget) -> QLayout:
        """One above the other: a text needs the width."""
        assert isinstance(large, ExplainedText)
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addWidget(self.truth_label)
        said.addWidget(self.answer_label)
        verdict = row_of(said, large.box, gap_px=GAP_PX)
        self.place_label.setWordWrap(False)
        where = row_of(self.file_label, self.place_label, gap_px=GAP_PX)
        for row in (verdict, where):
            row.setStretch(0, 1)
        column = QVBoxLayout()
        column.addLayout(verdict)
        column.addWidget(large, 1)
        column.addWidget(self.bars)
        column.addLayout(where)
        return column


def _row_of(sample: AnsweredSample) -> TextRow:
    return TextRow(on_one_line(sample.text), sample.facts, "good" if sample.correct else "bad", sample.tip)

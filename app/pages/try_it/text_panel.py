"""Texts on Try it: one that is written and answered as it grows, or files of them, each text with its answers."""

from collections.abc import Sequence

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.i18n import tr, worded
from app.item_models.answers import why_no_answer
from app.item_models.text_rows import RowsOf, TextRow
from app.item_models.texts import on_one_line
from app.pages.try_it.panel import TryPanel, halves_of
from app.pages.try_it.presenter import TryItPresenter
from app.pages.try_it.text_answer_panel import TextAnswerPanel
from app.pages.try_it.typed_text import TypedText
from app.run.job_runner import JobRunner
from app.run.text_attributions import TextAttributions
from app.widgets.attributed_text import AttributedText
from app.widgets.explained_text import ExplainedText, ShownText
from app.widgets.least_height import LeastHeight
from app.widgets.panels import Note, Panel, Segments, bold_label, dim_label, row_of
from app.widgets.probability_bars import ProbabilityBars
from app.widgets.text_rows import TextRows
from core.contracts.records import Prediction

_WHOLE, _LINES = "whole", "lines"


class TextPanel(TryPanel):
    def __init__(self, jobs: JobRunner, presenter: TryItPresenter) -> None:
        super().__init__(presenter)
        self.typed = TypedText(jobs, self)
        self.typed.changed.connect(self._show_typed)
        attributions = TextAttributions(jobs)
        self.set_views(self._typing_view(attributions), self._answer_view(attributions))
        self._show_typed()

    # ---- for the page ------------------------------------------------------------------------------------------------

    def show_state(self) -> None:
        super().show_state()
        presenter = self.presenter
        self.typed.ask_of(presenter.choice.source, presenter.top_k)
        self.lines_choice.setVisible(presenter.has_lines)
        self.lines_choice.choose(_LINES if presenter.one_a_line else _WHOLE)

    def show_answers(self) -> None:
        predictions = self.presenter.predictions
        self.rows.show_rows(RowsOf(predictions, _row_of))
        self._summary.setText(self.presenter.summary())
        if predictions:
            self.rows.choose(0)
        self._show_text(0 if predictions else -1)

    def can_start_over(self) -> bool:
        return super().can_start_over() or bool(self.editor.toPlainText())

    def start_over(self) -> None:
        self.editor.clear()
        self.editor.setFocus()

    # ---- one that is written -----------------------------------------------------------------------------------------

    def _written(self) -> None:
        self.text.show_nothing()
        self.typed.write(self.editor.toPlainText())
        self.changed.emit()

    def _show_typed(self) -> None:
        typed = self.typed
        found = typed.prediction
        self.bars.show_bars(_bars_of(found) if found is not None else ())
        self._nothing_yet.setVisible(found is None and typed.error is None)
        self.trouble.say(worded(typed.error) if typed.error is not None else "", "bad_note")
        if found is not None and typed.answered_text == self.editor.toPlainText():
            self.text.show_answered(typed.source, ShownText(typed.answered_text))

    def _typing_view(self, attributions: TextAttributions) -> QWidget:
        self.editor = AttributedText(tr("TryItPage", "Your text"), read_only=False)
        self.editor.setPlaceholderText(tr("TryItPage", "Type or paste a text …"))
        self.editor.setMinimumHeight(110)
        self.text = ExplainedText(attributions, self.editor)
        self.editor.textChanged.connect(self._written)
        written = Panel()
        head = row_of(bold_label(tr("TryItPage", "Your text")), self.text.box)
        head.setStretch(0, 1)
        hint = tr("TryItPage", "Or drop files here: a list with one text a line, a table, or texts in files or folders.")
        column = QVBoxLayout()
        column.addLayout(head)
        column.addWidget(self.text, 1)
        column.addWidget(dim_label(hint))
        written.column.addWidget(LeastHeight(column))
        self.bars = ProbabilityBars()
        self.trouble = Note()
        self._nothing_yet = dim_label(tr("TryItPage", "The answer appears here while you write, with how sure the model is."))
        answer = Panel(tr("TryItPage", "Answer"))
        for part in (self.trouble, self._nothing_yet, self.bars):
            answer.column.addWidget(part)
        answer.column.addStretch(1)
        halves = halves_of(written, answer)
        halves.setSizes([600, 400])
        return halves

    # ---- files of them -----------------------------------------------------------------------------------------------

    def _show_text(self, row: int) -> None:
        if 0 <= row < len(self.presenter.predictions):
            self.answer_panel.show_answer(self.presenter.choice.source, self.presenter.predictions[row])
        else:
            self.answer_panel.leave()

    def _answer_view(self, attributions: TextAttributions) -> QWidget:
        self._summary = bold_label()
        self._summary.setWordWrap(True)
        self.lines_choice = Segments(
            [(_LINES, tr("TryItPage", "one a line")), (_WHOLE, tr("TryItPage", "one a file"))],
            tr("TryItPage", "What a text is"),
        )
        self.lines_choice.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.lines_choice.chosen.connect(lambda key: self.presenter.set_one_a_line(key == _LINES))
        self.rows = TextRows(tr("TryItPage", "Texts and answers"))
        self.rows.text_chosen.connect(self._show_text)
        listed = Panel()
        head = row_of(self._summary, self.lines_choice)
        head.setStretch(0, 1)
        listed.column.addLayout(head)
        listed.column.addWidget(self.rows, 1)
        self.answer_panel = TextAnswerPanel(attributions)
        return halves_of(listed, self.answer_panel)


def _bars_of(prediction: Prediction) -> Sequence[tuple[str, float]]:
    return tuple(zip(prediction.class_names, prediction.probabilities, strict=True))


def _row_of(prediction: Prediction) -> TextRow:
    """One row of the list; of what can't be read, its file and why."""
    if prediction.error is not None:
        why = why_no_answer(prediction.error)
        return TextRow(prediction.path, f"✗ {why}", "bad", why)
    name, sure = prediction.class_names[0], prediction.probabilities[0]
    return TextRow(on_one_line(prediction.text), "", tip=prediction.path, bar=(name, sure))

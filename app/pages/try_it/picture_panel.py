"""Pictures on Try it: a place to drop them, then each with its answers."""

from app.i18n import tr
from app.pages.try_it.answer_panel import AnswerPanel
from app.pages.try_it.panel import TryPanel, halves_of
from app.pages.try_it.presenter import TryItPresenter
from app.run.heat_maps import HeatMaps
from app.run.job_runner import JobRunner
from app.widgets.answer_list import AnswerList
from app.widgets.drop_area import DropArea
from app.widgets.panels import Panel, bold_label


class PicturePanel(TryPanel):
    def __init__(self, jobs: JobRunner, presenter: TryItPresenter) -> None:
        super().__init__(presenter)
        self.drop_area = DropArea(
            tr("TryItPage", "Drop pictures or a folder here"),
            tr("TryItPage", "For each picture you get the answers that the model thinks likeliest, and how sure it is."),
            tr("TryItPage", "Choose pictures…"),
        )
        self.drop_area.setMinimumHeight(240)
        self.drop_area.choose_wanted.connect(self.files_wanted)
        self.drop_area.dropped.connect(presenter.ask)
        self.answers = AnswerList()
        self.answers.picture_chosen.connect(self._show_picture)
        self._summary = bold_label()
        listed = Panel()
        listed.column.addWidget(self._summary)
        listed.column.addWidget(self.answers, 1)
        self.answer_panel = AnswerPanel(HeatMaps(jobs))
        self.set_views(self.drop_area, halves_of(listed, self.answer_panel))

    def show_answers(self) -> None:
        self.answers.show_answers(self.presenter.predictions)
        self._summary.setText(self.presenter.summary())
        self._show_picture(0 if self.presenter.predictions else -1)

    def _show_picture(self, row: int) -> None:
        if 0 <= row < len(self.presenter.predictions):
            self.answer_panel.show_answer(self.presenter.choice.source, self.presenter.predictions[row])
        else:
            self.answer_panel.picture.leave()

"""Pictures on the Results page: a grid, or one of them large, with its heat map."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from app.i18n import tr
from app.item_models.pictures import PictureItem
from app.pages.results.presenter import AnsweredSample, SampleDetail
from app.pages.results.sample_panel import PanelWords, SamplePanel
from app.run.heat_maps import HeatMaps
from app.run.job_runner import JobRunner
from app.theme import GAP_PX
from app.widgets.explained_picture import ExplainedPicture
from app.widgets.image_grid import ImageGrid
from app.widgets.panels import row_of


class PicturePanel(SamplePanel):
    def __init__(self, jobs: JobRunner) -> None:
        grid, picture = ImageGrid(tr("PicturePanel", "Pictures of the chosen cell")), ExplainedPicture(HeatMaps(jobs))
        words = PanelWords(
            back=tr("PicturePanel", "All pictures"),
            order_name=tr("PicturePanel", "Order of the pictures"),
            orders=((tr("SamplePanel", "surest first"), "surest"), (tr("SamplePanel", "least sure first"), "least_sure")),
            explained=tr("PicturePanel", "{place} · bright places speak for “{name}”"),
        )
        super().__init__(grid, picture, words, picture.box)
        self.grid, self.picture = grid, picture
        grid.picture_activated.connect(self.detail_wanted)
        picture.explained.connect(self.say_explained)

    def show_all(self, samples: Sequence[AnsweredSample]) -> None:
        self.grid.show_pictures([PictureItem(str(it.path), it.caption, it.tip) for it in samples])

    def show_one(self, source: str, detail: SampleDetail) -> None:
        self.picture.show_answered(source, detail.path, detail.file)

    def leave_one(self) -> None:
        self.picture.leave()

    def arranged(self, large: QWidget) -> QLayout:
        """Side by side."""
        facts = QVBoxLayout()
        facts.setSpacing(4)
        for part in (self.truth_label, self.answer_label, self.bars, self.file_label, self.place_label):
            facts.addWidget(part)
        facts.addStretch(1)
        pair = row_of(large, facts, gap_px=GAP_PX)
        pair.setStretch(0, 3)
        pair.setStretch(1, 2)
        return pair

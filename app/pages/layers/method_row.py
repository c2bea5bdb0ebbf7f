"""How warm blocks learn: with all their numbers, or with LoRA's small additions."""

from typing import get_args

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.i18n import tr
from app.pages.layers.learning import LearningMethod, LearningView
from app.widgets.panels import NumberField, Segments, dim_label, row_of

_LARGEST_RANK = 256


class MethodRow(QWidget):
    """`method_chosen(str)` and `rank_chosen(int)` come when a person has changed something."""

    method_chosen = Signal(str)
    rank_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = {"full": tr("LayersPage", "fully"), "lora": tr("LayersPage", "with LoRA")}
        choices = [(method, words[method]) for method in get_args(LearningMethod)]
        self.method = Segments(choices, tr("LayersPage", "How warm blocks learn"))
        self.method.chosen.connect(self.method_chosen)
        self.rank = NumberField()
        self.rank.setRange(1, _LARGEST_RANK)
        self.rank.setKeyboardTracking(False)
        self.rank.setAccessibleName(tr("LayersPage", "Rank of the additions"))
        self.rank.setToolTip(tr("LayersPage", "How wide the additions are: more can learn more, and costs more. 8 is usual."))
        self.rank.valueChanged.connect(self.rank_chosen)
        self._rank_caption = dim_label(tr("LayersPage", "rank"), wrap=False)
        self._caption = dim_label(tr("LayersPage", "Warm blocks learn"), wrap=False)
        self.setLayout(row_of(self._caption, self.method, self._rank_caption, self.rank))

    def show_learning(self, view: LearningView) -> None:
        self.method.choose(view.method)
        self.method.set_possible("lora", view.lora_possible, view.text)
        self.method.setToolTip(view.text)
        blocked = self.rank.blockSignals(True)
        self.rank.setValue(view.rank)
        self.rank.blockSignals(blocked)
        for part in (self.rank, self._rank_caption):
            part.setVisible(view.method == "lora")

"""The advanced part: learning rates that fall toward the input, and blocks that join one after another."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSlider, QWidget

from app.i18n import tr
from app.widgets.panels import NumberField, Panel, dim_label, label, row_of

# slider steps of 0.05, from 1 down to 0.3
_STEP = 0.05
_MOST_STEPS = 14
_LONGEST_WAIT_EPOCHS = 1000


class FineControls(Panel):
    """`decay_chosen(factor)` and `unfreezing_chosen(every_epochs)` come when a person has changed something."""

    decay_chosen = Signal(float)
    unfreezing_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("LayersPage", "Fine control"), parent)
        self.decay = QSlider(Qt.Orientation.Horizontal)
        self.decay.setRange(0, _MOST_STEPS)
        self.decay.setPageStep(2)
        self.decay.setAccessibleName(tr("LayersPage", "Learning rate lower toward the input"))
        self.decay.setToolTip(tr("LayersPage", "Discriminative learning rates, a factor for each block"))
        self.decay.valueChanged.connect(lambda position: self.decay_chosen.emit(1 - position * _STEP))
        self.unfreezing = NumberField()
        self.unfreezing.setRange(0, _LONGEST_WAIT_EPOCHS)
        self.unfreezing.setSpecialValueText(tr("LayersPage", "all at once"))
        self.unfreezing.setAccessibleName(tr("LayersPage", "One more block every so many epochs"))
        self.unfreezing.setToolTip(tr("LayersPage", "Gradual unfreezing"))
        self.unfreezing.valueChanged.connect(self.unfreezing_chosen)
        self._decay_text, self._unfreeze_text = dim_label(), dim_label()
        lower = label(tr("LayersPage", "Lower toward the input"))
        every = label(tr("LayersPage", "One more block every … epochs"))
        lower.setBuddy(self.decay)
        every.setBuddy(self.unfreezing)
        # the words wrap where there is too little room
        how_low, how_often = row_of(lower, self.decay, gap_px=14), row_of(every, self.unfreezing, gap_px=14)
        how_low.setStretch(0, 1)
        how_low.setStretch(1, 1)
        how_often.setStretch(0, 1)
        self.column.addLayout(how_low)
        self.column.addWidget(self._decay_text)
        self.column.addLayout(how_often)
        self.column.addWidget(self._unfreeze_text)

    def show_values(self, lr_decay: float, decay_text: str, unfreeze_every_epochs: int, unfreeze_text: str) -> None:
        for control, value in ((self.decay, round((1 - lr_decay) / _STEP)), (self.unfreezing, unfreeze_every_epochs)):
            blocked = control.blockSignals(True)
            control.setValue(value)
            control.blockSignals(blocked)
        self._decay_text.setText(decay_text)
        self._unfreeze_text.setText(unfreeze_text)

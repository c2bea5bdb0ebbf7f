"""Before the run: what will be trained, for how long; with "Advanced", every setting."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.i18n import tr
from app.pages.train.augmentation_preview import AugmentationPreview
from app.pages.train.field_words import augmentation_words, data_words, learning_words, machine_words, method_words
from app.pages.train.kinds import KINDS
from app.pages.train.preview_order import PreviewOrder
from app.pages.train.setup_presenter import SetupView
from app.theme import GAP_PX
from app.widgets.panels import Note, NumberField, Panel, button, dim_label, label, row_of
from app.widgets.spec_form import FieldWords, SpecForm
from core.contracts.base import Contract
from core.contracts.spec import AugmentationSpec, DataKind, ModelSpec, TrainingSpec

_MOST_EPOCHS = 10_000


class TrainSetupView(QWidget):
    """What was entered comes out as `edited(fields)`, `augmentation_edited(fields)` and `inputs_edited(fields)`.

    `renamed(name)`: the run's name.
    """

    edited = Signal(dict)
    augmentation_edited = Signal(dict)
    inputs_edited = Signal(dict)
    renamed = Signal(str)
    automatic_wanted = Signal()
    advanced_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.epochs = NumberField()
        self.epochs.setRange(1, _MOST_EPOCHS)
        self.epochs.setAccessibleName(tr("TrainPage", "Epochs"))
        self.epochs.valueChanged.connect(lambda epochs: self.edited.emit({"epochs": epochs}))
        self.name = QLineEdit()
        self.name.setAccessibleName(tr("TrainPage", "Name of the run"))
        self.name.setMaxLength(200)  # as in the contract
        self.name.setPlaceholderText(tr("TrainPage", "by its date"))
        self.name.editingFinished.connect(lambda: self.renamed.emit(self.name.text()))
        self.advanced = QCheckBox(tr("TrainPage", "Advanced: set more by hand"))
        self.advanced.toggled.connect(self._show_advanced)
        self.by_hand = Note()
        self.automatic = button(tr("TrainPage", "All automatic again"), self.automatic_wanted.emit)
        self.why_not = Note()
        self.learning = self._form(TrainingSpec, learning_words(), self.edited)
        self.method = self._form(TrainingSpec, method_words(), self.edited)
        self.data = self._form(TrainingSpec, data_words(), self.edited)
        self.machine = self._form(TrainingSpec, machine_words(), self.edited)
        self._of_training = {
            tr("TrainPage", "Learning"): self.learning,
            tr("TrainPage", "Method"): self.method,
            tr("TrainPage", "Classes and labels"): self.data,
            tr("TrainPage", "End and machine"): self.machine,
        }
        self.augmentation = self._form(AugmentationSpec, augmentation_words(), self.augmentation_edited)
        self.inputs = {kind: self._form(ModelSpec, entry.inputs(), self.inputs_edited) for kind, entry in KINDS.items()}
        self.preview = AugmentationPreview()
        self._summary: list[tuple[QLabel, QLabel]] = []
        self._lay_out()

    @staticmethod
    def _form(contract: type[Contract], words: Mapping[str, FieldWords], edited: object) -> SpecForm:
        form = SpecForm(contract, words)
        form.edited.connect(edited)
        return form

    # ---- layout ------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)
        column.addWidget(self.why_not)
        column.addLayout(row_of(self._run_panel(), self._length_panel(), gap_px=GAP_PX))
        column.addLayout(row_of(self.advanced, 1, self.automatic))
        column.addWidget(self.by_hand)
        self._advanced_part = self._all_settings()
        self._advanced_part.hide()
        column.addWidget(self._advanced_part)
        self._steps = self._what_will_happen()
        column.addWidget(self._steps)
        column.addStretch(1)

    def _run_panel(self) -> Panel:
        panel = Panel(tr("TrainPage", "This is what will be trained"))
        self._summary_grid = QGridLayout()
        self._summary_grid.setHorizontalSpacing(18)
        self._summary_grid.setColumnStretch(1, 1)
        panel.column.addLayout(self._summary_grid)
        panel.column.addStretch(1)
        return panel

    def _length_panel(self) -> Panel:
        panel = Panel(tr("TrainPage", "For how long"))
        caption = label(tr("TrainPage", "Epochs"), wrap=False)
        caption.setBuddy(self.epochs)
        panel.column.addLayout(row_of(caption, self.epochs, 1, gap_px=14))
        text = tr(
            "TrainPage",
            "In one epoch every training example is seen once. The best epoch is kept, so too many only cost time. "
            "Everything else is chosen automatically.",
        )
        panel.column.addWidget(dim_label(text))
        name = label(tr("TrainPage", "Name of the run"), wrap=False)
        name.setBuddy(self.name)
        panel.column.addLayout(row_of(name, self.name, gap_px=14))
        panel.column.addStretch(1)
        return panel

    @staticmethod
    def _what_will_happen() -> Panel:
        panel = Panel(tr("TrainPage", "What happens when you press Train"))
        steps = (
            tr("TrainPage", "Your data is looked through once more and the network is loaded. Your files are only read."),
            tr(
                "TrainPage",
                "Epoch by epoch the warm layers learn. After each one the validation part, which they never "
                "learn from, says how good the model is.",
            ),
            tr("TrainPage", "You can pause, finish early or discard at any time; a power cut costs a few minutes at most."),
            tr(
                "TrainPage",
                "At the end the best epoch is taken back and scored on the test part, which nothing was chosen by.",
            ),
        )
        for number, text in enumerate(steps, start=1):
            panel.column.addWidget(label(f"{number}.  {text}"))
        return panel

    def _all_settings(self) -> QWidget:
        left, right = QVBoxLayout(), QVBoxLayout()
        for title, form in self._of_training.items():
            left.addWidget(_titled(title, form))
        title = tr("TrainPage", "Random changes of the training pictures (augmentation)")
        self._of_kind: dict[DataKind, list[QWidget]] = {kind: [] for kind in KINDS}
        for kind, entry in KINDS.items():
            if entry.inputs():
                self._of_kind[kind].append(_titled(entry.input_title(), self.inputs[kind]))
            if entry.augmentation():
                self._of_kind[kind] += [_titled(title, self.augmentation), self.preview]
            for part in self._of_kind[kind]:
                right.addWidget(part)
        whole = QWidget()
        both = row_of(gap_px=GAP_PX)
        for side in (left, right):
            side.setSpacing(GAP_PX)
            side.addStretch(1)
            both.addLayout(side, 1)
        whole.setLayout(both)
        return whole

    # ---- what is shown -----------------------------------------------------------------------------------------------

    def show_view(self, view: SetupView) -> None:
        self._show_summary(view.summary)
        for control, value in ((self.epochs, view.training.epochs),):
            blocked = control.blockSignals(True)
            control.setValue(value)
            control.blockSignals(blocked)
        if not self.name.hasFocus():
            self.name.setText(view.name)
        for form in self._of_training.values():
            form.show_values(view.training)
        self.augmentation.show_values(view.training.augmentation)
        self.inputs[view.kind].show_values(view.model)
        for form in (self.learning, self.inputs[view.kind]):
            for name in form.fields():
                if name in view.hints:
                    form.set_hint(name, view.hints[name])
        for kind, parts in self._of_kind.items():
            for part in parts:
                part.setVisible(kind == view.kind)
        self.why_not.say(view.why_not, "warning_note")
        by_hand = tr("TrainPage", "Set by hand: {names}.").format(names=", ".join(view.by_hand))
        self.by_hand.say(by_hand if view.by_hand else "")
        self.automatic.setVisible(bool(view.by_hand))

    def _show_summary(self, rows: tuple[tuple[str, str], ...]) -> None:
        while len(self._summary) < len(rows):
            cells = (dim_label(wrap=False), label())
            for column, cell in enumerate(cells):
                self._summary_grid.addWidget(cell, len(self._summary), column)
            self._summary.append(cells)
        for cells, texts in zip(self._summary, rows, strict=False):
            for cell, text in zip(cells, texts, strict=True):
                cell.setText(text)

    def show_mistakes(self, mistakes: Mapping[str, str]) -> None:
        """field -> sentence; "augmentation.<field>" and "model.<field>" are those of the forms of that name."""
        for form in self._of_training.values():
            form.show_mistakes(mistakes)
        self.augmentation.show_mistakes(_inner(mistakes, "augmentation."))
        for form in self.inputs.values():
            form.show_mistakes(_inner(mistakes, "model."))

    def show_preview(self, order: PreviewOrder | None) -> None:
        """Computed only where it can be seen."""
        if self._advanced_part.isVisibleTo(self):
            self.preview.show_order(order)

    def _show_advanced(self, on: bool) -> None:
        self._advanced_part.setVisible(on)
        self._steps.setVisible(not on)
        self.advanced_toggled.emit(on)


def _titled(title: str, form: SpecForm) -> Panel:
    panel = Panel(title)
    panel.column.addWidget(form)
    return panel


def _inner(mistakes: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): text for name, text in mistakes.items() if name.startswith(prefix)}

"""The Layers page: the freeze ladder, and beside it what the choice costs and means."""

from collections.abc import Callable

import psutil
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import tr
from app.pages.layers.block_names import block_in_words
from app.pages.layers.cost_panel import ChoiceTable, CostPanel
from app.pages.layers.depth_panel import DepthPanel
from app.pages.layers.depth_presenter import DepthPresenter
from app.pages.layers.fine_controls import FineControls
from app.pages.layers.method_row import MethodRow
from app.pages.layers.presenter import PRESETS, LayersPresenter, LayersView, preset_name
from app.pages.page import Page
from app.services import Services
from app.theme import GAP_PX
from app.widgets.depth_curve import DepthCurve
from app.widgets.flow_layout import FlowLayout
from app.widgets.ladder_area import LadderArea
from app.widgets.layer_ladder import LayerLadder, Rung
from app.widgets.panels import Note, Panel, Segments, button, dim_label, row_of
from core.contracts.errors import UserError
from core.contracts.records import BlockInfo


class LayersPage(Page):
    page_id = "layers"

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.set_title(tr("LayersPage", "Which layers may change?"))
        self._presenter = LayersPresenter(
            services.workspace, services.model_description, int(psutil.virtual_memory().available)
        )
        self._depth_presenter = DepthPresenter(services.workspace, services.depth_probing)
        self._shown_network: object = None
        self._advice = ""
        self.ladder = LayerLadder()
        self.depth_curve = DepthCurve(self.ladder)
        self.depths = DepthPanel()
        self.presets = Segments(
            [(preset, preset_name(preset)) for preset in PRESETS],
            tr("LayersPage", "Which layers may change"),
        )
        self.learning = MethodRow()
        self.costs = CostPanel()
        self.choices = ChoiceTable()
        self.again_button = button(
            tr("LayersPage", "Measure again"),
            services.model_description.measure_again,
            role="link",
            tip=tr("LayersPage", "The times are those of this machine while it was measured. Was it busy with something else?"),
        )
        self._measured_on = dim_label(wrap=False)
        self.costs.column.addLayout(row_of(self._measured_on, 1, self.again_button))
        self._learning_text = dim_label()
        self.advice = Note()
        self.warning = Note()
        self.fine = FineControls()
        self.advanced_button = self._advanced_button()
        self._ladder_box = _LadderBox(self.ladder, self.depth_curve, self._retry, lambda: self.page_wanted.emit("model"))
        self._lay_out_body()
        self._connect()
        self._refresh()

    def _lay_out_body(self) -> None:
        self.fine.hide()
        right = QVBoxLayout()
        right.setSpacing(GAP_PX)
        for part in (self.costs, self.warning, self.depths, self.advice, self.choices, self.fine):
            right.addWidget(part)
        right.addStretch(1)
        both = row_of(self._ladder_box, gap_px=GAP_PX)
        both.addLayout(right)
        both.setStretch(0, 6)
        both.setStretch(1, 5)
        choices = FlowLayout(gap_px=24, line_gap_px=8)
        choices.addWidget(self.presets)
        choices.addWidget(self.learning)
        self.body.addLayout(choices)
        self.body.addWidget(self._learning_text)
        self.body.addLayout(both, 1)
        self.set_next("train", tr("LayersPage", "Next: Train"))
        self.foot.insertWidget(1, self.advanced_button)

    def _advanced_button(self) -> QPushButton:
        made = button(tr("LayersPage", "Advanced ▾"))
        made.setCheckable(True)
        made.toggled.connect(self._show_advanced)
        return made

    def _connect(self) -> None:
        presenter, workspace = self._presenter, self.services.workspace
        self.ladder.valueChanged.connect(lambda warm: self._show(presenter.preview(warm)))
        self.ladder.chosen.connect(lambda warm: self._attempt(lambda: presenter.choose(warm)))
        self.presets.chosen.connect(lambda preset: self._attempt(lambda: presenter.choose_preset(preset)))
        self.learning.method_chosen.connect(lambda method: self._attempt(lambda: presenter.set_method(method)))
        self.learning.rank_chosen.connect(lambda rank: self._attempt(lambda: presenter.set_rank(rank)))
        self.fine.decay_chosen.connect(lambda factor: self._attempt(lambda: presenter.set_lr_decay(factor)))
        self.fine.unfreezing_chosen.connect(lambda every: self._attempt(lambda: presenter.set_unfreezing(every)))
        self.depths.start_wanted.connect(self._depth_presenter.start)
        self.depths.cancel_wanted.connect(self._depth_presenter.cancel)
        self.depths.use_wanted.connect(lambda warm: self._attempt(lambda: presenter.choose(warm)))
        for signal in (
            workspace.spec_changed,
            workspace.model_changed,
            workspace.dataset_changed,
            workspace.text_lengths_changed,
            self.services.model_description.changed,
        ):
            signal.connect(self._refresh)
        for signal in (workspace.depths_changed, self.services.depth_probing.changed):
            signal.connect(self._show_depths)

    # ---- what happens ------------------------------------------------------------------------------------------------

    def entered(self) -> None:
        self._presenter.free_memory_bytes = int(psutil.virtual_memory().available)
        self.services.text_lengths.want()
        self.services.model_description.want(measured=True)
        self._depth_presenter.look_up()
        self._refresh()

    def _retry(self) -> None:
        self.services.model_description.retry()

    def _attempt(self, change: Callable[[], LayersView]) -> None:
        try:
            self._show(change())
        except UserError as error:
            self.services.notices.error(error.info)
            self._refresh()

    def _show_advanced(self, on: bool) -> None:
        self.fine.setVisible(on)
        self._refresh()
        self.advanced_button.setText(tr("LayersPage", "Advanced ▴") if on else tr("LayersPage", "Advanced ▾"))

    def _refresh(self) -> None:
        if not self.ladder.isSliderDown():
            self._show(self._presenter.view())

    def _show(self, view: LayersView) -> None:
        self.set_lead(view.lead)
        self._ladder_box.show_state(view.state, view.message)
        self._show_ladder(view)
        self.presets.setEnabled(view.state == "ready")
        self.presets.choose(view.preset)
        self.learning.setEnabled(view.state == "ready")
        self.learning.show_learning(view.learning)
        self._learning_text.setText(view.learning.text)
        self._learning_text.setVisible(view.state == "ready" and view.learning.method == "lora")
        self._measured_on.setText(view.measured_on)
        self.costs.show_rows(view.costs.rows)
        self.costs.setVisible(bool(view.costs.rows))
        self.again_button.setEnabled(view.can_measure)
        if view.costs.choices:
            self.choices.show_rows(view.costs.choices)
        self.choices.setVisible(bool(view.costs.choices) and not self.fine.isVisibleTo(self))
        self.warning.say(view.costs.warning, "warning_note")
        self._advice = view.advice
        self._show_depths()
        self.fine.show_values(view.lr_decay, view.decay_text, view.unfreeze_every_epochs, view.unfreeze_text)

    def _show_depths(self) -> None:
        view = self._depth_presenter.view()
        self.depths.show_view(view)
        self.depth_curve.show_curve(view.curve)
        # what was found out about these very data takes the place of the rule of thumb
        self.advice.say(self._advice if view.state in ("nothing", "offered", "failed") else "")

    def _show_ladder(self, view: LayersView) -> None:
        if view.model is None:
            return
        network = (view.model.blocks, view.head_label, view.input_text)
        if network != self._shown_network:
            self._shown_network = network
            head = Rung(view.head_label, view.model.head.parameters, view.model.head.name)
            self.ladder.set_rungs([_rung(block) for block in view.model.blocks], head, view.input_text, view.warm)
        elif self.ladder.value() != view.warm:
            self.ladder.set_warm(view.warm)


def _rung(block: BlockInfo) -> Rung:
    return Rung(block_in_words(block.label), block.parameters, block.name)


class _LadderBox(Panel):
    """The ladder with the curve beside it, or the sentence that says why there is none yet."""

    def __init__(
        self, ladder: LayerLadder, curve: DepthCurve, retry: Callable[[], object], to_model: Callable[[], object]
    ) -> None:
        super().__init__()
        self._stack = QStackedWidget()
        area = LadderArea(ladder, beside=curve)
        area.setMinimumHeight(280)
        self._message = dim_label()
        self._failure = Note()
        self.retry_button = button(tr("LayersPage", "Try again"), retry)
        self.model_button = button(tr("LayersPage", "Go to Model"), to_model, role="primary")
        without = QWidget()
        column = QVBoxLayout(without)
        column.addStretch(2)
        for part in (self._message, self._failure):
            column.addWidget(part)
        column.addLayout(row_of(1, self.retry_button, self.model_button, 1))
        column.addStretch(3)
        self._stack.addWidget(area)
        self._stack.addWidget(without)
        self.column.addWidget(self._stack, 1)

    def show_state(self, state: str, message: str) -> None:
        self._stack.setCurrentIndex(0 if state == "ready" else 1)
        failed = state == "failed"
        self._message.setText("" if failed else message)
        self._failure.say(message if failed else "", "bad_note")
        self.retry_button.setVisible(failed)
        self.model_button.setVisible(failed)

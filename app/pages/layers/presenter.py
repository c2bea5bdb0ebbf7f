"""Which blocks are frozen, and what that choice costs. Knows no widgets."""

from dataclasses import dataclass
from typing import Literal

from app import quantities
from app.data_words import words_of
from app.i18n import counted, number, tr, worded
from app.pages.layers.advice import advice_for
from app.pages.layers.cost_rows import ChoiceRow, CostRow, CostView, estimated, otherwise_text, trainable_row
from app.pages.layers.kinds import LayerWords, kind_entry
from app.pages.layers.learning import LearningMethod, LearningView, learning_view
from app.run.model_description import ModelDescription
from app.workspace import Workspace
from core.contracts.costs import CostInfo
from core.contracts.records import DatasetInfo, ModelInfo
from core.contracts.spec import DataKind, LayersSpec, ModelSpec, RunSpec, TrainableChoice, trainable_block_count

Preset = Literal["head", "last", "half", "all"]
PRESETS: tuple[Preset, ...] = ("head", "last", "half", "all")
LadderState = Literal["waiting", "failed", "ready"]


@dataclass(frozen=True)
class LayersView:
    """What the page shows. `warm`: how many of the last blocks may change. `message`: why there is no ladder yet."""

    state: LadderState
    message: str
    lead: str
    model: ModelInfo | None
    head_label: str
    input_text: str
    warm: int
    preset: Preset | None
    learning: LearningView
    costs: CostView
    advice: str
    lr_decay: float
    decay_text: str
    unfreeze_every_epochs: int
    unfreeze_text: str
    can_measure: bool
    measured_on: str


class LayersPresenter:
    """Every change of the ladder gives a new view at once; a decision is also saved in the project."""

    def __init__(self, workspace: Workspace, description: ModelDescription, free_memory_bytes: int) -> None:
        """free_memory_bytes: of this machine, for training."""
        self._workspace = workspace
        self._description = description
        self.free_memory_bytes = free_memory_bytes

    # ---- what a person does ------------------------------------------------------------------------------------------

    def preview(self, warm: int) -> LayersView:
        """While the line is being dragged: nothing is saved."""
        return self._view(self._layers.model_copy(update={"trainable": warm}))

    def choose(self, warm: int) -> LayersView:
        """Raises UserError: disk_full, not_writable."""
        return self._save(trainable=warm)

    def choose_preset(self, preset: Preset) -> LayersView:
        """Raises UserError: disk_full, not_writable."""
        return self._save(trainable=preset)

    def set_method(self, method: LearningMethod) -> LayersView:
        """Raises UserError: disk_full, not_writable."""
        return self._save(method=method)

    def set_rank(self, rank: int) -> LayersView:
        """rank: of LoRA's additions, from 1 to 256."""
        return self._save(lora_rank=rank)

    def set_lr_decay(self, factor: float) -> LayersView:
        """factor: on the learning rate, for each block nearer to the input, (0, 1]."""
        return self._save(lr_decay=round(factor, 3))

    def set_unfreezing(self, every_epochs: int) -> LayersView:
        """every_epochs: one more block each time, from the head down; 0: all warm blocks from the start."""
        return self._save(unfreeze_every_epochs=every_epochs)

    def view(self) -> LayersView:
        return self._view(self._layers)

    def _save(self, **changes: TrainableChoice | LearningMethod | float) -> LayersView:
        self._workspace.update(layers=self._layers.model_copy(update=changes))
        return self.view()

    # ---- what is shown -----------------------------------------------------------------------------------------------

    @property
    def _layers(self) -> LayersSpec:
        return self._workspace.spec.layers if self._workspace.spec else LayersSpec()

    @property
    def _kind(self) -> DataKind:
        return self._workspace.spec.data if self._workspace.spec else "image"

    def _words(self) -> LayerWords:
        spec, model, lengths = self._workspace.spec, self._workspace.model_info, self._workspace.text_lengths
        return kind_entry(self._kind).words(spec.model if spec else ModelSpec(), model, lengths)

    def _view(self, layers: LayersSpec) -> LayersView:
        model, spec, data = self._workspace.model_info, self._workspace.spec, self._workspace.dataset_info
        state, message = self._state(model)
        words = self._words()
        warm = trainable_block_count(layers.trainable, len(model.blocks)) if model else 0
        return LayersView(
            state=state,
            message=message,
            lead=self._lead(words, data),
            model=model,
            head_label=self._head_label(data),
            input_text=words.input_text,
            warm=warm,
            preset=self._preset(layers.trainable, warm, model),
            learning=learning_view(layers, model, warm),
            costs=self._costs(model, spec, data, layers) if model and spec and data else CostView(()),
            advice=self._advice(words, data, model, warm) if model and data else "",
            lr_decay=layers.lr_decay,
            decay_text=_decay_text(layers.lr_decay, warm),
            unfreeze_every_epochs=layers.unfreeze_every_epochs,
            unfreeze_text=_unfreeze_text(layers.unfreeze_every_epochs, warm),
            can_measure=self._can_measure(model),
            measured_on=words.measured_on,
        )

    def _can_measure(self, model: ModelInfo | None) -> bool:
        tried = model is not None and (bool(model.measured_on) or self._description.error is not None)
        return tried and not self._description.running

    def _state(self, model: ModelInfo | None) -> tuple[LadderState, str]:
        if model is not None:
            return "ready", ""
        if self._description.error is not None:
            return "failed", worded(self._description.error)
        return "waiting", tr("LayersPage", "Reading the network…")

    def _lead(self, words: LayerWords, data: DatasetInfo | None) -> str:
        things = words_of(self._kind)
        return words.lead.format(things=things.counted(data.count) if data else things.things)

    def _advice(self, words: LayerWords, data: DatasetInfo, model: ModelInfo, warm: int) -> str:
        count = data.part_count("train")
        things = words_of(self._kind).counted_training(count)
        starts = kind_entry(self._kind).starts
        return advice_for(starts, count, warm, len(model.blocks), things=things, head_only=words.head_only)

    @staticmethod
    def _head_label(data: DatasetInfo | None) -> str:
        if data is None:
            return tr("LayersPage", "Head")
        count = len(data.class_names)
        return counted(count, tr("LayersPage", "Head: {count} class"), tr("LayersPage", "Head: {count} classes"))

    @staticmethod
    def _preset(choice: TrainableChoice, warm: int, model: ModelInfo | None) -> Preset | None:
        """The preset that was chosen, or that comes to the same."""
        if not isinstance(choice, int):
            return choice
        if model is None:
            return None
        return next((preset for preset in PRESETS if trainable_block_count(preset, len(model.blocks)) == warm), None)

    # ---- costs -------------------------------------------------------------------------------------------------------

    def _costs(self, model: ModelInfo, spec: RunSpec, data: DatasetInfo, layers: LayersSpec) -> CostView:
        costs = estimated(model, spec, data, layers)
        all_warm = estimated(model, spec, data, layers.model_copy(update={"trainable": "all"}))
        epochs, pass_row = spec.training.epochs, self._pass_row(costs)
        rows = (
            trainable_row(costs),
            self._memory_row(costs),
            *pass_row,
            CostRow(
                tr("LayersPage", "Each epoch after that") if pass_row else tr("LayersPage", "Each epoch"),
                self._time_text(costs.epoch_s),
                otherwise_text(costs, all_warm),
            ),
            CostRow(
                counted(epochs, tr("LayersPage", "{count} epoch"), tr("LayersPage", "{count} epochs")),
                self._time_text(costs.training_s),
            ),
        )
        return CostView(rows, self._choices(model, spec, data, layers), self._memory_warning(costs))

    def _choices(self, model: ModelInfo, spec: RunSpec, data: DatasetInfo, layers: LayersSpec) -> tuple[ChoiceRow, ...]:
        """What each preset would cost."""
        warm = trainable_block_count(layers.trainable, len(model.blocks))
        chosen = self._preset(layers.trainable, warm, model)
        rows = []
        for preset in PRESETS:
            costs = estimated(model, spec, data, layers.model_copy(update={"trainable": preset}))
            memory = "" if costs.memory_bytes is None else quantities.gigabytes(costs.memory_bytes)
            rows.append(
                ChoiceRow(
                    preset_name(preset),
                    quantities.parameters(costs.trainable_parameters),
                    tr("LayersPage", "{needed} GB").format(needed=memory) if memory else "…",
                    quantities.duration(costs.training_s) if costs.training_s is not None else "…",
                    preset == chosen,
                )
            )
        return tuple(rows)

    def _time_text(self, seconds: float | None) -> str:
        if seconds is None:
            return self._not_measured()
        if seconds < 1:
            return quantities.duration(seconds)  # "about less than" is no English
        return tr("LayersPage", "about {time}").format(time=quantities.duration(seconds))

    def _not_measured(self) -> str:
        if self._description.error is not None:
            return tr("LayersPage", "could not be measured")
        return tr("LayersPage", "measuring…")

    def _pass_row(self, costs: CostInfo) -> tuple[CostRow, ...]:
        """The one pass over the cold layers, where they are not run in every epoch."""
        name = tr("LayersPage", "First pass over the cold layers")
        if costs.features_kept:
            return (CostRow(name, tr("LayersPage", "done"), tr("LayersPage", "(kept from an earlier run)")),)
        if not costs.first_pass_s:
            return ()
        return (CostRow(name, tr("LayersPage", "{time}, once").format(time=self._time_text(costs.first_pass_s))),)

    def _memory_row(self, costs: CostInfo) -> CostRow:
        name = tr("LayersPage", "Memory")
        if costs.memory_bytes is None:
            return CostRow(name, self._not_measured())
        amount = tr("LayersPage", "{needed} GB").format(needed=quantities.gigabytes(costs.memory_bytes))
        if not self._on_cpu():
            return CostRow(name, amount, tr("LayersPage", "on the graphics device"))
        free = quantities.gigabytes(self.free_memory_bytes)
        return CostRow(name, amount, tr("LayersPage", "of {free} GB free").format(free=free))

    def _memory_warning(self, costs: CostInfo) -> str:
        if costs.memory_bytes is None or not self._on_cpu() or costs.memory_bytes <= self.free_memory_bytes:
            return ""
        needed, free = quantities.gigabytes(costs.memory_bytes), quantities.gigabytes(self.free_memory_bytes)
        return self._words().too_much_memory.format(needed=needed, free=free)

    def _on_cpu(self) -> bool:
        model = self._workspace.model_info
        return model is None or "cpu" in model.measured_on.lower()


def preset_name(preset: Preset) -> str:
    return {
        "head": tr("LayersPage", "Head only"),
        "last": tr("LayersPage", "Last block"),
        "half": tr("LayersPage", "Last half"),
        "all": tr("LayersPage", "Everything"),
    }[preset]


def _decay_text(factor: float, warm: int) -> str:
    if factor >= 1 or warm == 0:
        return tr("LayersPage", "All warm layers learn at the same rate.")
    text = tr(
        "LayersPage",
        "Each block nearer to the input learns at {factor} of the rate of the one above it; the lowest warm block at {lowest}.",
    )
    return text.format(factor=quantities.percent(factor), lowest=quantities.percent(factor**warm, 1))


def _unfreeze_text(every_epochs: int, warm: int) -> str:
    if every_epochs == 0 or warm == 0:
        return tr("LayersPage", "All warm layers learn from the first epoch on.")
    text = tr(
        "LayersPage",
        "The head begins alone; one more block joins every {every} epochs, so that all {count} learn after epoch {last}.",
    )
    if every_epochs == 1:
        text = tr(
            "LayersPage",
            "The head begins alone; one more block joins after each epoch, so that all {count} learn after epoch {last}.",
        )
    return text.format(every=number(every_epochs), count=number(warm), last=number(every_epochs * warm))

"""What will be trained, with which settings; mistakes come back as field -> sentence. Knows no widgets."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import quantities
from app.data_words import words_of
from app.i18n import counted, number, tr
from app.pages.train.field_words import training_words
from app.pages.train.kinds import KINDS, KindEntry
from app.pages.train.preview_order import PreviewOrder, order_for
from app.run.model_description import ModelDescription
from app.run.run_control import RunControl
from app.widgets.form_mistakes import with_changes
from app.workspace import Workspace
from core.contracts.costs import automatic_batch_size
from core.contracts.records import DatasetInfo, ModelInfo
from core.contracts.spec import DataKind, ModelSpec, RunSpec, TrainingSpec, trainable_block_count
from core.store.catalogue import find_entry, is_here
from core.store.estimates import estimate_run


@dataclass(frozen=True)
class SetupView:
    """What the page shows before a run. `summary`: (what, value) rows. `by_hand`: names of settings that are not automatic.

    hints: field -> what it comes to where it is empty.
    """

    kind: DataKind
    training: TrainingSpec
    model: ModelSpec
    name: str
    summary: tuple[tuple[str, str], ...]
    by_hand: tuple[str, ...]
    hints: Mapping[str, str]
    can_start: bool
    why_not: str


class SetupPresenter:
    """Every edit is checked; a good one is saved in the project, a bad one gives sentences and changes nothing."""

    def __init__(self, workspace: Workspace, runs: RunControl, description: ModelDescription) -> None:
        self._workspace = workspace
        self._runs = runs
        self._description = description
        self._mistakes: dict[str, str] = {}
        self._mistakes_of = self._data_kind
        workspace.project_changed.connect(self._mistakes.clear)
        workspace.spec_changed.connect(self._follow_data)

    def _follow_data(self) -> None:
        """Other data are set up by other fields."""
        if self._data_kind != self._mistakes_of:
            self._mistakes_of = self._data_kind
            self._mistakes.clear()

    @property
    def mistakes(self) -> Mapping[str, str]:
        """field -> sentence, of what was entered last in each field."""
        return self._mistakes

    # ---- what a person does ------------------------------------------------------------------------------------------

    def edit(self, changes: Mapping[str, Any]) -> dict[str, str]:
        """Sets fields of the TrainingSpec. Returns field -> sentence for those that can't be so.

        Raises:
            UserError: disk_full, not_writable.
        """
        spec, mistakes = with_changes(self._training, changes)
        for field in changes:
            self._mistakes.pop(field, None)
        self._mistakes |= mistakes
        if spec is not None:
            self._workspace.update(training=spec)
        return mistakes

    def edit_augmentation(self, changes: Mapping[str, Any]) -> dict[str, str]:
        """The same for the AugmentationSpec inside it."""
        spec, mistakes = with_changes(self._training.augmentation, changes)
        for field in changes:
            self._mistakes.pop(f"augmentation.{field}", None)
        self._mistakes |= {f"augmentation.{field}": sentence for field, sentence in mistakes.items()}
        if spec is not None:
            self._workspace.update(training=self._training.model_copy(update={"augmentation": spec}))
        return mistakes

    def edit_inputs(self, changes: Mapping[str, Any]) -> dict[str, str]:
        """The same for how inputs go into the network: fields of the ModelSpec."""
        spec, mistakes = with_changes(self._model, changes)
        for field in changes:
            self._mistakes.pop(f"model.{field}", None)
        self._mistakes |= {f"model.{field}": sentence for field, sentence in mistakes.items()}
        if spec is not None:
            self._workspace.update(model=spec)
        return mistakes

    def rename(self, name: str) -> dict[str, str]:
        """What the next run will be called; empty: by its date."""
        if self._workspace.spec is None:
            return {}
        spec, mistakes = with_changes(self._workspace.spec, {"name": name.strip()})
        if spec is not None:
            self._workspace.update(name=spec.name)
        return mistakes

    def all_automatic(self) -> None:
        """Forgets what was set by hand; the number of epochs stays."""
        self._mistakes.clear()
        inputs = dict.fromkeys(self._kind.inputs())
        training = self._defaults.model_copy(update={"epochs": self._training.epochs})
        self._workspace.update(training=training, model=self._model.model_copy(update=inputs))

    def start(self) -> Path | None:
        """Starts the run that is set up. None: it can't be; `view().why_not` or `runs.failed` says why."""
        spec = self._workspace.spec
        if spec is None or not self.view().can_start:
            return None
        return self._runs.start(spec)

    # ---- what is shown -----------------------------------------------------------------------------------------------

    @property
    def _training(self) -> TrainingSpec:
        return self._workspace.spec.training if self._workspace.spec else TrainingSpec()

    @property
    def _defaults(self) -> TrainingSpec:
        """Those of the task."""
        spec = self._workspace.spec
        return RunSpec(task=spec.task, dataset=spec.dataset).training if spec else TrainingSpec()

    @property
    def _model(self) -> ModelSpec:
        return self._workspace.spec.model if self._workspace.spec else ModelSpec()

    @property
    def _data_kind(self) -> DataKind:
        return self._workspace.spec.data if self._workspace.spec else "image"

    @property
    def _kind(self) -> KindEntry:
        return KINDS[self._data_kind]

    def view(self) -> SetupView:
        spec, data, model = self._workspace.spec, self._workspace.dataset_info, self._workspace.model_info
        why_not = self._why_not()
        return SetupView(
            kind=self._data_kind,
            training=self._training,
            model=self._model,
            name=spec.name if spec else "",
            summary=self._summary(spec, data, model) if spec and data else (),
            by_hand=tuple(self._settings_by_hand()),
            hints=self._hints(data),
            can_start=not why_not,
            why_not=why_not,
        )

    def _settings_by_hand(self) -> list[str]:
        """The names of the settings, except the epochs, that differ from automatic."""
        training, defaults = self._training, self._defaults
        names = [
            shown.label for field, shown in training_words().items() if getattr(training, field) != getattr(defaults, field)
        ]
        changed = training.augmentation.model_dump(exclude_defaults=True)
        names += [shown.label for field, shown in self._kind.augmentation().items() if field in changed]
        return names + [shown.label for field, shown in self._kind.inputs().items() if getattr(self._model, field) is not None]

    def _hints(self, data: DatasetInfo | None) -> dict[str, str]:
        automatic, lengths = tr("TrainForm", "Automatic: {value}"), self._workspace.text_lengths
        batch_size = automatic_batch_size(data.part_count("train") if data else 0, self._data_kind)
        hints = {"batch_size": automatic.format(value=number(batch_size)), "clip_norm": self._kind.clip_norm()}
        if lengths is not None and self._model.max_tokens is None:
            hints["max_tokens"] = automatic.format(value=number(lengths.max_tokens))
        return hints

    def preview_order(self, throw: int) -> PreviewOrder | None:
        """Which of the person's pictures to show augmented, and how; None while there are none, and for other data."""
        spec, data, model = self._workspace.spec, self._workspace.dataset_info, self._workspace.model_info
        if spec is None or data is None or not data.samples or not self._kind.augmentation():
            return None
        return order_for(spec, data, model, throw)

    def _why_not(self) -> str:
        if self._runs.busy:
            return tr("TrainPage", "Another run is being trained now. Wait for its end, or finish it first.")
        if not self._weights_are_here():
            return tr(
                "TrainPage",
                "The pretrained weights of the chosen model are not on this computer. "
                "Download them on the Model page, or choose another model.",
            )
        if self._mistakes:
            return tr("TrainPage", "Some settings can't be used yet: see the sentences in red.")
        return ""

    def _weights_are_here(self) -> bool:
        model = self._workspace.spec.model if self._workspace.spec else None
        entry = find_entry(model.entry) if model is not None and model.weights == "pretrained" else None
        return entry is None or is_here(entry)

    def _summary(self, spec: RunSpec, data: DatasetInfo, model: ModelInfo | None) -> tuple[tuple[str, str], ...]:
        words = words_of(data.kind)
        things = words.counted_training(data.part_count("train"))
        count = len(data.class_names)
        classes = counted(count, tr("TrainPage", "of {count} class"), tr("TrainPage", "of {count} classes"))
        rows = [
            (words.heading, f"{things} {classes}"),
            (tr("TrainPage", "Model"), model.name if model else spec.model.entry.rpartition("/")[2]),
            (tr("TrainPage", "Layers"), _layers_text(spec, model)),
            (tr("TrainPage", "Time"), self._time_text(spec, data, model)),
        ]
        return tuple(rows)

    def _time_text(self, spec: RunSpec, data: DatasetInfo, model: ModelInfo | None) -> str:
        if model is None:
            return tr("TrainPage", "not known yet")
        costs = estimate_run(model, spec, data)
        if costs.training_s is None:
            failed = self._description.error is not None
            return tr("TrainPage", "could not be measured") if failed else tr("TrainPage", "being measured…")
        about = tr("TrainPage", "about {time}")
        if costs.features_kept:
            about = tr("TrainPage", "about {time}: what the cold layers give is kept from an earlier run")
        return about.format(time=quantities.duration(costs.training_s))


def _layers_text(spec: RunSpec, model: ModelInfo | None) -> str:
    if model is None:
        return tr("TrainPage", "as set on the Layers page")
    warm = trainable_block_count(spec.layers.trainable, len(model.blocks))
    if warm == 0:
        return tr("TrainPage", "only the head learns")
    if warm == len(model.blocks):
        text = tr("TrainPage", "everything learns")
    else:
        text = tr("TrainPage", "{warm} of {count} blocks and the head learn").format(
            warm=number(warm), count=number(len(model.blocks))
        )
    if spec.layers.method == "lora":
        return tr("TrainPage", "{layers}, with LoRA of rank {rank}").format(layers=text, rank=number(spec.layers.lora_rank))
    return text

"""Which network is chosen, and what there is to say about each. Knows no widgets."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import quantities
from app.i18n import counted, tr, worded
from app.pages.model.kinds import KINDS, KindEntry
from app.pages.model.model_table import family_name, input_in_short
from app.pages.model.rows import ModelRow
from app.run.model_description import ModelDescription
from app.widgets.form_mistakes import with_changes
from app.workspace import Workspace
from core.contracts.records import CatalogueEntry
from core.contracts.spec import DataKind, ModelSpec

WEIGHT_FILES = ("*.safetensors", "*.pth", "*.pt", "*.bin")
_MODEL_MARKS = ("model.json", "config.json", "run.json")


@dataclass(frozen=True)
class DetailsView:
    """What the panel at the right says of one row."""

    title: str
    subtitle: str
    character: str
    facts: tuple[tuple[str, str], ...]
    lineage: str
    here_text: str
    here_kind: str
    can_download: bool
    in_use: bool
    state_text: str
    state_kind: str
    weights_text: str


class ModelPresenter:
    """Browsing changes nothing; `use` writes the choice into the project and has the network described."""

    def __init__(self, workspace: Workspace, description: ModelDescription) -> None:
        self._workspace = workspace
        self._description = description

    @property
    def chosen(self) -> ModelSpec:
        return self._workspace.spec.model if self._workspace.spec else ModelSpec()

    @property
    def data(self) -> DataKind:
        """What the models are to be for."""
        return self._workspace.spec.data if self._workspace.spec else "image"

    @property
    def kind(self) -> KindEntry:
        return KINDS[self.data]

    # ---- what a person does ------------------------------------------------------------------------------------------

    def use(self, row: ModelRow) -> None:
        """Trains from this network from now on. Raises UserError: disk_full, not_writable."""
        if row.entry.id != self.chosen.entry:
            self._choose(self._with(entry=row.entry.id))

    def use_path(self, path: Path, network: ModelRow | None) -> None:
        """A model folder, or a file in one; a file of weights alone belongs to the network that is looked at.

        Raises:
            UserError: disk_full, not_writable. What is wrong with the file itself, the description says.
        """
        folder = path if path.is_dir() else path.parent
        if path.is_dir() or any((folder / mark).is_file() for mark in _MODEL_MARKS):
            self._choose(self._with(entry=str(folder)))
            return
        entry = network.entry.id if network and network.entry.family not in ("run", "file") else self.chosen.entry
        self._choose(self._with(entry=entry, weights=str(path)))

    def use_own_weights(self) -> None:
        """Back to the weights that belong to the network."""
        self._choose(self.chosen.model_copy(update={"weights": "pretrained"}))

    def edit_input(self, changes: Mapping[str, Any]) -> dict[str, str]:
        """How pictures or texts go in. Returns field -> sentence for what can't be so."""
        spec, mistakes = with_changes(self.chosen, changes)
        if spec is not None:
            self._choose(spec)
        return mistakes

    def _with(self, **fields: str) -> ModelSpec:
        """Another network. What was said about the inputs and holds for any stays; a picture's size is the network's own."""
        chosen = self.chosen
        return ModelSpec(**fields, fit=chosen.fit, max_tokens=chosen.max_tokens, keep=chosen.keep)

    def _choose(self, model: ModelSpec) -> None:
        self._workspace.update(model=model)
        self._description.want()

    # ---- what is shown -----------------------------------------------------------------------------------------------

    def details(self, row: ModelRow) -> DetailsView:
        entry, in_use = row.entry, row.entry.id == self.chosen.entry
        own_file = in_use and self.chosen.weights not in ("pretrained", "random")
        here_text, here_kind = _here(row, own_file)
        state_text, state_kind = self._state() if in_use else ("", "note")
        return DetailsView(
            title=entry.name,
            subtitle=family_name(entry.family),
            character=character_of(entry, row.accuracy),
            facts=_facts(row),
            lineage=" ← ".join((entry.name, *row.lineage)) if row.lineage else "",
            here_text=here_text,
            here_kind=here_kind,
            can_download=not row.here and entry.family not in ("run", "file", "fettle"),
            in_use=in_use,
            state_text=state_text,
            state_kind=state_kind,
            weights_text=tr("ModelPage", "Weights: {file}").format(file=Path(self.chosen.weights).name) if own_file else "",
        )

    def _state(self) -> tuple[str, str]:
        """What the worker has found out about the chosen network."""
        info = self._workspace.model_info
        if self._description.error is not None:
            return worded(self._description.error), "bad_note"
        if info is None:
            return tr("ModelPage", "Reading the network…"), "note"
        blocks = counted(len(info.blocks), tr("ModelPage", "{count} block"), tr("ModelPage", "{count} blocks"))
        text = tr("ModelPage", "In use: {blocks} and a head, {parameters} parameters.")
        return text.format(blocks=blocks, parameters=quantities.parameters(info.total_parameters)), "good_note"


def character_of(entry: CatalogueEntry, accuracy: float | None = None) -> str:
    """One or two plain sentences: what to expect."""
    kind = KINDS[entry.data]
    words = kind.words()
    if entry.family == "run":
        if accuracy is None:
            return f"{tr('ModelPage', 'Your own training.')} {words.own_run}"
        text = tr("ModelPage", "Your own training, {accuracy} right on its validation part.")
        return f"{text.format(accuracy=quantities.percent(accuracy, 1))} {words.own_run}"
    if entry.family == "file":
        return tr("ModelPage", "A model that you pointed at. It is read, never run as a program.")
    if entry.parameters <= kind.small:
        return tr("ModelPage", "Small and fast: a good first choice, also without a graphics device.")
    if entry.parameters <= kind.medium:
        return tr("ModelPage", "Medium: often a little surer than a small one. Without a graphics device, be patient.")
    return words.large


def download_question(entry: CatalogueEntry) -> str:
    """What is asked before anything is fetched: from where, how much."""
    places = {
        "torchvision": tr("ModelPage", "the download server of PyTorch"),
        "timm": tr("ModelPage", "the Hugging Face hub"),
        "transformers": tr("ModelPage", "the Hugging Face hub"),
        "text": tr("ModelPage", "the Hugging Face hub"),
    }
    text = tr(
        "ModelPage",
        "The pretrained weights of {name} will be fetched from {place} ({source}): about {size}. "
        "Nothing is sent but the request for the file.",
    )
    return text.format(
        name=entry.name,
        place=places.get(entry.family, entry.family),
        source=entry.source,
        size=quantities.file_size(entry.size_bytes),
    )


def _facts(row: ModelRow) -> tuple[tuple[str, str], ...]:
    entry = row.entry
    facts = [
        (tr("ModelPage", "Parameters"), quantities.parameters(entry.parameters) if entry.parameters else ""),
        (tr("ModelPage", "Size on disk"), quantities.file_size(entry.size_bytes) if entry.size_bytes else ""),
        (tr("ModelPage", "Input"), f"{entry.input_size_px} × {entry.input_size_px}" if entry.input_size_px else ""),
        (tr("ModelPage", "Longest text"), input_in_short(entry) if entry.max_tokens else ""),
        (tr("ModelPage", "ImageNet top-1"), quantities.percent(entry.top1, 1) if entry.top1 is not None else ""),
        (tr("ModelPage", "Licence"), entry.licence),
        (tr("ModelPage", "Source"), entry.source),
    ]
    return tuple((name, value) for name, value in facts if value)


def _here(row: ModelRow, own_file: bool) -> tuple[str, str]:
    if own_file:
        return "", "note"
    if row.here:
        return tr("ModelPage", "Its weights are on this computer."), "good_note"
    if row.entry.family == "file":
        return tr("ModelPage", "It is not there any more. Choose it again."), "warning_note"
    text = tr(
        "ModelPage",
        "Its pretrained weights are not on this computer. Download them ({size}), or choose a file that holds them.",
    )
    return text.format(size=quantities.file_size(row.entry.size_bytes)), "warning_note"

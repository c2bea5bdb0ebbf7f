"""Who can answer, and for which kind of data. Torch-free: the files that lie beside the weights tell."""

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path

from app.i18n import tr
from app.pages.try_it.kinds import words_for
from app.workspace import Workspace
from core.contracts.errors import UserError
from core.contracts.spec import TASK_OF_DATA, DataKind, DatasetSpec, RunSpec
from core.store.runs import RunFolder

_CATALOGUED = ("fettle/", "torchvision/", "timm/", "transformers/", "text/")
# of a bundle or a saved model, and where the kind of data stands in it
_TELLING = (("preprocessing.json", ()), ("model.json", ("preprocessing",)))
_ONLY_TEXTS_HAVE = "tokenizer.json"


@dataclass(frozen=True)
class SourceChoice:
    """Something that can answer. `source`: as in PredictJob. `note`: what a person should know about it."""

    key: str
    title: str
    source: str
    data: DataKind = "image"
    note: str = ""


def run_choices(path: Path | None) -> list[SourceChoice]:
    """The current run, if it has weights."""
    if path is None or not (RunFolder(path).best_model_path / "model.json").exists():
        return []
    name, data = path.name, data_of_folder(RunFolder(path).best_model_path)
    with contextlib.suppress(UserError):  # the Runs page says what is wrong with the record
        record = RunFolder(path).read_record()
        name, data = record.name, record.spec.data
    return [SourceChoice("run", tr("TryItPage", "This run: {name}").format(name=name), str(path), data)]


def pretrained_choices(workspace: Workspace) -> list[SourceChoice]:
    """The model of the project if it is one of the catalogue's, and the one that is always there for such data."""
    spec = workspace.spec
    data: DataKind = spec.data if spec is not None else "image"
    entries = [RunSpec(task=TASK_OF_DATA[data], dataset=DatasetSpec(folder=".")).model.entry]
    if spec is not None and spec.model.entry.startswith(_CATALOGUED) and spec.model.entry not in entries:
        entries.insert(0, spec.model.entry)
    title, note = tr("TryItPage", "Pretrained: {name}"), words_for(data).pretrained
    return [SourceChoice(f"pretrained:{entry}", title.format(name=entry), entry, data, note) for entry in entries]


def bundle_choice(folder: Path) -> SourceChoice:
    title = tr("TryItPage", "Bundle: {name}").format(name=folder.name)
    return SourceChoice("bundle", title, str(folder), data_of_folder(folder))


def data_of_folder(folder: Path) -> DataKind:
    """What a run, a bundle or a saved model answers for. Where nothing tells, pictures: asking it says what is wrong."""
    with contextlib.suppress(UserError):
        return RunFolder(folder).read_record().spec.data
    for name, way in _TELLING:
        kind = _kind_in(folder / name, way)
        if kind is not None:
            return kind
    return "text" if (folder / _ONLY_TEXTS_HAVE).is_file() else "image"


def _kind_in(path: Path, way: tuple[str, ...]) -> DataKind | None:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        for step in way:
            values = values[step]
        said = values.get("kind", "image")  # as all were once
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return next((kind for kind in TASK_OF_DATA if kind == said), None)

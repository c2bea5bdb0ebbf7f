"""What a `ModelSpec` points at: a catalogue entry, a saved model, a Hugging Face folder, or a run."""

import difflib
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import JsonValue

from core.contracts.errors import UserError
from core.contracts.records import ModelRecord
from core.contracts.spec import ModelSpec
from core.models.families import FAMILIES, family_of
from core.store.catalogue import read_catalogue
from core.store.places import typed_path
from core.store.records import read_record
from core.store.runs import RunFolder, run_of_model
from core.store.weight_caches import hub_file

MODEL_FILE = "model.json"
WEIGHTS_FILE = "model.safetensors"
_HUGGING_FACE_WEIGHTS = (WEIGHTS_FILE, f"{WEIGHTS_FILE}.index.json", "pytorch_model.bin")
_WEIGHT_SUFFIXES = (".safetensors", ".pth", ".pt", ".bin", ".ckpt")


@dataclass(frozen=True)
class Origin:
    """Where a network comes from.

    weights: the file to read, or None for random weights. own: it was trained here, so `class_names` and `preprocessing`
    are those of its head. parent_run: the id of the run that it was trained in, or that began with such a network.
    folder: with its other files, where they don't lie where the family keeps them.
    """

    family: str
    name: str
    config: dict[str, JsonValue] = field(default_factory=dict)
    weights: Path | None = None
    own: ModelRecord | None = None
    parent_run: str | None = None
    folder: Path | None = None


def find_origin(spec: ModelSpec) -> Origin:
    """Resolves `spec.entry` and `spec.weights`.

    Raises:
        UserError: model_unknown, weights_not_here, weights_without_network, model_folder_unknown, model_needs_code,
            model_not_a_classifier, run_without_weights, file_missing, damaged_file, newer_schema.
    """
    found, run = _find(spec), run_of_model(spec)
    return found if run is None else replace(found, parent_run=run.read_record().run_id)


def _find(spec: ModelSpec) -> Origin:
    family, _, name = spec.entry.partition("/")
    path = typed_path(spec.entry)
    if family in FAMILIES and name and not path.exists():
        return _from_catalogue(family, name, spec)
    if path.is_file():
        return _from_file(path, spec)
    if path.is_dir():
        return _from_folder(path, spec)
    if (config := hub_file(spec.entry, "config.json")) is not None:
        return _from_hugging_face(config.parent, spec)
    if path.suffix in _WEIGHT_SUFFIXES or path.is_absolute():
        raise UserError("file_missing", path=str(path))
    raise UserError("model_unknown", entry=spec.entry, hint=_hint(spec.entry))


def _from_catalogue(family_name: str, name: str, spec: ModelSpec) -> Origin:
    family = family_of(family_name)
    try:
        config = family.config(name, spec.image_size_px)
    except UserError as error:
        if error.code != "model_unknown":
            raise
        raise UserError("model_unknown", entry=spec.entry, hint=_hint(spec.entry)) from error
    pretrained = family.find_weights(name) if spec.weights == "pretrained" else None
    return Origin(family_name, name, config, _chosen_weights(spec, pretrained))


def _from_file(path: Path, spec: ModelSpec) -> Origin:
    """A weights file inside a model folder stands for the folder."""
    if path.name == WEIGHTS_FILE and any((path.parent / name).is_file() for name in (MODEL_FILE, "config.json")):
        return _from_folder(path.parent, spec)
    if path.name in (MODEL_FILE, "config.json", "run.json"):
        return _from_folder(path.parent, spec)
    raise UserError("weights_without_network", path=str(path))


def _from_folder(path: Path, spec: ModelSpec) -> Origin:
    if (path / "run.json").is_file():
        return _from_run(RunFolder(path), spec)
    if (path / MODEL_FILE).is_file():
        return _from_saved(path, spec)
    if (path / "config.json").is_file():
        return _from_hugging_face(path, spec)
    raise UserError("model_folder_unknown", path=str(path))


def _from_run(run: RunFolder, spec: ModelSpec) -> Origin:
    newest_first = sorted(run.checkpoints_path.glob("step-*"), reverse=True)
    for folder in (run.best_model_path, *newest_first):
        if (folder / MODEL_FILE).is_file() and (folder / WEIGHTS_FILE).is_file():
            return _from_saved(folder, spec)
    raise UserError("run_without_weights", path=str(run.path))


def _from_saved(folder: Path, spec: ModelSpec) -> Origin:
    record = read_record(folder / MODEL_FILE, ModelRecord)
    config = dict(record.config)
    if spec.image_size_px is not None:
        config["image_size_px"] = spec.image_size_px
    weights = _chosen_weights(spec, folder / WEIGHTS_FILE)
    return Origin(record.family, record.name, config, weights, record, record.parent_run, folder)


def _from_hugging_face(folder: Path, spec: ModelSpec) -> Origin:
    """A folder as transformers saves it, or as timm does, whose config.json names an architecture of timm."""
    from core.models.text_family import is_for_texts, text_config
    from core.models.timm_family import name_in_folder
    from core.models.transformers_family import folder_config
    from core.models.transformers_loading import read_object

    found = next((folder / name for name in _HUGGING_FACE_WEIGHTS if (folder / name).is_file()), None)
    if found is None and spec.weights == "pretrained":
        raise UserError("file_missing", path=str(folder / WEIGHTS_FILE))
    weights = _chosen_weights(spec, found)
    timm_name = name_in_folder(folder)
    if timm_name is not None:
        return Origin("timm", timm_name, family_of("timm").config(timm_name, spec.image_size_px), weights)
    if is_for_texts(read_object(folder / "config.json")):
        return Origin("text", folder.name, text_config(folder), weights, folder=folder)
    config = folder_config(folder / "config.json", folder / "preprocessor_config.json", spec.image_size_px)
    return Origin("transformers", folder.name, config, weights, folder=folder)


def _chosen_weights(spec: ModelSpec, own: Path | None) -> Path | None:
    if spec.weights == "pretrained":
        return own
    return None if spec.weights == "random" else typed_path(spec.weights)


def _hint(entry: str) -> str:
    known = {row.id: row.id for row in read_catalogue()} | {row.id.partition("/")[2]: row.id for row in read_catalogue()}
    near = difflib.get_close_matches(entry, list(known), n=1, cutoff=0.6)
    return f" (did you mean {known[near[0]]}?)" if near else ""

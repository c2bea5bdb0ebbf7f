"""Whatever can answer: a run, a bundle, a saved model, a model folder or a catalogue entry. Opened once, kept between jobs."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import onnxruntime
import torch
from torch import Tensor

from core.contracts.errors import UserError
from core.contracts.spec import ModelSpec, TableSpec
from core.dataset.kinds import Preprocessing
from core.dataset.kinds import read_preprocessing as preprocessing_of
from core.models.build import build_model, load_model
from core.models.device_choice import choose_device
from core.models.handle import ModelHandle
from core.store.places import typed_path
from core.store.runs import RunFolder
from core.training.inference import Network, torch_network

# of a bundle, see core.export.bundle
ONNX_FILE, LABELS_FILE, PREPROCESSING_FILE = "model.onnx", "labels.txt", "preprocessing.json"
TORCH_EXPORT_FILE = "model.pt2"
MODEL_FILE = "model.json"


@dataclass
class Source:
    """Something that answers.

    network: takes preprocessed pictures or texts on the CPU.
    load_handle: the network itself, for a heat map; raises UserError no_heat_map where there is only an ONNX file.
    """

    class_names: tuple[str, ...]
    preprocessing: Preprocessing
    network: Network
    load_handle: Callable[[], ModelHandle]

    @cached_property
    def handle(self) -> ModelHandle:
        return self.load_handle()


_last: dict[tuple[object, ...], Source] = {}


def open_source(source: str) -> Source:
    """Opens a run folder, a bundle, a model file or folder, or a catalogue id.

    The last one stays open: a second question to the same files, unchanged, is answered without loading them again.

    Raises:
        UserError: damaged_file, source_unsafe, and what core.models.build says of a model that can't be built.
    """
    key = (source, *_stamps(typed_path(source)))
    if key not in _last:
        _last.clear()  # before the next one needs the memory
        _last[key] = _opened(source)
    return _last[key]


def table_of(source: str) -> TableSpec:
    """Which columns of a table a run was trained with, named or guessed; of anything else nothing is known."""
    run = RunFolder(typed_path(source))
    return run.read_record().columns if run.record_path.is_file() else TableSpec()


def load_run_model(run: RunFolder) -> ModelHandle:
    """The network with the weights that a run is judged by.

    Raises:
        UserError: run_without_weights; damaged_file, weights_unreadable.
    """
    if not (run.best_model_path / MODEL_FILE).is_file():
        raise UserError("run_without_weights", path=str(run.path))
    return load_model(run.best_model_path)


def _opened(source: str) -> Source:
    folder = typed_path(source)
    if (folder / ONNX_FILE).is_file() and (folder / PREPROCESSING_FILE).is_file():
        return _opened_onnx(folder)
    if (folder / TORCH_EXPORT_FILE).is_file() and not (folder / MODEL_FILE).is_file():
        raise UserError("source_unsafe", path=str(folder))
    handle = build_model(ModelSpec(entry=source), None)
    device = choose_device("auto").kind
    network = torch_network(handle.module.to(device).eval(), device)
    return Source(handle.class_names, handle.preprocessing, network, lambda: handle)


def _opened_onnx(bundle: Path) -> Source:
    preprocessing, class_names = read_preprocessing(bundle), read_labels(bundle)
    try:
        session = onnxruntime.InferenceSession(bundle / ONNX_FILE, providers=["CPUExecutionProvider"])
        outputs = {output.name: output.shape[-1] for output in session.get_outputs()}
    except Exception as error:  # onnxruntime's errors have no common base class
        why = str(error).splitlines()[0]
        raise UserError("damaged_file", path=str(bundle / ONNX_FILE), why=why) from error
    if outputs.get("logits") != len(class_names):
        why = f"it has {len(class_names)} labels, and the model {outputs.get('logits')} answers"
        raise UserError("damaged_file", path=str(bundle / LABELS_FILE), why=why)

    def ask(inputs: Tensor) -> Tensor:
        (logits,) = session.run(["logits"], preprocessing.feeds(inputs.numpy()))
        return torch.from_numpy(logits)

    def load() -> ModelHandle:
        if not (bundle / MODEL_FILE).is_file():
            raise UserError("no_heat_map", source=str(bundle))
        return load_model(bundle)

    return Source(class_names, preprocessing, ask, load)


def read_labels(bundle: Path) -> tuple[str, ...]:
    """The classes of a bundle, in order. Raises UserError: file_missing, damaged_file."""
    return tuple(_text(bundle / LABELS_FILE).removesuffix("\n").split("\n"))


def read_preprocessing(bundle: Path) -> Preprocessing:
    """Raises UserError: file_missing, damaged_file."""
    path = bundle / PREPROCESSING_FILE
    try:
        values = json.loads(_text(path))
    except ValueError as error:
        raise UserError("damaged_file", path=str(path), why=str(error)) from error
    if not isinstance(values, dict):
        raise UserError("damaged_file", path=str(path), why="it should hold named settings")
    return preprocessing_of(values, bundle)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise UserError("file_missing", path=str(path)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("damaged_file", path=str(path), why=str(error)) from error


def _stamps(path: Path) -> tuple[object, ...]:
    """What changes when the files behind a source do."""
    folders = (path, RunFolder(path).best_model_path)
    files = [path, *(file for folder in folders if folder.is_dir() for file in sorted(folder.glob("model*")))]
    return tuple((str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files if file.exists())

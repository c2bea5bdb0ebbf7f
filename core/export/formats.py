"""The files that a model can be written as. A new format is one function and one row of FORMATS."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.attention import SDPBackend, sdpa_kernel

from core.contracts.jobs import ExportFormat
from core.export.bundle_kinds import Side, bundle_kind
from core.export.text_bundle import HUGGING_FACE_FOLDER
from core.models.build import save_model
from core.models.handle import ModelHandle

# understood by every onnxruntime since 1.14, and what torch's exporter is written for
OPSET = 18
# a protobuf file ends at 2 GB; larger weights go into a second file beside it
SINGLE_FILE_BYTES = 1_900_000_000
OUTPUT = "logits"


@dataclass(frozen=True)
class Format:
    """write(handle, folder): writes the first of `files` (or folders) and perhaps the others. Raises whatever the library
    raises."""

    files: tuple[str, ...]
    write: Callable[[ModelHandle, Path], None]


def write_onnx(handle: ModelHandle, folder: Path) -> None:
    """model.onnx: the inputs of `Preprocessing.feeds`, output "logits" (N, C) float32, any N; no softmax inside.

    Raises:
        ValueError: the exporter has fixed a side of an input that must not be.
    """
    graph = _Graph.of(handle)
    # The plain formula of attention: exporting the fused kernels fails for networks that reshape their output
    # (Swin of transformers), and onnxruntime fuses attention by itself.
    with sdpa_kernel(SDPBackend.MATH):
        program = torch.onnx.export(
            graph.module,
            tuple(graph.example.values()),
            dynamo=True,
            verbose=False,
            input_names=list(graph.example),
            output_names=[OUTPUT],
            dynamic_shapes=graph.dynamic_shapes,
            opset_version=OPSET,
        )
    assert program is not None
    for node in program.model.graph.all_nodes():
        node.metadata_props.clear()  # where the code lies on this computer is nobody's business
    for value in program.model.graph.inputs:
        shape: Any = value.shape
        for place, side in graph.sides.items():
            if isinstance(shape[place], int):
                raise ValueError(f"it would take a {side.name} of exactly {shape[place]}")  # noqa: TRY004
    program.save(folder / "model.onnx", external_data=_bytes(handle.module) > SINGLE_FILE_BYTES)


def write_safetensors(handle: ModelHandle, folder: Path) -> None:
    """model.safetensors with the weights, and model.json with the architecture, labels and preprocessing."""
    save_model(handle, folder)


def write_torch_export(handle: ModelHandle, folder: Path) -> None:
    """model.pt2: a program for `torch.export.load`, with the inputs and the output of `write_onnx`; needs torch alone."""
    graph = _Graph.of(handle)
    program = torch.export.export(graph.module, tuple(graph.example.values()), dynamic_shapes=graph.dynamic_shapes)
    for module in program.graph_module.modules():
        if isinstance(module, torch.fx.GraphModule):
            for node in module.graph.nodes:
                node.meta.pop("stack_trace", None)
    torch.export.save(program, folder / "model.pt2")


def write_hugging_face(handle: ModelHandle, folder: Path) -> None:
    """A folder for `from_pretrained` of transformers, network and tokenizer."""
    from core.export.hugging_face import write_folder  # transformers takes seconds to load, and pictures don't need it

    write_folder(handle, folder / HUGGING_FACE_FOLDER)


# those first that are written in the least time: they are proven while others are still being written
FORMATS: dict[ExportFormat, Format] = {
    "safetensors": Format(("model.safetensors", "model.json"), write_safetensors),
    "hugging-face": Format((HUGGING_FACE_FOLDER,), write_hugging_face),
    "torch-export": Format(("model.pt2",), write_torch_export),
    "onnx": Format(("model.onnx", "model.onnx.data"), write_onnx),
}


@dataclass(frozen=True)
class _Graph:
    """A network as the exporters of torch want it."""

    module: nn.Module
    example: dict[str, Tensor]
    sides: dict[int, Side]

    @classmethod
    def of(cls, handle: ModelHandle) -> "_Graph":
        kind, preprocessing = bundle_kind(handle.preprocessing.kind), handle.preprocessing
        # two: a side of one would be taken for fixed
        example = {name: torch.from_numpy(array) for name, array in preprocessing.feeds(preprocessing.example(2)).items()}
        return cls(kind.named(handle.module).eval(), example, kind.sides(preprocessing))

    @property
    def dynamic_shapes(self) -> dict[str, dict[int, Any]]:
        """The same sides of every input are free, and equally long."""
        free = {place: torch.export.Dim(side.name, max=side.longest) for place, side in self.sides.items()}
        return dict.fromkeys(self.example, free)


def _bytes(module: nn.Module) -> int:
    return sum(tensor.numel() * tensor.element_size() for tensor in module.state_dict().values())

"""The files that a model can be written as. A new format is one function and one row of FORMATS."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.attention import SDPBackend, sdpa_kernel

from core.contracts.jobs import ExportFormat
from core.models.build import save_model
from core.models.handle import ModelHandle

# understood by every onnxruntime since 1.14, and what torch's exporter is written for
OPSET = 18
# a protobuf file ends at 2 GB; larger weights go into a second file beside it
SINGLE_FILE_BYTES = 1_900_000_000
INPUT, OUTPUT = "pictures", "logits"


@dataclass(frozen=True)
class Format:
    """write(handle, folder): writes the first of `files` and perhaps the others. Raises whatever the library raises."""

    files: tuple[str, ...]
    write: Callable[[ModelHandle, Path], None]


def write_onnx(handle: ModelHandle, folder: Path) -> None:
    """model.onnx: input "pictures" (N, 3, S, S) float32, output "logits" (N, C) float32, any N; no softmax inside.

    Raises:
        ValueError: the exporter has fixed the number of pictures.
    """
    # The plain formula of attention: exporting the fused kernels fails for networks that reshape their output
    # (Swin of transformers), and onnxruntime fuses attention by itself.
    with sdpa_kernel(SDPBackend.MATH):
        program = torch.onnx.export(
            _Named(handle.module).eval(),
            (_example(handle),),
            dynamo=True,
            verbose=False,
            input_names=[INPUT],
            output_names=[OUTPUT],
            dynamic_shapes={INPUT: {0: torch.export.Dim("batch")}},
            opset_version=OPSET,
        )
    assert program is not None
    for node in program.model.graph.all_nodes():
        node.metadata_props.clear()  # where the code lies on this computer is nobody's business
    shape: Any = program.model.graph.inputs[0].shape
    if isinstance(shape[0], int):
        raise ValueError(f"it would take exactly {shape[0]} pictures at a time")  # noqa: TRY004
    program.save(folder / "model.onnx", external_data=_bytes(handle.module) > SINGLE_FILE_BYTES)


def write_safetensors(handle: ModelHandle, folder: Path) -> None:
    """model.safetensors with the weights, and model.json with the architecture, labels and preprocessing."""
    save_model(handle, folder)


def write_torch_export(handle: ModelHandle, folder: Path) -> None:
    """model.pt2: a program for `torch.export.load`, (N, 3, S, S) float32 to logits (N, C), any N; needs torch alone."""
    program = torch.export.export(
        _Named(handle.module).eval(), (_example(handle),), dynamic_shapes={INPUT: {0: torch.export.Dim("batch")}}
    )
    for module in program.graph_module.modules():
        if isinstance(module, torch.fx.GraphModule):
            for node in module.graph.nodes:
                node.meta.pop("stack_trace", None)
    torch.export.save(program, folder / "model.pt2")


FORMATS: dict[ExportFormat, Format] = {
    "onnx": Format(("model.onnx", "model.onnx.data"), write_onnx),
    "safetensors": Format(("model.safetensors", "model.json"), write_safetensors),
    "torch-export": Format(("model.pt2",), write_torch_export),
}


class _Named(nn.Module):
    """Gives the input its name; the families call it x, pixel_values, input."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, pictures: Tensor) -> Tensor:
        logits: Tensor = self.network(pictures)
        return logits


def _example(handle: ModelHandle) -> Tensor:
    size_px = handle.preprocessing.size_px
    return torch.zeros(2, 3, size_px, size_px)  # two: a dimension of one would be taken for fixed


def _bytes(module: nn.Module) -> int:
    return sum(tensor.numel() * tensor.element_size() for tensor in module.state_dict().values())

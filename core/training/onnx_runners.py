"""Who runs an ONNX file on a processor: onnxruntime, and OpenVINO where it is installed."""

import importlib
import importlib.util
from collections.abc import Callable, Mapping
from pathlib import Path

import onnxruntime
import torch
from torch import Tensor

from core.training.library_versions import version_of

Runner = Callable[[Tensor], Tensor]


class _OnnxRuntime:
    """Its threads don't wait in a busy loop: others decode meanwhile."""

    def __init__(self, file: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = torch.get_num_threads()
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])

    def __call__(self, inputs: Tensor) -> Tensor:
        (features,) = self._session.run(None, {"inputs": inputs.contiguous().numpy()})
        return torch.from_numpy(features)


class _OpenVino:
    def __init__(self, file: Path) -> None:
        core = importlib.import_module("openvino").Core()
        options = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_NUM_THREADS": torch.get_num_threads(),
            "ENABLE_CPU_PINNING": False,  # others decode meanwhile, on whatever core is free
            # on a processor with bf16 instructions it would round to that
            "INFERENCE_PRECISION_HINT": "f32",
        }
        self._network = core.compile_model(core.read_model(file), "CPU", options)

    def __call__(self, inputs: Tensor) -> Tensor:
        # a copy of what it gives: its own memory is used again
        return torch.from_numpy(self._network({"inputs": inputs.contiguous().numpy()})[0])


def runners() -> Mapping[str, Callable[[Path], Runner]]:
    """How each opens a file, by name. What goes wrong with one is an exception of its own making."""
    found: dict[str, Callable[[Path], Runner]] = {"onnxruntime": _OnnxRuntime}
    if importlib.util.find_spec("openvino") is not None:
        found["openvino"] = _OpenVino
    return found


def runner_versions() -> list[str]:
    return [onnxruntime.__version__, version_of("openvino")]

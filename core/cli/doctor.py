"""What this machine has: the first thing to ask for when something goes wrong elsewhere."""

import platform
import shutil
import tempfile
from pathlib import Path

import psutil

from core.store.places import cache_folder, config_folder, projects_folder
from core.training.library_versions import version_of

_LIBRARIES = (
    "torch",
    "torchvision",
    "timm",
    "transformers",
    "accelerate",
    "peft",
    "onnx",
    "onnxruntime",
    "openvino",
    "PySide6-Essentials",
)
_GIB = 2**30


def report() -> str:
    """Lines of facts. Nothing is sent anywhere."""
    import torch

    from core.models.device_choice import choose_device
    from core.training.device import Device

    memory = psutil.virtual_memory()
    device = Device(choose_device())
    lines = [
        f"system      {platform.platform()}, Python {platform.python_version()}",
        f"processor   {psutil.cpu_count(logical=False)} cores, {memory.total / _GIB:.0f} GiB memory, "
        f"{memory.available / _GIB:.0f} GiB free",
        f"device      {device.name}, trains in {device.choice.precision}",
        f"cuda        {'yes' if torch.cuda.is_available() else 'no'}",
        "bundled     " + _bundled_model(),
        "frozen      layers can run in torch, " + ", ".join(_working_runners()),
    ]
    lines += [f"{name:<11} {folder}: {shutil.disk_usage(folder).free / _GIB:.0f} GiB free" for name, folder in _folders()]
    lines += [f"package     {name} {version_of(name) or 'not installed'}" for name in ("fettle", *_LIBRARIES)]
    return "\n".join(lines)


def _working_runners() -> list[str]:
    """Each is asked about a network of a single operation."""
    import torch
    from onnx import TensorProto, helper, save

    from core.training.onnx_runners import runners

    row = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, 3]) for name in ("inputs", "features")]
    graph = helper.make_graph([helper.make_node("Relu", ["inputs"], ["features"])], "one", row[:1], row[1:])
    network = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    found = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "one.onnx"
        save(network, str(file))
        for name, opened in runners().items():
            try:
                opened(file)(torch.ones(1, 3))
                found.append(name)
            except Exception as error:  # noqa: BLE001  each has a class of its own for every mishap
                found.append(f"{name} ({error})")
    return found


def _folders() -> list[tuple[str, Path]]:
    return [("projects", projects_folder()), ("cache", cache_folder()), ("settings", config_folder())]


def _bundled_model() -> str:
    from core.store.catalogue import is_here, read_catalogue

    return (
        "EfficientNet-Lite0 is here" if is_here(read_catalogue()[0]) else "EfficientNet-Lite0 is missing: install Fettle again"
    )

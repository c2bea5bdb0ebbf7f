"""The frozen part as an ONNX file that onnxruntime runs: on a processor, networks with depthwise convolutions may be faster
that way (EfficientNet-Lite0 1.2 to 2 times); others are not, so they are never converted.

A conversion takes a second or more and memory, so it has to be earned: by the number of items that are left to compute. It is
made once for a network, a cut and this machine's versions; whether it turned out faster is remembered beside it. Its answers
are compared to the network's own on real inputs at every start, so a file that was spoiled is never used.
"""

import hashlib
import json
import platform
import time
import warnings
from pathlib import Path

import onnxruntime
import torch
from torch import Tensor, nn

from core.contracts.errors import UserError
from core.store.atomic import new_file, write_json
from core.store.places import cache_folder
from core.training.cut import Cut
from core.training.device import Device
from core.training.prefix_engine import PrefixEngine, agree

_CONVERSION_S = 5.0
_EXPECTED_SAVING = 0.25  # of the time, against "folded"; what is measured afterwards decides
# By then the conversion is paid for, and alone it looks worse than it is: where others decode beside it, onnxruntime's threads
# share out what is left, and torch's wait for each other at every layer. EfficientNet-Lite0 in ms a picture on two cores: alone
# 18.4 and 20.4, in a run 20.9 and 24.3.
_MAY_TAKE = 1.05
_MEASURED_ITEMS = 4
_KEPT_FILES = 8
# of ONNX: the newest that this exporter writes for every operation of these networks
_OPSET = 17


def onnx_engine(base: PrefixEngine, cut: Cut, device: Device, key: str, inputs: Tensor, item_count: int) -> PrefixEngine | None:
    """The engine, where it is faster and has earned its conversion; None: go on with `base`.

    Args:
        base: the best form without a conversion.
        key: of the weights and the cut.
        inputs: (N, ...) real ones, on the device.
        item_count: how many items are left to compute.
    """
    if device.choice.kind != "cpu" or device.choice.exact or not _has_depthwise(cut.prefix.network):
        return None
    file = cache_folder() / "engines" / f"{_key(key, inputs)}.onnx"
    verdict = _read_verdict(file)
    if verdict is None:
        # a rough guess, made at every start: one pass of a few items, which `base` has worked on before
        if not item_count or item_count * _pass_s(base, inputs) / len(inputs) * _EXPECTED_SAVING < _CONVERSION_S:
            return None
        return _converted(file, base, cut, device, inputs)
    if not verdict:
        return None
    engine = _opened(file, device)
    return engine if engine is not None and agree(base, engine, inputs) else None


class _Session:
    """Inputs to features, as Prefix gives them. Its threads don't wait in a busy loop: others decode meanwhile."""

    def __init__(self, file: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = torch.get_num_threads()
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])

    def __call__(self, inputs: Tensor) -> Tensor:
        (features,) = self._session.run(None, {"inputs": inputs.contiguous().numpy()})
        return torch.from_numpy(features)


def _converted(file: Path, base: PrefixEngine, cut: Cut, device: Device, inputs: Tensor) -> PrefixEngine | None:
    """Writes the file and, beside it, whether it is faster and right; None: it is not."""
    faster = False
    try:
        _remove_old(file.parent)
        with new_file(file) as temporary:
            _convert(cut, inputs, temporary)
        engine = _opened(file, device)
        if engine is not None and agree(base, engine, inputs):
            faster = _item_s(engine, inputs) < _MAY_TAKE * _item_s(base, inputs)
        if not faster:
            file.unlink(missing_ok=True)
        write_json(_verdict_file(file), {"faster": faster})
    except (UserError, OSError):  # no room for a cache
        return None
    return engine if faster else None


def _convert(cut: Cut, inputs: Tensor, file: Path) -> None:
    """Leaves an empty file where the network can't be converted.

    The exporter that traces: it is the one that can follow Prefix out of the network at the cut, and takes a second where
    the other takes ten.
    """
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        try:
            torch.onnx.export(
                cut.prefix,
                (inputs,),
                str(file),
                input_names=["inputs"],
                dynamic_axes={"inputs": {0: "count"}},
                opset_version=_OPSET,
                dynamo=False,
            )
        except Exception:  # noqa: BLE001  whatever the exporter throws at a network that it doesn't know
            file.write_bytes(b"")


def _opened(file: Path, device: Device) -> PrefixEngine | None:
    """None: the file is gone, or it is no network."""
    try:
        file.touch()  # used now: the oldest one goes first
        return PrefixEngine("onnx", _Session(file), device)
    except Exception:  # noqa: BLE001  onnxruntime has a class of its own for every mishap
        return None


def _item_s(engine: PrefixEngine, inputs: Tensor) -> float:
    """Seconds an item, the better of two passes: the first one warms up."""
    batch = inputs.repeat(_MEASURED_ITEMS // len(inputs) or 1, *[1] * (inputs.ndim - 1))
    return min(_pass_s(engine, batch) for _ in range(2)) / len(batch)


def _pass_s(engine: PrefixEngine, inputs: Tensor) -> float:
    began_s = time.perf_counter()
    engine.run(inputs, "fp32")
    return time.perf_counter() - began_s


def _has_depthwise(network: nn.Module) -> bool:
    return any(isinstance(part, nn.Conv2d) and part.groups == part.in_channels > 1 for part in network.modules())


def _key(key: str, inputs: Tensor) -> str:
    what = [key, inputs.shape[1:], torch.__version__, onnxruntime.__version__, platform.machine(), torch.get_num_threads()]
    return hashlib.sha256(json.dumps(what).encode()).hexdigest()[:32]


def _verdict_file(file: Path) -> Path:
    return file.with_suffix(".json")


def _read_verdict(file: Path) -> bool | None:
    """None: not measured, or the file has gone since."""
    try:
        faster = bool(json.loads(_verdict_file(file).read_text(encoding="utf-8"))["faster"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return faster if not faster or file.exists() else None


def _remove_old(folder: Path) -> None:
    """All but the newest few: a network may be large."""
    files = sorted(folder.glob("*.onnx"), key=lambda path: path.stat().st_mtime)
    for path in files[: max(0, len(files) - _KEPT_FILES + 1)]:
        path.unlink(missing_ok=True)

"""The frozen part as an ONNX file that onnxruntime or OpenVINO runs: on a processor that may be faster.

A conversion takes a second or more and memory, so it has to be earned: by the number of items that are left to compute. It is
made once for a network, a cut and this machine's versions; who turned out the fastest is remembered beside it. Its answers
are compared to the network's own on real inputs at every start, so a file that was spoiled is never used.
"""

import hashlib
import json
import platform
import time
import warnings
from pathlib import Path

import torch
from torch import Tensor, nn

from core.contracts.errors import UserError
from core.models.handle import has_depthwise
from core.store.atomic import new_file, write_json
from core.store.places import cache_folder
from core.training.cut import Cut
from core.training.device import Device
from core.training.onnx_runners import runner_versions, runners
from core.training.prefix_engine import PrefixEngine, gives

_CONVERSION_S = 3.0
# of the time, against "folded"; what is measured afterwards decides
_EXPECTED_SAVING = 0.08
_EXPECTED_SAVING_DEPTHWISE = 0.25
# By then the conversion is paid for, and alone it looks worse than it is: where others decode beside it, onnxruntime's threads
# share out what is left, and torch's wait for each other at every layer. EfficientNet-Lite0 in ms a picture on two cores: alone
# 18.4 and 20.4, in a run 20.9 and 24.3.
_MAY_TAKE = 1.05
_MEASURED_PICTURES = 4
# a twin of a network in memory, and a file of this size; ONNX itself ends at 2 GB
_LARGEST_BYTES = 500 * 2**20
_KEPT_FILES = 8
# of ONNX: the newest that this exporter writes for every operation of these networks
_OPSET = 17


def onnx_engine(base: PrefixEngine, cut: Cut, device: Device, key: str, inputs: Tensor, item_count: int) -> PrefixEngine | None:
    """The engine, where it is faster and has earned its conversion; None: go on with `base`.

    Args:
        base: the best form without a conversion.
        key: of the weights and the cut.
        inputs: (N, ...) real ones, N at least 2, on the device.
        item_count: how many items are left to compute.
    """
    # texts come in every length, and each new one costs these what they save: MiniLM 10.1 and 9.6 ms a text
    are_texts = not inputs.is_floating_point()
    if device.choice.kind != "cpu" or device.choice.exact or are_texts:
        return None
    inputs = inputs.contiguous()  # as they are loaded
    file = cache_folder() / "engines" / f"{_key(key, inputs)}.onnx"
    verdict = _read_verdict(file)
    if verdict is None:
        return _converted(file, base, device, inputs) if _is_earned(base, cut, inputs, item_count) else None
    engine = _opened(verdict, file, device) if verdict else None
    return engine if engine is not None and gives(engine, inputs, base.run(inputs, "fp32")) else None


def _is_earned(base: PrefixEngine, cut: Cut, inputs: Tensor, item_count: int) -> bool:
    """By a rough guess, made at every start: one pass of a few items, which `base` has worked on before."""
    network = cut.prefix.network
    if not item_count or sum(part.nbytes for part in network.parameters()) > _LARGEST_BYTES:
        return False
    saving = _EXPECTED_SAVING_DEPTHWISE if has_depthwise(network) else _EXPECTED_SAVING
    return item_count * _pass_s(base, inputs) / len(inputs) * saving >= _CONVERSION_S


def _converted(file: Path, base: PrefixEngine, device: Device, inputs: Tensor) -> PrefixEngine | None:
    """Writes the file and, beside it, who runs it fastest; None: nobody is faster and right."""
    fastest: PrefixEngine | None = None
    try:
        _remove_old(file.parent)
        with new_file(file) as temporary:
            _convert(base, inputs[:1], temporary)
        expected, best_s = base.run(inputs, "fp32"), _MAY_TAKE * _item_s(base, inputs)
        for name in runners():
            engine = _opened(name, file, device)
            if engine is not None and gives(engine, inputs, expected) and (item_s := _item_s(engine, inputs)) < best_s:
                fastest, best_s = engine, item_s
        if fastest is None:
            file.unlink(missing_ok=True)
        write_json(_verdict_file(file), {"fastest": fastest.name if fastest else ""})
    except (UserError, OSError):  # no room for a cache
        return None
    return fastest


def _convert(base: PrefixEngine, inputs: Tensor, file: Path) -> None:
    """Leaves an empty file where the network can't be converted.

    The exporter that traces: it is the one that can follow Prefix out of the network at the cut, and takes a second where
    the other takes ten.
    """
    assert isinstance(base.prefix, nn.Module)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        try:
            torch.onnx.export(
                base.prefix,
                (inputs,),
                str(file),
                input_names=["inputs"],
                dynamic_axes={"inputs": {0: "count"}},
                opset_version=_OPSET,
                dynamo=False,
            )
        except Exception:  # noqa: BLE001  whatever the exporter throws at a network that it doesn't know
            file.write_bytes(b"")


def _opened(runner: str, file: Path, device: Device) -> PrefixEngine | None:
    """None: the file is gone, or it is no network."""
    try:
        file.touch()  # used now: the oldest one goes first
        return PrefixEngine(runner, runners()[runner](file), device, as_loaded=True)
    except Exception:  # noqa: BLE001  each has a class of its own for every mishap
        return None


def _item_s(engine: PrefixEngine, inputs: Tensor) -> float:
    """Seconds an item, the better of two passes: the first one warms up."""
    batch = inputs.repeat(_MEASURED_PICTURES // len(inputs) or 1, *[1] * (inputs.ndim - 1))
    return min(_pass_s(engine, batch) for _ in range(2)) / len(batch)


def _pass_s(engine: PrefixEngine, inputs: Tensor) -> float:
    began_s = time.perf_counter()
    engine.run(inputs, "fp32")
    return time.perf_counter() - began_s


def _key(key: str, inputs: Tensor) -> str:
    what = [key, inputs.shape[1:], torch.__version__, *runner_versions(), platform.machine(), torch.get_num_threads()]
    return hashlib.sha256(json.dumps(what).encode()).hexdigest()[:32]


def _verdict_file(file: Path) -> Path:
    return file.with_suffix(".json")


def _read_verdict(file: Path) -> str | None:
    """Who is fastest, "" for nobody; None: not measured, or the file has gone since."""
    try:
        fastest = str(json.loads(_verdict_file(file).read_text(encoding="utf-8"))["fastest"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return fastest if not fastest or file.exists() else None


def _remove_old(folder: Path) -> None:
    """All but the newest few: a network may be large."""
    files = sorted(folder.glob("*.onnx"), key=lambda path: path.stat().st_mtime)
    for path in files[: max(0, len(files) - _KEPT_FILES + 1)]:
        path.unlink(missing_ok=True)

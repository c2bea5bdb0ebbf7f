"""From what a person chose to a network that is ready to train or to answer."""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any, cast

import torch
from pydantic import JsonValue
from safetensors.torch import save_file
from torch import Tensor

from core.contracts.errors import ErrorInfo, UserError
from core.contracts.records import ModelRecord
from core.contracts.spec import DataKind, ModelSpec
from core.dataset.kinds import kind_of, read_preprocessing
from core.models.blocks import find_blocks
from core.models.families import Network, family_of
from core.models.handle import ModelHandle
from core.models.heads import find_heads, replace_heads
from core.models.heat_map import find_heat_map_layer
from core.models.lora import plain_tensors
from core.models.origins import MODEL_FILE, WEIGHTS_FILE, Origin, find_origin
from core.models.trace import Trace, trace_calls
from core.models.weights import id_of, load_exactly, read_safetensors, read_weights
from core.models.without_init import WithoutInit
from core.store.records import read_record


def build_model(spec: ModelSpec, class_names: Sequence[str] | None, seed: int = 0, data: DataKind | None = None) -> ModelHandle:
    """The network of `spec`, in evaluation mode, on the CPU.

    Args:
        class_names: what it shall tell apart: the head is replaced by a fresh one, unless it comes from one's own
            training and has the same classes. None keeps the head and its classes.
        seed: of the fresh head, and of all weights where `spec.weights` is "random". The global random state is neither
            used nor changed.
        data: what it is to be asked about; None: whatever it takes.

    Raises:
        UserError: see `find_origin`; weights_do_not_fit, weights_unsafe, weights_unreadable, image_size_unfit,
            model_head_unknown, model_without_classes; model_for_image_data, model_for_text_data.
    """
    handle = _build(spec, find_origin(spec), class_names, seed)
    taken = handle.preprocessing.kind
    if data not in (None, taken):
        raise UserError(f"model_for_{taken}_data", name=handle.recipe.name)
    return handle


def save_model(handle: ModelHandle, folder: Path) -> None:
    """Writes model.json and model.safetensors into a folder that exists. A shared tensor is written once.

    LoRA's additions are folded in: the folder holds a plain network.
    """
    record = handle.recipe.model_copy(
        update={
            "class_names": handle.class_names,
            "preprocessing": handle.preprocessing.to_dict(),
            "parent_run": handle.parent_run,
        }
    )
    (folder / MODEL_FILE).write_text(record.model_dump_json(indent=1), encoding="utf-8")
    handle.preprocessing.save_files(folder)
    save_file(_unshared(plain_tensors(handle)), folder / WEIGHTS_FILE)


def load_model(folder: Path) -> ModelHandle:
    """Reads what `save_model` wrote, bit for bit.

    Raises:
        UserError: file_missing, damaged_file, newer_schema, weights_unreadable, weights_do_not_fit.
    """
    record = read_record(folder / MODEL_FILE, ModelRecord)
    config = dict(record.config)
    origin = Origin(record.family, record.name, config, folder / WEIGHTS_FILE, record, record.parent_run, folder)
    return _build(ModelSpec(entry=str(folder)), origin, None, seed=0)


def _build(spec: ModelSpec, origin: Origin, class_names: Sequence[str] | None, seed: int) -> ModelHandle:
    network, trace, heads = _network(origin, seed, sized=spec.image_size_px is not None)
    names, notices = network.class_names, _notices(spec, origin, network, class_names)
    if class_names is None and not names:
        raise UserError("model_without_classes", name=origin.name)
    fresh_head = class_names is not None and not (origin.own and tuple(class_names) == names)
    if class_names is not None and fresh_head:
        replace_heads(network.module, heads, len(class_names), seed)
        names = tuple(class_names)
    own = class_names is None or origin.own is not None
    preprocessing = kind_of(network.preprocessing.kind).adjusted(network.preprocessing, spec, own=own)
    blocks, head = find_blocks(network.module, trace, heads, network.fresh)
    recipe = ModelRecord(
        family=cast(Any, origin.family),
        name=origin.name,
        class_names=names,
        preprocessing=preprocessing.to_dict(),
        config={**origin.config, **preprocessing.network_config(), **_fresh_config(network)},
        parent_run=origin.parent_run,
    )
    return ModelHandle(
        module=network.module.eval(),
        blocks=blocks,
        head=head,
        preprocessing=preprocessing,
        class_names=names,
        recipe=recipe,
        heat_map_layer=find_heat_map_layer(network.module, trace, blocks),
        calls=trace.calls,
        parent_run=origin.parent_run,
        notices=notices,
        fresh_head=fresh_head,
        origin_class_names=network.class_names,
    )


def _network(origin: Origin, seed: int, *, sized: bool) -> tuple[Network, Trace, tuple[str, ...]]:
    """The network with its weights, one pass through it, and its heads."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        if origin.own is not None and origin.config == origin.own.config:
            return _network_of_ours(origin, origin.own)
        weights = read_weights(origin.weights) if origin.weights is not None else None
        network = family_of(origin.family).build(origin.name, origin.config, weights, str(origin.weights), origin.folder)
    if origin.own is not None:
        network.class_names = origin.own.class_names
    return network, *_traced(network, origin, sized=sized)


def _network_of_ours(origin: Origin, record: ModelRecord) -> tuple[Network, Trace, tuple[str, ...]]:
    """What `save_model` wrote: the family's architecture, a head for its classes, the tensors under the names they have."""
    with WithoutInit() if origin.weights is not None else nullcontext():
        network = family_of(origin.family).build(origin.name, record.config, None, folder=origin.folder)
    trace, heads = _traced(network, origin, sized=False)
    replace_heads(network.module, heads, len(record.class_names), seed=0)
    if origin.weights is not None:
        tensors = read_safetensors(origin.weights) if origin.weights.name == WEIGHTS_FILE else read_weights(origin.weights)
        load_exactly(network.module, tensors, path=str(origin.weights), name=origin.name)
    assert origin.folder is not None
    network.class_names = record.class_names
    network.fresh = tuple(cast(list[str], record.config.get("fresh", [])))
    network.preprocessing = read_preprocessing(record.preprocessing, origin.folder)
    return network, trace, heads


def _traced(network: Network, origin: Origin, *, sized: bool) -> tuple[Trace, tuple[str, ...]]:
    example = torch.from_numpy(network.preprocessing.example(1))
    try:
        trace = trace_calls(network.module, example)
    except Exception as error:  # a network refuses a size with whatever its layers raise
        if not sized:
            raise
        why = str(error).strip().partition("\n")[0][:200]
        raise UserError("image_size_unfit", name=origin.name, size_px=example.shape[-1], why=why) from error
    try:
        return trace, find_heads(network.module, trace)
    except LookupError as error:
        raise UserError("model_head_unknown", name=origin.name) from error


def _fresh_config(network: Network) -> dict[str, JsonValue]:
    """Which parts belong to the head because the first weights had nothing for them: so it stays when it is built again."""
    return {"fresh": list(network.fresh)} if network.fresh else {}


def _notices(spec: ModelSpec, origin: Origin, network: Network, wanted: Sequence[str] | None) -> tuple[ErrorInfo, ...]:
    given = len(network.class_names)
    if spec.weights in ("pretrained", "random") or wanted is None or len(wanted) == given or not given:
        return ()
    params = {"path": str(origin.weights), "given": given, "wanted": len(wanted)}
    return (ErrorInfo(code="weights_head_replaced", params=params),)


def _unshared(named: dict[str, Tensor]) -> dict[str, Tensor]:
    """The tensors to save, on the CPU; of several names for one tensor the first."""
    seen: set[object] = set()
    tensors = {}
    for name, tensor in named.items():
        if id_of(tensor) not in seen:
            seen.add(id_of(tensor))
            tensors[name] = tensor.detach().cpu().contiguous()
    return tensors

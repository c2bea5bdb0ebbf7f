"""From what a person chose to a network that is ready to train or to answer."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from core.contracts.errors import ErrorInfo, UserError
from core.contracts.records import ModelRecord
from core.contracts.spec import ModelSpec
from core.dataset.preprocess import Preprocessing
from core.models.blocks import find_blocks
from core.models.families import Network, family_of
from core.models.handle import ModelHandle
from core.models.heads import find_heads, replace_heads
from core.models.heat_map import find_heat_map_layer
from core.models.origins import MODEL_FILE, WEIGHTS_FILE, Origin, find_origin
from core.models.trace import Trace, trace_calls
from core.models.weights import id_of, load_exactly, read_safetensors, read_weights
from core.models.without_init import WithoutInit
from core.store.records import read_record


def build_model(spec: ModelSpec, class_names: Sequence[str] | None, seed: int = 0) -> ModelHandle:
    """The network of `spec`, in evaluation mode, on the CPU.

    Args:
        class_names: what it shall tell apart: the head is replaced by a fresh one, unless it comes from one's own
            training and has the same classes. None keeps the head and its classes.
        seed: of the fresh head, and of all weights where `spec.weights` is "random". The global random state is neither
            used nor changed.

    Raises:
        UserError: see `find_origin`; weights_do_not_fit, weights_unsafe, weights_unreadable, image_size_unfit,
            model_head_unknown, model_without_classes.
    """
    return _build(spec, find_origin(spec), class_names, seed)


def save_model(handle: ModelHandle, folder: Path) -> None:
    """Writes model.json and model.safetensors into a folder that exists. A shared tensor is written once."""
    record = handle.recipe.model_copy(
        update={
            "class_names": handle.class_names,
            "preprocessing": handle.preprocessing.to_dict(),
            "parent_run": handle.parent_run,
        }
    )
    (folder / MODEL_FILE).write_text(record.model_dump_json(indent=1), encoding="utf-8")
    save_file(_unshared(handle.module), folder / WEIGHTS_FILE)


def load_model(folder: Path) -> ModelHandle:
    """Reads what `save_model` wrote, bit for bit.

    Raises:
        UserError: file_missing, damaged_file, newer_schema, weights_unreadable, weights_do_not_fit.
    """
    record = read_record(folder / MODEL_FILE, ModelRecord)
    origin = Origin(record.family, record.name, dict(record.config), folder / WEIGHTS_FILE, record, record.parent_run)
    return _build(ModelSpec(entry=str(folder)), origin, None, seed=0)


def _build(spec: ModelSpec, origin: Origin, class_names: Sequence[str] | None, seed: int) -> ModelHandle:
    network, trace, heads = _network(origin, seed, sized=spec.image_size_px is not None)
    names, notices = network.class_names, _notices(spec, origin, network, class_names)
    if class_names is None and not names:
        raise UserError("model_without_classes", name=origin.name)
    if class_names is not None and not (origin.own and tuple(class_names) == names):
        replace_heads(network.module, heads, len(class_names), seed)
        names = tuple(class_names)
    preprocessing = _preprocessing(spec, network.preprocessing, own_fit=class_names is None or origin.own is not None)
    blocks, head = find_blocks(network.module, trace, heads)
    recipe = ModelRecord(
        family=cast(Any, origin.family),
        name=origin.name,
        class_names=names,
        preprocessing=preprocessing.to_dict(),
        config={**origin.config, "image_size_px": preprocessing.size_px},
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
        parent_run=origin.parent_run,
        notices=notices,
        origin_class_names=network.class_names,
    )


def _network(origin: Origin, seed: int, *, sized: bool) -> tuple[Network, Trace, tuple[str, ...]]:
    """The network with its weights, one pass through it, and its heads."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        if origin.own is not None and origin.config == origin.own.config:
            return _network_of_ours(origin, origin.own)
        weights = read_weights(origin.weights) if origin.weights is not None else None
        network = family_of(origin.family).build(origin.name, origin.config, weights, str(origin.weights))
    if origin.own is not None:
        network.class_names = origin.own.class_names
    return network, *_traced(network, origin, sized=sized)


def _network_of_ours(origin: Origin, record: ModelRecord) -> tuple[Network, Trace, tuple[str, ...]]:
    """What `save_model` wrote: the family's architecture, a head for its classes, the tensors under the names they have."""
    with WithoutInit() if origin.weights is not None else nullcontext():
        network = family_of(origin.family).build(origin.name, record.config, None)
    trace, heads = _traced(network, origin, sized=False)
    replace_heads(network.module, heads, len(record.class_names), seed=0)
    if origin.weights is not None:
        tensors = read_safetensors(origin.weights) if origin.weights.name == WEIGHTS_FILE else read_weights(origin.weights)
        load_exactly(network.module, tensors, path=str(origin.weights), name=origin.name)
    return Network(network.module, record.class_names, Preprocessing.from_dict(record.preprocessing)), trace, heads


def _traced(network: Network, origin: Origin, *, sized: bool) -> tuple[Trace, tuple[str, ...]]:
    size_px = network.preprocessing.size_px
    try:
        trace = trace_calls(network.module, size_px)
    except Exception as error:  # a network refuses a size with whatever its layers raise
        if not sized:
            raise
        why = str(error).strip().partition("\n")[0][:200]
        raise UserError("image_size_unfit", name=origin.name, size_px=size_px, why=why) from error
    try:
        return trace, find_heads(network.module, trace)
    except LookupError as error:
        raise UserError("model_head_unknown", name=origin.name) from error


def _preprocessing(spec: ModelSpec, base: Preprocessing, *, own_fit: bool) -> Preprocessing:
    """What the person wants, else the network's own; a new head is trained on whole pictures, so they are stretched."""
    fit = spec.fit or (base.fit if own_fit else "stretch")
    share = base.crop_share if fit == "crop" else 1.0
    return replace(base, size_px=spec.image_size_px or base.size_px, fit=fit, crop_share=share)


def _notices(spec: ModelSpec, origin: Origin, network: Network, wanted: Sequence[str] | None) -> tuple[ErrorInfo, ...]:
    given = len(network.class_names)
    if spec.weights in ("pretrained", "random") or wanted is None or len(wanted) == given or not given:
        return ()
    params = {"path": str(origin.weights), "given": given, "wanted": len(wanted)}
    return (ErrorInfo(code="weights_head_replaced", params=params),)


def _unshared(module: nn.Module) -> dict[str, Tensor]:
    """The tensors to save, on the CPU; of several names for one tensor the first."""
    seen: set[object] = set()
    tensors = {}
    for name, tensor in module.state_dict().items():
        if id_of(tensor) not in seen:
            seen.add(id_of(tensor))
            tensors[name] = tensor.detach().cpu().contiguous()
    return tensors

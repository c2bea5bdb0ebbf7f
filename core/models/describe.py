"""A network as the ladder shows it, and the jobs that the window asks for before any training."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil

from core.contracts.commands import Inbox, Stop
from core.contracts.errors import Stopped, UserError
from core.contracts.events import PhaseChanged, Progress
from core.contracts.jobs import DescribeModelJob, DownloadJob
from core.contracts.records import BlockInfo, ModelInfo
from core.contracts.spec import ModelSpec
from core.models.build import build_model
from core.models.device_choice import DeviceChoice, choose_device
from core.models.families import FAMILIES, OnProgress, family_of, numbered_classes
from core.models.handle import Block, ModelHandle, has_depthwise
from core.models.lora import lora_parameters_per_rank
from core.models.measure import USUAL_TOKENS, BlockCost, measure_blocks
from core.models.measure_machine import measure_machine
from core.store.catalogue import find_entry
from core.store.event_log import Emitter
from core.store.measurements import remember_network

# see ModelInfo.converted_share, on two cores without wide vectors: EfficientNet-Lite0 and MobileNet-V3; ResNet-50 and ViT-tiny
_CONVERTED_SHARE_DEPTHWISE, _CONVERTED_SHARE = 0.5, 0.87


def describe_model(
    spec: ModelSpec,
    class_count: int,
    *,
    measure: bool = False,
    device: str = "auto",
    tokens: int | None = None,
    files: Sequence[str] = (),
    folder: Path = Path(),
) -> ModelInfo:
    """Blocks and sizes of a network with a head for `class_count` classes.

    Pretrained weights are not needed and not read: neither sizes nor times depend on them. A weights file that the person
    chose is read, so that a wrong one is noticed here.

    Args:
        measure: time each block on `device` too, in the precision that training takes there; a second or two.
        tokens: how long a usual text is, for the times; None: 64.
        files: some pictures below `folder`, for the time that reading and preparing one takes.

    Raises:
        UserError: see `core.models.build.build_model`.
    """
    chosen = spec if spec.weights not in ("pretrained", "random") else spec.model_copy(update={"weights": "random"})
    handle = build_model(chosen, numbered_classes(class_count))
    # with the libraries of its family, which load as it is built
    process_bytes = psutil.Process().memory_info().rss - _weight_bytes(handle)
    where = choose_device(device)
    preprocessing = handle.preprocessing
    limit = int(getattr(preprocessing, "limit_tokens", 0))
    usual = min(tokens or USUAL_TOKENS, limit or USUAL_TOKENS)
    costs = measure_blocks(handle, where, usual) if measure else [None] * (len(handle.blocks) + 1)
    additions = [*lora_parameters_per_rank(handle), 0]
    *blocks, head = (
        _block_info(handle, block, cost, added)
        for block, cost, added in zip((*handle.blocks, handle.head), costs, additions, strict=True)
    )
    info = ModelInfo(
        entry=spec.entry,
        name=_name(spec, handle),
        data=handle.preprocessing.kind,
        input_size_px=int(getattr(preprocessing, "size_px", 0)),
        max_tokens=limit,
        measured_tokens=usual if measure and limit else 0,
        blocks=tuple(blocks),
        head=head,
        class_names=handle.origin_class_names,
        parent_run=handle.parent_run,
        random_weights=spec.weights == "random",
        measured_on=where.kind if measure else "",
    )
    if not measure:
        return info
    machine = measure_machine(handle, where, folder, files)
    if where.kind == "cpu":
        machine = machine.model_copy(update={"process_bytes": process_bytes})
    largest_bytes = max(cost.largest_bytes for cost in costs if cost)
    machine = machine.model_copy(update={"layer_bytes": largest_bytes})
    info = info.model_copy(update={"machine": machine, "converted_share": _converted_share(handle, where)})
    known = remember_network(spec, where.kind, where.precision, info)
    return info.model_copy(update={"corrections": known.corrections})


def run_describe_job(job: DescribeModelJob, emit: Emitter, inbox: Inbox) -> dict[str, Any]:
    """Does a DescribeModelJob."""
    emit(PhaseChanged, phase="measuring" if job.measure else "loading_model")
    info = describe_model(
        job.model,
        job.class_count,
        measure=job.measure,
        device=job.device,
        tokens=job.tokens,
        files=job.files,
        folder=Path(job.folder),
    )
    return {"model": info.model_dump(mode="json")}


def run_download_job(job: DownloadJob, emit: Emitter, inbox: Inbox) -> dict[str, Any]:
    """Does a DownloadJob. A stop command ends it between two pieces, and nothing half is left."""
    emit(PhaseChanged, phase="downloading")
    told = -1

    def on_progress(done: int, total: int | None) -> None:
        nonlocal told
        if isinstance(inbox.take(), Stop):
            raise Stopped
        if done >> 20 != told:  # once a megabyte
            told = done >> 20
            emit(Progress, done=done, total=total)

    return {"path": str(download_weights(job.entry, on_progress))}


def download_weights(entry_id: str, on_progress: OnProgress) -> Path:
    """Fetches the pretrained weights of a catalogue entry into the library's own cache, and says where they lie.

    The one place in Fettle that may use the network, and only because a person asked for it.

    Args:
        on_progress: called with (bytes done, bytes in all or None).

    Raises:
        UserError: model_unknown, download_failed, download_offline, download_not_needed, disk_full, not_writable.
    """
    family, _, name = entry_id.partition("/")
    if family not in FAMILIES or not name:
        raise UserError("model_unknown", entry=entry_id, hint="")
    return family_of(family).download(name, on_progress)


def _converted_share(handle: ModelHandle, where: DeviceChoice) -> float:
    """See ModelInfo. Only what core.training.prefix_onnx converts takes less."""
    if handle.preprocessing.kind != "image" or where.kind != "cpu" or where.precision != "fp32":
        return 1.0
    return _CONVERTED_SHARE_DEPTHWISE if has_depthwise(handle.module) else _CONVERTED_SHARE


def _block_info(handle: ModelHandle, block: Block, cost: BlockCost | None, added: int) -> BlockInfo:
    return BlockInfo(
        name=block.name,
        label=block.label,
        parameters=handle.parameter_count(block),
        lora_parameters_per_rank=added,
        forward_s=cost.forward_s if cost else None,
        backward_s=cost.backward_s if cost else None,
        activation_bytes=cost.activation_bytes if cost else None,
    )


def _name(spec: ModelSpec, handle: ModelHandle) -> str:
    entry = find_entry(spec.entry) or find_entry(f"{handle.recipe.family}/{handle.recipe.name}")
    return entry.name if entry else handle.recipe.name


def _weight_bytes(handle: ModelHandle) -> int:
    return sum(parameter.numel() * parameter.element_size() for parameter in handle.module.parameters())

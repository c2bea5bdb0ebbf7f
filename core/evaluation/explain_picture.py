"""The heat map over one picture: why a model for pictures answers as it does."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import torch

from core.contracts.errors import Stopped, UserError
from core.contracts.events import SamplesReady
from core.contracts.jobs import ExplainJob
from core.dataset.decode import picture_facts
from core.dataset.pictures import read_input
from core.dataset.preprocess import ImagePreprocessing
from core.evaluation.heat_map import coloured, grad_cam, over_picture
from core.models.handle import ModelHandle
from core.store.atomic import new_file
from core.store.event_log import Emitter
from core.training.inference import evaluating

MOST_PIXELS_A_SIDE = 2048


def explain_picture(handle: ModelHandle, job: ExplainJob, emit: Emitter, should_stop: Callable[[], bool]) -> dict[str, Any]:
    """Writes a PNG into the folder `job.to`, named after the source, the picture and the class.

    Raises:
        UserError: the picture can't be read; no_heat_map_layer.
        Stopped: should_stop said so.
    """
    preprocessing = cast(ImagePreprocessing, handle.preprocessing)
    inputs = torch.from_numpy(read_input(job.path, preprocessing))[None]
    if should_stop():
        raise Stopped
    heat, index = _heat(handle, inputs, job.class_index)
    facts = picture_facts(job.path)
    scale = min(1.0, MOST_PIXELS_A_SIDE / max(facts.width_px, facts.height_px))
    size = max(1, round(facts.width_px * scale)), max(1, round(facts.height_px * scale))
    name = hashlib.sha256(f"{job.source}\n{job.path}\n{job.class_index}".encode()).hexdigest()[:16]
    path = Path(job.to) / f"heat-map-{name}.png"
    with new_file(path) as temporary:
        coloured(over_picture(heat, preprocessing, *size)).save(temporary, format="PNG", compress_level=1)
    emit(SamplesReady, what="heat_map", path=str(path))
    return {"heat_map": str(path), "class_name": handle.class_names[index]}


def _heat(handle: ModelHandle, inputs: torch.Tensor, class_index: int | None) -> Any:
    device = next(handle.module.parameters()).device
    try:
        if not handle.heat_map_layer:
            raise LookupError("no layer keeps places")
        with evaluating(handle.module):
            return grad_cam(handle.module, handle.heat_map_layer, inputs.to(device), class_index)
    except LookupError as error:
        raise UserError("no_heat_map_layer", name=handle.recipe.name, details=str(error)) from error

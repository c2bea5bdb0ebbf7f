"""Answers of a network for files, without random changes."""

from collections.abc import Callable, Sequence
from pathlib import Path

import torch

from core.contracts.spec import TableSpec
from core.dataset.kinds import kind_of
from core.dataset.loaders import ItemSource
from core.models.handle import ModelHandle
from core.training.inference import Answers, answer_source, evaluating, torch_network


def predict_items(
    handle: ModelHandle,
    root: Path,
    files: Sequence[str],
    device: torch.device | str = "cpu",
    *,
    table: TableSpec = TableSpec(),
    on_progress: Callable[[int], None] = lambda done: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Answers:
    """Answers for files (or rows of a table), relative to `root`. See `answer_source` for the rest.

    The module is moved to `device`, and left in the mode in which it was found.
    """
    handle.module.to(device)
    items = kind_of(handle.preprocessing.kind).unlabelled(root, files, handle.preprocessing, table)
    with evaluating(handle.module):
        return answer_source(
            torch_network(handle.module, device),
            ItemSource(items),
            class_count=len(handle.class_names),
            on_progress=on_progress,
            should_stop=should_stop,
        )

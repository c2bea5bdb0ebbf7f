"""A network answers for picture files, through the one decoder and preprocessing, without random changes."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch

from core.dataset.loaders import ItemSource
from core.dataset.pictures import read_input
from core.dataset.preprocess import ImagePreprocessing, Inputs
from core.models.handle import ModelHandle
from core.training.inference import Answers, Network, answer_source, evaluating, torch_network


def predict_items(
    handle: ModelHandle,
    folder: Path,
    files: Sequence[str],
    device: torch.device | str = "cpu",
    *,
    on_progress: Callable[[int], None] = lambda done: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Answers:
    """Answers for picture files. The module is moved to `device`, and left in the mode in which it was found.

    See `answer_pictures` for the arguments and errors.
    """
    handle.module.to(device)
    with evaluating(handle.module):
        return answer_pictures(
            torch_network(handle.module, device),
            handle.preprocessing,
            folder,
            files,
            class_count=len(handle.class_names),
            on_progress=on_progress,
            should_stop=should_stop,
        )


def answer_pictures(
    network: Network,
    preprocessing: ImagePreprocessing,
    folder: Path,
    files: Sequence[str],
    *,
    class_count: int,
    on_progress: Callable[[int], None] = lambda done: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Answers:
    """Asks any network about picture files, relative to `folder` or absolute. See `answer_source` for the rest."""
    source = ItemSource(_Pictures(folder, files, preprocessing))
    return answer_source(network, source, class_count=class_count, on_progress=on_progress, should_stop=should_stop)


class _Pictures:
    """Files without labels, for the loader."""

    def __init__(self, folder: Path, files: Sequence[str], preprocessing: ImagePreprocessing) -> None:
        self.folder = folder
        self.files = files
        self.labels = np.zeros(len(files), np.int64)
        self._preprocessing = preprocessing

    def __len__(self) -> int:
        return len(self.files)

    def load(self, index: int, epoch: int | None = None) -> Inputs:
        return read_input(self.folder / self.files[index], self._preprocessing)

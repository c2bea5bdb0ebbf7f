"""A network answers for picture files: evaluation mode, fp32, no random changes, the one decoder and preprocessing."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from scipy.special import softmax
from torch import Tensor, nn

from core.contracts.errors import Stopped, UserError
from core.dataset.loaders import load_batches, plain_plan
from core.dataset.pictures import read_input
from core.dataset.preprocess import Inputs, Preprocessing
from core.models.handle import ModelHandle
from core.runtime.failures import is_out_of_memory

# (N, 3, S, S) float32, preprocessed, to (N, C) logits
Network = Callable[[Tensor], Tensor]

BATCH_SIZE = 32


@dataclass(frozen=True)
class Answers:
    """What a network says about pictures.

    logits: (M, C) float32, one row for each picture that could be read.
    rows: (M,) the place of each in the files that were asked about, ascending.
    unreadable: place -> why, for all the others.
    """

    logits: npt.NDArray[np.float32]
    rows: npt.NDArray[np.int64]
    unreadable: dict[int, UserError]

    @property
    def probabilities(self) -> npt.NDArray[np.float64]:
        """(M, C), softmax in float64."""
        probabilities: npt.NDArray[np.float64] = softmax(self.logits.astype(np.float64), axis=1)
        return probabilities


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
            on_progress=on_progress,
            should_stop=should_stop,
        )


def answer_pictures(
    network: Network,
    preprocessing: Preprocessing,
    folder: Path,
    files: Sequence[str],
    *,
    on_progress: Callable[[int], None] = lambda done: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Answers:
    """Asks any network about picture files. Memory holds a few batches, however many files there are.

    Args:
        files: relative to `folder`, or absolute.
        on_progress: called after each batch with the number of pictures done.
        should_stop: asked after each batch.

    Raises:
        Stopped: should_stop said so.
        UserError: data_folder_gone, when the whole folder is no longer there.
    """
    logits: list[npt.NDArray[np.float32]] = []
    rows: list[npt.NDArray[np.int64]] = []
    unreadable: dict[int, UserError] = {}
    for batch in load_batches(_Pictures(folder, files, preprocessing), plain_plan(len(files), BATCH_SIZE)):
        if len(batch):
            logits.append(network(batch.inputs).float().cpu().numpy())
            rows.append(batch.indices)
        unreadable.update(batch.unreadable)
        on_progress(sum(map(len, rows)) + len(unreadable))
        if should_stop():
            raise Stopped
    if not rows:
        return Answers(np.empty((0, 1), np.float32), np.empty(0, np.int64), unreadable)
    return Answers(np.concatenate(logits), np.concatenate(rows), unreadable)


def torch_network(module: Network, device: torch.device | str) -> Network:
    """A module on `device`, asked in fp32 without TF32 or autocast. A batch that does not fit into memory is halved."""

    def ask(inputs: Tensor) -> Tensor:
        try:
            return _forward(module, inputs, torch.device(device))
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error) or len(inputs) == 1:
                raise
        # outside of the except block: the exception holds on to the frames, and they to the memory
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        return torch.cat([ask(half) for half in torch.chunk(inputs, 2)])

    return ask


@contextlib.contextmanager
def evaluating(module: nn.Module) -> Iterator[None]:
    """Evaluation mode inside the block; afterwards every part is in its own mode again (frozen parts keep theirs)."""
    training = [part for part in module.modules() if part.training]
    module.eval()
    try:
        yield
    finally:
        for part in training:
            part.training = True


class _Pictures:
    """Files without labels, for the loader."""

    def __init__(self, folder: Path, files: Sequence[str], preprocessing: Preprocessing) -> None:
        self.folder = folder
        self.files = files
        self.labels = np.zeros(len(files), np.int64)
        self._preprocessing = preprocessing

    def __len__(self) -> int:
        return len(self.files)

    def load(self, index: int, epoch: int | None = None) -> Inputs:
        return read_input(self.folder / self.files[index], self._preprocessing)


def _forward(module: Network, inputs: Tensor, device: torch.device) -> Tensor:
    with (
        torch.inference_mode(),
        torch.autocast(device.type, enabled=False),
        torch.backends.cudnn.flags(enabled=True, benchmark=False, deterministic=True, allow_tf32=False),
    ):
        return module(inputs.to(device)).float().cpu()

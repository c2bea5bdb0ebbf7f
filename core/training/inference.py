"""Asking a network without changing it: evaluation mode, fp32, plain views. Every score that is shown comes from here."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from scipy.special import softmax
from torch import Tensor, nn

from core.contracts.errors import Stopped, UserError
from core.dataset.kinds import Indices
from core.dataset.loaders import Source, plain_plan
from core.runtime.failures import is_out_of_memory

# what a batch holds, preprocessed pictures or texts or features of them, to (N, C) logits
Network = Callable[[Tensor], Tensor]

BATCH_SIZE = 32


@dataclass(frozen=True)
class Answers:
    """What a network says about the items of a source.

    logits: (M, C) float32, one row for each item that could be read.
    rows: (M,) the place of each in the source, ascending.
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


def joined_answers(parts: Sequence[Answers], class_count: int) -> Answers:
    """Answers to several sources, as if they were one after another in a single one."""
    logits: list[npt.NDArray[np.float32]] = [np.empty((0, class_count), np.float32)]
    rows: list[npt.NDArray[np.int64]] = [np.empty(0, np.int64)]
    unreadable: dict[int, UserError] = {}
    before = 0
    for part in parts:
        logits.append(part.logits)
        rows.append(part.rows + before)
        unreadable.update({place + before: error for place, error in part.unreadable.items()})
        before += len(part.rows) + len(part.unreadable)
    return Answers(np.concatenate(logits), np.concatenate(rows), unreadable)


def answer_source(
    network: Network,
    source: Source,
    *,
    class_count: int,
    only: Indices | None = None,
    epoch: int | None = None,
    on_progress: Callable[[int], None] = lambda done: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Answers:
    """Asks any network about every item. Memory holds a few batches and the answers.

    Args:
        only: places of the items to be asked about, ascending; None: all.
        epoch: of the random views; None for the plain ones.
        on_progress: called after each batch with the number of items done; may raise to end early.
        should_stop: asked after each batch.

    Raises:
        Stopped: should_stop said so.
        UserError: data_folder_gone, when the whole folder is no longer there.
    """
    asked: Indices = np.arange(len(source)) if only is None else only
    lengths = None if source.lengths is None else source.lengths[asked]
    logits = np.empty((len(asked), class_count), np.float32)
    answered = np.zeros(len(asked), bool)
    unreadable: dict[int, UserError] = {}
    for batch in source.batches([asked[part] for part in plain_plan(len(asked), BATCH_SIZE, lengths)], epoch):
        if len(batch):
            rows = np.searchsorted(asked, batch.indices)
            logits[rows] = network(batch.inputs).float().cpu().numpy()
            answered[rows] = True
        unreadable.update(batch.unreadable)
        on_progress(int(answered.sum()) + len(unreadable))
        if should_stop():
            raise Stopped
    return Answers(logits if answered.all() else logits[answered], asked[answered], unreadable)


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
        return torch.cat([ask(half) for half in inputs.split((len(inputs) + 1) // 2)])

    return ask


@contextlib.contextmanager
def evaluating(module: nn.Module) -> Iterator[None]:
    """Evaluation mode inside the block; afterwards every part is in its own mode again (frozen parts keep theirs)."""
    training = [part for part in module.modules() if part.training]
    for part in training:  # few of them where most is frozen; `eval` would go through all
        part.training = False
    try:
        yield
    finally:
        for part in training:
            part.training = True


def _forward(module: Network, inputs: Tensor, device: torch.device) -> Tensor:
    with (
        torch.inference_mode(),
        torch.autocast(device.type, enabled=False),
        torch.backends.cudnn.flags(enabled=True, benchmark=False, deterministic=True, allow_tf32=False),
    ):
        return module(inputs.to(device)).float().cpu()

"""Which pieces of a text speak for a class, and which against it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from core.contracts.errors import Stopped, UserError
from core.contracts.jobs import ExplainJob
from core.dataset.table_files import split_address
from core.dataset.tables import fitting
from core.dataset.text_items import read_text_at
from core.dataset.text_preprocess import TextPreprocessing
from core.evaluation.sources import table_of
from core.models.handle import ModelHandle
from core.store.event_log import Emitter
from core.training.inference import evaluating

STEPS = 32
# texts of a few hundred tokens in so many copies are what a small machine bears
_AT_ONCE = 8

Scores = npt.NDArray[np.float32]


def explain_text(handle: ModelHandle, job: ExplainJob, emit: Emitter, should_stop: Callable[[], bool]) -> dict[str, Any]:
    """Result: {"tokens": [[piece, score], ...], "class_name": str}, see ExplainJob.

    Raises:
        UserError: the text can't be read (text_*), or is empty.
        Stopped: should_stop said so.
    """
    text = job.text if job.text is not None else _read(job)
    if not text.strip():
        raise UserError("text_empty", file=job.path)
    pieces, index = attributed(handle, text, job.class_index, should_stop)
    return {"tokens": [[piece, score] for piece, score in pieces], "class_name": handle.class_names[index]}


def attributed(
    handle: ModelHandle, text: str, class_index: int | None = None, should_stop: Callable[[], bool] = lambda: False
) -> tuple[list[tuple[str, float]], int]:
    """The text in pieces, each with how much it speaks for the class, in [-1, 1]; and the class.

    The pieces joined are the text. What was cut away, and what is no token, has score 0.

    Args:
        class_index: None for the model's own first answer.

    Raises:
        Stopped: should_stop said so.
    """
    preprocessing = cast(TextPreprocessing, handle.preprocessing)
    (encoding,) = preprocessing.encode([text])
    kept = preprocessing.kept(encoding)
    special = [bool(encoding.special_tokens_mask[place]) for place in kept]
    ids = torch.tensor([encoding.ids[place] for place in kept])
    empty = torch.where(torch.tensor(special), ids, preprocessing.pad_id)
    device = next(handle.module.parameters()).device
    inputs = torch.stack([ids, torch.ones_like(ids)])[None].to(device)
    with evaluating(handle.module):
        scores, index = integrated_gradients(handle.module, inputs, empty[None].to(device), class_index, should_stop)
    spans = [encoding.offsets[place] for place in kept]
    known = [
        (start, end, float(score))
        for (start, end), is_special, score in zip(spans, special, scores, strict=True)
        if not is_special and end > start
    ]
    return _pieces(text, known), index


def integrated_gradients(
    module: nn.Module, inputs: Tensor, empty_ids: Tensor, class_index: int | None, should_stop: Callable[[], bool]
) -> tuple[Scores, int]:
    """Attributions of the tokens to a logit, against the same text with its words taken out.

    Args:
        module: in evaluation mode; logits (1, C).
        inputs: (1, 2, T) int64.
        empty_ids: (1, T) int64, the tokens with nothing in the place of words; special tokens stay.

    Returns:
        (T,) float32, the strongest 1 or -1, or all 0; and the class.

    Source: Sundararajan, Taly and Yan, "Axiomatic Attribution for Deep Networks", ICML 2017, eq. 1, on the word embeddings, by
    the midpoint rule.
    """
    layer, ids = word_embeddings(module), inputs[:, 0]
    with torch.no_grad():
        index = int(module(inputs).argmax()) if class_index is None else class_index
        empty = layer(empty_ids)
        way = layer(ids) - empty
    total = torch.zeros_like(way)
    shares = (torch.arange(STEPS, device=way.device, dtype=way.dtype) + 0.5) / STEPS
    for some in shares.split(_AT_ONCE):
        if should_stop():
            raise Stopped
        points = (empty + some[:, None, None] * way).requires_grad_()
        with torch.enable_grad(), _answering(layer, points):
            logits = module(inputs.expand(len(points), -1, -1))
        (gradient,) = torch.autograd.grad(logits[:, index].float().sum(), points)
        total += gradient.sum(dim=0) / STEPS
    scores = (way * total).sum(dim=-1)[0]
    strongest = scores.abs().max()
    return (scores / strongest if strongest > 0 else scores).float().cpu().numpy(), index


@contextmanager
def _answering(layer: nn.Module, answer: Tensor) -> Iterator[None]:
    """Inside the block the layer gives this, whatever it is asked."""
    hook = layer.register_forward_hook(lambda _module, _inputs, _output: answer)
    try:
        yield
    finally:
        hook.remove()


def word_embeddings(module: nn.Module) -> nn.Module:
    """The layer that makes a vector of each token: transformers names it for every network."""
    return cast(nn.Module, cast(Any, module).network.get_input_embeddings())


def _pieces(text: str, known: list[tuple[int, int, float]]) -> list[tuple[str, float]]:
    pieces: list[tuple[str, float]] = []
    done = 0
    for start, end, score in known:
        if start < done:  # a character of several tokens: the strongest speaks for it
            if pieces and abs(score) > abs(pieces[-1][1]):
                pieces[-1] = (pieces[-1][0], score)
            continue
        if start > done:
            pieces.append((text[done:start], 0.0))
        pieces.append((text[start:end], score))
        done = end
    if done < len(text):
        pieces.append((text[done:], 0.0))
    return pieces


def _read(job: ExplainJob) -> str:
    """The text at an address, from the column that the model was trained on."""
    path, _ = split_address(job.path)
    return read_text_at(job.path, fitting(table_of(job.source), Path(path)))

"""Which pieces of a text speak for a class, and which against it."""

from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import torch
from captum.attr import LayerIntegratedGradients
from torch import Tensor, nn

from core.contracts.errors import UserError
from core.contracts.jobs import ExplainJob
from core.contracts.spec import TableSpec
from core.dataset.text_items import read_text_at
from core.dataset.text_preprocess import TextPreprocessing
from core.models.handle import ModelHandle
from core.store.event_log import Emitter
from core.store.runs import RunFolder
from core.training.inference import evaluating

STEPS = 32
# texts of a few hundred tokens in so many copies are what a small machine bears
_AT_ONCE = 8

Scores = npt.NDArray[np.float32]


def explain_text(handle: ModelHandle, job: ExplainJob, emit: Emitter) -> dict[str, Any]:
    """Result: {"tokens": [[piece, score], ...], "class_name": str}, see ExplainJob.

    Raises:
        UserError: the text can't be read (text_*), or is empty.
    """
    text = job.text if job.text is not None else read_text_at(job.path, _table_of(job.source))
    if not text.strip():
        raise UserError("text_empty", file=job.path)
    pieces, index = attributed(handle, text, job.class_index)
    return {"tokens": [[piece, score] for piece, score in pieces], "class_name": handle.class_names[index]}


def attributed(handle: ModelHandle, text: str, class_index: int | None = None) -> tuple[list[tuple[str, float]], int]:
    """The text in pieces, each with how much it speaks for the class, in [-1, 1]; and the class.

    The pieces joined are the text. What was cut away, and what is no token, has score 0.

    Args:
        class_index: None for the model's own first answer.
    """
    preprocessing = cast(TextPreprocessing, handle.preprocessing)
    (encoding,) = preprocessing.encode([text])
    kept = preprocessing.kept(encoding)
    ids = torch.tensor([encoding.ids[place] for place in kept])
    device = next(handle.module.parameters()).device
    with evaluating(handle.module):
        scores, index = integrated_gradients(
            handle.module, torch.stack([ids, torch.ones_like(ids)])[None].to(device), preprocessing.pad_id, class_index
        )
    spans = [encoding.offsets[place] for place in kept]
    special = [bool(encoding.special_tokens_mask[place]) for place in kept]
    known = [
        (start, end, float(score))
        for (start, end), is_special, score in zip(spans, special, scores, strict=True)
        if not is_special and end > start
    ]
    return _pieces(text, known), index


def integrated_gradients(module: nn.Module, inputs: Tensor, pad_id: int, class_index: int | None) -> tuple[Scores, int]:
    """Attributions of the tokens to a logit, against the same text with every token left empty.

    Args:
        module: in evaluation mode; logits (1, C).
        inputs: (1, 2, T) int64.

    Returns:
        (T,) float32, the strongest 1 or -1, or all 0; and the class.

    Source: Sundararajan, Taly and Yan, "Axiomatic Attribution for Deep Networks", ICML 2017, eq. 1; captum's
    LayerIntegratedGradients on the word embeddings.
    """
    with torch.no_grad():
        index = int(module(inputs).argmax()) if class_index is None else class_index
    nothing = inputs.clone()
    nothing[:, 0] = pad_id
    gradients = LayerIntegratedGradients(module, word_embeddings(module))
    found = gradients.attribute(inputs, nothing, target=index, n_steps=STEPS, internal_batch_size=_AT_ONCE)
    scores = found.sum(-1).reshape(-1)
    strongest = scores.abs().max()
    scaled = scores / strongest if strongest > 0 else scores
    return scaled.detach().float().cpu().numpy(), index


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


def _table_of(source: str) -> TableSpec:
    """Which column of a table is the text: what the run was trained with."""
    run = RunFolder(Path(source))
    return run.read_record().spec.dataset.table if run.record_path.is_file() else TableSpec()

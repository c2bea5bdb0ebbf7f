"""How long the texts of a data set are for a model, as a job: what the person decides about cutting by."""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from core.contracts.commands import Inbox, Stop
from core.contracts.errors import Stopped
from core.contracts.events import PhaseChanged, Progress
from core.contracts.jobs import TextLengthsJob
from core.contracts.records import TextLengthInfo
from core.dataset.kinds import kind_of
from core.dataset.text_preprocess import TextPreprocessing
from core.models.build import build_model
from core.models.families import numbered_classes
from core.store.event_log import Emitter

BINS = 24
_CHUNK = 2048


def run_text_lengths_job(job: TextLengthsJob, emit: Emitter, inbox: Inbox) -> dict[str, Any]:
    """Does a TextLengthsJob.

    Raises:
        UserError: the data can't be used; what `build_model` says.
        Stopped: asked to.
    """
    emit(PhaseChanged, phase="loading_model")
    # neither the tokenizer nor its limit depend on the weights
    handle = build_model(job.model.model_copy(update={"weights": "random"}), numbered_classes(2), data="text")

    def should_stop() -> bool:
        return isinstance(inbox.take(), Stop)

    emit(PhaseChanged, phase="scanning")
    kind = kind_of("text")
    dataset = kind.scan(job.dataset, lambda done, total: None, should_stop)
    files = [sample.file for sample in dataset.samples]
    texts = kind.texts(kind.root(job.dataset.folder), files, job.dataset.table)
    preprocessing = cast(TextPreprocessing, handle.preprocessing)
    lengths: list[int] = []
    for start in range(0, len(texts), _CHUNK):
        if should_stop():
            raise Stopped
        lengths += [len(encoding.ids) for encoding in preprocessing.encode(texts[start : start + _CHUNK])]
        emit(Progress, done=len(lengths), total=len(texts))
    return {"lengths": length_info(lengths, preprocessing).model_dump(mode="json")}


def length_info(lengths: Sequence[int], preprocessing: TextPreprocessing) -> TextLengthInfo:
    """Numbers and a histogram: BINS bins up to the 99th percentile or the cut, and one for all that is longer."""
    values: npt.NDArray[np.int64] = np.array(lengths, np.int64)
    longest = int(values.max())
    shown = min(longest, max(preprocessing.max_tokens, int(np.percentile(values, 99))))
    edges = np.unique(np.linspace(0, shown + 1, BINS + 1).round().astype(np.int64))
    if longest > shown:
        edges = np.append(edges, longest + 1)
    counts, _ = np.histogram(values, edges)
    return TextLengthInfo(
        edges=tuple(edges.tolist()),
        counts=tuple(counts.tolist()),
        median=int(np.median(values)),
        percentile_95=int(np.percentile(values, 95)),
        longest=longest,
        max_tokens=preprocessing.max_tokens,
        model_max_tokens=preprocessing.limit_tokens,
        cut_count=int((values > preprocessing.max_tokens).sum()),
        count=len(values),
    )

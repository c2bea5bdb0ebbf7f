"""A peer: scikit-learn's logistic regression, on features of the frozen network or on counts of words (TF-IDF)."""

import time
from typing import Any

import numpy as np
import torch
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from torch.utils.data import DataLoader

from core.models.handle import ModelHandle
from tests.benchmarks.peer_start import Parts, first_network, read_parts, texts_of
from tests.benchmarks.plain_loop import features_of, picture_sets

_BATCH_SIZE = 32


def on_pictures(folder: str, split: str, model: dict[str, Any]) -> dict[str, Any]:
    """One pass of a plain fp32 network over all pictures, then the fit."""
    parts = read_parts(folder, split)
    handle = first_network(model, parts.class_names, "head")
    started = time.perf_counter()
    features = {
        part: features_of(handle.module, DataLoader(pictures, batch_size=_BATCH_SIZE, num_workers=2))
        for part, pictures in picture_sets(parts, handle.preprocessing).items()
    }
    labelled = {part: (rows.numpy(), labels.numpy()) for part, (rows, labels) in features.items()}
    return {"test_accuracy": _fit_and_test(labelled), "seconds": time.perf_counter() - started}


def on_texts(folder: str, split: str, model: dict[str, Any], max_tokens: int) -> dict[str, Any]:
    """Sentence embeddings of the frozen encoder: the mean over the tokens, as sentence-transformers takes it."""
    parts = read_parts(folder, split)
    handle = first_network(model, parts.class_names, "head")
    started = time.perf_counter()
    features = {part: _embedded(handle, texts_of(parts, part), max_tokens) for part in parts.files}
    labelled = {part: (rows, _labels(parts, part)) for part, rows in features.items()}
    return {"test_accuracy": _fit_and_test(labelled), "seconds": time.perf_counter() - started}


def tf_idf(folder: str, split: str) -> dict[str, Any]:
    """Words and pairs of words."""
    parts, started = read_parts(folder, split), time.perf_counter()
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    vectorizer.fit(texts_of(parts, "train"))
    counts = {part: (vectorizer.transform(texts_of(parts, part)), _labels(parts, part)) for part in ("train", "test")}
    return {"test_accuracy": _fit_and_test(counts), "seconds": time.perf_counter() - started}


def _fit_and_test(features: dict[str, tuple[Any, Any]]) -> float:
    model = LogisticRegression(max_iter=1000).fit(*features["train"])
    return float(model.score(*features["test"]))


@torch.no_grad()
def _embedded(handle: ModelHandle, texts: list[str], max_tokens: int) -> np.ndarray:
    encoder: Any = handle.module.network.base_model.eval()
    rows = handle.preprocessing.prepare_all(texts)
    rows = [row[:, :max_tokens] for row in rows]
    order = np.argsort([-row.shape[1] for row in rows])
    found = np.zeros((len(rows), encoder.config.hidden_size), np.float32)
    for start in range(0, len(rows), _BATCH_SIZE):
        places = order[start : start + _BATCH_SIZE]
        inputs = torch.from_numpy(handle.preprocessing.collate([rows[place] for place in places]))
        mask = inputs[:, 1].unsqueeze(-1).float()
        hidden = encoder(input_ids=inputs[:, 0], attention_mask=inputs[:, 1]).last_hidden_state
        found[places] = ((hidden * mask).sum(1) / mask.sum(1)).numpy()
    return found


def _labels(parts: Parts, part: str) -> list[int]:
    return [label for _, label in parts.files[part]]

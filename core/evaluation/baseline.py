"""What a simple method reaches on the same parts, in seconds: a person must see when the network is not worth it."""

import time
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import SGDClassifier

from core.contracts.records import BaselineMetrics, PartMetrics
from core.contracts.spec import Part
from core.evaluation.metrics import log_loss, part_metrics

# What is learnt from at most. All words and pairs of words are counted before the most frequent are kept: about a gigabyte for
# so many characters, and for a tenth of them in scripts without blanks.
MOST_TEXTS = 200_000
MOST_CHARACTERS = 20_000_000
_MOST_TERMS = 200_000
# fewer blanks than this share of all characters: a script without blanks between words (Chinese, Japanese, Thai)
_BLANKS_OF_WORDS = 0.05
_SMALLEST_PROBABILITY = 1e-12

Integers = npt.NDArray[np.int64]


def tf_idf_baseline(
    parts: Mapping[Part, tuple[Sequence[str], Integers]],
    class_names: tuple[str, ...],
    majority_class: str,
    *,
    most_characters: int = MOST_CHARACTERS,
) -> BaselineMetrics:
    """Logistic regression on the weighted counts of words and pairs of words (of characters where words have no blanks).

    It learns from the whole training part, or from a random sample of its texts where these have more than `most_characters`
    together (a tenth of that where words have no blanks). Every text of the other parts is answered.

    Args:
        parts: texts and labels, (N,) int64, of the training part and of those that are scored.
        class_names: in class order.
        majority_class: the largest of the training part.

    Raises:
        ValueError: no word at all in the training part.
        MemoryError: there is not enough for so many different words.

    Source: Salton and Buckley, "Term-weighting approaches in automatic text retrieval", Information Processing &
    Management 24(5), 1988; scikit-learn's TfidfVectorizer and SGDClassifier with log loss.
    """
    started = time.perf_counter()
    texts, labels = parts["train"]
    has_words = _has_words(texts)
    places = sampled(np.array([len(text) for text in texts]), most_characters if has_words else most_characters // 10)
    texts, labels = [texts[place] for place in places], labels[places]
    vectorizer = _vectorizer(len(texts), has_words=has_words)
    model = SGDClassifier(loss="log_loss", alpha=1e-5, random_state=0)
    model.fit(vectorizer.fit_transform(texts), labels)

    def scored(part: Part) -> PartMetrics | None:
        if part not in parts or not len(parts[part][0]):
            return None
        asked, truth = parts[part]
        probabilities = np.full((len(asked), len(class_names)), _SMALLEST_PROBABILITY)
        probabilities[:, model.classes_] = model.predict_proba(vectorizer.transform(asked))
        probabilities /= probabilities.sum(axis=1, keepdims=True)
        loss = log_loss(np.log(np.maximum(probabilities, _SMALLEST_PROBABILITY)), truth)
        return part_metrics(probabilities, truth, class_names, majority_class, loss)

    validation, test = scored("validation"), scored("test")
    return BaselineMetrics(kind="tf-idf", seconds=time.perf_counter() - started, validation=validation, test=test)


def sampled(sizes: Integers, most: int) -> Integers:
    """Places of a random sample, ascending and the same every time; all of them where their sizes are `most` together or less.

    Args:
        sizes: (N,) int64.
    """
    if sizes.sum() <= most:
        return np.arange(len(sizes))
    order = np.random.default_rng(0).permutation(len(sizes))
    return np.sort(order[sizes[order].cumsum() <= most])


def _has_words(texts: Sequence[str]) -> bool:
    characters = sum(map(len, texts)) or 1
    return sum(text.count(" ") + text.count("\n") for text in texts) / characters >= _BLANKS_OF_WORDS


def _vectorizer(text_count: int, *, has_words: bool) -> TfidfVectorizer:
    by = {"analyzer": "word", "ngram_range": (1, 2)} if has_words else {"analyzer": "char", "ngram_range": (1, 3)}
    # a word that stands in a single text says nothing about others; among a few dozen texts nearly all are such
    return TfidfVectorizer(sublinear_tf=True, min_df=2 if text_count >= 200 else 1, max_features=_MOST_TERMS, **by)

"""The answers on labelled samples as arrays, and the questions a person asks of them. Numbers only."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from core.contracts.records import PredictionRecord

Indexes = npt.NDArray[np.int64]
Order = Literal["surest", "least_sure", "longest"]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class AnswerTable:
    """N samples, C classes, one part of the data.

    files: N names. texts: N beginnings of texts, empty for other data.
    labels, answers: (N,) in [0, C). probabilities: (N, C), rows sum to 1.
    """

    files: tuple[str, ...]
    texts: tuple[str, ...]
    labels: Indexes
    answers: Indexes
    probabilities: Floats

    @classmethod
    def of(cls, records: Sequence[PredictionRecord], class_names: Sequence[str]) -> "AnswerTable":
        """Raises:
        ValueError: a label is not among class_names, or a row has another number of probabilities.
        """
        place = {name: index for index, name in enumerate(class_names)}
        unknown = {name for record in records for name in (record.label, record.predicted)} - place.keys()
        if unknown:
            raise ValueError(f"unknown class {min(unknown)}")
        return cls(
            files=tuple(record.file for record in records),
            texts=tuple(record.text for record in records),
            labels=np.array([place[record.label] for record in records], dtype=np.int64),
            answers=np.array([place[record.predicted] for record in records], dtype=np.int64),
            probabilities=np.array([record.probabilities for record in records], dtype=np.float64).reshape(
                len(records), len(class_names)
            ),
        )

    def __len__(self) -> int:
        return len(self.files)

    @cached_property
    def confidence(self) -> Floats:
        """(N,) probability of the answer."""
        return self.probabilities[np.arange(len(self)), self.answers]

    @cached_property
    def correct(self) -> npt.NDArray[np.bool_]:
        correct: npt.NDArray[np.bool_] = self.labels == self.answers
        return correct

    def cell(self, truth: int, answer: int) -> Indexes:
        """Which samples a cell of the confusion matrix counts."""
        return np.flatnonzero((self.labels == truth) & (self.answers == answer))

    def wrong(self) -> Indexes:
        return np.flatnonzero(~self.correct)

    def in_order(self, rows: Indexes, order: Order) -> Indexes:
        """The same samples sorted; equal ones keep theirs. Of equally long texts the surest comes first."""
        surest = rows[np.argsort(-self.confidence[rows], kind="stable")]
        if order == "surest":
            return surest
        if order == "least_sure":
            return rows[np.argsort(self.confidence[rows], kind="stable")]
        return surest[np.argsort([-len(self.texts[row]) for row in surest], kind="stable")]

    def right_when_sure(self, low: float, high: float) -> tuple[int, float]:
        """Of the answers given with a confidence in [low, high): how many there are, and the share that is right (NaN if 0)."""
        said = (self.confidence >= low) & (self.confidence < high)
        count = int(said.sum())
        return count, float(self.correct[said].mean()) if count else float("nan")

    def doubtful_labels(self) -> Indexes:
        """Samples whose label is probably wrong, most doubtful first.

        A sample is doubtful where the model is at least as sure of another class as it is, on average, of the samples
        that carry that class's label. Most doubtful: the label's probability lies furthest below the best other one.

        Source: Northcutt, Jiang and Chuang, "Confident Learning", JAIR 2021: off-diagonals of the confident joint, ranked
        by normalized margin.
        """
        if not len(self):
            return np.empty(0, dtype=np.int64)
        rows = np.arange(len(self))
        classes = self.probabilities.shape[1]
        own = self.probabilities[rows, self.labels]
        counts = np.bincount(self.labels, minlength=classes)
        sums = np.bincount(self.labels, weights=own, minlength=classes)
        # nobody can be mislabelled as a class that no sample shows how sure to be of
        thresholds = np.divide(sums, counts, out=np.full(classes, np.inf), where=counts > 0)
        likely = np.where(self.probabilities >= thresholds, self.probabilities, -1.0)
        doubtful = np.flatnonzero((likely.max(axis=1) >= 0) & (likely.argmax(axis=1) != self.labels))
        others = self.probabilities.copy()
        others[rows, self.labels] = -1.0
        margin = own - others.max(axis=1)
        return doubtful[np.argsort(margin[doubtful], kind="stable")]

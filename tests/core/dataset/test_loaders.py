"""Batches: which items are in them, and how many wait in memory."""

import threading
from pathlib import Path

import numpy as np
import pytest

from core.dataset import loaders
from core.dataset.loaders import TOKENS_A_BATCH, load_batches, plain_plan


class Numbers:
    """Items that hold their number, and how many of them were loaded."""

    folder, lengths = Path(), None

    def __init__(self, count: int, size: int) -> None:
        self.files = [str(number) for number in range(count)]
        self.labels = np.arange(count)
        self.loaded = 0
        self._size = size
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self.files)

    def load(self, index: int, epoch: int | None = None) -> np.ndarray:
        with self._lock:
            self.loaded += 1
        return np.full(self._size, index, np.float32)

    def collate(self, rows) -> np.ndarray:
        return np.stack(rows)


def test_items_that_are_alike_come_in_order_in_batches_of_one_size():
    plan = plain_plan(70, 32)
    assert [len(batch) for batch in plan] == [32, 32, 6]
    assert np.concatenate(plan).tolist() == list(range(70))
    assert plain_plan(0, 32) == []


def test_texts_come_from_the_longest_in_batches_of_about_as_many_tokens():
    lengths = np.random.default_rng(0).integers(3, 512, 3000)
    plan = plain_plan(3000, 32, lengths)
    assert sorted(np.concatenate(plan).tolist()) == list(range(3000))
    assert all((np.diff(lengths[batch]) <= 0).all() for batch in plan)
    filled = [len(batch) * lengths[batch[0]] for batch in plan]
    assert max(filled) <= TOKENS_A_BATCH
    assert min(filled[:-1]) > TOKENS_A_BATCH - 512
    assert len(plan[0]) < len(plan[-2])


def test_text_that_is_longer_than_a_batch_comes_alone():
    plan = plain_plan(3, 32, np.array([1, 10 * TOKENS_A_BATCH, 1]))
    assert [batch.tolist() for batch in plan] == [[1], [0, 2]]


def test_texts_without_a_token_are_asked_about_too():
    assert [batch.tolist() for batch in plain_plan(2, 32, np.array([0, 0]))] == [[0, 1]]


@pytest.mark.parametrize(("size", "most"), [(10, 4), (300, 3), (1000, 1)])
def test_no_more_batches_wait_than_memory_is_meant_for(monkeypatch, size, most):
    monkeypatch.setattr(loaders, "_BYTES_AHEAD", 4 * 10 * 1000)
    items = Numbers(200, size)
    taken = []
    for batch in load_batches(items, plain_plan(200, 10)):
        taken += batch.indices.tolist()
        assert np.array_equal(batch.inputs[:, 0].numpy(), batch.indices)
        assert items.loaded <= len(taken) + 10 * most
    assert taken == list(range(200))

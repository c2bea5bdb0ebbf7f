"""Asking a network about files: order, damaged ones between, too little memory, and the same numbers every time."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from core.dataset.pictures import read_input
from core.dataset.split_file import read_split
from core.evaluation.predict import predict_items
from core.evaluation.sources import load_run_model
from core.store.runs import RunFolder
from core.training.inference import BATCH_SIZE, torch_network


def test_rows_keep_the_order_with_damaged_files_between(finished_run: RunFolder, tmp_path: Path):
    handle = load_run_model(finished_run)
    folder = Path(finished_run.read_record().spec.dataset.folder)
    good = [str(folder / sample.file) for sample in read_split(finished_run.split_path)][:3]
    (tmp_path / "bad.png").write_bytes(b"no picture")
    done: list[int] = []
    files = [good[0], str(tmp_path / "bad.png"), good[1], str(tmp_path / "gone.png"), good[2]]
    answers = predict_items(handle, folder, files, on_progress=done.append)
    assert answers.rows.tolist() == [0, 2, 4]
    assert {row: error.code for row, error in answers.unreadable.items()} == {1: "picture_not_a_picture", 3: "picture_missing"}
    assert done == [5]
    with torch.no_grad():
        for row, file in zip(answers.logits, good, strict=True):
            alone = handle.module(torch.from_numpy(read_input(file, handle.preprocessing))[None])[0].numpy()
            np.testing.assert_allclose(row, alone, atol=1e-4)


def test_only_damaged_files_are_no_crash(finished_run: RunFolder, tmp_path: Path):
    answers = predict_items(load_run_model(finished_run), tmp_path, ["a.png", "b.png"])
    assert len(answers.logits) == len(answers.probabilities) == 0
    assert sorted(answers.unreadable) == [0, 1]


def test_probabilities_sum_to_one_and_repeat(finished_run: RunFolder):
    handle = load_run_model(finished_run)
    folder = Path(finished_run.read_record().spec.dataset.folder)
    files = [sample.file for sample in read_split(finished_run.split_path)][: BATCH_SIZE + 1]
    first, second = (predict_items(handle, folder, files).probabilities for _ in range(2))
    assert len(files) > BATCH_SIZE
    np.testing.assert_allclose(first.sum(axis=1), 1, atol=1e-12)
    np.testing.assert_array_equal(first, second)


def test_too_little_memory_halves_the_batch():
    asked: list[int] = []

    def needs_memory(inputs: Tensor) -> Tensor:
        asked.append(len(inputs))
        if len(inputs) > 2:
            raise RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory")
        return inputs.sum(dim=(2, 3))

    inputs = torch.arange(5 * 3 * 2 * 2, dtype=torch.float32).reshape(5, 3, 2, 2)
    assert torch.equal(torch_network(needs_memory, "cpu")(inputs), inputs.sum(dim=(2, 3)))
    assert asked == [5, 3, 2, 1, 2]


def test_another_error_of_the_network_is_not_mistaken_for_memory():
    def broken(inputs: Tensor) -> Tensor:
        raise RuntimeError("shapes don't match")

    with pytest.raises(RuntimeError, match="shapes"):
        torch_network(broken, "cpu")(torch.zeros(4, 3, 2, 2))


def test_training_in_half_precision_does_not_reach_the_numbers():
    linear = torch.nn.Linear(64, 3)
    network = torch_network(lambda inputs: linear(inputs.flatten(1)), "cpu")
    inputs = torch.rand(2, 1, 8, 8)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        inside = network(inputs)
    assert torch.equal(inside, network(inputs))

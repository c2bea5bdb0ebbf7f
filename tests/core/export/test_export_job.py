"""Exports that must not happen, and those that happen in part."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import get_args

import numpy as np
import onnxruntime
import pytest
import torch
from torch import Tensor, nn
from transformers import SwinConfig, SwinForImageClassification

from core.contracts.commands import Stop
from core.contracts.errors import Stopped, UserError
from core.contracts.jobs import EXPORT_FORMATS, ExportFormat, ExportJob
from core.dataset.split_file import read_split
from core.evaluation.sources import load_run_model
from core.export.export_job import Export, run_export_job
from core.export.formats import FORMATS, write_onnx
from core.export.verify import Expected, Prover
from core.store.runs import RunFolder
from tests.core.evaluation.finished_run import copy_run


@pytest.fixture
def run(exported, tmp_path: Path) -> RunFolder:
    return copy_run(exported.run, tmp_path)


def refused(job: ExportJob, heard) -> str:
    with pytest.raises(UserError) as caught:
        run_export_job(job, heard.emit, heard.inbox)
    return caught.value.code


def test_an_existing_folder_is_not_touched(exported, tmp_path: Path, heard):
    (tmp_path / "note.txt").write_text("mine")
    assert refused(ExportJob(run=str(exported.run.path), to=str(tmp_path)), heard) == "output_exists"
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]


def test_nothing_is_written_into_the_data(exported, heard):
    to = exported.pictures / "red" / "bundle"
    assert refused(ExportJob(run=str(exported.run.path), to=str(to)), heard) == "output_in_data"
    assert not to.exists()


def test_no_format_is_a_sentence(exported, tmp_path: Path, heard):
    job = ExportJob(run=str(exported.run.path), to=str(tmp_path / "bundle"), formats=())
    assert refused(job, heard) == "no_formats"


def test_a_folder_that_is_no_run_is_a_sentence(tmp_path: Path, heard):
    assert refused(ExportJob(run=str(tmp_path), to=str(tmp_path / "bundle")), heard) == "file_missing"


def test_stop_leaves_nothing_behind(exported, tmp_path: Path, heard):
    heard.inbox.put(Stop())
    with pytest.raises(Stopped):
        run_export_job(ExportJob(run=str(exported.run.path), to=str(tmp_path / "bundle")), heard.emit, heard.inbox)
    assert not list(tmp_path.iterdir())


def test_without_pictures_there_is_no_proof_and_no_bundle(run: RunFolder, tmp_path: Path, heard):
    for sample in read_split(run.split_path):
        (tmp_path / "pictures" / sample.file).write_bytes(b"gone bad")
    assert refused(ExportJob(run=str(run.path), to=str(tmp_path / "out" / "bundle")), heard) == "nothing_to_compare"
    assert not list((tmp_path / "out").iterdir())


def test_a_damaged_picture_is_left_out_of_the_proof_and_told(run: RunFolder, tmp_path: Path, heard):
    validation = [sample for sample in read_split(run.split_path) if sample.part == "validation"]
    (tmp_path / "pictures" / validation[1].file).write_bytes(b"gone bad")
    export = Export(load_run_model(run), tmp_path, heard.emit, lambda: False)
    known, expected = export.ask_model(tmp_path / "pictures", validation)
    assert known == [validation[0], *validation[2:]]
    assert [Path(file).name for file in expected.files] == [Path(sample.file).name for sample in known]
    (notice,) = heard.of("notice")
    assert (notice.code, notice.params["count"]) == ("left_out_of_proof", 1)


class AsksItsInput(nn.Module):
    """What it does depends on the numbers in the picture: no fixed program can say that."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, inputs: Tensor) -> Tensor:
        logits: Tensor = self.network(inputs)
        return logits if inputs.sum().item() > 0 else -logits


@pytest.mark.slow
def test_a_format_that_cannot_say_it_is_out_and_the_others_stay(exported, tmp_path: Path, heard):
    handle = load_run_model(exported.run)
    export = Export(replace(handle, module=AsksItsInput(handle.module)), tmp_path, heard.emit, lambda: False)
    export.write(("torch-export", "safetensors"))
    assert not (tmp_path / "model.pt2").exists()
    assert (tmp_path / "model.safetensors").exists()
    assert not (tmp_path / "predict.py").exists()  # it would need the ONNX file
    (notice,) = heard.of("notice")
    assert (notice.code, notice.level, notice.params["format"]) == ("format_not_possible", "error", "torch-export")


def test_a_file_that_gives_other_answers_is_removed_and_no_bundle_is_left(exported, tmp_path: Path, heard):
    handle = load_run_model(exported.run)
    export = Export(handle, tmp_path, heard.emit, lambda: False)
    validation = [sample for sample in read_split(exported.run.split_path) if sample.part == "validation"]
    _, expected = export.ask_model(exported.pictures, validation)
    with torch.no_grad():
        handle.module.get_parameter(handle.head.parameters[-1]).add_(torch.tensor([0.0, 0.1, 0.0]))
    expected.write(tmp_path / "expected.npz")
    with Prover(tmp_path, tmp_path / "expected.npz", heard.emit, lambda: False) as prover:
        export.write(("safetensors",), prover.start)
        with pytest.raises(UserError) as caught:
            export.prove(("safetensors",), prover)
    assert caught.value.code == "nothing_proven"
    assert heard.of("notice")[-1].code == "format_differs"
    assert not (tmp_path / "model.safetensors").exists()


@pytest.mark.slow
def test_a_swin_of_transformers_can_be_written_as_onnx(exported, tmp_path: Path):
    class Logits(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.swin = SwinForImageClassification(SwinConfig(depths=[2], num_heads=[2], embed_dim=24, image_size=56))

        def forward(self, inputs: Tensor) -> Tensor:
            return self.swin(inputs).logits

    torch.manual_seed(0)
    handle = load_run_model(exported.run)
    handle = replace(handle, module=Logits().eval(), preprocessing=replace(handle.preprocessing, size_px=56))
    write_onnx(handle, tmp_path)
    session = onnxruntime.InferenceSession(tmp_path / "model.onnx", providers=["CPUExecutionProvider"])
    inputs = torch.randn(3, 3, 56, 56)
    with torch.no_grad():
        expected = handle.module(inputs).numpy()
    np.testing.assert_allclose(session.run(["logits"], {"pictures": inputs.numpy()})[0], expected, atol=1e-5)


def test_every_format_of_the_contract_can_be_written():
    assert set(FORMATS) == {name for names in EXPORT_FORMATS.values() for name in names} == set(get_args(ExportFormat))


def test_expected_answers_come_back_as_written(tmp_path: Path):
    expected = Expected(["/a/ä b.png", "/a/日本.jpg"], np.array([[0.25, 0.75], [1.0, 0.0]]))
    expected.write(tmp_path / "expected.npz")
    read = Expected.read(tmp_path / "expected.npz")
    assert read.files == expected.files
    np.testing.assert_array_equal(read.probabilities, expected.probabilities)
    shutil.rmtree(tmp_path)

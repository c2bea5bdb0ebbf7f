"""The proof for texts: reads files and rows of tables by itself, needs no torch, and fails when something is wrong."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from core.contracts.errors import UserError
from core.contracts.jobs import ExportFormat, ExportJob, VerifyJob
from core.contracts.records import ExportProof, FormatProof
from core.contracts.spec import TableSpec
from core.dataset.split_file import read_split
from core.evaluation.predict import predict_items
from core.evaluation.sources import load_run_model
from core.export.export_job import run_export_job
from core.export.verify import Expected, Prover, run_verify_job
from tests.core.export.finished_text_run import make_text_run, write_odd_texts, write_table
from tests.core.export.test_bundle import run_script
from tests.tiny_encoders import write_encoder

# a minute of export for itself; what it asks of the proof is asked of pictures in every run (test_verify.py)
pytestmark = pytest.mark.slow
REPOSITORY = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def expected(exported_texts, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All samples, so that the odd ones are among them."""
    files = [sample.file for sample in read_split(exported_texts.run.split_path)]
    answers = predict_items(load_run_model(exported_texts.run), exported_texts.data, files)
    path = tmp_path_factory.mktemp("expected") / "expected.npz"
    Expected([str(exported_texts.data / file) for file in files], answers.probabilities, "text").write(path)
    return path


@pytest.fixture
def bundle(exported_texts, tmp_path: Path) -> Path:
    return shutil.copytree(exported_texts.bundle, tmp_path / "bundle")


def verify(bundle: Path, name: ExportFormat, expected: Path, heard) -> FormatProof:
    job = VerifyJob(bundle=str(bundle), format=name, expected=str(expected))
    return FormatProof.model_validate(run_verify_job(job, heard.emit, heard.inbox)["proof"])


def test_onnx_is_asked_with_neither_torch_nor_transformers(exported_texts, expected: Path):
    code = (
        "import sys; from core.contracts.commands import Inbox; from core.contracts.jobs import VerifyJob;"
        "from core.export.verify import run_verify_job; from core.store.event_log import Emitter;"
        f"job = VerifyJob(bundle={str(exported_texts.bundle)!r}, format='onnx', expected={str(expected)!r});"
        "result = run_verify_job(job, Emitter('x', lambda line: None), Inbox());"
        "assert result['proof']['passed'], result; assert result['proof']['count'] == 33, result;"
        "assert not {'torch', 'transformers', 'safetensors', 'sklearn'} & sys.modules.keys();"
        "assert {'onnxruntime', 'tokenizers'} <= sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=REPOSITORY)
    assert not list(exported_texts.bundle.rglob("__pycache__"))


def test_a_changed_weight_of_the_folder_of_transformers_fails(bundle: Path, expected: Path, heard):
    weights = bundle / "hugging-face" / "model.safetensors"
    tensors = load_file(weights)
    tensors["classifier.bias"] += torch.tensor([0.0, 0.05])
    save_file(tensors, weights, metadata={"format": "pt"})
    proof = verify(bundle, "hugging-face", expected, heard)
    assert not proof.passed
    assert 1e-3 < proof.largest_difference < 0.05


def test_exchanged_names_of_classes_fail(bundle: Path, expected: Path, heard):
    path = bundle / "hugging-face" / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    config |= {"id2label": {"0": "unhappy", "1": "content"}, "label2id": {"unhappy": 0, "content": 1}}
    path.write_text(json.dumps(config))
    assert not verify(bundle, "hugging-face", expected, heard).passed


@pytest.mark.parametrize(
    ("name", "file", "key", "value"),
    [
        ("onnx", "preprocessing.json", "max_tokens", 12),
        ("torch-export", "preprocessing.json", "keep", "end"),
        ("hugging-face", "hugging-face/tokenizer_config.json", "model_max_length", 12),
    ],
)
def test_another_way_to_cut_fails(bundle: Path, expected: Path, heard, name: ExportFormat, file: str, key: str, value: object):
    settings = json.loads((bundle / file).read_text(encoding="utf-8"))
    (bundle / file).write_text(json.dumps({**settings, key: value}))
    assert not verify(bundle, name, expected, heard).passed


def test_a_damaged_tokenizer_is_an_error_of_the_child(bundle: Path, expected: Path, heard):
    (bundle / "tokenizer.json").write_bytes(b"{")
    with Prover(bundle, expected, heard.emit, lambda: False) as prover:
        prover.start("onnx")
        with pytest.raises(UserError):
            prover.result("onnx")


def test_expected_answers_come_back_with_kind_and_columns(tmp_path: Path):
    written = Expected(["/a/ä.csv#17"], torch.tensor([[0.25, 0.75]]).double().numpy(), "text", TableSpec(text_column="wörter"))
    written.write(tmp_path / "expected.npz")
    read = Expected.read(tmp_path / "expected.npz")
    assert (read.files, read.data, read.table) == (written.files, "text", written.table)


def test_rows_of_a_table_are_read_again_for_the_proof(tmp_path: Path, heard):
    table = write_table(tmp_path / "data" / "reviews.csv")
    write_encoder("bert", tmp_path / "model")
    run = make_text_run(tmp_path, table, entry=str(tmp_path / "model"))
    before = table.read_bytes()
    job = ExportJob(run=str(run.path), to=str(tmp_path / "data" / "bundle"), formats=("onnx", "hugging-face"))
    proof = ExportProof.model_validate(run_export_job(job, heard.emit, heard.inbox)["proof"])
    assert proof.passed
    validation = [sample for sample in read_split(run.split_path) if sample.part == "validation"]
    assert {it.count for it in proof.formats} == {len(validation)} != {0}
    assert validation[0].file.startswith("reviews.csv#")
    assert table.read_bytes() == before
    assert run_script(tmp_path / "data" / "bundle", "--check").returncode == 0
    assert "labelled texts from “reviews.csv”" in (tmp_path / "data" / "bundle" / "README.md").read_text(encoding="utf-8")


def test_what_transformers_cannot_cut_is_no_folder_of_its_and_the_rest_stays(tmp_path: Path, heard):
    write_encoder("bert", tmp_path / "model")
    run = make_text_run(tmp_path, write_odd_texts(tmp_path / "texts"), entry=str(tmp_path / "model"), keep="both")
    job = ExportJob(run=str(run.path), to=str(tmp_path / "bundle"), formats=("onnx", "hugging-face"))
    of_onnx, of_transformers = ExportProof.model_validate(run_export_job(job, heard.emit, heard.inbox)["proof"]).formats
    assert of_onnx.passed
    assert of_transformers.why.code == "format_not_possible"
    assert "not both" in of_transformers.why.sentence()
    assert not (tmp_path / "bundle" / "hugging-face").exists()


def test_a_format_for_texts_is_refused_for_pictures(exported, tmp_path: Path, heard):
    job = ExportJob(run=str(exported.run.path), to=str(tmp_path / "bundle"), formats=("onnx", "hugging-face"))
    with pytest.raises(UserError) as caught:
        run_export_job(job, heard.emit, heard.inbox)
    assert caught.value.code == "unknown_format"
    assert not (tmp_path / "bundle").exists()

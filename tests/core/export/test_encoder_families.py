"""Encoders of several families, small and with random weights, in every format; those that no format can say."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoModelForSequenceClassification, LongformerConfig, pipeline

from core.contracts.jobs import EXPORT_FORMATS, VerifyJob
from core.contracts.records import FormatProof
from core.contracts.spec import ModelSpec
from core.evaluation.predict import predict_items
from core.export.export_job import Export
from core.export.hugging_face import write_folder
from core.export.verify import Expected, run_verify_job
from core.models.build import build_model
from core.models.handle import ModelHandle
from tests.tiny_encoders import CONFIGS, WORDS, tiny_tokenizer, write_encoder

QUICK = ("bert",)


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """From one word to more than is kept, so that every batch is filled up and some texts are cut."""
    folder = tmp_path_factory.mktemp("texts")
    rng = np.random.default_rng(0)
    for number, length in enumerate((1, 70, 2, 3, 30, 41, 5, 8, 100, 13, 21)):
        (folder / f"{number:02}.txt").write_text(" ".join(rng.choice(WORDS, length)))
    return folder


def tiny_model(folder: Path, keep: str = "start") -> ModelHandle:
    """All its weights drawn wider than a network begins with: what it answers depends on every token."""
    handle = build_model(ModelSpec.model_validate({"entry": str(folder), "max_tokens": 40, "keep": keep}), ("no", "yes", "?"))
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for parameter in handle.module.parameters():
            if parameter.ndim > 1:
                parameter.normal_(0, 0.3, generator=generator)
    return handle


def proofs(handle: ModelHandle, texts: Path, bundle: Path, heard) -> list[FormatProof]:
    files = [str(path) for path in sorted(texts.iterdir())]
    answers = predict_items(handle, texts, files).probabilities
    assert np.ptp(answers, axis=0).max() > 0.1, "the answers must tell the texts apart"
    bundle.mkdir()
    Export(handle, bundle, heard.emit, lambda: False).write(EXPORT_FORMATS["text"])
    assert not heard.of("notice")
    Expected(files, answers, "text").write(bundle / "expected.npz")
    jobs = [
        VerifyJob(bundle=str(bundle), format=name, expected=str(bundle / "expected.npz")) for name in EXPORT_FORMATS["text"]
    ]
    return [FormatProof.model_validate(run_verify_job(job, heard.emit, heard.inbox)["proof"]) for job in jobs]


@pytest.mark.parametrize("kind", [kind if kind in QUICK else pytest.param(kind, marks=pytest.mark.slow) for kind in CONFIGS])
def test_every_family_gives_the_same_answers_in_every_format(kind: str, texts: Path, tmp_path: Path, heard):
    write_encoder(kind, tmp_path / "model")
    for proof in proofs(tiny_model(tmp_path / "model"), texts, tmp_path / "bundle", heard):
        assert proof.passed, proof
        assert proof.largest_difference < 1e-4


@pytest.mark.parametrize("before", ["multi_label_classification", "regression", "single_label_classification"])
def test_a_pipeline_of_transformers_says_what_we_say_whatever_the_network_was_for(before: str, texts: Path, tmp_path: Path):
    write_encoder("bert", tmp_path / "model")
    config = tmp_path / "model" / "config.json"
    config.write_text(json.dumps({**json.loads(config.read_text()), "problem_type": before}))
    handle = tiny_model(tmp_path / "model")
    write_folder(handle, tmp_path / "written")
    files = sorted(texts.iterdir())
    ours = predict_items(handle, texts, [file.name for file in files]).probabilities
    ask = pipeline("text-classification", model=str(tmp_path / "written"), top_k=None, device="cpu")
    for row, said in zip(ours, ask([file.read_text() for file in files], truncation=True), strict=True):
        scores = {answer["label"]: answer["score"] for answer in said}
        assert [scores[name] for name in handle.class_names] == pytest.approx(list(row), abs=1e-5)


@pytest.mark.slow
def test_the_end_of_long_texts_is_kept_in_every_format(texts: Path, tmp_path: Path, heard):
    write_encoder("distilbert", tmp_path / "model")
    for proof in proofs(tiny_model(tmp_path / "model", keep="end"), texts, tmp_path / "bundle", heard):
        assert proof.passed, proof


@pytest.mark.slow
def test_a_network_that_no_program_can_say_is_told_and_its_weights_stay(tmp_path: Path, heard):
    """Longformer pads its inputs to whole windows: how far depends on the input."""
    config = LongformerConfig(
        vocab_size=len(WORDS) + 4,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=48,
        attention_window=[16, 16],
        max_position_embeddings=130,
        pad_token_id=0,
        sep_token_id=3,
    )
    AutoModelForSequenceClassification.from_config(config).save_pretrained(tmp_path / "model")
    tiny_tokenizer().save(str(tmp_path / "model" / "tokenizer.json"))
    (tmp_path / "bundle").mkdir()
    export = Export(tiny_model(tmp_path / "model"), tmp_path / "bundle", heard.emit, lambda: False)
    export.write(EXPORT_FORMATS["text"])
    told = [(notice.code, notice.params["format"]) for notice in heard.of("notice")]
    assert told == [("format_not_possible", "torch-export"), ("format_not_possible", "onnx")]  # as they are written
    names = {path.name for path in (tmp_path / "bundle").iterdir()}
    assert {"model.safetensors", "hugging-face", "tokenizer.json"} <= names
    assert not {"model.onnx", "model.pt2", "predict.py", "text_clean.py"} & names

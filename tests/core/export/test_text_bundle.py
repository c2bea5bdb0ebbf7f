"""What the receiver of a model for texts gets, used as the receiver uses it: without Fettle, without torch."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

import core
from core.contracts.jobs import EXPORT_FORMATS, PredictJob
from core.contracts.records import ExportProof, PredictionList
from core.contracts.spec import TableSpec
from core.dataset.split_file import read_split
from core.dataset.text_items import load_texts
from core.evaluation.predict import predict_items
from core.evaluation.predict_job import run_predict_job
from core.evaluation.sources import load_run_model, open_source
from core.models.build import load_model
from core.store.records import read_record
from tests.core.export.test_bundle import run_script

# one export of all four formats takes a minute; test_encoder_families.py proves them for a small encoder every time
pytestmark = pytest.mark.slow

CORE = Path(core.__file__).parent
TEXTS = ("What a wonderful lamp, thank you 😀", "Terrible. It broke within an hour and nobody answers my mails! " * 30, "好")


def answers_of_run(exported, folder: Path, texts: tuple[str, ...] = TEXTS) -> np.ndarray:
    """What the network itself says of texts: each in a file, as when it was trained."""
    files = [folder / f"{number}.txt" for number in range(len(texts))]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text, encoding="utf-8")
    return predict_items(load_run_model(exported.run), folder, [file.name for file in files]).probabilities


def test_every_format_for_texts_is_proven_on_all_validation_texts(exported_texts):
    proof = ExportProof.model_validate(exported_texts.result["proof"])
    assert proof.passed
    assert tuple(it.format for it in proof.formats) == EXPORT_FORMATS["text"]
    validation = [sample for sample in read_split(exported_texts.run.split_path) if sample.part == "validation"]
    assert {(it.count, it.same_top1) for it in proof.formats} == {(len(validation), 1.0)}
    assert proof.engine_versions["onnx"] == f"onnxruntime {onnxruntime.__version__}"
    assert proof.engine_versions["hugging-face"].startswith("transformers ")


def test_nothing_is_in_the_bundle_that_was_not_meant_to_be(exported_texts):
    names = {path.relative_to(exported_texts.bundle).as_posix() for path in exported_texts.bundle.rglob("*") if path.is_file()}
    of_transformers = ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")
    assert names == {
        *("README.md", "proof.json", "labels.txt", "preprocessing.json", "tokenizer.json", "golden.json"),
        *("model.onnx", "model.safetensors", "model.json", "model.pt2"),
        *("predict.py", "text_clean.py", "text_preprocess.py"),
        *(f"hugging-face/{name}" for name in of_transformers),
    }


def test_the_golden_texts_give_the_golden_answers(exported_texts):
    done = run_script(exported_texts.bundle, "--check")
    assert done.returncode == 0, done.stderr
    assert "golden texts" in done.stdout
    golden = json.loads((exported_texts.bundle / "golden.json").read_text(encoding="utf-8"))["texts"]
    assert {one["label"] for one in golden} == {"content", "unhappy"}
    assert all(one["text"] and len(one["probabilities"]) == 2 for one in golden)


def test_a_wrong_golden_answer_is_noticed(exported_texts, tmp_path: Path):
    bundle = shutil.copytree(exported_texts.bundle, tmp_path / "bundle")
    golden = json.loads((bundle / "golden.json").read_text(encoding="utf-8"))
    golden["texts"][0]["probabilities"][0] += 0.01
    (bundle / "golden.json").write_text(json.dumps(golden))
    done = run_script(bundle, "--check")
    assert done.returncode == 1
    assert "NOT the same" in done.stdout


def test_the_script_answers_like_the_network_and_goes_on_after_an_empty_text(exported_texts, tmp_path: Path):
    done = run_script(exported_texts.bundle, TEXTS[0], " \t", *TEXTS[1:])
    assert done.returncode == 1
    assert done.stderr == "(empty): The text is empty: there is nothing to classify in it. Write some words.\n"
    names = ("content", "unhappy")
    lines = done.stdout.splitlines()
    assert lines[1].startswith("Terrible. It broke within an hour and nobody answers my mai…: ")
    for line, row in zip(lines, answers_of_run(exported_texts, tmp_path), strict=True):
        assert f": {names[row.argmax()]} {row.max():.3f}, {names[row.argmin()]} {row.min():.3f}" in line


def test_each_line_of_a_file_is_answered_under_its_number(exported_texts, tmp_path: Path):
    path = tmp_path / "lines.txt"
    path.write_bytes("\ufeffWhat a joy\r\n\r\n  \r\nTerrible 😡".encode())
    done = run_script(exported_texts.bundle, "--file", str(path))
    assert done.returncode == 0, done.stderr
    assert [line.partition(": ")[0] for line in done.stdout.splitlines()] == [f"{path}#1", f"{path}#4"]
    alone = run_script(exported_texts.bundle, "What a joy", "Terrible 😡").stdout
    assert [line.rpartition(": ")[2] for line in done.stdout.splitlines()] == [
        line.rpartition(": ")[2] for line in alone.splitlines()
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("Ein schöner Tag".encode("latin-1"), "It is not in UTF-8 (byte 8 is none). Save it as UTF-8 and try again."),
        ("A day".encode("utf-16"), "It is not in UTF-8 (byte 1 is none). Save it as UTF-8 and try again."),
        (b"\n \n", "It is empty: there is no text in it. Write one text a line."),
        (None, "It can't be read: No such file or directory. Check the name."),
    ],
)
def test_a_file_that_cannot_be_used_is_a_sentence(exported_texts, tmp_path: Path, content: bytes | None, told: str):
    path = tmp_path / "lines.txt"
    if content is not None:
        path.write_bytes(content)
    done = run_script(exported_texts.bundle, "--file", str(path))
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{path}: {told}\n")


@pytest.mark.parametrize("arguments", [(), ("--file",), ("--chekc",)])
def test_wrong_use_shows_how_it_is_used(exported_texts, arguments: tuple[str, ...]):
    done = run_script(exported_texts.bundle, *arguments)
    assert done.returncode == 2
    assert "--file LINES.txt" in done.stdout


def test_the_script_needs_neither_torch_nor_transformers_nor_fettle(exported_texts):
    code = (
        "import runpy, sys; model = runpy.run_path('predict.py')['Model'](); model.probabilities(['a text', 'another one']);"
        "print({name.partition('.')[0] for name in sys.modules} & {'torch', 'transformers', 'core', 'app', 'PIL', 'pyarrow'})"
    )
    command = [sys.executable, "-I", "-B", "-c", code]
    done = subprocess.run(command, cwd=exported_texts.bundle, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_cleaning_and_preprocessing_are_word_for_word_ours(exported_texts):
    for name in ("text_clean.py", "text_preprocess.py"):
        assert (exported_texts.bundle / name).read_bytes() == (CORE / "dataset" / name).read_bytes()


@pytest.mark.parametrize(("count", "tokens"), [(1, 1), (1, 2), (1, 512), (2, 40), (5, 7)])
def test_onnx_gives_logits_for_any_number_of_texts_of_any_length(exported_texts, count: int, tokens: int):
    model = onnx.load(exported_texts.bundle / "model.onnx")
    assert "Softmax" not in {node.op_type for node in model.graph.node[-3:]}
    assert [given.name for given in model.graph.input] == ["input_ids", "attention_mask"]
    for given in model.graph.input:
        assert given.type.tensor_type.elem_type == onnx.TensorProto.INT64
        assert all(side.dim_param for side in given.type.tensor_type.shape.dim)
    module = load_run_model(exported_texts.run).module
    ids = torch.randint(1000, 20_000, (count, tokens), generator=torch.Generator().manual_seed(0))
    mask = torch.ones_like(ids)
    for row in range(1, count):  # the first is the longest, every other is filled up
        mask[row, tokens - row :] = 0
    with torch.no_grad():
        expected = module(torch.stack([ids, mask], dim=1)).numpy()
    session = onnxruntime.InferenceSession(exported_texts.bundle / "model.onnx", providers=["CPUExecutionProvider"])
    (logits,) = session.run(["logits"], {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})
    np.testing.assert_allclose(logits, expected, rtol=1e-5, atol=1e-5)


def test_plain_transformers_gives_the_same_probabilities_for_padded_and_cut_texts(exported_texts, tmp_path: Path):
    folder = exported_texts.bundle / "hugging-face"
    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModelForSequenceClassification.from_pretrained(folder)
    inputs = tokenizer(list(TEXTS), truncation=True, padding=True, return_tensors="pt")
    assert inputs["input_ids"].shape == (3, 32)
    with torch.no_grad():
        probabilities = model.eval()(**inputs).logits.softmax(dim=1).numpy()
    np.testing.assert_allclose(probabilities, answers_of_run(exported_texts, tmp_path), atol=1e-5)
    assert model.config.id2label == {0: "content", 1: "unhappy"}
    assert model.config.label2id == {"content": 0, "unhappy": 1}
    assert (tokenizer.pad_token, tokenizer.cls_token, tokenizer.sep_token) == ("[PAD]", "[CLS]", "[SEP]")
    assert tokenizer.convert_ids_to_tokens(inputs["input_ids"][2])[:4] == ["[CLS]", "[UNK]", "[SEP]", "[PAD]"]


def test_the_folder_of_transformers_is_a_model_for_fettle_too(exported_texts):
    handle, ours = open_source(str(exported_texts.bundle / "hugging-face")).handle, load_run_model(exported_texts.run)
    assert handle.class_names == ours.class_names
    tokens = torch.from_numpy(handle.preprocessing.collate(handle.preprocessing.prepare_all(TEXTS)))
    with torch.no_grad():
        theirs, mine = handle.module(tokens).softmax(1), ours.module(tokens).softmax(1)
    # a plain BERT that says the same, see core.models.mean_pooling
    assert float((theirs - mine).abs().max()) < 1e-5


def test_safetensors_come_back_bit_for_bit_with_their_tokenizer(exported_texts):
    ours, theirs = load_run_model(exported_texts.run), load_model(exported_texts.bundle)
    assert theirs.class_names == ours.class_names
    assert theirs.preprocessing == ours.preprocessing
    for name, tensor in ours.module.state_dict().items():
        assert torch.equal(theirs.module.state_dict()[name], tensor), name


def test_bundle_and_run_give_the_same_answers_in_fettle(exported_texts, tmp_path: Path, heard):
    bundle = shutil.copytree(exported_texts.bundle, tmp_path / "bundle")
    (bundle / "model.json").unlink()
    found = []
    for number, source in enumerate((exported_texts.run.path, bundle)):
        job = PredictJob(source=str(source), texts=TEXTS, paths=(str(exported_texts.data),), to=str(tmp_path / f"{number}"))
        result = run_predict_job(job, heard.emit, heard.inbox)
        found.append(read_record(Path(result["predictions"]), PredictionList).predictions)
    assert len(found[1]) == len(found[0]) > len(TEXTS)
    for row, wanted in zip(found[1], found[0], strict=True):
        assert (row.path, row.text, row.class_names) == (wanted.path, wanted.text, wanted.class_names)
        assert row.probabilities == pytest.approx(wanted.probabilities, abs=1e-4)


def test_no_path_of_this_computer_is_in_any_file(exported_texts):
    private = [str(CORE.parent).encode(), b"site-packages", str(exported_texts.run.path.parent).encode()]
    for path in exported_texts.bundle.rglob("*"):
        if path.is_file():
            assert not [text for text in private if text in path.read_bytes()], path.name


def test_the_card_speaks_of_texts(exported_texts):
    card = (exported_texts.bundle / "README.md").read_text(encoding="utf-8")
    assert "A text classifier that tells 2 classes apart: content, unhappy." in card
    assert "Texts of more than 32 tokens are cut to that many, their start is kept." in card
    assert "if the texts are not yours to share" in card
    assert "`hugging-face`: `AutoModelForSequenceClassification.from_pretrained('hugging-face')`" in card
    assert "apache-2.0" in card.lower()
    assert "picture" not in card and "image" not in card


def test_the_golden_texts_are_whole_validation_texts(exported_texts):
    validation = [sample for sample in read_split(exported_texts.run.split_path) if sample.part == "validation"]
    texts = load_texts(exported_texts.data, [sample.file for sample in validation], TableSpec())
    golden = json.loads((exported_texts.bundle / "golden.json").read_text(encoding="utf-8"))["texts"]
    assert {one["text"] for one in golden} <= set(texts)

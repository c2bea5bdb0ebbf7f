"""A sentence encoder's head reads the mean of the tokens, and transformers opens it all the same."""

import json
import shutil

import pytest
import torch
from transformers import AutoModel, AutoModelForSequenceClassification

from core.contracts.spec import ModelSpec
from core.export.hugging_face import write_folder
from core.models.build import build_model, load_model, save_model
from core.store.weight_caches import bundled_text_model

TEXTS = ["A truly wonderful film.", "bad", "The ending of this long and winding story about nothing at all was dull ."]


@pytest.fixture(scope="module")
def bundled():
    return build_model(ModelSpec(entry="text/all-MiniLM-L6-v2"), ("a", "b"))


def inputs_of(handle):
    return torch.from_numpy(handle.preprocessing.collate(handle.preprocessing.prepare_all(TEXTS)))


def logits(handle):
    with torch.no_grad():
        return handle.module(inputs_of(handle))


def test_the_head_reads_the_mean_of_the_tokens_that_are_there(bundled):
    tokens = inputs_of(bundled)
    encoder = AutoModel.from_pretrained(bundled_text_model()).eval()
    with torch.no_grad():
        said = encoder(input_ids=tokens[:, 0], attention_mask=tokens[:, 1]).last_hidden_state
        means = torch.stack([row[: int(mask.sum())].mean(0) for row, mask in zip(said, tokens[:, 1], strict=True)])
        expected = bundled.module.network.classifier(torch.nn.functional.layer_norm(means, means.shape[1:], eps=1e-12))
    assert torch.allclose(logits(bundled), expected, atol=1e-5)


def test_what_stands_beside_a_text_in_its_batch_changes_nothing(bundled):
    tokens = inputs_of(bundled)
    alone = tokens[1:2, :, : int(tokens[1, 1].sum())]
    with torch.no_grad():
        assert torch.allclose(bundled.module(alone)[0], logits(bundled)[1], atol=1e-5)


def test_plain_transformers_gives_the_same_answers(bundled, tmp_path):
    with torch.no_grad():
        bundled.module.network.classifier.weight.mul_(5)  # as sure as after training
    write_folder(bundled, tmp_path)
    plain = AutoModelForSequenceClassification.from_pretrained(tmp_path).eval()
    assert type(plain).__name__ == "BertForSequenceClassification"
    tokens = inputs_of(bundled)
    with torch.no_grad():
        theirs = plain(input_ids=tokens[:, 0], attention_mask=tokens[:, 1]).logits
    difference = (theirs.softmax(1) - logits(bundled).softmax(1)).abs().max()
    assert difference < 1e-5
    assert logits(bundled).softmax(1).max() > 0.8


def test_saved_and_read_back_bit_for_bit(bundled, tmp_path):
    save_model(bundled, tmp_path)
    assert torch.equal(logits(load_model(tmp_path)), logits(bundled))


def test_a_model_that_was_saved_with_a_pooler_keeps_it(bundled, tmp_path):
    """As all runs of earlier versions were."""
    folder = shutil.copytree(bundled_text_model(), tmp_path / "bert", ignore=shutil.ignore_patterns("1_Pooling"))
    earlier = build_model(ModelSpec(entry=str(folder)), ("a", "b"))
    assert earlier.blocks[-1].label == "Pooler"
    (tmp_path / "saved").mkdir()
    save_model(earlier, tmp_path / "saved")
    assert "pooling" not in json.loads((tmp_path / "saved" / "model.json").read_text())["config"]
    again = load_model(tmp_path / "saved")
    assert again.blocks[-1].label == "Pooler"
    assert torch.equal(logits(again), logits(earlier))

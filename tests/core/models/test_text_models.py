"""Encoders for texts: the bundled one, and folders as transformers writes them; read, but never run."""

import json
from pathlib import Path

import pytest
import torch
from transformers import AutoModel, AutoTokenizer

from core.contracts.errors import UserError
from core.contracts.spec import ModelSpec
from core.models.build import build_model, load_model, save_model
from core.models.freezing import freeze
from core.store.weight_caches import bundled_text_model
from core.training.cut import find_cut
from tests.tiny_encoders import CONFIGS, SPECIAL, tiny_tokenizer, write_decoder, write_encoder

TEXTS = ["The film was great!", "Dull", "i was not great , but the ending is a story and it is dull ."]
BUNDLED = ModelSpec(entry="text/all-MiniLM-L6-v2")


def inputs_of(handle, texts=TEXTS):
    return torch.from_numpy(handle.preprocessing.collate(handle.preprocessing.prepare_all(texts)))


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("encoders")
    return {kind: (root / kind, write_encoder(kind, root / kind)) for kind in CONFIGS}


# ---- the bundled model -----------------------------------------------------------------------------------------------


def test_the_bundled_ladder_reads_like_the_network():
    handle = build_model(BUNDLED, ("a", "b"))
    labels = [block.label for block in handle.blocks]
    assert labels == ["Embeddings", *(f"Block {number}" for number in range(1, 7))]
    assert handle.head.label == "Head"
    assert sum(handle.parameter_count(block) for block in (*handle.blocks, handle.head)) == 22_566_146


def test_the_bundled_weights_are_those_of_the_package():
    handle = build_model(BUNDLED, ("a", "b"))
    theirs = AutoModel.from_pretrained(bundled_text_model()).eval()
    tokens = inputs_of(handle)
    with torch.no_grad():
        ours = handle.module.network.bert(input_ids=tokens[:, 0], attention_mask=tokens[:, 1])
        expected = theirs(input_ids=tokens[:, 0], attention_mask=tokens[:, 1])
    assert torch.equal(ours.last_hidden_state, expected.last_hidden_state)


def test_tokens_are_those_of_transformers():
    handle = build_model(BUNDLED, ("a", "b"))
    texts = [*TEXTS, "你好 🙂 مرحبا Café [SEP] [PAD]", "word " * 600]
    theirs = AutoTokenizer.from_pretrained(bundled_text_model())(
        texts, padding=True, truncation=True, max_length=256, return_tensors="pt"
    )
    ours = inputs_of(handle, texts)
    assert torch.equal(ours[:, 0], theirs.input_ids)
    assert torch.equal(ours[:, 1], theirs.attention_mask)


# ---- folders ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", CONFIGS)
def test_a_folder_answers_as_transformers_itself_does(folders, kind):
    folder, network = folders[kind]
    handle = build_model(ModelSpec(entry=str(folder)), None)
    tokens = inputs_of(handle)
    with torch.no_grad():
        theirs = network(input_ids=tokens[:, 0], attention_mask=tokens[:, 1]).logits
        assert torch.equal(handle.module(tokens), theirs)
    assert handle.class_names == ("bad", "good")


@pytest.mark.parametrize("kind", CONFIGS)
def test_the_ladder_has_a_rung_for_each_block(folders, kind):
    handle = build_model(ModelSpec(entry=str(folders[kind][0])), ("a", "b", "c"))
    labels = [block.label for block in handle.blocks]
    assert labels[:4] == ["Embeddings", "Block 1", "Block 2", "Block 3"]
    assert len(labels) <= 5
    named = [name for block in (*handle.blocks, handle.head) for name in (*block.parameters, *block.buffers)]
    owned = [name for name, _ in (*handle.module.named_parameters(), *handle.module.named_buffers())]
    assert sorted(named) == sorted(owned)


@pytest.mark.parametrize("kind", CONFIGS)
def test_the_frozen_prefix_works_at_every_block(folders, kind):
    handle = build_model(ModelSpec(entry=str(folders[kind][0])), ("a", "b"))
    tokens = inputs_of(handle)
    for trainable in range(len(handle.blocks)):
        freeze(handle, trainable)
        cut = find_cut(handle, tokens)
        assert cut is not None, f"{kind}: {trainable} trainable blocks"
        for some in (tokens, tokens[1:2, :, :3]):  # other lengths than those of the proof, too
            with torch.no_grad():
                torch.testing.assert_close(cut.suffix(cut.prefix(some)), handle.module(some), atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("kind", CONFIGS)
def test_saved_and_loaded_bit_for_bit(folders, kind, tmp_path):
    handle = build_model(ModelSpec(entry=str(folders[kind][0])), ("a", "b", "c"), seed=3)
    save_model(handle, tmp_path)
    again = load_model(tmp_path)
    tokens = inputs_of(handle)
    with torch.no_grad():
        assert torch.equal(again.module(tokens), handle.module(tokens))
    assert again.preprocessing == handle.preprocessing
    assert [block.name for block in again.blocks] == [block.name for block in handle.blocks]
    assert again.class_names == ("a", "b", "c")


def test_what_a_language_model_lacks_belongs_to_the_head(tmp_path):
    """RoBERTa's file has no dense layer before the logits: random numbers must not be frozen."""
    network = write_encoder("roberta", tmp_path / "whole")
    network.roberta.save_pretrained(tmp_path / "backbone")
    tiny_tokenizer().save(str(tmp_path / "backbone" / "tokenizer.json"))
    handle = build_model(ModelSpec(entry=str(tmp_path / "backbone")), ("a", "b"))
    assert "network.classifier.dense.weight" in handle.head.parameters
    save_model(handle, tmp_path / "whole")
    assert load_model(tmp_path / "whole").head == handle.head


def test_a_name_in_the_hugging_face_cache_is_enough(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    write_encoder("bert", tmp_path / "models--bert-base-uncased" / "snapshots" / "abc")
    by_name = build_model(ModelSpec(entry="bert-base-uncased"), ("a", "b"))
    by_id = build_model(ModelSpec(entry="text/bert-base-uncased"), ("a", "b"))
    assert torch.equal(by_name.module(inputs_of(by_name)), by_id.module(inputs_of(by_id)))


# ---- cutting ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keep", "expected"),
    [
        ("start", ["[CLS]", "i", "was", "not", "great", ",", "but", "[SEP]"]),
        ("end", ["[CLS]", "story", "and", "it", "is", "dull", ".", "[SEP]"]),
        ("both", ["[CLS]", "i", "was", "not", "is", "dull", ".", "[SEP]"]),
    ],
)
def test_what_is_kept_of_a_long_text(folders, keep, expected):
    spec = ModelSpec(entry=str(folders["bert"][0]), max_tokens=8, keep=keep)
    preprocessing = build_model(spec, ("a", "b")).preprocessing
    ids = preprocessing.prepare(TEXTS[2])[0].tolist()
    assert [preprocessing.tokenizer.id_to_token(token) for token in ids] == expected


def test_no_more_tokens_than_the_network_takes(folders):
    handle = build_model(ModelSpec(entry=str(folders["roberta"][0]), max_tokens=4096), ("a", "b"))
    assert handle.preprocessing.max_tokens == 65  # 66 places, of which the padding's come before the first
    handle.module(inputs_of(handle, ["film " * 500]))


# ---- what is refused -------------------------------------------------------------------------------------------------


def refused(folder):
    with pytest.raises(UserError) as error:
        build_model(ModelSpec(entry=str(folder)), ("a", "b"))
    return error.value


def test_a_model_for_continuing_texts_says_what_it_is_for(tmp_path):
    write_decoder(tmp_path / "gpt2")
    error = refused(tmp_path / "gpt2")
    assert error.code == "model_without_padding"
    assert "continuing texts" in str(error)


def test_code_in_a_folder_is_refused(tmp_path):
    write_encoder("bert", tmp_path / "bert")
    config = tmp_path / "bert" / "config.json"
    harm = {"auto_map": {"AutoModelForSequenceClassification": "modeling_own.Own"}}
    config.write_text(json.dumps({**json.loads(config.read_text()), **harm}))
    assert refused(tmp_path / "bert").code == "model_needs_code"


def test_a_damaged_tokenizer_is_a_sentence(tmp_path):
    write_encoder("bert", tmp_path / "bert")
    Path(tmp_path / "bert" / "tokenizer.json").write_text('{"version": "1.0", "model"')
    error = refused(tmp_path / "bert")
    assert error.code == "damaged_file"
    assert "tokenizer.json" in str(error)


def test_a_folder_without_tokenizer_is_a_sentence(tmp_path):
    write_encoder("bert", tmp_path / "bert")
    (tmp_path / "bert" / "tokenizer.json").unlink()
    assert refused(tmp_path / "bert").code == "model_without_tokenizer"


def test_an_older_folder_with_a_list_of_words_is_read(tmp_path, folders):
    write_encoder("bert", tmp_path / "bert")
    (tmp_path / "bert" / "tokenizer.json").unlink()
    words = tiny_tokenizer().get_vocab()
    (tmp_path / "bert" / "vocab.txt").write_text("\n".join(sorted(words, key=words.__getitem__)) + "\n")
    handle = build_model(ModelSpec(entry=str(tmp_path / "bert")), ("a", "b"))
    assert handle.preprocessing.prepare(TEXTS[0])[0].tolist() == tiny_tokenizer().encode(TEXTS[0]).ids
    assert handle.preprocessing.pad_id == SPECIAL.index("[PAD]")

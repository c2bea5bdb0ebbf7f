"""A model for texts as transformers itself saves one: a folder that its Auto classes open, without Fettle and without code."""

import copy
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from core.dataset.text_preprocess import TextPreprocessing
from core.export.bundle import labels_of
from core.models.handle import ModelHandle
from core.models.mean_pooling import plain_network

_SIDES = {"start": "right", "end": "left"}
# what the special tokens of the usual tokenizers are called, by their part
_PARTS = {
    "unk_token": ("[UNK]", "<unk>"),
    "cls_token": ("[CLS]", "<s>"),
    "sep_token": ("[SEP]", "</s>"),
    "mask_token": ("[MASK]", "<mask>"),
    "bos_token": ("<s>",),
    "eos_token": ("</s>",),
}


def write_folder(handle: ModelHandle, folder: Path) -> None:
    """config.json with the names of the classes, model.safetensors, tokenizer.json and tokenizer_config.json.

    Raises:
        ValueError: transformers can't cut texts as this model wants it.
        AttributeError: not a network of transformers.
    """
    preprocessing = cast(TextPreprocessing, handle.preprocessing)
    if preprocessing.keep not in _SIDES:
        raise ValueError("transformers keeps the start or the end of a text that is too long, not both")
    network = plain_network(cast(Any, handle.module).network)
    network.save_pretrained(folder)
    config = copy.deepcopy(network.config)
    config.id2label = dict(enumerate(labels_of(handle)))
    config.label2id = {name: index for index, name in config.id2label.items()}
    config.problem_type = "single_label_classification"  # the network that we began with may have been for something else
    config.save_pretrained(folder)
    preprocessing.save_files(folder)
    settings = json.dumps(tokenizer_settings(preprocessing), indent=1, ensure_ascii=False)
    (folder / "tokenizer_config.json").write_text(settings + "\n", encoding="utf-8")


def tokenizer_settings(preprocessing: TextPreprocessing) -> dict[str, Any]:
    """tokenizer_config.json. Written by hand: what version 5 of the library saves, version 4 can't open."""
    special = {token.content for token in preprocessing.tokenizer.get_added_tokens_decoder().values() if token.special}
    parts = {part: next((name for name in names if name in special), None) for part, names in _PARTS.items()}
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": preprocessing.max_tokens,
        "truncation_side": _SIDES[preprocessing.keep],
        "padding_side": "right",
        "pad_token": preprocessing.tokenizer.id_to_token(preprocessing.pad_id),
        **{part: name for part, name in parts.items() if name is not None},
        # texts have one part, and some networks take nothing else
        "model_input_names": ["input_ids", "attention_mask"],
        "clean_up_tokenization_spaces": False,
    }


class OpenedFolder:
    """The folder as its receiver opens it. Nothing of Fettle is asked."""

    def __init__(self, folder: Path) -> None:
        options: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
        self._tokenizer = cast(Any, AutoTokenizer).from_pretrained(folder, **options)
        self._network = cast(Any, AutoModelForSequenceClassification).from_pretrained(folder, **options).eval()

    def probabilities(self, texts: Sequence[str], class_names: Sequence[str]) -> torch.Tensor:
        """(N, C) float64 for the classes of these names.

        Raises:
            KeyError: the folder doesn't know a name.
        """
        inputs = self._tokenizer(list(texts), truncation=True, padding=True, return_tensors="pt")
        with torch.inference_mode():
            logits = self._network(**inputs).logits.double()
        columns = [self._network.config.label2id[name] for name in class_names]
        return cast(torch.Tensor, logits.softmax(dim=1)[:, columns])

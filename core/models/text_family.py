"""Encoders of transformers for texts: the bundled one, its cache, a model folder; never with code from outside."""

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any, cast

import torch
from pydantic import JsonValue
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import (
    CONFIG_MAPPING,
    MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING,
    AutoModelForSequenceClassification,
    AutoTokenizer,
)

from core.contracts.errors import UserError
from core.dataset.text_preprocess import TOKENIZER_FILE, TextPreprocessing
from core.models.families import Config, Network, OnProgress, head_rows, numbered_classes
from core.models.hub_download import fetch_from_hub
from core.models.mean_pooling import MeanPooledBert, reads_mean
from core.models.text_table import KNOWN_TEXT_MODELS
from core.models.transformers_loading import WEIGHT_FILES, load_into, read_object
from core.models.weights import Tensors
from core.store.weight_caches import BUNDLED_TEXT_MODEL, bundled_text_model, hub_file

# what texts are cut at unless the person says more: nearly all are shorter, and attention costs the square of it
DEFAULT_TOKENS = 256
# the layers that give the logits, and all that a language model's file may lack because it belongs to the head
_OUTPUTS = ("classifier", "classifier.out_proj", "score", "out_proj")
_HEADS = ("classifier", "pre_classifier", "score", "head", "pooler", "sequence_summary")
_TOKENIZER_FILES = (TOKENIZER_FILE, "tokenizer_config.json", "vocab.txt", "vocab.json", "merges.txt", "sentencepiece.bpe.model")
_OTHER_TOKENIZERS = ("spm.model", "spiece.model", "tokenizer.model")


class TokensToLogits(nn.Module):
    """A network of transformers as everything else here expects one: a tensor in, a tensor out."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, texts: Tensor) -> Tensor:
        """(N, 2, T) int64, tokens and attention mask, to (N, C)."""
        return cast(Tensor, self.network(input_ids=texts[:, 0], attention_mask=texts[:, 1]).logits)


class TextFamily:
    def config(self, name: str, size_px: int | None) -> dict[str, JsonValue]:
        folder, known = _folder(name), KNOWN_TEXT_MODELS.get(name)
        if folder is not None:
            return text_config(folder)
        if known is None:
            raise UserError("model_unknown", entry=f"text/{name}", hint="")
        return {"network": dict(known.config), **({"pooling": "mean"} if known.reads_mean else {})}

    def build(self, name: str, config: Config, weights: Tensors | None, path: str = "", folder: Path | None = None) -> Network:
        settings = cast(dict[str, Any], config["network"])
        loaded = CONFIG_MAPPING[settings["model_type"]].from_dict(settings)
        preprocessing = _preprocessing(loaded, folder or _folder(name), name)
        if weights is not None and not preprocessing.tokenizer_json:
            raise UserError("model_without_tokenizer", name=name, file=TOKENIZER_FILE)
        loaded.pad_token_id = preprocessing.pad_id
        rows = head_rows(weights, _OUTPUTS)
        if rows is not None:
            loaded.num_labels = rows
        # an outline is enough where the library makes the network again around the weights
        with torch.device("meta") if weights is not None else nullcontext():
            model = _outline(loaded, config).float()
        fresh: tuple[str, ...] = ()
        if weights is not None:
            model, fresh = load_into(model, weights, path=path, name=name, may_miss=_HEADS + _inside(model, _HEADS))
        named = _class_names(loaded) if rows is not None else ()
        return Network(TokensToLogits(model), named, preprocessing, tuple(f"network.{key}" for key in fresh))

    def find_weights(self, name: str) -> Path:
        folder = _folder(name)
        found = next((folder / file for file in WEIGHT_FILES if (folder / file).is_file()), None) if folder else None
        if found is None:
            raise UserError("weights_not_here", name=name, file=f"{name}/{WEIGHT_FILES[0]}")
        return found

    def download(self, name: str, on_progress: OnProgress) -> Path:
        if name == BUNDLED_TEXT_MODEL:
            raise UserError("download_not_needed", name=name)
        fetch_from_hub(name, ("config.json",), name=name, on_progress=lambda done, total: None)
        fetch_from_hub(name, (*_TOKENIZER_FILES[:1], *_TOKENIZER_FILES[2:]), name=name, on_progress=lambda done, total: None)
        path = fetch_from_hub(name, WEIGHT_FILES, name=name, on_progress=on_progress)
        if path.name == WEIGHT_FILES[1]:
            for shard in sorted(set(json.loads(path.read_text())["weight_map"].values())):
                fetch_from_hub(name, (shard,), name=name, on_progress=on_progress)
        return path


def text_config(folder: Path) -> dict[str, JsonValue]:
    """What `build` needs, out of a folder's config.json.

    Raises:
        UserError: damaged_file; model_needs_code; model_not_for_texts.
    """
    settings = read_object(folder / "config.json")
    tokenizer = read_object(folder / "tokenizer_config.json") if (folder / "tokenizer_config.json").is_file() else {}
    if "auto_map" in settings or "auto_map" in tokenizer:
        raise UserError("model_needs_code", path=str(folder))
    if not is_for_texts(settings):
        raise UserError("model_not_for_texts", path=str(folder), kind=str(settings.get("model_type", "nameless")))
    config: dict[str, JsonValue] = {"network": {key: value for key, value in settings.items() if key != "_name_or_path"}}
    return {**config, "pooling": "mean"} if reads_mean(folder, settings) else config


def _outline(settings: Any, config: Config) -> Any:
    """The network of these settings, its weights not filled in yet."""
    if config.get("pooling") == "mean":
        return MeanPooledBert(settings)
    return cast(Any, AutoModelForSequenceClassification).from_config(settings, trust_remote_code=False)


def is_for_texts(settings: dict[str, Any]) -> bool:
    """Can transformers make a text classifier of this config.json?"""
    kind = settings.get("model_type", "")
    return kind in CONFIG_MAPPING and CONFIG_MAPPING[kind] in MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING


def _folder(name: str) -> Path | None:
    """Where the files of a model by name lie on this computer."""
    if name == BUNDLED_TEXT_MODEL and (folder := bundled_text_model()) is not None:
        return folder
    config = hub_file(name, "config.json")
    return config.parent if config is not None else None


def _preprocessing(config: Any, folder: Path | None, name: str) -> TextPreprocessing:
    """Of a model that is only looked at (its files are not here) the tokenizer stays empty."""
    here = folder is not None and any((folder / file).is_file() for file in (*_TOKENIZER_FILES, *_OTHER_TOKENIZERS))
    tokenizer = _read_tokenizer(cast(Path, folder)) if here else None
    pad_id = _pad_id(config, tokenizer, name)
    limit = _limit(config)
    return TextPreprocessing(
        max_tokens=min(DEFAULT_TOKENS, limit),
        limit_tokens=limit,
        pad_id=pad_id,
        tokenizer_json=tokenizer.to_str() if tokenizer is not None else "",
    )


def _read_tokenizer(folder: Path) -> Tokenizer:
    """tokenizer.json as it is; what older folders hold in its place is converted by the library.

    Raises:
        UserError: damaged_file.
    """
    try:
        if (folder / TOKENIZER_FILE).is_file():
            tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        else:
            options: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False, "use_fast": True}
            tokenizer = cast(Any, AutoTokenizer).from_pretrained(folder, **options).backend_tokenizer
    except Exception as error:  # tokenizers raises plain Exception for a damaged file
        why = (str(error).strip().splitlines() or ["no tokenizer in it"])[0]
        raise UserError("damaged_file", path=str(folder / TOKENIZER_FILE), why=why) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _pad_id(config: Any, tokenizer: Tokenizer | None, name: str) -> int:
    """Raises UserError model_without_padding: a model that continues texts, one at a time."""
    if config.pad_token_id is not None:
        return int(config.pad_token_id)
    known = (tokenizer.token_to_id(token) for token in ("[PAD]", "<pad>", "<|pad|>")) if tokenizer is not None else ()
    found = next((token for token in known if token is not None), None)
    if found is None:
        raise UserError("model_without_padding", name=name)
    return found


def _limit(config: Any) -> int:
    """The longest input in tokens. Models with numbered places after the padding one (RoBERTa) lose those before it."""
    places = next((value for key in ("max_position_embeddings", "n_positions") if (value := getattr(config, key, None))), 512)
    behind_padding = config.model_type in ("roberta", "xlm-roberta", "camembert", "xlm-roberta-xl", "longformer", "mpnet")
    return int(places) - (int(config.pad_token_id or 0) + 1 if behind_padding else 0)


def _inside(model: nn.Module, names: tuple[str, ...]) -> tuple[str, ...]:
    """The same parts where they hang below the backbone: bert.pooler."""
    backbone = str(getattr(model, "base_model_prefix", ""))
    return tuple(f"{backbone}.{name}" for name in names) if backbone else ()


def _class_names(config: Any) -> tuple[str, ...]:
    names = tuple(str(config.id2label[index]) for index in sorted(config.id2label))
    return numbered_classes(len(names)) if names[0].startswith("LABEL_") else names

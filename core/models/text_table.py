"""Settings of well-known encoders for texts, so that their blocks can be shown before a download.

As published in each repository's config.json; what is not said is the library's default. Once a model is in the cache, its
own files are read instead.
"""

from dataclasses import dataclass
from typing import Any

from core.store.weight_caches import BUNDLED_TEXT_MODEL


@dataclass(frozen=True)
class KnownTextModel:
    """A repository on the Hugging Face hub. config: model_type and what differs from its defaults. reads_mean: see
    core.models.mean_pooling."""

    config: dict[str, Any]
    licence: str = "apache-2.0"
    reads_mean: bool = False


def _bert(hidden: int, layers: int, heads: int, **others: Any) -> dict[str, Any]:
    return {
        "model_type": "bert",
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "intermediate_size": 4 * hidden,
        **others,
    }


_ROBERTA = {"type_vocab_size": 1, "max_position_embeddings": 514, "pad_token_id": 1, "bos_token_id": 0, "eos_token_id": 2}
_DEBERTA_V3 = {
    "model_type": "deberta-v2",
    "hidden_size": 768,
    "intermediate_size": 3072,
    "num_attention_heads": 12,
    "vocab_size": 128100,
    "relative_attention": True,
    "position_buckets": 256,
    "norm_rel_ebd": "layer_norm",
    "share_att_key": True,
    "pos_att_type": ["p2c", "c2p"],
    "position_biased_input": False,
    "type_vocab_size": 0,
    "max_relative_positions": -1,
}

KNOWN_TEXT_MODELS: dict[str, KnownTextModel] = {
    BUNDLED_TEXT_MODEL: KnownTextModel(_bert(384, 6, 12), reads_mean=True),
    "distilbert/distilbert-base-uncased": KnownTextModel({"model_type": "distilbert"}),
    "distilbert/distilbert-base-multilingual-cased": KnownTextModel({"model_type": "distilbert", "vocab_size": 119547}),
    "google-bert/bert-base-uncased": KnownTextModel(_bert(768, 12, 12)),
    "google-bert/bert-base-cased": KnownTextModel(_bert(768, 12, 12, vocab_size=28996)),
    "google-bert/bert-base-multilingual-cased": KnownTextModel(_bert(768, 12, 12, vocab_size=119547)),
    "google-bert/bert-base-chinese": KnownTextModel(_bert(768, 12, 12, vocab_size=21128)),
    "google-bert/bert-large-uncased": KnownTextModel(_bert(1024, 24, 16)),
    "FacebookAI/roberta-base": KnownTextModel({"model_type": "roberta", "vocab_size": 50265, **_ROBERTA}, "mit"),
    "FacebookAI/xlm-roberta-base": KnownTextModel({"model_type": "xlm-roberta", "vocab_size": 250002, **_ROBERTA}, "mit"),
    "microsoft/deberta-v3-small": KnownTextModel({**_DEBERTA_V3, "num_hidden_layers": 6}, "mit"),
    "microsoft/deberta-v3-base": KnownTextModel({**_DEBERTA_V3, "num_hidden_layers": 12}, "mit"),
    "answerdotai/ModernBERT-base": KnownTextModel({"model_type": "modernbert"}),
}

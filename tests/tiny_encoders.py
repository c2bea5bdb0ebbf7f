"""Small text encoders of several families, with random weights and a tokenizer of their own, as model folders."""

from pathlib import Path

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import AutoModelForSequenceClassification as Classifier
from transformers import (
    BertConfig,
    DebertaV2Config,
    DistilBertConfig,
    GPT2Config,
    ModernBertConfig,
    PretrainedConfig,
    RobertaConfig,
    XLMRobertaConfig,
)

WORDS = [
    "the",
    "a",
    "film",
    "is",
    "was",
    "great",
    "dull",
    "not",
    "and",
    "but",
    "ending",
    "story",
    "actor",
    "i",
    "it",
    ",",
    ".",
    "!",
]
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
_SIZES = {"hidden_size": 32, "num_hidden_layers": 3, "num_attention_heads": 2, "intermediate_size": 48}
_COMMON = {"vocab_size": len(SPECIAL) + len(WORDS), "pad_token_id": 0}

CONFIGS: dict[str, PretrainedConfig] = {
    "bert": BertConfig(**_SIZES, **_COMMON),
    "distilbert": DistilBertConfig(dim=32, n_layers=3, n_heads=2, hidden_dim=48, **_COMMON),
    "roberta": RobertaConfig(**_SIZES, **_COMMON, max_position_embeddings=66, type_vocab_size=1),
    "xlm-roberta": XLMRobertaConfig(**_SIZES, **_COMMON, max_position_embeddings=66, type_vocab_size=1),
    "deberta-v2": DebertaV2Config(
        **_SIZES,
        **_COMMON,
        relative_attention=True,
        position_buckets=16,
        norm_rel_ebd="layer_norm",
        share_att_key=True,
        pos_att_type=["p2c", "c2p"],
        position_biased_input=False,
        type_vocab_size=0,
        pooler_hidden_size=32,
    ),
    "modernbert": ModernBertConfig(
        **_SIZES, **_COMMON, max_position_embeddings=128, cls_token_id=2, sep_token_id=3, bos_token_id=2, eos_token_id=3
    ),
}


def tiny_tokenizer(special: tuple[str, ...] = SPECIAL) -> Tokenizer:
    tokenizer = Tokenizer(models.WordLevel({word: index for index, word in enumerate((*special, *WORDS))}, unk_token="[UNK]"))
    tokenizer.add_special_tokens(list(special))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return tokenizer


def write_encoder(kind: str, folder: Path, labels: tuple[str, ...] = ("bad", "good")) -> torch.nn.Module:
    """A model folder as transformers writes it. Returns the network, in evaluation mode."""
    config = CONFIGS[kind].__class__.from_dict(CONFIGS[kind].to_dict())
    config.id2label = dict(enumerate(labels))
    config.label2id = {label: index for index, label in enumerate(labels)}
    return _write(config, folder)


def write_decoder(folder: Path) -> torch.nn.Module:
    """A model for continuing texts, without a token that fills up."""
    return _write(
        GPT2Config(n_embd=32, n_layer=2, n_head=2, vocab_size=_COMMON["vocab_size"], pad_token_id=None),
        folder,
        ("[START]", *SPECIAL[1:]),
    )


def _write(config: PretrainedConfig, folder: Path, special: tuple[str, ...] = SPECIAL) -> torch.nn.Module:
    torch.manual_seed(0)
    network = Classifier.from_config(config).eval()
    network.save_pretrained(folder)
    tiny_tokenizer(special).save(str(folder / "tokenizer.json"))
    return network

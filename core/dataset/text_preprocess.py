"""From a text to what the network takes: tokens, cut where it is too long. The same everywhere.

This file is copied into exported bundles as it is, so it needs tokenizers and numpy and nothing of Fettle.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

TOKENIZER_FILE = "tokenizer.json"
KEEPS = ("start", "end", "both")
# of an input without meaning: unlike any other size of a network, so that it can be told which side counts tokens
EXAMPLE_TOKENS = 23

Inputs = npt.NDArray[np.int64]


@dataclass(frozen=True)
class TextPreprocessing:
    """How a network wants its texts.

    max_tokens: longer texts are cut, special tokens counted.
    keep: what is kept of a text that is cut: its start, its end, or half of each (Sun et al., "How to Fine-Tune BERT for
        Text Classification?", CCL 2019, section 5.3).
    pad_id: the token that fills up shorter texts of a batch.
    tokenizer_json: content of tokenizer.json, as the library tokenizers writes it.
    limit_tokens: the most that the network takes.
    """

    max_tokens: int
    limit_tokens: int
    pad_id: int
    keep: str = "start"
    tokenizer_json: str = ""

    kind: ClassVar[str] = "text"
    # the network takes inputs of any length, so a batch is as long as its longest text
    varies_in_length: ClassVar[bool] = True

    def __post_init__(self) -> None:
        if self.max_tokens < 1:
            raise ValueError(f"max_tokens must be at least 1, not {self.max_tokens}")
        if self.keep not in KEEPS:
            raise ValueError(f"keep must be one of {', '.join(KEEPS)}, not {self.keep}")

    @classmethod
    def read(cls, values: Mapping[str, Any], folder: Path) -> "TextPreprocessing":
        """Reads `to_dict` and `save_files` back.

        Raises:
            OSError, TypeError, ValueError: not settings of ours, or no tokenizer beside them.
        """
        named = {name: value for name, value in values.items() if name != "kind"}
        return cls(**named, tokenizer_json=(folder / TOKENIZER_FILE).read_text(encoding="utf-8"))

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON; the tokenizer is a file of its own."""
        return {
            "kind": self.kind,
            "max_tokens": self.max_tokens,
            "limit_tokens": self.limit_tokens,
            "pad_id": self.pad_id,
            "keep": self.keep,
        }

    def save_files(self, folder: Path) -> None:
        """Writes what `to_dict` leaves out."""
        (folder / TOKENIZER_FILE).write_text(self.tokenizer_json, encoding="utf-8")

    def network_config(self) -> dict[str, Any]:
        """What the network must be built for to take these inputs: nothing, it takes any length up to its limit."""
        return {}

    def key(self) -> str:
        """All that an input depends on besides the text."""
        return f"{self.to_dict()} {hashlib.sha256(self.tokenizer_json.encode()).hexdigest()}"

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """Without the cutting and filling up that its file may ask for: both are done here."""
        tokenizer = Tokenizer.from_str(self.tokenizer_json)
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def encode(self, texts: Sequence[str]) -> list[Encoding]:
        """Whole texts, special tokens included; several at once are spread over the processor's cores."""
        encodings: list[Encoding] = self.tokenizer.encode_batch(list(texts))
        return encodings

    def kept(self, encoding: Encoding) -> list[int]:
        """The places of the tokens that the network sees, in order; the special ones at both ends always stay."""
        special = encoding.special_tokens_mask
        count = len(special)
        if count <= self.max_tokens:
            return list(range(count))
        first = next((place for place in range(count) if not special[place]), count)
        last = next((place for place in range(count, first, -1) if not special[place - 1]), first)
        room = max(0, self.max_tokens - first - (count - last))
        at_start = {"start": room, "end": 0, "both": (room + 1) // 2}[self.keep]
        body = [*range(first, first + at_start), *range(last - (room - at_start), last)]
        return [*range(first), *body, *range(last, count)]

    def prepare(self, text: str) -> Inputs:
        """(2, T) int64, T at most max_tokens: the tokens, and 1 for each of them."""
        return self.prepare_all([text])[0]

    def prepare_all(self, texts: Sequence[str]) -> list[Inputs]:
        """`prepare` of many."""
        rows = []
        for encoding in self.encode(texts):
            ids = np.array(encoding.ids, np.int64)[self.kept(encoding)]
            rows.append(np.stack([ids, np.ones_like(ids)]))
        return rows

    def collate(self, rows: Sequence[Inputs]) -> Inputs:
        """(N, 2, T) int64, filled up to the longest: token `pad_id`, and 0 for "nothing here"."""
        longest = max(row.shape[1] for row in rows)
        batch = np.zeros((len(rows), 2, longest), np.int64)
        batch[:, 0] = self.pad_id
        for place, row in enumerate(rows):
            batch[place, :, : row.shape[1]] = row
        return batch

    def feeds(self, inputs: Inputs) -> dict[str, Inputs]:
        """A batch as an exported network takes it: two arrays (N, T) by the names that transformers gives them."""
        return {"input_ids": np.ascontiguousarray(inputs[:, 0]), "attention_mask": np.ascontiguousarray(inputs[:, 1])}

    def example(self, count: int, length: int = EXAMPLE_TOKENS) -> Inputs:
        """(count, 2, length) int64 without meaning, to trace, measure or export the network with."""
        ids = np.full((count, length), self.pad_id + 1, np.int64)
        return np.stack([ids, np.ones_like(ids)], axis=1)

"""One text, read once: is there one, how long is it, how does it begin."""

import hashlib
from pathlib import Path
from typing import Any, NamedTuple

from core.dataset.checks import FileCheck
from core.dataset.text_read import read_text_file

EXCERPT_CHARACTERS = 300
# To be raised when the same bytes become another text: what was remembered of files is then forgotten.
READER_VERSION = 3


class TextCheck(FileCheck):
    """What is known of a file. `problem`: as in `core.dataset.text_read.TextRead`."""

    characters: int = 0
    excerpt: str = ""

    @property
    def facts(self) -> dict[str, Any]:
        return {"characters": self.characters, "excerpt": self.excerpt}


class RowCheck(NamedTuple):
    """What is known of a row of a table: little, since there may be a million of them."""

    sha256: str
    characters: int

    @property
    def facts(self) -> dict[str, Any]:
        return {"characters": self.characters}


def check_text(path: Path) -> TextCheck:
    """Reads and hashes a file. Never raises for what lies there."""
    text, problem, _encoding = read_text_file(path)
    if problem:
        return TextCheck(problem=problem)
    return TextCheck(sha256=hash_of(text), characters=len(text), excerpt=excerpt_of(text))


def check_row(text: str) -> RowCheck:
    return RowCheck(hash_of(text), len(text))


def hash_of(text: str) -> str:
    """Of the text as it is read, so that one text in two encodings is the same."""
    return hashlib.sha256(text.encode()).hexdigest()


def excerpt_of(text: str) -> str:
    """How a text begins, on one line."""
    return " ".join(text[: 2 * EXCERPT_CHARACTERS].split())[:EXCERPT_CHARACTERS]

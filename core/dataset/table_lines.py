"""The lines of a table as text, in whatever encoding they were written."""

import codecs
import io
from collections.abc import Iterator
from pathlib import Path

from core.dataset.decode import openable_path
from core.dataset.text_encoding import SAMPLE_BYTES, decoded, encoding_of


def open_lines(path: Path, encoding: str | None = None) -> Iterator[str]:
    """Every line with its end. Bytes that aren't UTF-8 in a file that is stay in it as lone surrogates, see `whole`.

    Raises:
        OSError: the file can't be read.
    """
    encoding = encoding or encoding_of_table(path)
    errors = "surrogateescape" if encoding in ("utf-8", "utf-8-sig") else "replace"
    with io.TextIOWrapper(openable_path(path).open("rb"), encoding=encoding, errors=errors, newline="") as stream:
        yield from stream


def encoding_of_table(path: Path) -> str:
    """Found from the first bytes that aren't ASCII: the heading and many rows often are."""
    with openable_path(path).open("rb") as stream:
        sample = rest = stream.read(SAMPLE_BYTES)
        while rest and rest.isascii() and b"\0" not in rest:
            rest = stream.read(SAMPLE_BYTES)
            if not rest.isascii():
                sample = rest[rest.find(b"\n") + 1 :] or rest
    return "utf-8" if _is_mostly_utf8(sample) else encoding_of(sample, cut=len(rest) == SAMPLE_BYTES) or "utf-8"


def _is_mostly_utf8(sample: bytes) -> bool:
    """Rows of another source are put right one by one, see `whole`."""
    if sample.startswith(codecs.BOM_UTF8):
        return False  # its own encoding, and UTF-8 all the same
    lines = [line for line in sample.split(b"\n")[:-1] if not line.isascii()]
    return sum(_is_utf8(line) for line in lines) * 2 > len(lines)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def whole(text: str) -> str:
    """Text whose bytes were not all of the file's encoding, put right: rows from several sources in one file."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return decoded(text.encode("utf-8", errors="surrogateescape"))[0]
    return text

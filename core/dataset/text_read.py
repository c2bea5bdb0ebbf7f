"""The one way from bytes to a text: scan, training, prediction and the golden samples of an export all come here.

A mail becomes its subject and its words, a page its words; control characters go, outer white space too. What else a text
is made of stays as it is.
"""

from pathlib import Path
from typing import NamedTuple

from core.dataset.decode import openable_path
from core.dataset.text_clean import cleaned
from core.dataset.text_encoding import decoded
from core.dataset.text_html import charset_of, is_html, text_of_html
from core.dataset.text_mail import is_mail, text_of_mail
from core.dataset.there import is_there

__all__ = ["TextRead", "cleaned", "read_text_file", "text_from_bytes"]

# Nothing that somebody would label as one text: a thousand times what a network reads of it.
MAX_BYTES = 32 << 20
# What begins files of other kinds; some of them would pass for text.
_MAGIC = (
    b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf",
    b"Rar!", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"RIFF", b"OggS", b"ID3", b"fLaC", b"II*\x00", b"MM\x00*", b"PAR1",
    b"SQLite format 3", b"\x80\x04\x95", b"\x93NUMPY", b"{\\rtf",
)  # fmt: skip


class TextRead(NamedTuple):
    """A text, or why there is none: missing, no_permission, unreadable, too_large, not_a_text or empty."""

    text: str = ""
    problem: str = ""
    encoding: str = ""


def read_text_file(path: Path) -> TextRead:
    """Never raises for what lies there."""
    try:
        with openable_path(path).open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except PermissionError:
        return TextRead(problem="no_permission")
    except OSError:
        return TextRead(problem="unreadable" if is_there(path) else "missing")
    except ValueError:
        return TextRead(problem="unreadable")
    return TextRead(problem="too_large") if len(data) > MAX_BYTES else text_from_bytes(data)


def text_from_bytes(data: bytes) -> TextRead:
    """What a file of these bytes says."""
    if not data:
        return TextRead(problem="empty")
    if data.startswith(_MAGIC) and b"\0" in data[:4096] + b"\0" * data.startswith((b"%PDF-", b"{\\rtf")):
        return TextRead(problem="not_a_text")
    if is_mail(data):
        text, encoding = text_of_mail(data), "mail"
    else:
        text, encoding = decoded(data, charset_of(data))
        if not encoding:
            return TextRead(problem="not_a_text")
        if is_html(text):
            text = text_of_html(text)
    text = cleaned(text)
    return TextRead(text, "", encoding) if text else TextRead(problem="empty", encoding=encoding)

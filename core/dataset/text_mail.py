"""The words of a mail: its subject and its text parts, decoded. Attachments and the other headers are passed over."""

import base64
import email
import email.policy
import re
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from itertools import takewhile

from core.dataset.text_encoding import decoded
from core.dataset.text_html import charset_of, is_html, text_of_html

_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]*):[ \t]?[^\r\n]*")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]*={0,2}")
_KNOWN = frozenset(
    b"from to cc subject date received return-path message-id mime-version content-type delivered-to reply-to sender "
    b"x-mailer in-reply-to references content-transfer-encoding".split()
)
# Of the known headers that begin a mail: fewer could be a note like "Date: ... To: ...".
_ENOUGH = 2
_HEAD_BYTES = 16_384


def is_mail(data: bytes) -> bool:
    """Does it begin with a block of headers, after the "From " line of a mailbox where there is one?"""
    lines = re.split(rb"\r\n|\n|\r", data[:_HEAD_BYTES])
    if lines and lines[0].startswith(b"From ") and len(lines) > 1:
        lines = lines[1:]
    known: set[bytes] = set()
    for line in lines:
        if not line.strip():
            break
        if line[:1] in b" \t" and known:
            continue
        header = _HEADER.match(line)
        if header is None:
            return len(known) > _ENOUGH
        known |= {header.group(1).lower()} & _KNOWN
    return len(known) >= _ENOUGH


def text_of_mail(data: bytes) -> str:
    """Subject, an empty line, the text. Never raises: a part that can't be decoded is taken as it stands."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        texts = [_subject(message), *_texts(message)]
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError):
        # the library has met something that it didn't expect, for instance a thousand mails in one another
        texts = [decoded(data)[0]]
    return "\n\n".join(text for text in texts if text.strip())


def _texts(message: Message) -> list[str]:
    """The text parts in their order; of several forms of one text the plain one where it says something."""
    if message.get_content_disposition() == "attachment":
        return []
    if not message.is_multipart():
        # "multipart" without parts: its boundary was lost
        return [_text_of_part(message)] if message.get_content_maintype() in ("text", "multipart") else []
    parts = [_texts(part) for part in message.get_payload() if isinstance(part, Message)]
    if message.get_content_subtype() == "alternative":
        return next((texts for texts in parts if any(text.strip() for text in texts)), [])
    subject = [_subject(message)] if message.get_content_type() == "message/rfc822" else []
    return subject + [text for texts in parts for text in texts]


def _text_of_part(part: Message) -> str:
    payload = _bytes_of_part(part)
    html = part.get_content_subtype() == "html"
    text, _encoding = decoded(payload, _charset(part) or (charset_of(payload) if html else ""))
    return text_of_html(text) if html or is_html(text) else text


def _bytes_of_part(part: Message) -> bytes:
    """Decoded from its transfer encoding. What a mailing list wrote below a text in base64 is plain and stays so."""
    encoded = str(part.get("content-transfer-encoding", "")).strip().lower() == "base64"
    if encoded:
        # the library would decode what stands below as well
        del part["content-transfer-encoding"]
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return b""
    return _from_base64(payload.splitlines(keepends=True)) if encoded else payload


def _from_base64(lines: list[bytes]) -> bytes:
    encoded = list(takewhile(lambda line: _BASE64.fullmatch(line.strip()), lines))
    below = b"".join(lines[len(encoded) :])
    return base64.b64decode(_padded(b"".join(encoded))) + b"\n" * bool(below) + below


def _padded(encoded: bytes) -> bytes:
    """Whole groups of four, as far as the first mark of an end: a text that was cut short is read up to there."""
    plain = b"".join(encoded.split()).partition(b"=")[0]
    plain = plain[: len(plain) - 1] if len(plain) % 4 == 1 else plain
    return plain + b"=" * (-len(plain) % 4)


def _charset(part: Message) -> str:
    try:
        return part.get_content_charset("") or ""
    except (LookupError, ValueError, TypeError, AttributeError):  # a parameter that is encoded, wrongly
        return ""


def _subject(message: Message) -> str:
    """Decoded from its encoded words; what lies there undecoded is read as a text's bytes would be."""
    try:
        raw = message.get("subject")
        pieces = decode_header(raw) if raw is not None else []
    except (HeaderParseError, MessageError, ValueError, AttributeError):
        return ""
    words = [_decoded_word(word, charset) for word, charset in pieces]
    return " ".join("".join(words).split())


def _decoded_word(word: bytes | str, charset: str | None) -> str:
    data = word.encode("ascii", errors="surrogateescape") if isinstance(word, str) else word
    return decoded(data, "" if charset in (None, "unknown-8bit") else str(charset))[0]

"""Which characters the bytes of a text file are. No language is assumed; the same bytes always give the same answer.

A ladder from sure to unsure: a mark at the start, UTF-16 by its pattern of bytes, UTF-8, GB18030 where it reads as usual
Chinese, cp1252 where it reads as a Western text, then what charset-normalizer says of the rest.
"""

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

# Bytes that settle an encoding; more are not looked at.
SAMPLE_BYTES = 1 << 20
# What charset-normalizer is shown: it reads its sample once for each encoding that it tries.
_ASKED_BYTES = 1 << 15
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins like that one's
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r\f\x1b\x1a")
# What the second and later bytes of a character are among, in the encodings that are asked for.
_INNER_BYTES = bytes(range(0x30, 0x100))
# Compressed or random bytes have a tenth of control characters, texts have none.
_MOST_CONTROLS = 0.05
_ASKED = (
    "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256",
    "cp1257", "koi8_r", "koi8_u", "iso8859_2", "iso8859_5", "iso8859_7", "cp874", "mac_roman", "cp437", "cp850", "cp866",
)  # fmt: skip
# The most frequent characters of modern Chinese: every eighth one of a usual text is among them.
_FREQUENT = frozenset("的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用")
_GERMAN_TO_SPANISH = frozenset("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿŒœ")
# Without the letters of Icelandic, which are those of Turkish in its own encoding.
_WESTERN = _GERMAN_TO_SPANISH | frozenset("€‚„…†ˆ‰Š‹ŽžŸ‘’“”•–—˜™š›¡¢£¤¥¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿×÷\u00a0\u00ad")
_UNKNOWN = "\ufffd"  # what becomes of the five bytes that cp1252 has no character for
_LETTER = re.compile(r"[^\W\d_]")
# A sign where no Western word has one: there it is a letter of Polish, Czech or Greek.
_SIGN_IN_WORD = re.compile(r"[a-z][¡¢£¤¥¦§¨©¬®¯±²³µ¶¸¹¼½¾¿][a-z]|[À-ÿ]{3}", re.IGNORECASE)


def decoded(data: bytes, declared: str = "") -> tuple[str, str]:
    """The characters of a whole file and the encoding they were in; ("", "") for bytes that are no text.

    declared: the encoding that a mail or a page gives itself: believed where the bytes fit.
    """
    encoding = encoding_of(data, declared)
    return (data.decode(encoding, errors="replace"), encoding) if encoding else ("", "")


def encoding_of(data: bytes, declared: str = "", *, cut: bool = False) -> str:
    """A codec's name; empty for bytes that are no text.

    cut: they are the beginning of more, and may end within a character.
    """
    sample, cut = data[:SAMPLE_BYTES], cut or len(data) > SAMPLE_BYTES
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    utf8 = _fits(sample, "utf-8", cut)
    if not utf8 or _control_share(sample, utf8=True) > _MOST_CONTROLS or sample.count(0) * 4 > len(sample):
        wide = _wide(sample)
        if wide:
            return wide
    if utf8 and b"\x1b$" in sample and _fits(sample, "iso2022_jp", cut):
        return "iso2022_jp"
    if utf8:
        return "" if _control_share(sample, utf8=True) > _MOST_CONTROLS else "utf-8"
    if _control_share(sample, utf8=False) > _MOST_CONTROLS:
        return ""
    known = _known_codec(declared)
    if known and _fits(sample, known, cut):
        return known
    return _by_content(sample, cut)


def _text_in(sample: bytes, encoding: str, cut: bool) -> str | None:
    """None for bytes that this encoding doesn't have. cut: they may end within a character."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(sample, not cut)
    except (UnicodeError, LookupError):  # of "undefined", a codec of Python's, a plain UnicodeError
        return None


def _fits(sample: bytes, encoding: str, cut: bool) -> bool:
    return _text_in(sample, encoding, cut) is not None


def _known_codec(declared: str) -> str:
    """The name as Python has it; empty for one that it doesn't know, or that says nothing (us-ascii, of bytes that aren't)."""
    name = declared.strip().strip("\"'").lower()
    # what programs write who mean another one: see the WHATWG encoding standard, "names and labels"
    name = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "latin1": "cp1252", "ks_c_5601-1987": "cp949"}.get(
        name, name
    )
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    # "text" codecs only, and none that takes any bytes at all
    return "" if found in ("ascii", "utf-8", "utf-7", "hex", "base64", "rot13", "uu", "bz2", "zlib", "quopri") else found


def _control_share(sample: bytes, *, utf8: bool) -> float:
    """Share of control characters. NUL bytes in a text that is whole otherwise are somebody's padding, not a sign."""
    if not sample:
        return 0.0
    counted = sample.replace(b"\0", b"") if utf8 else sample
    return (len(counted) - len(counted.translate(None, _CONTROLS))) / max(1, len(counted))


def _wide(sample: bytes) -> str:
    """UTF-16 without its mark: one byte of every two hardly varies, or is that of a Chinese, Japanese or Korean character."""
    pairs = sample[: len(sample) // 2 * 2]
    orders = (("utf-16-le", pairs[1::2], pairs[::2]), ("utf-16-be", pairs[::2], pairs[1::2]))
    fitting = [(encoding, high) for encoding, high, low in orders if len(pairs) >= 4 and _is_wide(pairs, encoding, high, low)]
    # in the right order the first halves vary less than the second ones
    return min(fitting, key=lambda order: len(set(order[1])))[0] if fitting else ""


def _is_wide(pairs: bytes, encoding: str, high: bytes, low: bytes) -> bool:
    """high, low: the halves of the characters, if this is their encoding."""
    text = _text_in(pairs, encoding, cut=True)
    if text is None:
        return False
    small_high = sum(byte < 0x20 for byte in high) / len(high)
    small_low = sum(byte < 0x20 and byte not in b"\n\r\t" for byte in low) / len(low)
    alphabetic = small_high > 0.5 and small_low < 0.35
    ideographic = not _is_ascii_pairs(pairs) and _control_share(pairs, utf8=False) > 0.02 and _is_east_asian(text)
    return (alphabetic or ideographic) and _is_plain(text)


def _is_ascii_pairs(pairs: bytes) -> bool:
    """Two Latin letters read as one character are a Chinese one."""
    return sum(byte < 0x80 for byte in pairs) > len(pairs) * 0.9


def _is_plain(text: str) -> bool:
    odd = sum(unicodedata.category(char) in ("Cc", "Cn", "Co", "Cs") and char not in "\t\n\r\f\0" for char in text)
    return odd <= len(text) * 0.02 and text.count("\0") <= len(text) * 0.2


def _is_east_asian(text: str) -> bool:
    inside = sum("\u3000" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3" or char > "\uff00" for char in text)
    return inside > len(text) * 0.6


def _by_content(sample: bytes, cut: bool) -> str:
    """The encoding of bytes that are text but not UTF-8."""
    if _is_chinese(_text_in(sample, "gb18030", cut)) or _is_a_chinese_word(sample, cut):
        return "gb18030"
    if _is_western(sample):
        return "cp1252"
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _text_in(sample, encoding, cut)
        if text and _is_chinese(text) and not _is_ascii_pairs(sample) and _is_east_asian(text):
            return encoding
    asked = _whole_characters(sample[:_ASKED_BYTES]) if cut or len(sample) > _ASKED_BYTES else sample
    best = from_bytes(asked, cp_isolation=list(_ASKED)).best()
    return best.encoding if best is not None and _fits(asked, best.encoding, cut=False) else "cp1252"


def _whole_characters(sample: bytes) -> bytes:
    """Ended behind a line, a space or a sign of ASCII: no encoding's character has such a byte but as its first."""
    whole = sample.rstrip(_INNER_BYTES)
    return whole if len(whole) * 2 > len(sample) else sample


def _is_chinese(text: str | None) -> bool:
    if text is None:
        return False
    foreign = [char for char in text if not char.isascii()]
    usual = sum(char in _FREQUENT for char in foreign)
    return usual * 12 >= len(foreign)


def _is_a_chinese_word(sample: bytes, cut: bool) -> bool:
    """Too few characters to count the frequent ones, all of them in daily use (the first level of GB 2312)."""
    foreign = bytes(byte for byte in sample if byte >= 0x80)
    if len(foreign) > 16 or not _fits(sample, "gb2312", cut):
        return False
    return all(0xB0 <= lead <= 0xD7 or 0xA1 <= lead <= 0xA3 for lead in foreign[::2])


def _is_western(sample: bytes) -> bool:
    """Accents and typographer's marks among plain letters, where Western words have them."""
    text = sample.decode("cp1252", errors="replace")
    foreign = [char for char in text if not char.isascii() and char != _UNKNOWN]
    if text.count(_UNKNOWN) * 10 > len(foreign):
        return False
    letters = len(_LETTER.findall(text))
    accented = sum(char in _GERMAN_TO_SPANISH for char in foreign)
    return all(char in _WESTERN for char in foreign) and accented * 2 <= letters and not _SIGN_IN_WORD.search(text)

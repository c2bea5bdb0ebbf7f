"""The words of an HTML page: no tags, no scripts, no styles, a new line where a block ends."""

import re
from html import unescape
from html.parser import HTMLParser

_PASSED_OVER = frozenset({"script", "style", "noscript", "template", "svg", "math", "object"})
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt", "fieldset", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "li", "main", "nav", "ol", "option",
    "p", "pre", "section", "select", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul",
))  # fmt: skip
_START = re.compile(
    r"\s*(<\?xml[^>]*>\s*|<!--.*?-->\s*)*"
    r"<(!doctype\s+html|html|head|body|title|meta|base|link|style|script|center|table|div|font|h[1-6]|p|br|a\s+href)\b[^>]*>",
    re.IGNORECASE | re.DOTALL,
)
_MORE = re.compile(
    r"</(html|head|body|title|table|div|font|center|p|a|b|span|h[1-6]|td|li|ul)\s*>|<(p|br)\s*/?>", re.IGNORECASE
)
_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_TAG = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.IGNORECASE | re.DOTALL)
# Where a page says its encoding, and what it begins with, stands in here.
_HEAD_BYTES = 4096


def is_html(text: str) -> bool:
    """A page, or a piece of one that begins with a tag and has more of them: not a text that speaks of tags."""
    start = _START.match(text[:_HEAD_BYTES])
    return start is not None and _MORE.search(text, start.end()) is not None


def charset_of(data: bytes) -> str:
    """The encoding that a page gives itself; empty if it doesn't."""
    found = _CHARSET.search(data[:_HEAD_BYTES])
    return found.group(1).decode("ascii") if found else ""


def text_of_html(html: str) -> str:
    """Never raises: what the parser can't follow is cut at the tags."""
    words = _Words()
    try:
        words.feed(html)
        words.close()
    except (AssertionError, ValueError, IndexError, RecursionError):  # html.parser on some broken declarations
        return _tidy(unescape(_TAG.sub(" ", html)))
    # a script that is never closed would have taken the rest with it
    return _tidy("".join(words.pieces)) or _tidy(unescape(_TAG.sub(" ", html)))


def _tidy(text: str) -> str:
    """Spaces and line ends mean nothing in HTML: one space between words, one empty line between blocks at most."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _PASSED_OVER:
            self._inside.append(tag)
        elif tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            del self._inside[self._inside.index(tag) :]
        elif tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.pieces.append(data.replace("\n", " "))

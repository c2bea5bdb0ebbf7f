"""The words of an HTML page: no tags, no scripts, no styles, a new line where a block ends.

Not by html.parser: on pages that are broken in the right place (quotes, comments, scripts that never close) it takes minutes
for what is read here in a moment, and other people's mails are such pages.
"""

import re
from collections.abc import Iterator
from html import unescape

# Left out from the tag to the one that closes it.
_PASSED_OVER = {
    name: re.compile(rf"</{name}\b", re.IGNORECASE) for name in ("script", "style", "noscript", "template", "svg", "math")
}
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt", "fieldset", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "li", "main", "nav", "ol", "option", "p",
    "pre", "section", "select", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul",
))  # fmt: skip
_START = re.compile(
    r"\s*(<\?xml[^>]*>\s*|<!--(?:(?!-->).)*-->\s*)*"
    r"<(!doctype\s+html|(?:x-)?html|head|body|title|meta|base|link|style|script|center|table|div|font|h[1-6]|p|br|a\s+href)\b[^>]*>",
    re.IGNORECASE | re.DOTALL,
)
_MORE = re.compile(
    r"</(html|head|body|title|table|div|font|center|p|a|b|span|h[1-6]|td|li|ul)\s*>|<(p|br)\s*/?>", re.IGNORECASE
)
_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:-]*)")
_REST_OF_TAG = re.compile(r"(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>")
# Where a page says its encoding, and what it begins with, stands in here.
_HEAD_BYTES = 4096
# A tag with quotes is ended by its ">" outside of them, if that comes so soon.
_TAG_CHARACTERS = 2000


def is_html(text: str) -> bool:
    """A page, or a piece of one that begins with a tag and has more of them: not a text that speaks of tags."""
    start = _START.match(text[:_HEAD_BYTES])
    return start is not None and _MORE.search(text, start.end()) is not None


def charset_of(data: bytes) -> str:
    """The encoding that a page gives itself; empty if it doesn't."""
    found = _CHARSET.search(data[:_HEAD_BYTES])
    return found.group(1).decode("ascii") if found else ""


def text_of_html(html: str) -> str:
    """Never raises. What is never closed, a comment or a script, takes nothing else with it."""
    # spaces and line ends mean nothing in HTML: one space between words, one empty line between blocks at most
    lines = [" ".join(unescape(line).split()) for line in "".join(_Page(html).pieces()).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Page:
    """Reads a page once, from its start to its end."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._missing: set[str] = set()  # ends that don't come any more

    def pieces(self) -> Iterator[str]:
        """Words as they stand there, and a new line for every tag of a block."""
        html, place = self._html, 0
        while (start := html.find("<", place)) >= 0:
            yield html[place:start].replace("\n", " ")
            tag = _TAG.match(html, start)
            if tag is not None:
                name = tag.group(1).lower()
                place = self._end_of_tag(tag.end())
                if name in _PASSED_OVER and html[start + 1] != "/":
                    place = self._after(_PASSED_OVER[name], place) or place
                if name in _BLOCKS:
                    yield "\n"
            elif html.startswith(("<!", "<?", "</"), start):
                comment = html.startswith("<!--", start)
                place = (comment and self._after("-->", start + 4)) or self._after(">", start) or start + 2
            else:
                yield "<"
                place = start + 1
        yield html[place:].replace("\n", " ")

    def _end_of_tag(self, place: int) -> int:
        rest = _REST_OF_TAG.match(self._html, place, place + _TAG_CHARACTERS)
        return rest.end() if rest else self._after(">", place) or place

    def _after(self, end: str | re.Pattern[str], place: int) -> int:
        """Where the next such end is over; 0 if there is none."""
        key = end if isinstance(end, str) else end.pattern
        if key in self._missing:
            return 0
        if isinstance(end, str):
            found = self._html.find(end, place)
            after = found + len(end) if found >= 0 else 0
        else:
            match = end.search(self._html, place)
            after = match.start() if match else 0
        if not after:
            self._missing.add(key)
        return after

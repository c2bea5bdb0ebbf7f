"""CSV and its relatives: rows that are broken are told one by one and never take the rest of the file with them."""

import csv
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from core.contracts.errors import UserError
from core.dataset.table_lines import encoding_of_table, open_lines, whole
from core.dataset.table_rows import Row, unique_names

# A quoted value may go over lines, but not over more than this: most likely the quote was never closed.
MAX_RECORD_CHARACTERS = 2_000_000
# Of a value in one line, which is in memory anyway: the most that the library can be told on every system.
_MAX_VALUE_CHARACTERS = 2**31 - 1
# By which the separator is found.
_SNIFFED_LINES = 2000
_SNIFFED_CHARACTERS = 1_000_000


class _Style(NamedTuple):
    delimiter: str
    quoted: bool = True
    escape: str | None = None


class DelimitedTable:
    """See `core.dataset.table_rows.Table`. The separator, the kind of quotes and whether there is a heading are found."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._encoding = encoding_of_table(path)
        head = _head(open_lines(path, self._encoding))
        self._style = _style_of(head, path.suffix.lower())
        rows = [values for values, problem in _records(iter(head), self._style) if values and not problem]
        if not rows:
            raise UserError("table_empty", path=str(path))
        self._has_heading = _is_heading(rows[0], rows[1:])
        names = _stripped(rows[0]) if self._has_heading else [""] * len(rows[0])
        self.columns = unique_names([whole(name) for name in names])

    def rows(self, columns: Sequence[str]) -> Iterator[Row]:
        places = [self.columns.index(name) for name in columns]
        width = len(self.columns)
        records = _records(open_lines(self._path, self._encoding), self._style)
        number = 0
        awaits_heading = self._has_heading
        for values, problem in records:
            if awaits_heading:
                awaits_heading = not values
                continue
            number += 1
            if problem:
                yield Row(number, (), problem)
            elif values:
                # programs write empty values behind the last column
                if len(values) < width or any(values[width:]):
                    yield Row(number, (), "ragged")
                else:
                    yield Row(number, tuple(whole(values[place]) for place in places))


class _Lines:
    """Lines that can be taken back: what a quote that never closes has swallowed is read again as rows."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: list[str] = []
        self.taken: list[str] = []
        self._characters = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self._characters > MAX_RECORD_CHARACTERS:
            raise StopIteration
        line = self._again.pop() if self._again else next(self._lines)
        self.taken.append(line)
        self._characters += len(line)
        return line.replace("\0", "") if "\0" in line else line

    def next_record(self) -> None:
        self.taken.clear()
        self._characters = 0

    def give_back_all_but_first(self) -> None:
        self._again.extend(reversed(self.taken[1:]))


def _records(lines: Iterator[str], style: _Style) -> Iterator[tuple[list[str], str]]:
    """The values of every record, or its problem; an empty line has neither."""
    csv.field_size_limit(_MAX_VALUE_CHARACTERS)
    source = _Lines(lines)
    reader = _reader(source, style)
    while True:
        source.next_record()
        try:
            yield next(reader), ""
        except StopIteration:
            return
        except csv.Error:
            if not source.taken:
                return
            first = source.taken[0]
            if len(source.taken) > 1 or _is_open(first, style):
                source.give_back_all_but_first()
                yield [], "unclosed_quote"
            else:
                # a quote in the middle of a value: said "so", he
                yield next(_reader(iter([first.replace("\0", "")]), style, strict=False), []), ""
            reader = _reader(source, style)


def _reader(lines: Iterator[str], style: _Style, *, strict: bool = True) -> Iterator[list[str]]:
    return csv.reader(
        lines,
        delimiter=style.delimiter,
        quoting=csv.QUOTE_MINIMAL if style.quoted else csv.QUOTE_NONE,
        escapechar=style.escape,
        doublequote=style.escape is None,
        skipinitialspace=False,
        strict=strict,
    )


def _is_open(line: str, style: _Style) -> bool:
    """The last line of a file, with a quote that it doesn't close."""
    return line.count('"') % 2 == 1 and style.quoted


def _head(lines: Iterator[str]) -> list[str]:
    head: list[str] = []
    characters = 0
    for line in itertools.islice(lines, _SNIFFED_LINES):
        head.append(line)
        characters += len(line)
        if characters > _SNIFFED_CHARACTERS:
            break
    return head


def _style_of(head: list[str], suffix: str) -> _Style:
    """The style in which most rows have as many values as the heading, more than one. The usual styles come first.

    Quotes are taken as quotes, unless there are tabs or bars between the values: programs that write those often quote nothing.
    """
    delimiters = ("\t", ",", ";", "|") if suffix == ".tsv" else (",", "\t", ";", "|")
    styles = [_Style(delimiter) for delimiter in delimiters]
    if any('\\"' in line for line in head):
        styles += [_Style(delimiter, escape="\\") for delimiter in delimiters]
    styles += [_Style(delimiter, quoted=False) for delimiter in ("\t", "|")]
    return max(styles, key=lambda style: _fitness(head, style))


def _fitness(head: list[str], style: _Style) -> tuple[bool, float]:
    lengths = [0 if problem else len(values) for values, problem in _records(iter(head), style) if values or problem]
    width = lengths[0] if lengths else 0
    return width > 1, round(lengths.count(width) / max(1, len(lengths)), 2)


def _stripped(values: list[str]) -> list[str]:
    return [value.strip().lstrip("\ufeff").strip() for value in values]


def _is_heading(first: list[str], others: list[list[str]]) -> bool:
    """No heading: a first row with a number where the rows below have numbers, or a value that comes again and again."""
    for place, value in enumerate(_stripped(first)):
        below = [row[place].strip() for row in others if place < len(row)]
        if not value or not below:
            continue
        if _is_number(value) and all(_is_number(other) for other in below if other):
            return False
        if len(value) > 100 or below.count(value) > max(1, len(below) // 50):
            return False
    return True


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True

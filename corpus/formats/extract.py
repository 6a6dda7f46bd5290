"""What a format's extractor gives: the text that is frozen, and where its headings and pages are."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import regex

from citespan.corpus.document import Loss, Page, Span
from citespan.corpus.errors import LoadError
from citespan.corpus.text.sections import Heading
from citespan.corpus.text.tables import are_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from citespan.corpus.formats.grid import Grid

_CONTROL = regex.compile(r"[\p{Cc}\p{Cs}]+")
_BAR = regex.compile(r"\s*\|\s*")
_DATE = regex.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

LINE_END = "\N{LINE SEPARATOR}"
"""What readers write into a paragraph where its author ended a line; two of them end the paragraph."""

_PARAGRAPH_END = regex.compile(rf"{LINE_END}\s*{LINE_END}")


@dataclass(frozen=True, slots=True)
class Extract:
    """A document's text with its structure, in code-point offsets.

    `title` is empty where the format does not name one; `published` is an ISO 8601 date; `url` is where the document
    says that it stands. `encoding` is that of a text file; `losses` say what of the file is not in the text. `unread`
    are the numbers of pages that are still to be recognised.
    """

    text: str = field(repr=False)
    headings: tuple[Heading, ...]
    pages: tuple[Page, ...] = ()
    title: str = ""
    published: str | None = None
    url: str | None = None
    encoding: str | None = None
    losses: tuple[Loss, ...] = ()
    unread: tuple[int, ...] = ()


class UnreadPagesError(LoadError):
    """None of a file's pages has text that can be read: `pages` are to be recognised first."""

    def __init__(self, message: str, pages: tuple[int, ...]) -> None:
        """Name what is wrong, and the numbers of the pages."""
        super().__init__(message)
        self.pages = pages


@dataclass(frozen=True, slots=True)
class Record:
    """One of the documents that a file makes: where it stands in the file, as in `row=3`, and its text.

    `place` is empty where the document stands for the file itself, as a message does beside its attachments.
    """

    place: str
    extract: Extract = field(repr=False)


class TextBuilder:
    """Puts a text together from blocks, blank lines between them, and knows where headings and pages came to lie."""

    def __init__(self) -> None:
        """Begin an empty text."""
        self._parts: list[str] = []
        self._length = 0
        self._headings: list[Heading] = []
        self._page_starts: list[tuple[int, int]] = []
        self._in = ""
        self._rows: list[list[str]] = []
        self._end_of_names: int | None = None

    def heading(self, text: str, *, level: int) -> None:
        """Add a heading; 1 is the outermost level."""
        if line := _one_line(text):
            start = self._begin()
            self._append(line)
            self._headings.append(Heading(line, level, start, self._length))

    def paragraph(self, text: str) -> None:
        """Add a paragraph, its white space made single blanks, or line ends where its author ended lines."""
        for part in _PARAGRAPH_END.split(text) if LINE_END in text else (text,):
            lines = [line for line in map(_one_line, part.split(LINE_END)) if line]
            if lines:
                self._begin()
                self._append("\n".join(lines))

    def item(self, text: str, *, number: str = "") -> None:
        """Add an item of a list, with its number if it has one; neighbours stand on lines of one block."""
        if lines := [line for line in map(_one_line, text.split(LINE_END)) if line]:
            self._begin("list")
            self._append(f"{number or '-'} {f'{chr(10)}  '.join(lines)}")

    def line(self, text: str) -> None:
        """Add a line of its own to a block of such lines."""
        if line := _one_line(text):
            self._begin("lines")
            self._append(line)

    def row(self, cells: Iterable[str]) -> None:
        """Add a row of a table; neighbours stand on lines of one block, cells between vertical bars."""
        values = [_BAR.sub("|", _one_line(cell)) for cell in cells]
        if any(values):
            self._begin("table")
            self._append(f"| {' | '.join(values)} |")
            self._rows.append(values)

    def table(self, grid: Grid) -> None:
        """Add a table, apart from others: what stands above it as lines, then its names and rows."""
        self.end_table()
        for title in grid.titles:
            self.paragraph(title)
        if grid.names:
            self.names(grid.names)
        for row in grid.rows:
            self.row(row)
        self.end_table()

    def names(self, cells: Sequence[str]) -> None:
        """Add the row of a table that names its columns, with a rule below it where it would be read as another row."""
        is_first = self._in != "table"
        self.row(cells)
        if self._in == "table" and is_first:
            self._end_of_names = len(self._parts)
        elif self._in == "table":
            self._append(_rule(len(cells)))

    def continued(self, text: str, *, within_word: bool = False) -> None:
        """Add to the last block what belongs to it: the rest of a paragraph, or word, that goes on on the next page."""
        if line := _one_line(text):
            self._append(f" {line}" if self._parts and not within_word else line)

    def break_off(self) -> None:
        """Let what is added next begin a block of its own, whatever the last one is."""
        self._put_rule()
        self._in = ""

    def page(self, number: int) -> None:
        """Begin a page; what is added from now on stands on it."""
        self._put_rule()
        self._page_starts.append((number, self._length))

    @property
    def length(self) -> int:
        """The number of code points so far: what was added last ends here."""
        return self._length

    @property
    def is_empty(self) -> bool:
        """True if nothing was added that holds a letter or a digit."""
        return not any(character.isalnum() for part in self._parts for character in part)

    def extract(
        self,
        *,
        title: str = "",
        published: str | None = None,
        url: str | None = None,
        encoding: str | None = None,
        losses: Sequence[Loss] = (),
    ) -> Extract:
        """The text with its headings and pages."""
        self._put_rule()
        return Extract(
            text="".join(self._parts),
            headings=tuple(self._headings),
            pages=_pages(self._page_starts, self._length),
            title=_one_line(title),
            published=published,
            url=url,
            encoding=encoding,
            losses=tuple(losses),
        )

    def rule(self, columns: int) -> None:
        """Add a line that shows that the row above it, the first of a table, names its columns."""
        self._append(_rule(columns))

    def end_table(self) -> None:
        """End a table, so that rows that follow are those of another."""
        self._put_rule()
        self._in = "" if self._in == "table" else self._in

    def _put_rule(self) -> None:
        """Put a rule below the names of the table that ends here, if the rows do not show that they are names."""
        rows, end = self._rows, self._end_of_names
        self._rows, self._end_of_names = [], None
        if end is not None and not are_names(rows[0], rows[1:]):
            rule = _rule(len(rows[0]))
            self._parts.insert(end, rule)
            self._length += len(rule)

    def _begin(self, kind: str = "") -> int:
        if self._in == "table" != kind:
            self._put_rule()
        if self._parts:
            self._append("\n" if kind and kind == self._in else "\n\n")
        self._in = kind
        return self._length

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


def _rule(columns: int) -> str:
    """A line that shows that the row above it names the columns of a table."""
    return f"\n| {' | '.join('---' for _ in range(columns))} |"


def stated_date(text: str) -> str | None:
    """The ISO 8601 date that a text begins with; None if there is none, or no such day."""
    found = _DATE.match(text)
    try:
        return datetime.date.fromisoformat(found[0]).isoformat() if found else None
    except ValueError:
        return None


def stated_address(text: str) -> str | None:
    """The text if it is the address of a web page; None if it is another, or holds characters that no text may."""
    return text if text.startswith(("http://", "https://")) and not _CONTROL.search(text) else None


def _one_line(text: str) -> str:
    """The text with control characters and runs of white space made single blanks, without those at its ends."""
    return " ".join(_CONTROL.sub(" ", text).split())


def _pages(starts: Sequence[tuple[int, int]], length: int) -> tuple[Page, ...]:
    ends = [*(start for _, start in starts[1:]), length] if starts else []
    return tuple(
        Page(number, Span(start, end)) for (number, start), end in zip(starts, ends, strict=True) if start < end
    )

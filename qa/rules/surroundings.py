"""Places: where a candidate's span stands, as a person sees it who looks at the document."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import regex

from citespan.corpus.document import Span
from citespan.corpus.text.tables import row_around, tables

if TYPE_CHECKING:
    from citespan.corpus.document import Document
    from citespan.corpus.text.chunk import Chunk
    from citespan.corpus.text.tables import Row, Table
    from citespan.qa.candidates import Candidate

_LINE_BREAK = regex.compile(r"[\r\n]")
ITEM = regex.compile(
    r"[ \t]*(?:[•‣▪◦●○■□▪☐☑☒✓✔✗✘➢➤→»*+–—-]+|\(?(?:\d{1,3}(?:\.\d{1,3})*|\p{L}|[ivxlc]{1,5})[.)])[ \t]+\S",
    regex.IGNORECASE,
)
LABELLED = regex.compile(
    r"[\s#*>-]*(?:(?:step|rule|article|clause|section|paragraph|question|item|point|stage|phase|task|chapter)\s+"
    r"(?:\d{1,3}(?:\.\d{1,3})*|\p{L}|[ivxlc]{1,5})\b|§+\s*\d{1,3}\b|\d{1,3}(?:\.\d{1,3})+\s+(?=\p{Lu}))",
    regex.IGNORECASE,
)
"""What a line begins with that calls itself a step, a rule or a clause."""
_MARK = regex.compile(r"[\s#*>-]*\(?(?P<mark>[\p{L}\p{N}.]{1,8}?)[.)]?(?:\s|$)")
_BEFORE = 1200  # code points of a document before a passage that are looked at


def has_mark(line: str, key: str) -> bool:
    """True if a line is the item that a number or letter marks, as *4* the fourth step."""
    mark = _MARK.match(line)
    return mark is not None and mark["mark"].casefold() == key


@dataclass(frozen=True)
class Surroundings:
    """A span in its document. All offsets are the document's."""

    document: Document = field(repr=False)
    chunk: Chunk = field(repr=False)
    span: Span

    @classmethod
    def of(cls, candidate: Candidate) -> Surroundings:
        """Where a candidate stands."""
        return cls(candidate.passage.document, candidate.passage.chunk, candidate.span)

    @property
    def text(self) -> str:
        """What the span says."""
        return self.span.slice(self.document.text)

    @cached_property
    def row(self) -> tuple[Table, Row] | None:
        """The row of a table that the span lies in, in offsets of the chunk's text, with its table."""
        chunk = self.chunk
        return row_around(self.span.start - chunk.span.start, tables(chunk.text, columns=chunk.columns))

    @cached_property
    def line(self) -> Span:
        """The line that the span begins in, up to the end of the one that it ends in."""
        text = self.document.text
        start = max(text.rfind("\n", 0, self.span.start), text.rfind("\r", 0, self.span.start)) + 1
        found = _LINE_BREAK.search(text, self.span.end)
        return Span(start, found.start() if found else len(text))

    @cached_property
    def is_item(self) -> bool:
        """True if the span's line is an item of a list."""
        return ITEM.match(self.line.slice(self.document.text)) is not None

    @cached_property
    def head(self) -> str:
        """The line above the list that the span's item belongs to, if it ends with a colon; else empty."""
        if not self.is_item:
            return ""
        lines = (line for line in reversed(self.above.splitlines()) if line.strip())
        head = next((line for line in lines if not ITEM.match(line)), "").strip()
        return head if head.rstrip("*_").endswith(":") else ""

    @cached_property
    def sentence(self) -> Span:
        """The sentence or sentences that the span touches; of a table the row, of a list the item."""
        if self.row is not None:
            _, row = self.row
            return Span(self.chunk.span.start + row.start, self.chunk.span.start + row.end)
        if self.is_item:
            return self.line
        return self.whole_sentences

    @cached_property
    def whole_sentences(self) -> Span:
        """The span widened to the sentences of the passage that it touches; itself if it touches none."""
        touched = [sentence for sentence in self.chunk.sentences if sentence.overlaps(self.span)]
        if not touched:
            return self.span
        return Span(min(self.span.start, touched[0].start), max(self.span.end, touched[-1].end))

    @cached_property
    def said(self) -> str:
        """What the sentence says, as it stands; of a row with the names of its columns before the cells."""
        if self.row is None:
            return self.sentence.slice(self.document.text)
        table, row = self.row
        return "; ".join(": ".join(pair) for pair in zip(table.columns, row.texts(self.chunk.text), strict=True))

    @property
    def before(self) -> str:
        """What stands before the span in its sentence."""
        return self.document.text[self.sentence.start : self.span.start]

    @property
    def after(self) -> str:
        """What stands behind the span in its sentence."""
        return self.document.text[self.span.end : self.sentence.end]

    @cached_property
    def above(self) -> str:
        """What stands above the sentence in its section, as far as it is near."""
        start = max(self.section.start, self.sentence.start - _BEFORE)
        return self.document.text[start : self.sentence.start]

    @cached_property
    def section(self) -> Span:
        """The section that the span begins in."""
        found = (s.span for s in self.document.sections if s.span.start <= self.span.start < s.span.end)
        return next(found, Span(0, max(1, len(self.document.text))))

    @cached_property
    def heading(self) -> Span | None:
        """The lines of the heading that the section begins with; None if it has none."""
        headings = next((s.headings for s in self.document.sections if s.span == self.section), ())
        if not headings:
            return None
        text, start = self.document.text, self.section.start
        at = text.find(headings[-1], start, min(self.section.end, start + len(headings[-1]) + 200))
        if at < 0:
            return None
        found = _LINE_BREAK.search(text, at + len(headings[-1]))
        return Span(start, found.start() if found else len(text))

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The document's title and the headings above the span, the outermost first."""
        return (self.document.title, *self.chunk.headings)

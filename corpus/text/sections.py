"""Headings: which lines of a text structure it, and the sections that follow from them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import regex
from markdown_it import MarkdownIt

from citespan.corpus.document import Section, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_HEADING_CHARACTERS = 80
"""A line of plain text that is longer than this is prose, however it begins and ends."""

_LINE = regex.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_NAME = r"\p{Lu}[\p{L}\p{M}.’'-]*"
_BYLINE = regex.compile(
    rf"By {_NAME}(?:(?:,| and|,? in)? {_NAME})*$"
    r"|(?:Staff|Our|From our) (?:report|reporters?|writers?|correspondents?)$"
)
_DATELINE = regex.compile(
    r"(?:(?:Published|Updated|Posted|Last updated|on|at|am|pm|GMT|UTC|BST|EST|EDT|CET"
    r"|(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\p{Ll}*|\d{1,4}(?:st|nd|rd|th)?)\b|[\s:,./|–-])+$",
    regex.IGNORECASE,
)
_BULLET = regex.compile(r"[•‣▪◦*]\s")
_PLAIN_HEADING = regex.compile(r"[\p{Lu}\p{Lt}\p{Lo}\p{Nd}].*[\p{L}\p{M}\p{N})’'\"”%]$")
_FURNITURE = frozenset(
    (
        "jump to content",
        "jump to navigation",
        "skip to content",
        "skip to main content",
        "from wikipedia, the free encyclopedia",
    )
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its text, its level (1 is the outermost) and the offsets at which its lines start and end."""

    text: str
    level: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def blank(self) -> bool:
        return not self.text.strip("\ufeff \t")


def markdown_headings(text: str) -> tuple[Heading, ...]:
    """The ATX and setext headings of a Markdown text, in order; those in code, HTML, lists and quotes are none.

    Source: CommonMark 0.31.
    """
    lines = tuple(_lines(text))
    tokens = _blocks().parse(text.removeprefix("\ufeff"))
    return tuple(
        Heading(
            " ".join(inside.content.split()), int(token.tag[1]), lines[token.map[0]].start, lines[token.map[1] - 1].end
        )
        for token, inside in pairwise(tokens)
        if token.type == "heading_open" and token.level == 0 and token.map and inside.content.strip()
    )


@cache
def _blocks() -> MarkdownIt:
    """A parser that finds blocks, and leaves what stands inside them as it is."""
    parser = MarkdownIt("commonmark")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def plain_headings(text: str) -> tuple[Heading, ...]:
    """The heading-like lines of a plain text, in order, all of level 1.

    Heading-like is a short line between blank lines that begins as a heading does, does not end as a sentence does,
    is no byline or date, and has text below it that does not begin with a list: a line above a list is part of it.
    """
    lines = tuple(_lines(text))
    return tuple(
        Heading(line.text.strip("\ufeff \t"), 1, line.start, line.end)
        for before, line, after in zip((None, *lines), lines, (*lines[1:], None), strict=False)
        if (before is None or before.blank)
        and (after is not None and after.blank)
        and _is_plain_heading(line.text.strip("\ufeff \t"))
        and (below := text[line.end :].strip())
        and not _BULLET.match(below)
    )


def is_furniture(text: str) -> bool:
    """True if `text` holds nothing but blank lines and links that pages put above their content."""
    return all(line.blank or line.text.strip("\ufeff \t").casefold() in _FURNITURE for line in _lines(text))


def sections_from(headings: Sequence[Heading], text: str) -> tuple[Section, ...]:
    """The sections that `headings` cut `text` into: without gap or overlap, from its first code point to its last."""
    sections: list[Section] = []
    path: list[Heading] = []
    if not headings or headings[0].start > 0:
        sections.append(Section((), Span(0, headings[0].start if headings else len(text))))
    for position, heading in enumerate(headings):
        end = headings[position + 1].start if position + 1 < len(headings) else len(text)
        path = [outer for outer in path if outer.level < heading.level] + [heading]
        sections.append(Section(tuple(outer.text for outer in path), Span(heading.start, end)))
    return tuple(sections)


def _is_plain_heading(line: str) -> bool:
    return (
        0 < len(line) <= MAX_HEADING_CHARACTERS
        and _PLAIN_HEADING.match(line) is not None
        and not is_furniture(line)
        and not _BYLINE.match(line)
        and not _DATELINE.match(line)
    )


def _lines(text: str) -> Iterator[_Line]:
    for match in _LINE.finditer(text):
        if match.end() > match.start():
            yield _Line(match[0].rstrip("\r\n"), match.start())

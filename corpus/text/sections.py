"""Headings: which lines of a text structure it, and the sections that follow from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex

from citespan.corpus.document import Section, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_HEADING_CHARACTERS = 80
"""A line of plain text that is longer than this is prose, however it begins and ends."""

_LINE = regex.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_ATX = regex.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_SETEXT = regex.compile(r" {0,3}(=+|-+)[ \t]*$")
_FENCE = regex.compile(r" {0,3}(`{3,}|~{3,})")
_BLOCK_START = regex.compile(r" {0,3}(?:[-*+>|]|\d+[.)])|\t| {4}")
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
    """The ATX and setext headings of a Markdown text, in order; those in fenced code are none.

    Source: CommonMark 0.31, sections 4.2, 4.3 and 4.5.
    """
    headings: list[Heading] = []
    fence = ""
    previous: _Line | None = None
    for line in _lines(text):
        content = line.text.lstrip("\ufeff")
        if opening := _FENCE.match(content):
            marks = opening[1]
            if not fence:
                fence = marks
            elif marks[0] == fence[0] and len(marks) >= len(fence) and content.strip() == marks:
                fence = ""
            previous = None
        elif fence:
            previous = None
        elif (atx := _ATX.match(content)) and (atx[2] or "").strip():
            headings.append(Heading(atx[2].strip(), len(atx[1]), line.start, line.end))
            previous = None
        elif previous is not None and (underline := _SETEXT.match(content)):
            level = 1 if underline[1][0] == "=" else 2
            headings.append(Heading(previous.text.strip("\ufeff \t"), level, previous.start, line.end))
            previous = None
        else:
            previous = None if line.blank or _BLOCK_START.match(content) else line
    return tuple(headings)


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

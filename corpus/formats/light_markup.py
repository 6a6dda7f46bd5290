"""The headings of texts in light markup beside Markdown: reStructuredText, AsciiDoc and TeX."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from citespan.corpus.text.sections import Heading

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE = re.compile(r"[^\r\n]+")
_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1{2,}[ \t]*")
_SHORTEST_SURE = 4
_ASCIIDOC_TITLE = re.compile(r"\ufeff?(={1,6})[ \t]+(\S.*?)[ \t]*")
_ASCIIDOC_FENCE = re.compile(r"(?:-{4,}|\.{4,}|\+{4,}|/{4,}|```)[ \t]*")
_TEX_TITLE = re.compile(
    r"\\(title|part|chapter|section|subsection|subsubsection|paragraph)\*?[ \t]*(?:\[[^\]\r\n]*\])?[ \t]*"
    r"\{[ \t]*((?:[^{}\r\n]|\{[^{}\r\n]*\})*?)[ \t]*\}"
)
_TEX_COMMENT = re.compile(r"(?<!\\)(?:\\\\)*%")
_TEX_LEVELS = "title part chapter section subsection subsubsection paragraph".split()


def rst_headings(text: str) -> tuple[Heading, ...]:
    """The section titles of a reStructuredText, in order; the kinds of their lines make levels as they come first.

    Source: reStructuredText Markup Specification, Sections.
    """
    lines = [("", 0, 0), *_lines(text), ("", len(text), len(text))]
    headings: list[Heading] = []
    kinds: list[tuple[str, bool]] = []
    taken = 0
    for place, ((title, start, _), (below, _, end)) in enumerate(pairwise(lines)):
        if place < taken or not _ADORNMENT.fullmatch(below) or not title.strip("\ufeff \t"):
            continue
        over, over_start, over_end = lines[place - 1]
        is_between = place > taken and over.rstrip() == below.rstrip() and _follows(text, over_end, start)
        if _ADORNMENT.fullmatch(title) or (title[0].isspace() and not is_between):
            continue
        said = title.strip("\ufeff \t")
        if not _follows(text, start + len(title), end - len(below)) or len(below.rstrip()) < min(
            len(said), _SHORTEST_SURE
        ):
            continue
        if not is_between and place > max(1, taken) and _follows(text, over_end, start) and over.strip():
            continue  # the last line of a paragraph has a line of a table or block below it
        kind = (below[0], is_between)
        if kind not in kinds:
            kinds.append(kind)
        headings.append(Heading(said, kinds.index(kind) + 1, over_start if is_between else start, end))
        taken = place + 2
    return tuple(headings)


def asciidoc_headings(text: str) -> tuple[Heading, ...]:
    """The document's and sections' titles of an AsciiDoc text, in order; those in delimited blocks are none.

    Source: AsciiDoc Language Documentation, Section Titles and Levels.
    """
    headings: list[Heading] = []
    fence = ""
    for line, start, end in _lines(text):
        if _ASCIIDOC_FENCE.fullmatch(line):
            fence = "" if fence == line.rstrip() else fence or line.rstrip()
        elif not fence and (title := _ASCIIDOC_TITLE.fullmatch(line)):
            headings.append(Heading(title[2], len(title[1]), start, end))
    return tuple(headings)


def tex_headings(text: str) -> tuple[Heading, ...]:
    """The title and the titles of the sections of a TeX text, in order, as they are written; none of comments."""
    headings = []
    for line, start, _ in _lines(text):
        for title in _TEX_TITLE.finditer(line):
            if title[2] and not _TEX_COMMENT.search(line, 0, title.start()):
                level = _TEX_LEVELS.index(title[1]) + 1
                headings.append(Heading(title[2], level, start + title.start(), start + title.end()))
    return tuple(headings)


def _lines(text: str) -> Iterator[tuple[str, int, int]]:
    """Each line that is not empty, with where it starts and ends."""
    for line in _LINE.finditer(text):
        yield line[0], line.start(), line.end()


def _follows(text: str, end: int, start: int) -> bool:
    """True if no blank line stands between the end of a line and the start of the next."""
    return text[end:start] in {"\n", "\r\n", "\r"}

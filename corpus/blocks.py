"""Blocks: which stretches of a document are prose, and which are lists, references, captions or navigation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import regex

from citespan.corpus.document import Span
from citespan.corpus.marks import without_marks
from citespan.corpus.sections import is_furniture

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from citespan.corpus.document import Section


class BlockKind(StrEnum):
    """What a block is. A listing is a table, an information box or a list of short items."""

    PROSE = "prose"
    LISTING = "listing"
    CAPTION = "caption"
    REFERENCES = "references"
    NAVIGATION = "navigation"


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of one section of one kind, blank lines included."""

    kind: BlockKind
    span: Span


_PARAGRAPH = regex.compile(r"(?:[^\r\n]*\S[^\r\n]*(?:\r\n|\r|\n|$))+")
_LINE = regex.compile(r"[^\r\n]*\S[^\r\n]*")
_SENTENCE_END = regex.compile(r"[.!?…:;]['\"’”)\]]*\s*$")
_ITEM = regex.compile(r"\s*(?:[•‣▪◦*–-]|\d{1,3}[.)]|\[\d{1,3}\]|[a-z][.)])\s")
_REFERENCE_HEADINGS = frozenset(
    (
        "references", "footnotes", "endnotes", "notes and references", "bibliography", "works cited", "citations",
        "further reading", "external links", "see also",
    )
)  # fmt: skip
_CONTENTS_HEADINGS = frozenset(("contents", "table of contents"))
_REFERENCE_SIGNS = regex.compile(
    r"\bRetrieved\b|\bArchived\b|\bAccessed\b|\bdoi:|\bISBN\b|\bISSN\b|\barXiv:|https?://|www\.|\bpp?\. ?\d|\bet al\."
    r"|\bvol\. ?\d|^\s*(?:\d{1,3}[.)]\s*)?\^",
    regex.IGNORECASE | regex.MULTILINE,
)
_CONTENTS_LINE = regex.compile(r".*(?:\.{4,}|\s\.(?:\s\.){3,})\s*\d+\s*$")
_CAPTION = regex.compile(
    r"\s*(?:(?:Fig(?:ure|\.)|Photo(?:graph)?|Image|Map|Chart|Video|Table)\s*(?:\d+[a-z]?)?\s*[:.–-]\s"
    r"|(?:Image|Photo|Media) (?:caption|source|credit)\b)"
    r"|\((?:Photo|Image|Picture|AP Photo)\b[^()]*\)\s*$|\b(?:Getty Images|AFP via Getty|AP Photo|Shutterstock)\b",
)
# Press captions describe the picture in the present tense and then date it.
_PRESS_CAPTION = regex.compile(
    r"^\s*(?:An?|The|Two|Three|Some|People|Men|Women|Children|Police|Soldiers|Protesters|\p{Lu}\p{Ll}+)\b[^.!?]{0,90}?"
    r"\b(?:stands?|sits?|walks?|poses?|gathers?|holds?|looks?|waves?|shakes?|attends?|speaks?|addresses|inspects?|queues?"
    r"|passes|greets?|rides?)\b[^.!?]*\b(?:on|in) (?:\d{1,2} \p{Lu}\p{Ll}+|\p{Lu}\p{Ll}+ \d{1,2}\b|\p{Lu}\p{Ll}+ \d{4})"
    r"[^.!?]*[.]?\s*$"
)
_LONG_LINE = 120
_SHORT_LINE = 60


def blocks(text: str, section: Section) -> tuple[Block, ...]:
    """The blocks of a section, in order: without gap or overlap, neighbours of different kinds.

    A heading, byline or other lone line belongs to the block below it. The rules look at punctuation, line lengths and
    the words that reference lists, captions and navigation are known by; where in doubt a block is prose.
    """
    heading = section.headings[-1].casefold() if section.headings else ""
    found: list[Block] = []
    pending: int | None = section.span.start
    for paragraph in _paragraphs(text, section.span):
        kind = _kind(text, paragraph, heading=heading)
        if kind is None:
            pending = paragraph.start if pending is None else pending
            continue
        start = paragraph.start if pending is None else pending
        if found and found[-1].kind is kind:
            found[-1] = Block(kind, Span(found[-1].span.start, paragraph.end))
        else:
            found.append(Block(kind, Span(start, paragraph.end)))
        pending = None
    if not found:
        kind = BlockKind.REFERENCES if heading in _REFERENCE_HEADINGS else BlockKind.PROSE
        return (Block(kind, section.span),)
    return _without_gaps(found, section.span)


def _without_gaps(found: Sequence[Block], within: Span) -> tuple[Block, ...]:
    """The blocks, each reaching to the start of the next and the last to the section's end."""
    starts = [within.start, *(block.span.start for block in found[1:])]
    ends = [*starts[1:], within.end]
    return tuple(Block(block.kind, Span(start, end)) for block, start, end in zip(found, starts, ends, strict=True))


def _paragraphs(text: str, within: Span) -> Iterator[Span]:
    """The paragraphs inside `within`; short lines of a box right above a long line are a paragraph of their own."""
    for match in _PARAGRAPH.finditer(text, within.start, within.end):
        lines = [line.span() for line in _LINE.finditer(text, match.start(), match.end())]
        start = match.start()
        short = 0
        for first, last in lines:
            if last - first < _SHORT_LINE and not _SENTENCE_END.search(text[first:last]):
                short += 1
            elif short >= 3 and last - first >= _LONG_LINE:
                yield Span(start, first)
                start, short = first, 0
            else:
                short = 0
        yield Span(start, match.end())


def _kind(text: str, paragraph: Span, *, heading: str) -> BlockKind | None:
    """What a paragraph is; None if it is a lone line that says nothing by itself, such as a heading."""
    content = without_marks(paragraph.slice(text))
    lines = _LINE.findall(content)
    if not lines:
        return None
    items = sum(_ITEM.match(line) is not None for line in lines)
    signs = sum(_REFERENCE_SIGNS.search(line) is not None for line in lines)
    listed = 2 * signs >= len(lines) and items >= max(2, len(lines) // 2)
    if listed or (heading in _REFERENCE_HEADINGS and (items + signs > 0 or (len(lines) > 1 and not _is_prose(lines)))):
        return BlockKind.REFERENCES
    if is_furniture(content) or _is_contents(lines, heading=heading):
        return BlockKind.NAVIGATION
    if len(lines) <= 2 and (_CAPTION.search(content) or _PRESS_CAPTION.match(content)):
        return BlockKind.CAPTION
    if _is_prose(lines):
        return BlockKind.PROSE
    return BlockKind.LISTING if len(lines) > 1 else None


def _is_contents(lines: Sequence[str], *, heading: str) -> bool:
    if heading in _CONTENTS_HEADINGS:
        return len(lines) > 1
    return len(lines) >= 3 and all(_CONTENTS_LINE.match(line) for line in lines)


def _is_prose(lines: Sequence[str]) -> bool:
    words = sum(len(line.split()) for line in lines)
    if words / len(lines) < 4:
        return False
    if lines[0].lstrip().startswith("|") and lines[-1].rstrip().endswith("|"):
        return False
    return _SENTENCE_END.search(lines[-1]) is not None or words / len(lines) >= 12

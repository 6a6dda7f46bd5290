"""Blocks: which stretches of a document are prose, and which are lists, references, captions or navigation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import regex

from citespan.corpus.document import Span
from citespan.corpus.text.marks import without_marks
from citespan.corpus.text.sections import is_furniture

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
    """A stretch of one section of one kind, blank lines included; `by_line` if each of its lines stands for itself."""

    kind: BlockKind
    span: Span
    by_line: bool = False


_PARAGRAPH = regex.compile(r"(?:[^\S\r\n]*+\S[^\r\n]*(?:\r\n|\r|\n|$))+")
_LINE = regex.compile(r"[^\S\r\n]*+\S[^\r\n]*")
_SENTENCE_END = regex.compile(r"[.!?…:;。！？؟]['\"’”)\]]*\s*$")
_ITEM = regex.compile(r"\s*+(?:[•‣▪◦*–-]|\d{1,3}(?:\.\d{1,3})*[.)]|\d{1,3}(?:\.\d{1,3})+|\[\d{1,3}\]|[a-z][.)])\s")
_IDEOGRAPH = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]")
_REFERENCE_HEADINGS = frozenset(
    (
        "references", "footnotes", "endnotes", "notes and references", "bibliography", "works cited", "citations",
        "further reading", "external links", "see also",
    )
)  # fmt: skip
_CONTENTS_HEADINGS = frozenset(("contents", "table of contents"))
_REFERENCE_SIGNS = regex.compile(
    r"\bRetrieved\b|\bArchived\b|\bAccessed\b|\bdoi:|\bISBN\b|\bISSN\b|\barXiv:|\bet al\.|\bpp\. ?\d"
    r"|^\s*+(?:\d{1,3}[.)]\s*+)?\^|^\s*+(?:\S{1,4}\s++)?https?://\S+\s*$"
)
_CONTENTS_LINE = regex.compile(r".*(?:\.{4,}|\s\.(?:\s\.){3,})\s*\d+\s*$")
_CAPTION = regex.compile(
    r"^\s*+(?:Fig(?:ure|\.)|Photo(?:graph)?|Image|Map|Chart|Video|Table)\s*(?:\d+[a-z]?)?\s*[:.–-]\s"
    r"|[.!?)]\s*+(?:Photo(?:graph)?|Image|Picture)(?: by|:) [^.!?]*$"
    r"|^\s*+(?:Image|Photo|Media) (?:caption|source|credit)\b"
    r"|\((?:Photo|Image|Picture|AP Photo)\b[^()]*\)\s*$"
    r"|[/(|:©]\s*(?:Getty Images|AFP|AP|Reuters|EPA|Shutterstock)\)?\s*$",
)
_FIELD = regex.compile(r"\s*+(?:[-*]\s+)?+[\w-]{1,40}(?: [\w-]{1,20}){0,2}:(?:\s|$)")
_LONG_LINE = 120
_SHORT_LINE = 60
_WRAPPED_LINE = 45


def blocks(text: str, section: Section) -> tuple[Block, ...]:
    """The blocks of a section, in order: without gap or overlap, neighbours of different kinds.

    A heading, byline or other lone line belongs to the block below it. The rules look at punctuation, line lengths and
    the words that reference lists, captions and navigation are known by; where in doubt a block is prose.
    """
    heading = section.headings[-1].casefold() if section.headings else ""
    found: list[Block] = []
    pending: int | None = section.span.start
    for paragraph in _paragraphs(text, section.span):
        lines = _LINE.findall(without_marks(paragraph.slice(text)))
        kind = _kind(lines, heading=heading)
        if kind is None:
            pending = paragraph.start if pending is None else pending
            continue
        by_line = kind is BlockKind.LISTING or (len(lines) > 1 and _items(lines) == len(lines))
        start = paragraph.start if pending is None else pending
        if found and (found[-1].kind, found[-1].by_line) == (kind, by_line):
            found[-1] = Block(kind, Span(found[-1].span.start, paragraph.end), by_line)
        else:
            found.append(Block(kind, Span(start, paragraph.end), by_line))
        pending = None
    if not found:
        kind = BlockKind.REFERENCES if heading in _REFERENCE_HEADINGS else BlockKind.PROSE
        return (Block(kind, section.span),)
    return _without_gaps(found, section.span)


def _without_gaps(found: Sequence[Block], within: Span) -> tuple[Block, ...]:
    """The blocks, each reaching to the start of the next and the last to the section's end."""
    starts = [within.start, *(block.span.start for block in found[1:])]
    ends = [*starts[1:], within.end]
    return tuple(
        Block(block.kind, Span(start, end), block.by_line)
        for block, start, end in zip(found, starts, ends, strict=True)
    )


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


def _kind(lines: Sequence[str], *, heading: str) -> BlockKind | None:
    """What a paragraph is; None if it is a lone line that says nothing by itself, such as a heading."""
    if not lines:
        return None
    is_prose = _is_prose(lines)
    signs = sum(_REFERENCE_SIGNS.search(line) is not None for line in lines)
    listed = 2 * signs >= len(lines) and _items(lines) >= max(2, len(lines) // 2)
    if listed or (heading in _REFERENCE_HEADINGS and (signs > 0 or (len(lines) > 1 and not is_prose))):
        return BlockKind.REFERENCES
    if is_furniture("\n".join(lines)) or _is_contents(lines, heading=heading):
        return BlockKind.NAVIGATION
    if len(lines) <= 2 and _CAPTION.search("\n".join(lines)):
        return BlockKind.CAPTION
    if is_prose:
        return BlockKind.PROSE
    return BlockKind.LISTING if len(lines) > 1 else None


def _items(lines: Sequence[str]) -> int:
    return sum(_ITEM.match(line) is not None for line in lines)


def _is_contents(lines: Sequence[str], *, heading: str) -> bool:
    if heading in _CONTENTS_HEADINGS:
        return len(lines) > 1 and not any(_SENTENCE_END.search(line) for line in lines)
    return len(lines) >= 3 and all(_CONTENTS_LINE.match(line) for line in lines)


def _is_prose(lines: Sequence[str]) -> bool:
    if _is_wrapped_short(lines):
        return True
    words = sum(len(line.split()) + len(_IDEOGRAPH.findall(line)) // 2 for line in lines)
    if words / len(lines) < 4:
        return False
    if lines[0].lstrip().startswith("|") and lines[-1].rstrip().endswith("|"):
        return False
    if len(lines) > 1 and 3 * sum(_FIELD.match(line) is not None for line in lines) >= 2 * len(lines):
        return False
    return _SENTENCE_END.search(lines[-1]) is not None or words / len(lines) >= 12 or _is_wrapped(lines)


def _is_wrapped_short(lines: Sequence[str]) -> bool:
    """True if the lines are a sentence wrapped at a narrow margin: most go on in lower case, and the last ends it."""
    if (
        len(lines) < 2
        or _items(lines)
        or _SENTENCE_END.search(lines[-1]) is None
        or ":" in {line[-1:] for line in lines}
    ):
        return False
    going_on = sum(line.lstrip()[:1].islower() for line in lines[1:])
    return 2 * going_on >= len(lines) - 1 and not any("|" in line for line in lines)


def _is_wrapped(lines: Sequence[str]) -> bool:
    """True if the lines are those of one paragraph, wrapped at a margin: long, and going on in lower case."""
    going_on = sum(line.lstrip()[:1].islower() for line in lines[1:])
    return len(lines) > 1 and min(map(len, lines[:-1])) >= _WRAPPED_LINE and 2 * going_on >= len(lines) - 1

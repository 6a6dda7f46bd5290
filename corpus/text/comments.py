"""Comments in texts with markup: what their authors took out, so that nobody reads it who reads the document."""

from __future__ import annotations

from bisect import bisect_left
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import regex

from citespan.corpus.document import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from citespan.corpus.text.blocks import Block

# Each finds code and the like, too, in which nothing is a comment.
_MARKDOWN = regex.compile(
    r"^[ ]{0,3}(?P<fence>`{3,}|~{3,}).*?(?:^[ ]{0,3}(?P=fence)|\Z)"
    r"|(?P<ticks>`++)[^`\n](?:[^\n]*?[^`\n])?(?P=ticks)(?!`)"
    r"|(?P<comment><!--.*?-->)",
    regex.MULTILINE | regex.DOTALL,
)
_RST = regex.compile(
    r"^(?P<comment>\.\.(?:[^\S\n]++(?!\[|_|\||[\w:.+-]+::)[^\n]*+|[^\S\n]*+(?=\n[^\S\n]+\S))"
    r"(?:\n[^\S\n]+\S[^\n]*+|\n[^\S\n]*+(?=\n[^\S\n]+\S))*+)",
    regex.MULTILINE,
)
_ASCIIDOC = regex.compile(
    r"^(?P<fence>-{4,}|\.{4,}|\+{4,})[^\S\n]*$.*?(?:^(?P=fence)|\Z)"
    r"|^(?P<comment>(?P<block>/{4,})[^\S\n]*$.*?(?:^(?P=block)[^\S\n]*$|\Z)|//(?!/)[^\n]*)",
    regex.MULTILINE | regex.DOTALL,
)
_TEX = regex.compile(
    r"\\begin\{(?P<code>verbatim|lstlisting|minted)\}.*?\\end\{(?P=code)\}"
    r"|(?P<comment>\\begin\{comment\}.*?\\end\{comment\}|(?<!\\)(?:(?<=\\\\))?%[^\n]*[^\s%][^\n]*)",
    regex.DOTALL,
)
_PATTERNS = {
    **dict.fromkeys((".md", ".markdown"), _MARKDOWN),
    ".rst": _RST,
    **dict.fromkeys((".adoc", ".asciidoc"), _ASCIIDOC),
    **dict.fromkeys((".tex", ".latex"), _TEX),
}


def comments(text: str, *, source: str) -> tuple[Span, ...]:
    """The comments of a text, in order, by the markup that its source's suffix names."""
    pattern = _PATTERNS.get(PurePosixPath(source).suffix.lower())
    if pattern is None:
        return ()
    return tuple(Span(*found.span("comment")) for found in pattern.finditer(text) if found["comment"])


def without_comments(block: Block, unread: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """The parts `[start, end)` of a block between comments, which are in order."""
    start = block.span.start
    for place in range(max(0, bisect_left(unread, start, key=_start) - 1), len(unread)):
        span = unread[place]
        if span.start >= block.span.end:
            break
        if start < span.start:
            yield start, span.start
        start = max(start, span.end)
    if start < block.span.end:
        yield start, block.span.end


def is_between(start: int, end: int, unread: Sequence[Span]) -> bool:
    """True if a comment, of those that are in order, begins in `[start, end)`."""
    place = bisect_left(unread, start, key=_start)
    return place < len(unread) and unread[place].start < end


def _start(span: Span) -> int:
    return span.start

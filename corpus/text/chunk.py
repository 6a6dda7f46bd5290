"""Chunks: the runs of whole sentences that are embedded, searched and read."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

import regex

from citespan.corpus.document import Span
from citespan.corpus.text.blocks import Block, BlockKind, blocks
from citespan.corpus.text.comments import comments, is_between, without_comments
from citespan.corpus.text.graphemes import blank_margins, boundary_at_or_after, boundary_at_or_before
from citespan.corpus.text.sentences import sentence_spans
from citespan.corpus.text.tables import columns_above

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from citespan.corpus.document import Document, Section

MAX_CHARACTERS_PER_TOKEN = 16
"""Text counts as one token for every so many code points, if its tokens are fewer: a tokenizer may take any run of
letters for one unknown token, and nobody can search or read a chunk that is one."""


MAX_LEAD_TOKENS = 48
"""The longest sentence that goes before a chunk whose first sentence leans on it."""

_LEANS = regex.compile(
    r"[\"'“‘(]*(?:He|She|It|They|His|Hers?|Its|Theirs?|This|That|These|Those|Both|Such|There|Then|However|Instead"
    r"|Moreover|Furthermore|Also|But|And|So|Thus|Therefore|Meanwhile|Afterwards?|Later|Another|Others?)\b"
)


class CountTokens(Protocol):
    """Counts the tokens that an encoder makes of each text, without its special tokens."""

    def __call__(self, texts: Sequence[str], /) -> Sequence[int]:
        """The number of tokens of each text, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of sentences of one section of one document.

    `text` is what the document's text holds at `span`; `sentences` lie inside it, in document offsets, in order;
    `headings` is the section's heading path; `kind` says what the text is. `preamble` is the text right before the span
    that its first sentence leans on, as "He" leans on a name and a list on the line above it: searched and read with
    the chunk, but not part of it. It is empty for most chunks. `columns` are the names of the columns of the table that
    the chunk goes on with, where it begins in the middle of one. `context` is the document's title and the heading path
    as far as the text does not repeat them: read before it, never answered from; retrieval fills it in.
    """

    document_id: str
    span: Span
    text: str = field(repr=False)
    headings: tuple[str, ...]
    sentences: tuple[Span, ...] = field(repr=False)
    kind: BlockKind = BlockKind.PROSE
    preamble: str = field(default="", repr=False)
    columns: tuple[str, ...] = ()
    context: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, or a part of an over-long one, with the number of tokens that it counts for."""

    span: Span
    tokens: int


def chunk_document(document: Document, *, count_tokens: CountTokens, max_tokens: int) -> tuple[Chunk, ...]:
    """The chunks of a document, in order: every non-blank code point outside of comments lies in exactly one of them.

    A chunk holds whole sentences of one block of one section and at most `max_tokens` tokens. A sentence that is
    longer is cut at whitespace, or where there is none between graphemes; only a single grapheme of more tokens than
    that stays whole.
    The chunks of one block are of about equal length.

    Raises:
        ValueError: if `max_tokens` is less than 1.
    """
    if max_tokens < 1:
        raise ValueError(f"a chunk needs room for at least 1 token, not {max_tokens}")
    placed = [(section, block) for section in document.sections for block in blocks(document.text, section)]
    if unread := comments(document.text, source=document.source):
        placed = [
            (section, Block(block.kind, Span(start, end), block.by_line))
            for section, block in placed
            for start, end in without_comments(block, unread)
        ]
    sentences = [sentence_spans(document.text, block.span, by_line=block.by_line) for _, block in placed]
    pieces = iter(_pieces(document.text, [span for group in sentences for span in group], count_tokens, max_tokens))
    chunks: list[Chunk] = []
    before: _Piece | None = None
    for (section, block), group in zip(placed, sentences, strict=True):
        is_apart = before is not None and is_between(before.span.end, block.span.start, unread)
        if block.span.start == section.span.start or is_apart:
            before = None
        block_pieces = _take_until(pieces, group[-1].end) if group else []
        for run in _fitting(document.text, _pack(block_pieces, max_tokens), count_tokens, max_tokens):
            chunks.append(_chunk(document, section, block.kind, run, before=before))
            before = run[-1]
    return tuple(chunks)


def _chunk(
    document: Document, section: Section, kind: BlockKind, run: Sequence[_Piece], *, before: _Piece | None
) -> Chunk:
    span = Span(run[0].span.start, run[-1].span.end)
    text = span.slice(document.text)
    return Chunk(
        document_id=document.document_id,
        span=span,
        text=text,
        headings=section.headings,
        sentences=tuple(piece.span for piece in run),
        kind=kind,
        preamble=document.text[before.span.start : span.start]
        if before and _leans(document.text, before, text)
        else "",
        columns=columns_above(document.text, span.start),
    )


def _leans(text: str, before: _Piece, following: str) -> bool:
    """True if what follows the sentence `before` can hardly be understood without it."""
    if before.tokens > MAX_LEAD_TOKENS:
        return False
    return _LEANS.match(following) is not None or text[before.span.end - 1] == ":"


def _take_until(pieces: Iterator[_Piece], end: int) -> list[_Piece]:
    taken: list[_Piece] = []
    while not taken or taken[-1].span.end < end:
        taken.append(next(pieces))
    return taken


def _pieces(text: str, spans: Sequence[Span], count_tokens: CountTokens, max_tokens: int) -> list[_Piece]:
    """The spans with their token counts, over-long ones halved until they fit; what is too long as it is, uncounted."""
    fewest = [-(-len(span) // MAX_CHARACTERS_PER_TOKEN) for span in spans]
    countable = [span.slice(text) for span, least in zip(spans, fewest, strict=True) if least <= max_tokens]
    counts = iter(count_tokens(countable) if countable else ())
    pieces: list[_Piece] = []
    for span, least in zip(spans, fewest, strict=True):
        tokens = max(next(counts), least) if least <= max_tokens else least
        halves = _halves(text, span) if tokens > max_tokens else ()
        pieces.extend(_pieces(text, halves, count_tokens, max_tokens) if halves else [_Piece(span, tokens)])
    return pieces


def _halves(text: str, span: Span) -> tuple[Span, ...]:
    """The two halves of a span, cut at the whitespace nearest its middle; none if it is a single grapheme."""
    middle, reach = (span.start + span.end) // 2, len(span) // 4
    near = text[middle - reach : middle + reach + 1]
    has_blank = near.split(maxsplit=1) != [near]
    for distance in range(reach + 1 if has_blank else 0):
        for cut in (middle - distance, middle + distance):
            if span.start < cut < span.end and text[cut].isspace():
                halves = _trimmed(text, span, cut)
                if len(halves) == 2:
                    return halves
    for cut in (boundary_at_or_before(text, middle), boundary_at_or_after(text, middle)):
        if span.start < cut < span.end:
            return _trimmed(text, span, cut)
    return ()


def _trimmed(text: str, span: Span, cut: int) -> tuple[Span, ...]:
    margins = (blank_margins(text, span.start, cut), blank_margins(text, cut, span.end))
    return tuple(Span(start, end) for start, end in margins if start < end)


def _pack(pieces: Sequence[_Piece], max_tokens: int) -> Iterator[tuple[_Piece, ...]]:
    """Runs of pieces of at most `max_tokens`, as few as that allows and of about equal length."""
    remaining = sum(piece.tokens for piece in pieces)
    run: list[_Piece] = []
    tokens = 0
    for piece in pieces:
        target = remaining / max(1, -(-remaining // max_tokens))
        if run and (tokens + piece.tokens > max_tokens or tokens + piece.tokens / 2 > target):
            yield tuple(run)
            run, remaining, tokens = [], remaining - tokens, 0
        run.append(piece)
        tokens += piece.tokens
    if run:
        yield tuple(run)


def _fitting(
    text: str, runs: Iterator[tuple[_Piece, ...]], count_tokens: CountTokens, max_tokens: int
) -> Iterator[tuple[_Piece, ...]]:
    """The runs, cut in two where abutting pieces make more tokens together than each on its own."""
    for run in runs:
        abutting = any(a.span.end == b.span.start for a, b in pairwise(run))
        if abutting and count_tokens([text[run[0].span.start : run[-1].span.end]])[0] > max_tokens:
            half = len(run) // 2
            yield from _fitting(text, iter((run[:half], run[half:])), count_tokens, max_tokens)
        else:
            yield run

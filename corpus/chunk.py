"""Chunks: the runs of whole sentences that are embedded, searched and read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from citespan.corpus.document import Span


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of sentences of one section of one document.

    `text` is what the document's text holds at `span`; `sentences` lie inside it, in document offsets, in order;
    `headings` is the section's heading path.
    """

    document_id: str
    span: Span
    text: str = field(repr=False)
    headings: tuple[str, ...]
    sentences: tuple[Span, ...] = field(repr=False)

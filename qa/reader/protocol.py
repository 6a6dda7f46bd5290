"""The reader's seam: a question and some chunks in, scored spans and a no-answer score out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.corpus.document import Span
    from citespan.corpus.text.chunk import Chunk


@dataclass(frozen=True, slots=True)
class ScoredSpan:
    """A candidate answer: where it stands in the document, and how well it answers (higher is better)."""

    span: Span
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of one chunk.

    `spans` are the chunk's best candidates, best first, in document offsets, each inside the chunk; there may be
    none. `no_answer_score` is on the scale of the spans' scores: the chunk is about the question as far as its best
    span beats it. Differences `score - no_answer_score` can be compared between chunks.
    """

    spans: tuple[ScoredSpan, ...]
    no_answer_score: float


class Reader(Protocol):
    """Finds answer spans in chunks."""

    @property
    def name(self) -> str:
        """Names the reader and its version; a response's receipt carries it."""
        ...

    def read(self, question: str, chunks: Sequence[Chunk]) -> tuple[Reading, ...]:
        """Return one reading for each chunk, in the order of `chunks`."""
        ...

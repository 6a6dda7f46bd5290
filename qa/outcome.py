"""Outcomes: what a response is when nothing is sure enough to be an answer, and the passages that it then shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from citespan.qa.agreement.sides import sentence_of
from citespan.qa.agreement.table_rows import key_of_row
from citespan.qa.answer import Answer, NearPassage, Reason
from citespan.qa.cite import cite
from citespan.qa.evidence import strength

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.index.search.retrieve import Passage
    from citespan.qa.agreement.sides import Voice
    from citespan.qa.answer import Citation, Response
    from citespan.qa.candidates import Candidate, Found

PASSAGES_SHOWN = 3
"""How many of the nearest passages an abstention shows."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A response, and how sure its strongest span is, given or not, in [0, 1]; 0 if there was none."""

    response: Response
    confidence: float


def cite_voice(voice: Voice) -> Citation:
    """The citation of what a document says, with its sentence as evidence."""
    passage = voice.candidate.passage
    chunk, span = passage.chunk, voice.candidate.span
    return cite(passage.document, span, sentences=chunk.sentences, row=key_of_row(passage.document, chunk, span))


def lead_of(voice: Voice, *, silence_threshold: float) -> Answer | None:
    """The most likely span, in the form of an answer; None if even that is below the `silence_threshold`."""
    if voice.confidence < silence_threshold:
        return None
    citation = cite_voice(voice)
    return Answer(citation.exact, round(voice.confidence, 4), (citation,))


def reason_for(lead: Answer | None) -> Reason:
    """Why there is no answer."""
    return Reason.LOW_CONFIDENCE if lead else Reason.NO_RELEVANT_PASSAGE


def most_confident(leads: Sequence[Answer | None]) -> Answer | None:
    """The lead with the highest confidence, the first of equals; None if there is none."""
    return max((lead for lead in leads if lead), key=lambda lead: lead.confidence, default=None)


def nearest(found: Found, *, retrieval_weight: float) -> tuple[NearPassage, ...]:
    """The passages in which the reader found the strongest spans, the strongest first, each with its best sentence.

    A passage in which it found none counts as if its best span were as weak as the weakest of all.
    """
    best: dict[int, Candidate] = {}
    for candidate in found.candidates:
        known = best.get(candidate.rank)
        if known is None or candidate.margin > known.margin:
            best[candidate.rank] = candidate
    weakest = min((candidate.margin for candidate in best.values()), default=0.0)

    def score(rank: int, passage: Passage) -> float:
        held = best.get(rank)
        return strength(held, retrieval_weight=retrieval_weight) if held else weakest + retrieval_weight * passage.score

    scored = [(score(rank, passage), rank, passage) for rank, passage in enumerate(found.retrieval.passages, start=1)]
    scored.sort(key=lambda one: (-one[0], -one[2].dense, one[1]))
    return tuple(
        NearPassage(
            round(value, 4),
            cite(passage.document, passage.chunk.span, best_sentence=sentence_of(best[rank]) if rank in best else None),
        )
        for value, rank, passage in scored[:PASSAGES_SHOWN]
    )

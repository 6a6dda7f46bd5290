"""What an explanation holds, and the grounds that all of it is drawn from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from citespan.qa.evidence import say_the_same, strength

if TYPE_CHECKING:
    from citespan.corpus.text.blocks import BlockKind
    from citespan.qa.agreement.sides import Hearing, Stance
    from citespan.qa.candidates import Candidate, Found
    from citespan.qa.confidence import Calibration


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a response was decided on.

    `hearing` is what the documents say, None if there was no candidate. `filtered` if only documents that fulfil some
    conditions were asked.
    """

    found: Found
    hearing: Hearing | None
    threshold: float
    silence_threshold: float
    calibration: Calibration | None
    filtered: bool

    @property
    def retrieval_weight(self) -> float:
        """What retrieval counts beside the reader in the strength of a span."""
        return self.calibration.retrieval_weight if self.calibration else 0.0

    def strength(self, candidate: Candidate) -> float:
        """How strongly reader and retrieval together support a candidate."""
        return strength(candidate, retrieval_weight=self.retrieval_weight)

    def rival(self, winner: Candidate) -> Candidate | None:
        """The strongest candidate that says something else than the winner; None if there is none."""
        others = (candidate for candidate in self.found.candidates if not say_the_same(winner.text, candidate.text))
        return max(others, key=self.strength, default=None)


@dataclass(frozen=True, slots=True)
class ReadSpan:
    """A span that the reader found: `margin` is by how much it prefers it to no answer, `strength` ranks all spans.

    `refused` says why a rule refused it, beginning with the rule's name; None if none did.
    """

    start: int
    end: int
    exact: str
    margin: float
    strength: float
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """A passage that was read, with its place, what retrieval made of it and the reader's best spans in it, best first.

    `dense` is its cosine with the question, `lexical` its BM25 score, `score` what it was ranked by.
    """

    rank: int
    document_id: str
    source: str
    section: tuple[str, ...]
    kind: BlockKind
    start: int
    end: int
    dense: float
    lexical: float
    score: float
    spans: tuple[ReadSpan, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Share:
    """What one figure adds to the confidence: its `value` times its weight, on the scale of log-odds."""

    name: str
    value: float
    log_odds: float


@dataclass(frozen=True, slots=True)
class HeardDocument:
    """What one document says by itself: its best span, how sure that is, and what it is to the answer.

    `side` counts the answers of the response from 0; None if it is on no side.
    """

    document_id: str
    source: str
    start: int
    end: int
    exact: str
    confidence: float
    standing: Stance
    side: int | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a response is as it is.

    `verdict` says it in words, `why` in plain ones. `documents` are those in which a span was found, the answer's
    first, then the strongest. `passages` are those that were read, as retrieval ranked them. `confidence` is the
    winner's, None if there was no candidate; `shares` are what it is made of, empty without a calibration.
    """

    verdict: str
    why: tuple[str, ...]
    confidence: float | None
    threshold: float
    retrieval_weight: float
    shares: tuple[Share, ...]
    documents: tuple[HeardDocument, ...]
    passages: tuple[ReadPassage, ...] = field(repr=False)

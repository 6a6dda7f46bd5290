"""Evidence: which of a question's candidates wins, and the figures that tell how far to trust it."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citespan.index.words import content_words
from citespan.qa.scoring import normalize_answer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from citespan.qa.candidates import Candidate

FEATURES = ("margin", "gap", "agreement", "retrieval", "dense", "rank", "coverage", "length")
"""The names of the figures, as calibration files use them; `Evidence` says what they are."""

MAX_GAP = 12.0
"""The gap of a candidate without a rival, and the widest that is told apart."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The candidate that won and what speaks for it.

    `features` by name: `margin`, the reader's; `gap`, by how much the candidate's strength beats the best one with
    other words, in [0, `MAX_GAP`]; `agreement`, the logarithm of the share of all candidates' strength (softmax) that
    is with those of the same words, at most 0; `retrieval`, its passage's z-score; `dense`, its passage's cosine in
    [-1, 1]; `rank`, the logarithm of its passage's rank; `coverage`, the share of the question's content words that
    its passage or headings hold, in [0, 1]; `length`, the logarithm of its number of words.
    """

    candidate: Candidate
    features: Mapping[str, float]


def strength(candidate: Candidate, *, retrieval_weight: float) -> float:
    """How strongly reader and retrieval together speak for a candidate; higher is better, for one question."""
    return candidate.margin + retrieval_weight * candidate.passage.score


def strongest(candidates: Sequence[Candidate], *, retrieval_weight: float) -> Candidate | None:
    """The candidate that wins; the one in the better passage of equals; none of none."""
    return max(
        candidates,
        key=lambda candidate: (strength(candidate, retrieval_weight=retrieval_weight), -candidate.rank),
        default=None,
    )


def weigh(question: str, candidates: Sequence[Candidate], *, retrieval_weight: float) -> Evidence | None:
    """The winner among the candidates for `question`, and the evidence for it; none if there is no candidate."""
    winner = strongest(candidates, retrieval_weight=retrieval_weight)
    if winner is None:
        return None
    best: dict[str, float] = defaultdict(lambda: -math.inf)
    mass: dict[str, float] = defaultdict(float)
    top = strength(winner, retrieval_weight=retrieval_weight)
    for candidate in candidates:
        words = normalize_answer(candidate.text)
        value = strength(candidate, retrieval_weight=retrieval_weight)
        best[words] = max(best[words], value)
        mass[words] += math.exp(value - top)
    own = normalize_answer(winner.text)
    rival = max((value for words, value in best.items() if words != own), default=-math.inf)
    passage = winner.passage
    return Evidence(
        winner,
        {
            "margin": winner.margin,
            "gap": min(top - rival, MAX_GAP),
            "agreement": math.log(mass[own] / sum(mass.values())),
            "retrieval": passage.score,
            "dense": passage.dense,
            "rank": math.log(winner.rank),
            "coverage": _coverage(question, f"{' '.join(passage.chunk.headings)} {passage.chunk.text}"),
            "length": math.log1p(len(own.split())),
        },
    )


def _coverage(question: str, text: str) -> float:
    asked = content_words(question)
    held = set(content_words(text))
    return sum(word in held for word in asked) / len(asked) if asked else 0.0

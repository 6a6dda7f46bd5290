"""Evidence: which of a question's candidates wins, and the figures that tell how far to trust it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citespan.corpus.text.tables import row_around, tables
from citespan.index.search.query import content_words
from citespan.qa.answer_text import normalize_answer

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from citespan.qa.candidates import Candidate
    from citespan.qa.question.question import Question

FEATURES = ("margin", "gap", "agreement", "rivals", "dense", "rank", "coverage", "sentence", "names")
"""The names of the figures, as calibration files use them; `Evidence` says what they are."""

_BEGINNING = 5
"""How many letters of a word are compared."""

MAX_GAP = 12.0
"""The gap of a candidate without a rival, and the widest that is distinguished."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The candidate that won and the evidence for it.

    `features` by name: `margin`, the reader's; `gap`, by how much the candidate's strength beats the best one that
    says something else, in [0, `MAX_GAP`]; `agreement`, the logarithm of the share of all candidates' strength
    (softmax) that is with those that say the same, at most 0; `rivals`, the logarithm of one more than the number
    of candidates that say something else and are preferred to no answer; `dense`, its passage's cosine in [-1, 1];
    `rank`, the logarithm of its passage's rank; `coverage`, the share of the question's content words that its
    passage or headings hold, in [0, 1]; `sentence`, the share that the sentences around it hold; `names`, the share
    of the question's names and numbers that its passage or headings hold, 1 if it has none. Words are compared by
    their first letters, since endings differ. Two candidates say the same if one's words hold the other's.
    """

    candidate: Candidate
    features: Mapping[str, float]


def strength(candidate: Candidate, *, retrieval_weight: float) -> float:
    """How strongly reader and retrieval together support a candidate; higher is better, for one question."""
    return candidate.margin + retrieval_weight * candidate.passage.score


def strongest(candidates: Sequence[Candidate], *, retrieval_weight: float) -> Candidate | None:
    """The candidate that wins; the one in the better passage of equals; none of none."""
    return max(
        candidates,
        key=lambda candidate: (strength(candidate, retrieval_weight=retrieval_weight), -candidate.rank),
        default=None,
    )


def weigh(question: Question, candidates: Sequence[Candidate], *, retrieval_weight: float) -> Evidence | None:
    """The winner among the candidates for `question`, and the evidence for it; none if there is no candidate."""
    winner = strongest(candidates, retrieval_weight=retrieval_weight)
    return None if winner is None else evidence_for(winner, question, candidates, retrieval_weight=retrieval_weight)


def evidence_for(
    winner: Candidate,
    question: Question,
    candidates: Sequence[Candidate],
    *,
    retrieval_weight: float,
    beside: Collection[str] = (),
) -> Evidence:
    """The evidence for the winner among the candidates for `question`.

    Candidates in the other documents called `beside` count where they say the same, but are no rivals: what they say is
    given beside the answer.
    """
    own = normalize_answer(winner.text)
    top = strength(winner, retrieval_weight=retrieval_weight)
    no_rivals = {*beside} - {winner.passage.document.document_id}
    rival, rivals, agreeing, total = -math.inf, 0, 0.0, 0.0
    for candidate in candidates:
        value = strength(candidate, retrieval_weight=retrieval_weight)
        share = math.exp(value - top)
        if _hold_each_other(own, normalize_answer(candidate.text)):
            agreeing += share
        elif candidate.passage.document.document_id in no_rivals:
            continue
        else:
            rival = max(rival, value)
            rivals += candidate.margin > 0
        total += share
    passage = winner.passage
    chunk = passage.chunk
    held = _beginnings(content_words(" ".join((*chunk.headings, *chunk.columns, chunk.preamble, chunk.text))))
    asked = question.content_words
    return Evidence(
        winner,
        {
            "margin": winner.margin,
            "gap": min(top - rival, MAX_GAP),
            "agreement": math.log(agreeing / total),
            "rivals": math.log1p(rivals),
            "dense": passage.dense,
            "rank": math.log(winner.rank),
            "coverage": _share(asked, held),
            "sentence": _share(asked, _beginnings(content_words(sentences_around(winner)))),
            "names": _share(question.names, held),
        },
    )


def sentences_around(candidate: Candidate) -> str:
    """The sentences that a candidate's span touches; of a table the row, with the names of its columns."""
    chunk = candidate.passage.chunk
    around = row_around(candidate.span.start - chunk.span.start, tables(chunk.text, columns=chunk.columns))
    if around is not None:
        table, row = around
        return " ".join(" ".join(pair) for pair in zip(table.columns, row.texts(chunk.text), strict=True))
    return " ".join(sentences_touched(candidate))


def sentences_touched(candidate: Candidate) -> tuple[str, ...]:
    """The sentences that a candidate's span touches, each by itself."""
    chunk = candidate.passage.chunk
    touched = (sentence for sentence in chunk.sentences if sentence.overlaps(candidate.span))
    return tuple(chunk.text[s.start - chunk.span.start : s.end - chunk.span.start] for s in touched)


def say_the_same(text: str, other: str) -> bool:
    """True if the words of one hold those of the other, side by side."""
    return _hold_each_other(normalize_answer(text), normalize_answer(other))


def _hold_each_other(words: str, others: str) -> bool:
    shorter, longer = sorted((words, others), key=len)
    return f" {shorter} " in f" {longer} " if shorter else not longer


def _share(asked: Collection[str], held: Collection[str]) -> float:
    """The share of the words in `asked` whose beginning is in `held`; 1 of none."""
    beginnings = _beginnings(asked)
    return sum(word in held for word in beginnings) / len(beginnings) if beginnings else 1.0


def _beginnings(words: Collection[str]) -> frozenset[str]:
    return frozenset(word[:_BEGINNING] for word in words)

"""Sides: what each document answers to one question, and who says the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import regex

from citespan.corpus.document import Span
from citespan.corpus.english.dates import dates_in
from citespan.corpus.english.lexicon import words
from citespan.corpus.english.roles import asked_role, roles_in
from citespan.corpus.english.word_classes import base_form
from citespan.index.search.query import content_words
from citespan.qa.agreement.copies import is_copy
from citespan.qa.agreement.names import mentions
from citespan.qa.agreement.opposites import are_opposites
from citespan.qa.agreement.quantities import Quantity, enumeration_around
from citespan.qa.agreement.relation import Relation
from citespan.qa.agreement.table_rows import are_rows_of_one_table
from citespan.qa.agreement.values import compare, is_said_in, value_of
from citespan.qa.evidence import evidence_for, sentences_around, sentences_touched, strength
from citespan.qa.question.kind import AnswerKind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from citespan.qa.agreement.values import Value
    from citespan.qa.candidates import Candidate
    from citespan.qa.evidence import Evidence
    from citespan.qa.question.question import Question


_PART_OF_THE_PEOPLE = frozenset(words("questions", "part_of_the_people"))
_HOW_MANY_PEOPLE = regex.compile(r"\bhow many (?:people|persons)\b", regex.IGNORECASE)

LEAST_CONFIDENCE = 0.5
"""A document is only put beside the answer if it is more likely to be right than not, whatever the threshold."""


class Stance(StrEnum):
    """What a document's best span is to the answer.

    It says the `SAME` as a side, in a `COPY` of a text there, or something `OTHER`, which makes it a side, or a further
    `ITEM` of a list; it is `UNCLEAR` how it relates to the sides, or it is too `UNSURE` of itself.
    """

    ANSWER = "answer"
    SAME = "same"
    COPY = "copy"
    OTHER = "other"
    ITEM = "item"
    UNCLEAR = "unclear"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Voice:
    """The best span of one document, and how sure it is if that document is heard by itself, in [0, 1].

    `side` is the number of the side that it is on or a copy of, from 0; None if it is on none.
    """

    candidate: Candidate
    confidence: float
    standing: Stance
    side: int | None


@dataclass(frozen=True, slots=True)
class Hearing:
    """What all documents say, the strongest first, and the evidence for the answer, which is the first one's.

    `items` are those of a list, each as the voices that give it; there are none if the answer is no list.
    """

    voices: tuple[Voice, ...]
    evidence: Evidence
    items: tuple[tuple[Voice, ...], ...] = ()

    @property
    def answer(self) -> Voice:
        """The strongest."""
        return self.voices[0]

    @property
    def sides(self) -> tuple[tuple[Voice, ...], ...]:
        """Those who say the same, without copies, as one side, or the `items`; the answer's first."""
        if self.items:
            return self.items
        numbers = sorted({voice.side for voice in self.voices if voice.side is not None})
        return tuple(
            tuple(voice for voice in self.voices if voice.side == number and voice.standing is not Stance.COPY)
            for number in numbers
        )


def hear(
    question: Question,
    candidates: Sequence[Candidate],
    *,
    retrieval_weight: float,
    confidence: Callable[[Evidence], float],
    threshold: float,
) -> Hearing | None:
    """What the documents with a candidate say to `question`; None if there is no candidate.

    The strongest candidate is the answer. Each other document is then heard by itself, as if the documents on a side
    had not been asked: its best span counts if its confidence reaches `threshold` and `LEAST_CONFIDENCE`. It joins the
    side that says the same, as a copy if its text is a copy of one there; it is another side if what it says differs
    from every side, and nothing indicates that it answers another question; else it is left out. The
    documents on any side are no rivals of the answer when its evidence is weighed.
    """
    best_first = sorted(candidates, key=lambda c: (-strength(c, retrieval_weight=retrieval_weight), c.rank))
    if not best_first:
        return None
    winner = best_first[0]
    by_document: dict[str, list[Candidate]] = {}
    for candidate in best_first:
        by_document.setdefault(candidate.passage.document.document_id, []).append(candidate)
    heard = {winner.passage.document.document_id}
    sides = [[_in_full(winner, question)]]
    voices = []
    for document_id in list(by_document)[1:]:
        spans = _of_the_whole(by_document[document_id], question)
        own = _reranked(spans, candidates, without=heard)
        sure = confidence(evidence_for(own[0], question, own, retrieval_weight=retrieval_weight))
        best = _in_full(spans[0], question)
        standing, side = Stance.UNSURE, None
        if sure >= max(threshold, LEAST_CONFIDENCE):
            standing, side = _standing(question, best, sides)
        if side is not None:
            heard.add(document_id)
            sides[side:] = sides[side:] or [[]]
            sides[side].append(best)
        voices.append(Voice(best, sure, standing, side))
    evidence = evidence_for(winner, question, candidates, retrieval_weight=retrieval_weight, beside=heard)
    return Hearing((Voice(sides[0][0], confidence(evidence), Stance.ANSWER, 0), *voices), evidence)


def _in_full(candidate: Candidate, question: Question) -> Candidate:
    """The candidate with its span widened to all of an enumeration, where it is asked how many people there are.

    Of *three women and four children* no part answers that.
    """
    if not _HOW_MANY_PEOPLE.search(question.text):
        return candidate
    sentence = sentence_of(candidate)
    found = enumeration_around(
        sentence.slice(candidate.passage.document.text),
        candidate.span.start - sentence.start,
        candidate.span.end - sentence.start,
    )
    if found is None:
        return candidate
    span = Span(sentence.start + found.start, sentence.start + found.end)
    return replace(candidate, span=span, text=span.slice(candidate.passage.document.text))


def _of_the_whole(own: Sequence[Candidate], question: Question) -> Sequence[Candidate]:
    """A document's candidates without those that count only its women, men or children, where people are asked for.

    They may be a part of those people, so that they neither say the same as the answer nor contradict it. But all of
    them if the reader prefers none of the others to no answer.
    """
    if not _HOW_MANY_PEOPLE.search(question.text):
        return own
    whole = [candidate for candidate in own if not _counts_a_part(_in_full(candidate, question))]
    return whole if whole and whole[0].margin > 0 else own


def _counts_a_part(candidate: Candidate) -> bool:
    said = _value(candidate, AnswerKind.QUANTITY).content
    return isinstance(said, Quantity) and not said.counted.isdisjoint(_PART_OF_THE_PEOPLE)


def _reranked(
    own: Sequence[Candidate], candidates: Iterable[Candidate], *, without: Collection[str]
) -> tuple[Candidate, ...]:
    """A document's candidates, with the ranks that their passages have without those of some documents."""
    gone = {candidate.rank for candidate in candidates if candidate.passage.document.document_id in without}
    return tuple(replace(one, rank=one.rank - sum(rank < one.rank for rank in gone)) for one in own)


def _standing(
    question: Question, candidate: Candidate, sides: Sequence[Sequence[Candidate]]
) -> tuple[Stance, int | None]:
    if any(are_rows_of_one_table(candidate, other) for side in sides for other in side):
        return Stance.UNCLEAR, None
    value = _value(candidate, question.kind)
    relations = [
        Relation.DIFFERENT
        if _are_opposed(question, candidate, side[0])
        else compare(value, _value(side[0], question.kind), question=question)
        for side in sides
    ]
    for number, (relation, side) in enumerate(zip(relations, sides, strict=True)):
        if relation is Relation.SAME:
            copied = any(is_copy(candidate, other) for other in side)
            return (Stance.COPY if copied else Stance.SAME), number
    if all(
        relation is Relation.DIFFERENT and is_same_matter(question, question.kind, candidate, side[0])
        for relation, side in zip(relations, sides, strict=True)
    ):
        return Stance.OTHER, len(sides)
    return Stance.UNCLEAR, None


def _value(candidate: Candidate, kind: AnswerKind) -> Value:
    text, span, sentence = candidate.passage.document.text, candidate.span, sentence_of(candidate)
    before, after = text[sentence.start : span.start], text[span.end : sentence.end]
    return value_of(candidate.text, kind=kind, before=before, after=after)


def sentence_of(candidate: Candidate) -> Span:
    """From the first to the last of the sentences that a span touches; the span itself if it touches none."""
    span = candidate.span
    touched = [sentence for sentence in candidate.passage.chunk.sentences if sentence.overlaps(span)]
    return (
        Span(min(span.start, *(s.start for s in touched)), max(span.end, *(s.end for s in touched)))
        if touched
        else span
    )


def is_same_matter(question: Question, kind: AnswerKind, one: Candidate, other: Candidate) -> bool:
    """False if anything indicates that two different answers answer different questions.

    One passage holds a name or number of the question that the other lacks; one also says what the other answers, which
    may then be a part of it or another name for it; or their sentences are about different times.
    """
    texts = [_passage(one), _passage(other)]
    if any(mentions(texts[0], name) != mentions(texts[1], name) for name in question.names):
        return False
    role = asked_role(question.text)
    if role and (role in roles_in(texts[0])) != (role in roles_in(texts[1])):
        return False
    if _are_opposed(question, one, other):
        return True
    sentences = [sentences_around(one), sentences_around(other)]
    if question.asks_who and _gives_another_role(question, *sentences):
        return False
    for candidate, sentence, text in ((one, sentences[1], texts[1]), (other, sentences[0], texts[0])):
        if is_said_in(_value(candidate, kind), text if kind is AnswerKind.NAME else sentence):
            return False
    return kind is AnswerKind.DATE or is_same_time(one, other)


def _gives_another_role(question: Question, one: str, other: str) -> bool:
    """True if one sentence says what the question does, and the other names somebody by a role instead."""
    asked = {
        form
        for word in question.content_words
        if word not in question.names
        for form in (word, base_form(word) or word)
    }
    held = [
        not asked.isdisjoint(form for word in content_words(text) for form in (word, base_form(word) or word))
        for text in (one, other)
    ]
    told, else_told = (one, other) if held[0] else (other, one)
    return held[0] != held[1] and not set(roles_in(else_told)) <= set(roles_in(told))


def _are_opposed(question: Question, one: Candidate, other: Candidate) -> bool:
    """True if one says what the other denies, in the span or, where it is asked whether something is so, around it."""
    if are_opposites(one.text, other.text):
        return True
    return question.is_yes_no and any(
        are_opposites(mine, theirs) for mine in sentences_touched(one) for theirs in sentences_touched(other)
    )


def is_same_time(one: Candidate, other: Candidate) -> bool:
    """False if the sentences around two spans name different years or days, apart from the spans."""
    times = [dates_in(sentences_around(one).replace(one.text, " ")) for one in (one, other)]
    return not all(times) or any(all(a.shared_parts(b)) for a in times[0] for b in times[1])


def _passage(candidate: Candidate) -> str:
    chunk = candidate.passage.chunk
    return " ".join((candidate.passage.document.title, *chunk.headings, chunk.preamble, chunk.text))

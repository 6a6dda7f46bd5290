"""Lists: the several answers that a question asks for, each with the documents that give it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import regex

from citespan.corpus.document import Span
from citespan.qa.agreement.bullets import bulleted_items
from citespan.qa.agreement.copies import is_copy
from citespan.qa.agreement.items import items_of
from citespan.qa.agreement.names import compare_names, is_name
from citespan.qa.agreement.relation import Relation
from citespan.qa.agreement.sides import LEAST_CONFIDENCE, Stance, is_same_matter, is_same_time, sentence_of
from citespan.qa.question.kind import AnswerKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.qa.agreement.sides import Hearing, Voice
    from citespan.qa.candidates import Candidate
    from citespan.qa.question.question import Question

_FIRMS = regex.compile(r"\b(?:compan(?:y|ies)|firms?|brands?|banks?|shops?|stores?|makers)\b", regex.IGNORECASE)
_JOINED = regex.compile(r"\band\b|&|,", regex.IGNORECASE)


def listed(question: Question, hearing: Hearing, *, threshold: float) -> Hearing:
    """The hearing with its `items`, if `question` asks for several things and several are surely given.

    They are what the answer enumerates. Each other document whose confidence reaches `threshold` and
    `LEAST_CONFIDENCE` is put beside the items that it gives, too. It adds others only if they are names, unlike all
    names before, and nothing indicates that it is about another matter; and none beyond the count that the
    question asks for.
    """
    if not question.wants_list:
        return hearing
    texts = [voice.candidate.passage.document.text for voice in hearing.voices]
    items: list[list[Voice]] = [[part] for part in _parts(hearing.answer, question, texts)]
    if len(items) == 1 and (not is_name(items[0][0].candidate.text) or _JOINED.search(items[0][0].candidate.text)):
        return hearing
    voices = [hearing.answer]
    for voice in hearing.voices[1:]:
        standing, side = voice.standing, voice.side
        if voice.confidence >= max(threshold, LEAST_CONFIDENCE) and standing is not Stance.COPY:
            standing, side = _put_beside(_parts(voice, question, texts), items, hearing.answer, question)
        voices.append(replace(voice, standing=standing, side=side))
    if len(items) < 2:
        return hearing
    return replace(hearing, voices=tuple(voices), items=tuple(map(tuple, items)))


def with_cells(hearing: Hearing, cells: Sequence[Candidate]) -> Hearing:
    """The hearing with the cells of several rows as its `items`, where one key of the question fits all of these.

    The first cell is the answer's own. Nothing is changed if there is no other, or the answer has other sides.
    """
    if len(cells) < 2 or len(hearing.sides) > 1:
        return hearing
    items = ((hearing.answer,), *((replace(hearing.answer, candidate=cell),) for cell in cells[1:]))
    return replace(hearing, items=tuple(items))


def _parts(voice: Voice, question: Question, texts: Sequence[str]) -> tuple[Voice, ...]:
    """What a voice enumerates, in a list or in a sentence, one voice for each; itself if it does not."""
    candidate = voice.candidate
    text = candidate.passage.document.text
    made = bulleted_items(question, candidate) or _enumerated(candidate, question, texts)
    return tuple(replace(voice, candidate=replace(candidate, span=s, text=s.slice(text))) for s in made) or (voice,)


def _enumerated(candidate: Candidate, question: Question, texts: Sequence[str]) -> tuple[Span, ...]:
    sentence = sentence_of(candidate)
    spans = items_of(
        sentence.slice(candidate.passage.document.text),
        candidate.span.start - sentence.start,
        candidate.span.end - sentence.start,
        texts=texts,
        count=question.count,
        may_be_firms=_FIRMS.search(question.text) is not None,
    )
    return tuple(Span(sentence.start + span.start, sentence.start + span.end) for span in spans)


def _put_beside(
    parts: Sequence[Voice], items: list[list[Voice]], answer: Voice, question: Question
) -> tuple[Stance, int | None]:
    """Put each part to the item that is the same, or make it a new one; what the document then is to the answer."""
    known = {part: _place(part, items) for part in parts}
    shares = any(place is not None for place in known.values())
    one, other = parts[0].candidate, answer.candidate
    may_add = is_same_time(one, other) if shares else is_same_matter(question, AnswerKind.OTHER, one, other)
    placed, standing = [], Stance.SAME
    for part, place in known.items():
        if place is not None:
            if not any(is_copy(part.candidate, voice.candidate) for voice in items[place]):
                items[place].append(part)
            placed.append(place)
        elif may_add and len(items) != question.count and _is_new(part, items):
            placed.append(len(items))
            items.append([part])
            standing = Stance.ITEM
    return (standing, min(placed)) if placed else (Stance.UNCLEAR, None)


def _place(part: Voice, items: Sequence[Sequence[Voice]]) -> int | None:
    texts = [item[0].candidate.text for item in items]
    said = part.candidate.text
    same = [compare_names(said, text) is Relation.SAME for text in texts]
    exact = [said.casefold() == text.casefold() for text in texts]
    if any(exact):
        return exact.index(True)
    return same.index(True) if sum(same) == 1 and is_name(said) and not _JOINED.search(said) else None


def _is_new(part: Voice, items: Sequence[Sequence[Voice]]) -> bool:
    said = part.candidate.text
    return not _JOINED.search(said) and all(
        compare_names(said, item[0].candidate.text) is Relation.DIFFERENT for item in items
    )

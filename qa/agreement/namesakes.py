"""Namesakes: two people of one name, whom the documents tell apart, are no two sides of a conflict."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import regex

from citespan.corpus.document import Span
from citespan.corpus.english.people import people_in
from citespan.index.search.query import content_words
from citespan.qa.agreement.sides import Stance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.corpus.english.people import Person
    from citespan.qa.agreement.sides import Hearing, Voice
    from citespan.qa.question.question import Question

_SENTENCES_ABOVE = 4
_LEAST_DOUBT = 0.3  # what is less sure than that hardly answers the question at all


def told_apart(question: Question, hearing: Hearing, *, threshold: float) -> Hearing:
    """The hearing with its sides as the items of a list, if each is about another person of the name in question.

    They are distinguished where each document says of that person what the other does not: that one is a treasurer and
    the other a headteacher. The evidence of each then begins with the sentence that says so. A document that reaches
    `threshold` is an item too where its answer cannot be compared; one that is less sure makes the answer so.
    """
    people = people_in(question.text)
    if len(people) != 1 or hearing.items:
        return hearing
    unclear = [
        voice
        for voice in hearing.voices
        if voice.side is None and voice.confidence >= threshold and _fits_as_well(question, hearing.answer, voice)
    ]
    sides = (*hearing.sides, *((voice,) for voice in unclear))
    if len(sides) < 2:
        return _less_sure(question, people[0], hearing)
    said = [_described(people[0], side[0]) for side in sides]
    if not all(said) or not _all_differ(
        [one.slice(side[0].candidate.passage.document.text) for one, side in zip(said, sides, strict=True) if one]
    ):
        return hearing
    items = tuple((_with_evidence(side[0], one), *side[1:]) for one, side in zip(said, sides, strict=True) if one)
    numbers = {voice.candidate.passage.document.document_id: n for n, side in enumerate(sides) for voice in side}
    voices = tuple(
        replace(voice, standing=Stance.ITEM, side=numbers[voice.candidate.passage.document.document_id])
        if voice in unclear
        else voice
        for voice in hearing.voices
    )
    return replace(hearing, voices=voices, items=items)


def _less_sure(question: Question, person: Person, hearing: Hearing) -> Hearing:
    """The hearing with its answer as unsure as what is said of a namesake, whom the question may mean as well."""
    answer = hearing.answer
    own = _described(person, answer)
    if own is None:
        return hearing
    told = own.slice(answer.candidate.passage.document.text)
    doubts = [
        voice.confidence
        for voice in hearing.voices
        if voice.side is None
        and (other := _described(person, voice))
        and _all_differ([told, other.slice(voice.candidate.passage.document.text)])
        and _fits_as_well(question, answer, voice)
    ]
    if not doubts or not _LEAST_DOUBT <= max(doubts) < answer.confidence:
        return hearing
    return replace(hearing, voices=(replace(answer, confidence=max(doubts)), *hearing.voices[1:]))


def _fits_as_well(question: Question, answer: Voice, voice: Voice) -> bool:
    """True if a document holds all words of the question that the answer's holds."""
    asked = set(question.content_words)
    held, other = ({*content_words(one.candidate.passage.chunk.text)} & asked for one in (answer, voice))
    return held <= other


def _described(person: Person, voice: Voice) -> Span | None:
    """The words that say who a person of that name is, in the span's sentence or those before it."""
    chunk, text = voice.candidate.passage.chunk, voice.candidate.passage.document.text
    until = [sentence for sentence in chunk.sentences if sentence.start < voice.candidate.span.end]
    name = rf"{regex.escape(person.given)} (?:\p{{Lu}}\.? )?{regex.escape(person.surname)}"
    is_one = regex.compile(
        rf"{name}(?:,| is| was| became| works as| worked as| serves as| served as)\s+(?P<who>(?:(?:the"
        rf"|a|an|our|its|head|chief)\s)?[^,.;()\n]{{3,80}})"
        rf"|(?P<who>(?:the|our|its|their)?\s?\p{{Ll}}[\p{{Ll}} -]{{2,40}})\s{name}"
    )
    for sentence in reversed(until[-_SENTENCES_ABOVE:]):
        if match := is_one.search(text, sentence.start, sentence.end):
            return Span(*match.span("who"))
    return None


def _all_differ(descriptions: Sequence[str]) -> bool:
    """True if no two descriptions share a word that tells something."""
    known: set[str] = set()
    for words in map(content_words, descriptions):
        if not known.isdisjoint(words):
            return False
        known |= {*words}
    return True


def _with_evidence(voice: Voice, said: Span) -> Voice:
    """The voice with all from the sentence that says who it is up to its span as one sentence of its passage."""
    candidate = voice.candidate
    chunk = candidate.passage.chunk
    parts = [
        s
        for s in chunk.sentences
        if s.end > min(said.start, candidate.span.start) and s.start < max(said.end, candidate.span.end)
    ]
    if not parts:
        return voice
    whole = Span(parts[0].start, parts[-1].end)
    others = (s for s in chunk.sentences if s.end <= whole.start or whole.end <= s.start)
    sentences = tuple(sorted((whole, *others), key=lambda one: one.start))
    passage = replace(candidate.passage, chunk=replace(chunk, sentences=sentences))
    return replace(voice, candidate=replace(candidate, passage=passage))

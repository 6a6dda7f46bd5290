"""What was spoken of before: the phrases of earlier turns, and which of them a pronoun may stand for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex

from citespan.qa.conversation.parse import Kind, kind_of, parse, phrases_of, tokens_of
from citespan.qa.conversation.words import (
    DETERMINERS,
    ORGANISATIONS,
    PERSONS,
    PLACE_NOUNS,
    PLURALS,
    PREPOSITIONS,
    is_plural,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from citespan.qa.conversation.earlier import EarlierTurn
    from citespan.qa.conversation.parse import Phrase, Question

_LONGEST_ANSWER = 8
"""Words of an answer that can still be put in place of a pronoun."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that was spoken of. `is_answer` if an answer named it, `asked` with the question word it answered."""

    text: str
    kind: Kind
    is_plural: bool
    is_answer: bool
    asked: str = ""
    noun: str = ""
    preposition: str = ""

    @property
    def is_person(self) -> bool:
        """True if it can be a person."""
        return self.kind is Kind.PERSON and (
            not self.is_answer or self.asked in {"who", "whom", "whose", "which", "what"}
        )

    @property
    def is_certainly_person(self) -> bool:
        """True if it was asked for with *who*, or is called by a noun for persons."""
        return self.is_person and (self.asked in {"who", "whom", "whose"} or not self.text[:1].isupper())

    @property
    def is_group(self) -> bool:
        """True if it can be many persons: a plural, or an organisation."""
        words = {word.lower().strip(".,") for word in self.text.split()}
        return self.is_plural or bool(words & ORGANISATIONS)

    @property
    def is_place(self) -> bool:
        """True if something can be there."""
        if self.kind in {Kind.DATE, Kind.NUMBER}:
            return False
        if self.asked:
            return self.asked == "where" or self.noun in PLACE_NOUNS
        return self.preposition in {"in", "at", "on", "from", "to", "near", "into"} or self.kind is Kind.NAME


def mentions_of(turn: EarlierTurn) -> tuple[Mention, ...]:
    """What one turn spoke of: its answers first, then the phrases of its question in their order."""
    question = parse(turn.question)
    return (*_answers(turn, question), *(_mention(phrase) for phrase in question.phrases if _refers(phrase, question)))


def antecedents(word: str, earlier: Sequence[EarlierTurn]) -> Iterator[Mention]:
    """What a pronoun may stand for, the likeliest first: the latest turn that spoke of something that fits decides."""
    for turn in reversed(earlier):
        fitting = [mention for mention in mentions_of(turn) if _fits(word, mention)]
        if fitting:
            yield from sorted(fitting, key=lambda mention: -_salience(word, mention))
            return


def _fits(word: str, mention: Mention) -> bool:
    if mention.kind in {Kind.DATE, Kind.NUMBER}:
        return False
    if word in PERSONS:
        return mention.is_person
    if word in PLURALS or word in {"these", "those"}:
        return mention.is_group
    if word == "there":
        return mention.is_place
    return not mention.is_certainly_person and not mention.is_plural


def _salience(word: str, mention: Mention) -> int:
    if word in PERSONS:
        return 2 * mention.is_certainly_person + mention.is_answer
    if word in PLURALS:
        return 2 * mention.is_plural + mention.is_answer
    if word == "there":
        return 4 * mention.is_answer + 2 * (mention.preposition in {"in", "at"}) + (mention.kind is not Kind.COMMON)
    return 2 * mention.is_answer + (mention.kind is not Kind.COMMON)


def _answers(turn: EarlierTurn, question: Question) -> Iterator[Mention]:
    for answer in turn.answers[:1]:
        text = _bare(answer)
        if not text or len(text.split()) > _LONGEST_ANSWER or answer.lower().startswith(("because", "that ", "to ")):
            continue
        noun = question.asks.split()[-1].lower() if len(question.asks.split()) > 1 else ""
        kind = kind_of(text)
        if question.word in {"when", "how", "why"} or noun in {"date", "year", "day", "month", "time"}:
            kind = Kind.DATE if question.word != "how" else Kind.NUMBER
        several = " and " in text or is_plural(text.split()[-1])
        yield Mention(text, kind, several and kind is not Kind.PERSON, True, question.word, noun)


def _bare(answer: str) -> str:
    """An answer without signs around it and prepositions before it; *The* becomes *the*."""
    text = regex.sub(r"^[\s\"“”'‘’(\[,.;:]+|[\s\"“”'‘’)\],.;:]+$", "", answer)
    words = text.split()
    while words and words[0].lower() in PREPOSITIONS:
        words = words[1:]
    if words and words[0].lower() in DETERMINERS:
        words[0] = words[0].lower()
    return " ".join(words)


def _mention(phrase: Phrase) -> Mention:
    return Mention(phrase.text, phrase.kind, phrase.is_plural, False, preposition=phrase.preposition)


def _refers(phrase: Phrase, question: Question) -> bool:
    """False of what a question asks for by *which* or *how many*: its answer names it."""
    return phrase.start >= question.asks_end or question.word == "whose"


def named_in(text: str) -> tuple[Phrase, ...]:
    """The phrases of a text that hold a name or a number."""
    return tuple(p for p in phrases_of(text, tokens_of(text)) if p.kind in {Kind.NAME, Kind.PERSON, Kind.DATE})

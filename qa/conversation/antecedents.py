"""What was mentioned before: the phrases of earlier turns, and which of them a pronoun may refer to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import regex

from citespan.corpus.english.word_classes import (
    DETERMINERS,
    DO,
    ORGANISATIONS,
    PERSON_PRONOUNS,
    PLACE_NOUNS,
    PLURAL_PRONOUNS,
    PREPOSITIONS,
    WH_PRONOUNS,
    is_person_noun,
    is_plural,
    plural_of,
)
from citespan.qa.conversation.phrases import PhraseKind, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from citespan.qa.conversation.earlier import EarlierTurn
    from citespan.qa.conversation.phrases import Phrase
    from citespan.qa.conversation.syntax import Wording

_LONGEST_ANSWER = 8
"""The longest answer, in words, that can replace a pronoun."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that was mentioned. `is_answer` if an answer named it, `asked` with the question word it answered."""

    text: str
    kind: PhraseKind
    is_plural: bool
    is_answer: bool
    asked: str = ""
    noun: str = ""
    preposition: str = ""
    is_subject: bool = False

    @property
    def is_person(self) -> bool:
        """True if it can be a person."""
        return self.kind is PhraseKind.PERSON and (not self.is_answer or self.asked in WH_PRONOUNS)

    @property
    def is_certainly_person(self) -> bool:
        """True if it was asked for with *who*, or is called by a noun for persons."""
        return self.is_person and (self.asked in {"who", "whom", "whose"} or self.text.split()[-1].islower())

    @property
    def is_group(self) -> bool:
        """True if it can be many persons: a plural, or an organisation."""
        words = {word.lower().strip(".,") for word in self.text.split()}
        return self.is_plural or bool(words & ORGANISATIONS)

    @property
    def is_place(self) -> bool:
        """True if something can be there."""
        if self.kind in {PhraseKind.DATE, PhraseKind.NUMBER}:
            return False
        if self.asked:
            return self.asked == "where" or self.noun in PLACE_NOUNS
        return self.preposition in {"in", "at", "on", "from", "to", "near", "into"} or self.kind is PhraseKind.NAME


def mentions_of(turn: EarlierTurn) -> tuple[Mention, ...]:
    """What one turn mentioned: its answers first, then the phrases of its question in their order."""
    question = turn.wording
    phrases = [phrase for phrase in question.phrases if _refers(phrase, question)]
    return (*_answers(turn, question), *(_mention(phrase, is_subject=phrase is phrases[0]) for phrase in phrases))


def antecedents(
    word: str,
    earlier: Sequence[EarlierTurn],
    *,
    measured: bool = False,
    priced: bool = False,
    spoken_to: bool = False,
) -> Iterator[Mention]:
    """What a pronoun may refer to, the likeliest first: the latest turn that mentioned something fitting decides.

    Numbers count only where something is `measured` against the pronoun: *above that*. Where it is asked what
    something costs (`priced`), it is nothing that can be a person or a company; what is `spoken_to` must be one.
    """
    for turn in reversed(earlier):
        spoken_of = mentions_of(turn)
        fitting = [mention for mention in spoken_of if _fits(word, mention, measured=measured)]
        if spoken_to:
            fitting = [mention for mention in fitting if _can_be_spoken_to(mention)]
        elif priced:
            fitting = [mention for mention in fitting if _has_price(mention)]
        if not fitting and word in PLURAL_PRONOUNS and not spoken_to:
            fitting = [_several(mention) for mention in spoken_of if _is_thing(mention)]
        if turn is earlier[-1] and not turn.answers and word != "there":
            fitting += _described(turn, word)
        if fitting:
            best, *others = sorted(fitting, key=lambda mention: -_salience(word, mention))
            yield best
            if not (best.is_answer and best.is_certainly_person):
                yield from others
            return


def _fits(word: str, mention: Mention, *, measured: bool) -> bool:
    if mention.kind in {PhraseKind.DATE, PhraseKind.NUMBER}:
        return measured and mention.is_answer and mention.kind is PhraseKind.NUMBER
    if word in PERSON_PRONOUNS:
        return mention.is_person
    if word in PLURAL_PRONOUNS:
        return mention.is_group
    if word == "there":
        return mention.is_place
    return not mention.is_certainly_person and not mention.is_plural


def _can_be_spoken_to(mention: Mention) -> bool:
    words = {word.lower().strip(".,'’") for word in mention.text.split()}
    return mention.is_person or mention.is_certainly_person or bool(words & ORGANISATIONS)


def _has_price(mention: Mention) -> bool:
    """False of persons, companies and what was asked for with *who*; a bare name of several words may be either."""
    words = {word.lower().strip(".,'’") for word in mention.text.split()}
    is_organisation = bool(words & ORGANISATIONS) or mention.noun in ORGANISATIONS
    return (
        mention.kind is not PhraseKind.PERSON and mention.asked not in {"who", "whom", "whose"} and not is_organisation
    )


def _described(turn: EarlierTurn, word: str) -> list[Mention]:
    """What a question without an answer asked for, in its own words: *the country that Iran hit*."""
    question = turn.wording
    is_person = word in PERSON_PRONOUNS
    noun = "person" if question.word == "who" else " ".join(question.asks.split()[1:])
    is_several = word in PLURAL_PRONOUNS
    fits = is_person == (question.word == "who" or is_person_noun(noun)) and is_several == is_plural(noun)
    if question.word not in {"who", "which", "what"} or not noun or not question.body or not fits:
        return []
    body = question.body
    if question.is_inverted:
        if question.body_tokens[0].lower not in DO:
            return []
        body = question.text[question.body_tokens[0].end :].strip()
    return [Mention(f"the {noun} {'who' if is_person else 'that'} {body}", PhraseKind.COMMON, False, True)]


def _is_thing(mention: Mention) -> bool:
    return (
        mention.text.split()[-1].islower()
        and not mention.is_person
        and mention.kind in {PhraseKind.NAME, PhraseKind.COMMON}
    )


def _several(mention: Mention) -> Mention:
    """Several of the things mentioned as one: *How many of them?* after *the Ember lamp*."""
    *before, noun = mention.text.split()
    return replace(mention, text=" ".join((*before, plural_of(noun))), is_plural=True)


def _salience(word: str, mention: Mention) -> int:
    if word in PERSON_PRONOUNS:
        return 2 * mention.is_certainly_person + mention.is_answer
    if word in PLURAL_PRONOUNS:
        return 2 * mention.is_plural + mention.is_answer
    if word == "there":
        return (
            4 * mention.is_answer + 2 * (mention.preposition in {"in", "at"}) + (mention.kind is not PhraseKind.COMMON)
        )
    is_new = mention.text.startswith(("a ", "an "))
    return 3 * mention.is_answer + 2 * mention.is_subject + 3 * is_new + (mention.kind is not PhraseKind.COMMON)


def _answers(turn: EarlierTurn, question: Wording) -> Iterator[Mention]:
    for answer in turn.answers[:1]:
        text = _bare(answer)
        if not text or len(text.split()) > _LONGEST_ANSWER or answer.lower().startswith(("because", "that ", "to ")):
            continue
        noun = question.asks.split()[-1].lower() if len(question.asks.split()) > 1 else ""
        kind = kind_of(text)
        if question.word in {"when", "how", "why"} or noun in {"date", "year", "day", "month", "time"}:
            kind = PhraseKind.DATE if question.word != "how" else PhraseKind.NUMBER
        several = " and " in text or is_plural(text.split()[-1])
        yield Mention(text, kind, several and kind is not PhraseKind.PERSON, True, question.word, noun)


def _bare(answer: str) -> str:
    """An answer without signs around it and prepositions before it; *The* becomes *the*."""
    text = regex.sub(r"^[\s\"“”'‘’(\[,.;:]+|[\s\"“”'‘’)\],.;:]+$", "", answer)
    words = text.split()
    while words and words[0].lower() in PREPOSITIONS:
        words = words[1:]
    if words and words[0].lower() in DETERMINERS:
        words[0] = words[0].lower()
    return " ".join(words)


def _mention(phrase: Phrase, *, is_subject: bool) -> Mention:
    return Mention(
        phrase.text, phrase.kind, phrase.is_plural, False, preposition=phrase.preposition, is_subject=is_subject
    )


def _refers(phrase: Phrase, question: Wording) -> bool:
    """False of what a question asks for by *which* or *how many*: its answer names it."""
    return phrase.start >= question.asks_end or question.word == "whose"

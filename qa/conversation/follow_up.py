"""Follow-up questions: whether a question needs its conversation, and how it reads in full."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import islice
from typing import TYPE_CHECKING

import regex

from citespan.corpus.english.word_classes import (
    ADVERBS,
    AUXILIARIES,
    CONJUNCTIONS,
    DEMONSTRATIVES,
    NEUTER_PRONOUNS,
    PERSON_PRONOUNS,
    PLURAL_PRONOUNS,
    POSSESSIVES,
    PREPOSITIONS,
    base_form,
)
from citespan.qa.conversation.antecedents import antecedents
from citespan.qa.conversation.fragments import completed
from citespan.qa.conversation.openness import can_follow_up
from citespan.qa.conversation.syntax import parse
from citespan.qa.conversation.topics import with_topic
from citespan.qa.question.question import MAX_QUESTION_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.qa.conversation.antecedents import Mention
    from citespan.qa.conversation.earlier import EarlierTurn
    from citespan.qa.conversation.phrases import Token
    from citespan.qa.conversation.syntax import Wording


_BEGINS_A_CLAUSE = frozenset(
    "if when while before after because once unless until although since who which that and".split()
)
_PRICES = frozenset("cost costs price priced worth fee fees charge charged".split())
_SPEAKING = frozenset("tell ask call invite meet pay contact inform thank".split())
_WEATHER = frozenset(
    "rain rains raining rained snow snows snowing freeze freezes freezing cold hot warm dark late".split()
)

_READINGS = 2
"""How many antecedents of a pronoun are tried."""


class Need(Enum):
    """How much a question needs its conversation.

    `CERTAIN`: it says nothing without it (*Why?*, *Who claimed it?*). `POSSIBLE`: it can be understood alone, but what
    it leaves open was named before.
    """

    CERTAIN = 3.0
    POSSIBLE = -1.0

    @property
    def log_odds(self) -> float:
        """How likely the resolved reading is before anything is read, in log-odds."""
        return self.value


@dataclass(frozen=True, slots=True)
class ResolvedQuestion:
    """A question in full, and how much it needed its conversation.

    `others` are further ways to read it, where a pronoun can stand for more than one thing.
    """

    question: str
    need: Need
    others: tuple[str, ...] = ()

    @property
    def readings(self) -> tuple[str, ...]:
        """All ways to read it that are short enough to be asked, the likeliest first."""
        return tuple(text for text in (self.question, *self.others) if len(text) <= MAX_QUESTION_CHARACTERS)


def resolve(question: str, earlier: Sequence[EarlierTurn]) -> ResolvedQuestion | None:
    """The question as it reads in full after the turns in `earlier`; None if it stands alone, or nothing fits."""
    asked = parse(question)
    if not earlier or not asked.tokens or not can_follow_up(asked, question):
        return None
    if text := completed(asked, earlier):
        fuller = with_topic(parse(text), earlier)
        return ResolvedQuestion(_as_question(text), Need.CERTAIN, (_as_question(fuller),) if fuller else ())
    if texts := _with_antecedents(asked, earlier):
        first, *others = map(_as_question, texts)
        return ResolvedQuestion(first, Need.CERTAIN, tuple(others))
    if any(_is_open(asked, number) for number in range(len(asked.tokens))):
        return None  # nothing that was spoken of fits its pronoun
    if text := with_topic(asked, earlier):
        return ResolvedQuestion(_as_question(text), Need.POSSIBLE)
    return None


def _with_antecedents(question: Wording, earlier: Sequence[EarlierTurn]) -> tuple[str, ...]:
    """The question with what its pronouns stand for; in two ways where the first may stand for another thing."""
    texts = [question.text]
    priced = any(token.lower in _PRICES for token in question.tokens)
    for number in range(len(question.tokens) - 1, -1, -1):
        token = question.tokens[number]
        if not _is_open(question, number):
            continue
        measured = number > 0 and question.tokens[number - 1].lower in {"above", "below", "over", "under", "than"}
        spoken_to = number > 0 and base_form(question.tokens[number - 1].text) in _SPEAKING
        fitting = antecedents(_agreement(token), earlier, measured=measured, priced=priced, spoken_to=spoken_to)
        mentions = tuple(islice(fitting, _READINGS))
        if mentions:
            first, *others = (_in_place(question, number, mention) for mention in mentions)
            texts = [text[: token.start] + first + text[token.end :] for text in texts]
            texts += [texts[0].replace(first, other, 1) for other in others]
    return tuple(dict.fromkeys(texts[:_READINGS])) if texts != [question.text] else ()


def _agreement(token: Token) -> str:
    """The pronoun by which antecedents are chosen."""
    word = token.lower
    return {"this": "it", "that": "it", "these": "they", "those": "they"}.get(word, word)


def _is_open(question: Wording, number: int) -> bool:
    """True if a word is a pronoun that nothing in its own question explains."""
    token = question.tokens[number]
    word = token.lower
    following = question.tokens[number + 1] if number + 1 < len(question.tokens) else None
    if word == "there":
        before = question.tokens[number - 1].lower if number else ""
        return before not in AUXILIARIES and (following is None or following.lower in PREPOSITIONS | ADVERBS)
    if word in DEMONSTRATIVES:
        return _is_demonstrative(question, number) and not _follows_a_clause(question, number)
    if word not in PERSON_PRONOUNS | PLURAL_PRONOUNS | NEUTER_PRONOUNS:
        return False
    if word == "it" and _is_empty(question, number):
        return False
    return not _is_bound(question, number)


def _is_demonstrative(question: Wording, number: int) -> bool:
    before = question.tokens[number - 1] if number else None
    following = question.tokens[number + 1] if number + 1 < len(question.tokens) else None
    ends = following is None or following.lower in PREPOSITIONS | ADVERBS | AUXILIARIES
    opens = before is not None and (before.lower in AUXILIARIES | PREPOSITIONS or base_form(before.text) is not None)
    return opens and (ends or (following is not None and base_form(following.text) is not None))


def _is_empty(question: Wording, number: int) -> bool:
    """True of the *it* that stands for nothing: *how long does it take to*, *is it true that*, *what time is it*."""
    words = [token.lower for token in question.tokens]
    after = words[number + 1 :]
    if after[:1] in (["take"], ["cost"], ["mean"]) and {"to", "that", "for", "before", "until"} & set(after):
        return True
    if set(after[:2]) & _WEATHER:
        return True
    if number and words[number - 1] in AUXILIARIES and {"that", "to", "if"} & set(after[:4]):
        return base_form(after[0]) is None or after[0] == "to"
    return not after and words[:2] == ["what", "time"]


def _is_bound(question: Wording, number: int) -> bool:
    """True if a phrase before a pronoun in its own question may be what it stands for.

    An object cannot stand for the subject of its own clause (*When did Iran attack it?*); a possessive and the subject
    of a clause inside can (*What did Iran say it wanted?*).
    """
    token = question.tokens[number]
    before = [phrase for phrase in question.phrases if phrase.end <= token.start]
    inside = [phrase for phrase in before if phrase.start >= question.asks_end]
    following = question.tokens[number + 1].lower if number + 1 < len(question.tokens) else ""
    if token.lower in POSSESSIVES and following not in PREPOSITIONS | CONJUNCTIONS | ADVERBS | {""}:
        subject_asked = not question.is_inverted and question.asks_end > 0
        return bool(inside) or (subject_asked and bool(question.body_tokens) and token is not question.body_tokens[0])
    if inside and _is_clause_between(question, inside[-1].start, token.start):
        return True
    is_object = not following or following in PREPOSITIONS | CONJUNCTIONS | ADVERBS
    if is_object:
        return len(inside) > 1
    return bool(inside)


def _follows_a_clause(question: Wording, number: int) -> bool:
    """True if a clause before a word may be what it stands for: *I lost my key, what will that cost?*"""
    before = question.text[: question.tokens[number].start]
    return "," in before and len(before.partition(",")[0].split()) > 2


def _is_clause_between(question: Wording, start: int, end: int) -> bool:
    """True if another clause begins between two places: *... the drill before returning it*, *if it breaks*."""
    return any(token.lower in _BEGINS_A_CLAUSE for token in question.tokens if start <= token.start < end)


def _in_place(question: Wording, number: int, mention: Mention) -> str:
    """A mention as it stands in place of a pronoun."""
    token = question.tokens[number]
    following = question.tokens[number + 1] if number + 1 < len(question.tokens) else None
    text = regex.sub(r"^an? ", "the ", mention.text)
    if token.lower in POSSESSIVES and following is not None and following.is_content:
        return text + ("'" if text.endswith("s") else "'s")
    if token.lower == "there" and (number == 0 or question.tokens[number - 1].lower not in PREPOSITIONS):
        where = mention.preposition if mention.preposition in {"in", "at", "on", "near"} else "in"
        return f"{where} {text}"
    return text


def _as_question(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}?"

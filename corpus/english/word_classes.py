"""English words by what they do in a sentence, and their forms.

Closed classes in full, of others what questions often use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from citespan.corpus.english.lexicon import table, words
from citespan.corpus.english.number_words import UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable


def _class(name: str) -> frozenset[str]:
    return frozenset(words("words", name))


WH_PRONOUNS = _class("wh_pronouns")
WH_ADVERBS = _class("wh_adverbs")
COPULAS = _class("copulas")
DO = _class("do")
HAVE = _class("have")
COMMON_MODALS = _class("common_modals")
THIRD_PERSON_SINGULAR = _class("third_person_singular")
PREPOSITIONS = _class("prepositions")
DETERMINERS = _class("determiners")
CONJUNCTIONS = _class("conjunctions")
ADVERBS = _class("adverbs")
DISCOURSE_MARKERS = _class("discourse_markers")
PERSON_PRONOUNS = _class("person_pronouns")
PLURAL_PRONOUNS = _class("plural_pronouns")
NEUTER_PRONOUNS = _class("neuter_pronouns")
DEMONSTRATIVES = _class("demonstratives")
POSSESSIVES = _class("possessives")
SUBJECT_PRONOUNS = _class("subject_pronouns")
ORGANISATIONS = _class("organisations")
PLACE_NOUNS = _class("place_nouns")
EVENT_NOUNS = _class("event_nouns")
NOT_PERSONS = _class("not_persons")
FUNCTION_WORDS = _class("function_words")
MODALS = COMMON_MODALS | _class("more_modals")
WH_WORDS = WH_PRONOUNS | WH_ADVERBS
AUXILIARIES = COPULAS | DO | HAVE | MODALS
COMMON_AUXILIARIES = COPULAS | DO | HAVE | COMMON_MODALS
PRONOUNS = PERSON_PRONOUNS | PLURAL_PRONOUNS | NEUTER_PRONOUNS | SUBJECT_PRONOUNS | _class("more_pronouns")
CLOSED_CLASSES = (
    WH_WORDS | AUXILIARIES | PREPOSITIONS | DETERMINERS | CONJUNCTIONS | ADVERBS | PRONOUNS | {"be", "been", "being"}
)
PERSON_ENDINGS = words("words", "person_endings")

PAST_PARTICIPLES: dict[str, str] = table("verbs", "past_participles") | {
    verb: verb for verb in words("verbs", "same_as_past")
}
"""Of irregular verbs that questions ask with, by their simple past."""

_IRREGULAR_BASES: dict[str, str] = table("verbs", "irregular_bases")
_VERBS = frozenset(words("verbs", "bases"))
_NO_PLURALS = _class("no_plurals")
_IRREGULAR_PLURALS = _class("irregular_plurals")


def any_of(words: Iterable[str]) -> str:
    """A regular expression that matches each of the words."""
    return "|".join(sorted(words))


def base_form(verb: str) -> str | None:
    """The base form of a verb; None if the word is no verb that is known here."""
    word = verb.lower()
    if word in _VERBS:
        return word
    if word in _IRREGULAR_BASES:
        return _IRREGULAR_BASES[word]
    stems: tuple[str, ...] = ()
    if word.endswith("ied"):
        stems = (word[:-3] + "y",)
    elif word.endswith("ed"):
        stems = (word[:-1], word[:-2], word[:-3])
    elif word.endswith("ing"):
        stems = (word[:-3] + "e", word[:-3], word[:-4])
    elif word.endswith("ies"):
        stems = (word[:-3] + "y",)
    elif word.endswith("s"):
        stems = (word[:-1], word[:-2])
    return next((stem for stem in stems if stem in _VERBS), None)


def plural_of(noun: str) -> str:
    """The regular plural of a noun."""
    if noun.endswith(("s", "x", "ch", "sh")):
        return f"{noun}es"
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else f"{noun}s"


def is_plural(noun: str) -> bool:
    """True if a noun looks like a plural."""
    word = noun.lower()
    return (word.endswith("s") and not word.endswith(("ss", "us", "sis", "ics"))) or word in _IRREGULAR_PLURALS


def may_be_plural(word: str) -> bool:
    """True if a word may be a plural or a number, as far as its ending tells."""
    plural = regex.fullmatch(r".*[^sui]s|people|.*men|children|both|all|\d+", word.lower())
    return plural is not None or word.lower() in UNITS[2:]


def is_surely_plural(word: str) -> bool:
    """True if a word can hardly be anything but a plural, or a verb in the third person."""
    lower = word.lower()
    if lower in _NO_PLURALS or not word[:1].islower() or "'" in word or "’" in word:
        return False
    return regex.fullmatch(r"\p{L}+[^suic]s|people|(?:\p{L}*(?:wo|[srey]))?men|children", lower) is not None


def is_person_noun(noun: str) -> bool:
    """True if a common noun looks like one for a person: *minister*, *borrower*, *ombudsman*."""
    word = noun.lower()
    return word.endswith(PERSON_ENDINGS) and word not in NOT_PERSONS

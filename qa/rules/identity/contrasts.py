"""Contrasts: what is said of Elmby school or of the roof is no answer about Tarn school or about the door."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex
from rapidfuzz.distance import Levenshtein

from citespan.corpus.english.number_words import MONTHS, WEEKDAYS
from citespan.corpus.english.word_classes import CLOSED_CLASSES, FUNCTION_WORDS
from citespan.qa.rules.intent import forms_of
from citespan.qa.rules.verdict import Refusal, Rule

if TYPE_CHECKING:
    from citespan.qa.rules.intent import Intent
    from citespan.qa.rules.surroundings import Surroundings

_NAMED_KIND = regex.compile(r"(?<!\p{Lu}[\p{L}\p{M}’'.-]* )\b(?P<one>\p{Lu}[\p{L}\p{M}’'-]{2,}) (?P<kind>\p{Ll}{3,})\b")
_KIND = regex.compile(r"\b(?i:the|a|an) (?P<one>\p{Ll}[\p{L}\p{M}-]{2,}) (?P<kind>\p{Ll}{3,})\b")
_PART_OF = regex.compile(r"\b(?i:the) (?P<one>\p{Ll}{3,}) of (?P<whole>(?:the )?[\p{L}\p{N}-]+(?: \p{N}+)?)")
_NO_NAME = frozenset((*MONTHS, *WEEKDAYS, "the", "this", "that", "new", "old", "all", "both", "each", "every", "some"))
_ADJECTIVE = regex.compile(
    r".*(?:ed|ing|est|able|ible|al|ive|ous|ful|less|ic|[vtszlmd]y|[iu]lar|an|ent|ant|ary|ory|ern"
    r"|ish|ior|um|id|-.*)|\p{Lu}.*",
    regex.DOTALL,
)
_SHORT_ADJECTIVES = frozenset(
    "new old big small large long short high low wide deep full free open main next last first second"
    " third good bad best worst fake true false real right left same other whole half single double own"
    " early late fast slow safe strict native minor quick rough round smart sole spare square strong"
    " surprise top total usual weak white black red blue upper lower inner outer former latter other"
    " higher later green grey hot cold warm cool young late near far due prime basic exact correct"
    " possible used aged easy tidy oral oval".split()
)
_SHORTEST_WITH_ENDING = 4  # letters: *shed* is a noun
_TYPOS = 2
_BEGINNING = 5  # letters of a word that are compared


def judge_contrasts(intent: Intent, place: Surroundings) -> Refusal | None:
    """Refuse a span whose sentence is about another one of the kind that the question names, and not about that one.

    The two differ in a name before the same noun (*Tarn school*, *Elmby school*), or in a word before it or before *of
    the same*, where the document tells both apart (*the door of hut 9*, *the roof of hut 9*), or holds the question's
    word nowhere, and that is a name or both look like nouns (*the cellar*, *the shed*): an adjective may be told by
    another, and a name by one that is spelt nearly alike.
    """
    said = f"{place.head}\n{place.said}"
    for pattern, is_named in ((_NAMED_KIND, True), (_KIND, False), (_PART_OF, False)):
        for asked in pattern.finditer(intent.question, overlapped=True):
            one = asked["one"]
            if not _is_telling(one) or not _is_a_kind(asked, pattern) or _holds(said, one):
                continue
            tail = asked[0][asked.start(pattern.groupindex["one"]) - asked.start() + len(one) :]
            text = place.document.text
            is_else = _is_like_a_noun(one) and pattern is _KIND and not _holds(text, one)
            is_unknown = is_else or (is_named and not _holds(text, one))
            if not is_unknown and not _holds_whole(text, one, tail):
                continue
            other = _other(said, tail, intent, is_named=is_named)
            if other and is_unknown and Levenshtein.distance(one, other) <= _TYPOS:
                continue
            if other and is_else and not _is_like_a_noun(other):
                continue
            if other and not (is_named and _is_named_above(place, one)):
                return Refusal(Rule.OTHER_NAME, f"“{place.text}” is said of {other}{tail}, not of {one}{tail}")
    return None


def _other(said: str, tail: str, intent: Intent, *, is_named: bool) -> str | None:
    """The word that stands before the same words as the question's own."""
    word = r"\p{Lu}[\p{L}\p{M}’'-]{2,}" if is_named else r"\p{Ll}[\p{L}\p{M}-]{2,}"
    before = "" if is_named else r"\b(?i:the|a|an) "
    for found in regex.finditer(rf"{before}(?<![\p{{L}}])(?P<other>{word})(?i:{regex.escape(tail)}s?)\b", said):
        other = found["other"]
        if _is_telling(other) and forms_of(other).isdisjoint(intent.forms):
            return other
    return None


def _is_telling(word: str) -> bool:
    lower = word.lower()
    return lower not in _NO_NAME and lower not in CLOSED_CLASSES and lower not in FUNCTION_WORDS


def _is_a_kind(asked: regex.Match[str], pattern: regex.Pattern[str]) -> bool:
    """True if what stands behind the word that tells may be a noun: neither *and* nor *supported* is one."""
    if pattern is _PART_OF:
        return True
    kind = asked["kind"]
    return kind not in FUNCTION_WORDS and kind not in CLOSED_CLASSES and not kind.endswith(("ed", "ing"))


def _is_like_a_noun(word: str) -> bool:
    has_ending = len(word) > _SHORTEST_WITH_ENDING and _ADJECTIVE.fullmatch(word) is not None
    return not has_ending and word[0].islower() and word not in _SHORT_ADJECTIVES


def _holds(text: str, word: str) -> bool:
    return word.casefold()[:_BEGINNING] in text.casefold()


def _holds_whole(text: str, one: str, tail: str) -> bool:
    return f"{one}{tail}".casefold() in text.casefold()


def _is_named_above(place: Surroundings, one: str) -> bool:
    """True if a heading names it: what stands below is about it all the same."""
    return any(_holds(heading, one) for heading in place.headings)

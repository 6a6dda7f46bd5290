"""Words and noun phrases of a text, found without a model, and what they stand for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import regex

from citespan.corpus.english.dates import find_dates
from citespan.corpus.english.number_words import WEEKDAYS
from citespan.corpus.english.word_classes import (
    AUXILIARIES,
    CLOSED_CLASSES,
    COPULAS,
    DETERMINERS,
    DO,
    EVENT_NOUNS,
    MODALS,
    ORGANISATIONS,
    POSSESSIVES,
    PREPOSITIONS,
    any_of,
    base_form,
    is_person_noun,
    is_plural,
)

_TOKEN = regex.compile(r"[\p{L}\p{M}\p{N}$€£%]+(?:[-–.,&/][\p{L}\p{M}\p{N}$]+)*|['’]s?\b|['’]|[^\s\p{L}\p{N}]")
_WEEKDAY = regex.compile(rf"\b(?:{any_of(WEEKDAYS)})\b", regex.IGNORECASE)
_DEMONYM = regex.compile(r"\p{Lu}\p{L}+(?:i|ian|ean|ese|ish|an)")
_ADDED = regex.compile(r"\s+(?:of|in|at|between|for|on|with|by|from|to|against)\s")


class PhraseKind(Enum):
    """What a phrase stands for, as far as its form tells."""

    PERSON = "person"
    NAME = "name"
    DATE = "date"
    NUMBER = "number"
    COMMON = "common"


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign of a question at `[start, end)`."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        """In lower case."""
        return self.text.lower()

    @property
    def is_word(self) -> bool:
        """True if it is a word or a number."""
        return self.text[0].isalnum() or self.text[0] in "$€£"

    @property
    def is_name(self) -> bool:
        """True if it begins with a capital letter or a figure."""
        return self.text[0].isupper() or self.text[0].isdigit() or self.text[0] in "$€£"

    @property
    def is_content(self) -> bool:
        """True if it is a word of no closed class."""
        return self.is_word and self.lower not in CLOSED_CLASSES


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase at `[start, end)`, its article included; `preposition` is the word before it, if it is one."""

    text: str
    start: int
    end: int
    preposition: str
    kind: PhraseKind

    @property
    def head(self) -> str:
        """Its last word before the first preposition, in lower case."""
        words = self._own.split()
        return words[-1].lower() if words else ""

    @property
    def is_plural(self) -> bool:
        """True if it names several, or a group by a plural."""
        return " and " in self._own or is_plural(self.head)

    @property
    def _own(self) -> str:
        return _ADDED.split(self.text, maxsplit=1)[0]


def tokens_of(text: str) -> tuple[Token, ...]:
    """The words and signs of a text."""
    return tuple(Token(match.group(), *match.span()) for match in _TOKEN.finditer(text))


def phrases_of(text: str, tokens: tuple[Token, ...]) -> tuple[Phrase, ...]:
    """The noun phrases of a text; what *of* or *between* adds is a part of one, and so is what *and* joins."""
    found: list[Phrase] = []
    at = 0
    while at < len(tokens):
        start = at
        if tokens[at].lower in DETERMINERS and tokens[at].lower not in POSSESSIVES:
            at += 1
        if at >= len(tokens) or not tokens[at].is_content or is_verb(tokens, at):
            at = max(at, start + 1)
            continue
        at = _phrase_end(tokens, at)
        span = (tokens[start].start, tokens[at - 1].end)
        before = tokens[start - 1].lower if start else ""
        preposition = before if before in PREPOSITIONS else ""
        found.append(Phrase(text[span[0] : span[1]], *span, preposition, kind_of(text[span[0] : span[1]])))
    return tuple(found)


def _phrase_end(tokens: tuple[Token, ...], at: int) -> int:
    while True:
        at += 1
        if at >= len(tokens):
            return at
        token = tokens[at]
        follows = at + 1 < len(tokens)
        if token.text[0] in "'’":
            continue
        if token.is_content and not is_verb(tokens, at):
            continue
        skip = 2 if follows and tokens[at + 1].lower in DETERMINERS else 1
        content = at + skip < len(tokens) and tokens[at + skip].is_content
        if content and _belongs(token.lower, tokens[at - 1], tokens[at + skip]):
            at += skip
            continue
        if token.lower == "and" and content and (tokens[at + skip].is_name == tokens[at - 1].is_name):
            at += skip
            continue
        return at


def _belongs(preposition: str, noun: Token, added: Token) -> bool:
    """True if what a preposition adds to a noun is a part of its phrase: *attack on*, *library at Harrowmere*."""
    if preposition in {"of", "between"}:
        return True
    if preposition in {"at", "in"}:
        return noun.text.islower() and added.text[0].isupper()
    return noun.lower in EVENT_NOUNS and preposition in {"on", "against", "with", "to"}


def is_verb(tokens: tuple[Token, ...], at: int) -> bool:
    """True if a word looks like the verb rather than a noun of the phrase before it."""
    word, base = tokens[at].lower, base_form(tokens[at].text)
    before = tokens[at - 1] if at else None
    if before is None or tokens[at].is_name or word.endswith("ings") or before.text[0] in "'’":
        return False
    if before.lower in DETERMINERS | PREPOSITIONS - {"to"}:
        return False
    if not before.is_content:
        return base is not None
    auxiliary = next((token.lower for token in tokens[:at] if token.lower in AUXILIARIES), "")
    is_demonym = _DEMONYM.fullmatch(before.text) is not None
    verdict = True
    if base is None:
        verdict = word.endswith("ed") and auxiliary in COPULAS and at + 1 == len(tokens)
    elif word.endswith("ing"):
        verdict = before.is_name
    elif word == base and auxiliary:
        # After *did* and *must* a base form is the verb, unless another one follows; after *was* it is a noun.
        after = tokens[at + 1].text if at + 1 < len(tokens) else ""
        verdict = auxiliary in DO | MODALS and (is_demonym or base_form(after) != after)
    elif word == base:
        verdict = not is_demonym
    elif before.text[0].islower() and word.endswith("s"):
        verdict = not auxiliary and not is_plural(before.text)
    return verdict


def kind_of(text: str) -> PhraseKind:
    """What a phrase stands for."""
    words = [word for word in regex.findall(r"[\p{L}\p{M}\p{N}'’$.,–-]+", text) if word.lower() not in DETERMINERS]
    if (find_dates(text) and not any(w[0].isupper() and not find_dates(w) for w in words)) or _WEEKDAY.fullmatch(text):
        return PhraseKind.DATE
    if words and all(word[0].isdigit() or word[0] in "$€£" for word in words):
        return PhraseKind.NUMBER
    names = [word for word in words if word[0].isupper()]
    if words and words[-1].islower() and is_person_noun(words[-1]):
        return PhraseKind.PERSON
    if not names:
        return PhraseKind.COMMON
    is_bare = text.startswith(words[0])
    if is_bare and len(names) == len(words) and 2 <= len(words) <= 4:
        return PhraseKind.NAME if any(word.lower() in ORGANISATIONS for word in words) else PhraseKind.PERSON
    return PhraseKind.NAME

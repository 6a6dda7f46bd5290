"""Names: whether two of them may name the same, for all that they are spelt, shortened or titled otherwise."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import regex
from rapidfuzz.distance import Levenshtein

from citespan.corpus.english.lexicon import table, words
from citespan.index.search.query import has_content_word
from citespan.index.search.variants import LONG, SHORTEST_MISSPELT
from citespan.qa.agreement.relation import Relation

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_SMALL_WORDS = frozenset(words("names", "small_words"))
_TITLES = frozenset(words("names", "titles"))
_NEGATIONS = frozenset(words("names", "negations"))
_ABBREVIATED: dict[str, str] = table("names", "abbreviated")
_AHEAD = regex.compile(r"(?<![\p{L}'’-])(?:\p{Lu}[\p{L}-]*\.? ){1,2}$")
_BEHIND = regex.compile(r"(?: \p{Lu}[\p{L}-]*){1,2}(?![\p{L}])")
_ACRONYM = regex.compile(r"(?:\p{Lu}\.?){2,6}")


def compare_names(one: str, other: str, *, are_persons: bool = False) -> Relation:
    """Whether two texts name the same, differ in all their words, or cannot be told.

    They name the same if every word of the shorter is one of the longer, give or take articles, titles, accents,
    hyphens, initials and a letter (two from eight letters on, as where documents are searched), or if one is the
    other's initials. They differ only if both are written like names and share no word; persons may share the first
    of several.
    """
    if is_acronym_of(one, other) or is_acronym_of(other, one):
        return Relation.SAME
    shorter, longer = sorted((_words(one), _words(other)), key=lambda words: (len(words), words))
    if not shorter or not has_content_word(one) or not has_content_word(other):
        return Relation.SAME if one.split() == other.split() else Relation.UNCLEAR
    if _NEGATIONS.isdisjoint(shorter) != _NEGATIONS.isdisjoint(longer):
        return Relation.UNCLEAR
    rest = list(longer)
    matched: list[str] = []
    for word in shorter:
        if (found := next((candidate for candidate in rest if _alike(word, candidate)), None)) is not None:
            rest.remove(found)
            matched.append(min(word, found, key=len))
    whole = [word for word in matched if len(word) > 1]
    in_part = [word for word in shorter if len(word) >= SHORTEST_MISSPELT and word in "".join(longer)]
    if (len(matched) == len(shorter) and whole) or _near("".join(shorter), "".join(longer)):
        return Relation.SAME
    if are_persons and min(_full(shorter), _full(longer)) > 1 and whole == [min(shorter[0], longer[0], key=len)]:
        whole, in_part = [], [word for word in in_part if word != shorter[0]]
    return Relation.DIFFERENT if not whole and not in_part and is_name(one) and is_name(other) else Relation.UNCLEAR


def in_full(name: str, *, before: str, after: str) -> str:
    """The name with the words written like names, two at most on either side, that stand next to it."""
    ahead, behind = _AHEAD.search(before), _BEHIND.match(after)
    words = ahead[0].split(" ") if ahead else []
    while words and not has_content_word(words[0]):
        words = words[1:]
    return f"{' '.join(words)}{name}{behind[0] if behind else ''}"


def is_name(text: str) -> bool:
    """True if a text is written like an English name: no word but small ones begins without a capital or a digit."""
    words = [word for word in _WORD.findall(text) if word.lower() not in _SMALL_WORDS]
    return bool(words) and all(not word[0].islower() for word in words) and any(word[0].isupper() for word in words)


def mentions(text: str, name: str) -> bool:
    """True if `text` names what `name` does: its last word or most of its words, spelt nearly so.

    A word of which the other is the beginning counts as well. Only words of the text count that are written like names.
    """
    held = {_plain(word) for word in _WORD.findall(text) if len(word) > 1 and not word[0].islower()}
    words = [word for word in _words(name) if len(word) > 1]
    found = [word in held or any(_alike(word, other) or _begins(word, other) for other in held) for word in words]
    return bool(found) and (found[-1] or 2 * sum(found) > len(found))


def is_acronym_of(acronym: str, name: str) -> bool:
    """True if `acronym` is made of the initials of the words of `name`."""
    written = acronym.strip().removeprefix("the ")
    if not _ACRONYM.fullmatch(written):
        return False
    letters = written.replace(".", "").lower()
    words = [_plain(word) for word in _WORD.findall(name)]
    few = [word for word in words if word not in _SMALL_WORDS]
    return letters in {"".join(word[0] for word in chosen if word) for chosen in (words, few) if len(chosen) > 1}


def _words(name: str) -> Sequence[str]:
    """The words of a name that tell it from others, without accents, in lower case."""
    words = [_plain(word) for word in _WORD.findall(regex.sub(r"['’]s?\b|(?<=\b\p{Lu})\.(?=\p{Lu}\b)", "", name))]
    telling = [word for word in words if word not in _SMALL_WORDS]
    telling = _ABBREVIATED.get(" ".join(telling), " ".join(telling)).split()
    return [word for word in telling if word not in _TITLES] or telling or words


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(character for character in decomposed if not unicodedata.combining(character)).casefold()


def _full(words: Sequence[str]) -> int:
    return sum(len(word) > 1 for word in words)


def _alike(one: str, other: str) -> bool:
    return one == other or (one[0] == other[0] and (min(len(one), len(other)) == 1 or _near(one, other)))


def _begins(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= 4 and longer.startswith(shorter)


def _near(one: str, other: str) -> bool:
    shortest = min(len(one), len(other))
    if shortest < SHORTEST_MISSPELT or not one.isalpha() or not other.isalpha():
        return one == other
    return Levenshtein.distance(one, other) <= (2 if shortest >= LONG else 1)

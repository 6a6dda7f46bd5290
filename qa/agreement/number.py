"""Number: whether an English question supposes that one thing answers it, or several."""

from __future__ import annotations

from enum import StrEnum

import regex

from citespan.corpus.number_words import UNITS


class Number(StrEnum):
    """How many things a question asks for, as far as its words tell."""

    ONE = "one"
    SEVERAL = "several"
    UNSURE = "unsure"


_WORD = regex.compile(r"[\p{L}\p{M}\d]+(?:['’-][\p{L}\p{M}\d]+)*|[,;:.?!()]")
_WHICH = regex.compile(
    r"\b(?P<asks>which|what) (?!(?:is|was|are|were|do|does|did|has|have|had|would|will|can|could|other than|else|if)\b)"
    r"(?!(?:kind|type|sort)s?\b)(?P<rest>.+)",
    regex.IGNORECASE,
)
_ARE = regex.compile(
    r"^\W*(?:who|what|which) (?:are|were) (?P<rest>(?:the|all|some|its|their|his|her|[\p{L}-]+['’]s?)\b.+)",
    regex.IGNORECASE,
)
_NAME = regex.compile(
    r"^\W*(?:please )?(?:name|list|enumerate|mention)(?: all)?(?: of)? (?P<rest>.+)", regex.IGNORECASE
)

_IS = frozenset("is was has does".split())
_ARE_OR_DID = frozenset("are were do did have had can could will would should may might must".split()) | _IS
_DETERMINERS = frozenset(
    "the a an its his her their our your this these those most all no both through into over across along past to"
    " it him them us me you".split()
)
_ENDS_OF_A_NOUN = frozenset(
    "of in on at by to for from with within near between during since that which who whom where when whose if after"
    " before under over and or as".split()
)
_DESCRIBING = frozenset(
    "other main major new old large small big great foreign local armed former different various neighbouring"
    " neighboring nearby national regional famous important early first last next many several few".split()
)
_NO_PLURALS = frozenset(
    "news works series species means headquarters barracks gas canvas atlas alias"
    " lens bias corps chaos ethos cosmos always perhaps towards sometimes besides whereas afterwards christmas police"
    " physics politics economics mathematics athletics statistics does has".split()
)
_BEFORE_A_NOUN = frozenset("sports arms customs savings goods sales".split())
_VERBS_AFTER_WHAT = frozenset(
    "causes makes happens drives keeps helps remains follows means explains gives brings prevents leads sets lies"
    " stands runs holds links separates connects divides comes goes takes allows protects shows tells lets gets".split()
)


def number_asked_for(question: str) -> Number:
    """Whether a question with *which* or *what* and a noun, *who are*, *name* or *list*, asks for one or for several.

    Endings alone tell a plural from a verb: where both are possible, the number is unsure.
    """
    if (match := _ARE.match(question)) or (match := _NAME.match(question)):
        noun = _noun_phrase(match["rest"])
        return Number.SEVERAL if any(map(_is_plural, noun)) or _is_above_one(noun[0]) else Number.UNSURE
    match = _WHICH.search(question)
    return _of_noun(match["asks"].lower(), _words(match["rest"])) if match else Number.UNSURE


def count_asked_for(question: str) -> int | None:
    """How many things a question asks for (*which two towns*), at least two; None if it does not say."""
    match = _ARE.match(question) or _NAME.match(question) or _WHICH.search(question)
    words = [word for word in _words(match["rest"])[:3] if word != "the"] if match else []
    return _count(words[0]) if words and _is_above_one(words[0]) else None


def may_be_plural(word: str) -> bool:
    """True if a word may be a plural or a number, as far as its ending tells."""
    plural = regex.fullmatch(r".*[^sui]s|people|.*men|children|both|all|\d+", word.lower())
    return plural is not None or word.lower() in UNITS[2:]


def _of_noun(asks: str, words: list[str]) -> Number:
    first, second, third = (*words, "", "", "")[:3]
    if _is_above_one(first):
        return Number.SEVERAL
    if _is_plural(first):
        is_verb = asks == "what" and (first in _VERBS_AFTER_WHAT or second.lower() in _DETERMINERS)
        is_part = second not in _ARE_OR_DID and (third in _IS or first.lower() in _BEFORE_A_NOUN)
        return Number.UNSURE if is_verb or is_part else Number.SEVERAL
    if may_be_plural(first):
        return Number.UNSURE
    if _is_plural(second) and (third in _ARE_OR_DID or first.lower() in _DESCRIBING):
        return Number.SEVERAL
    if _is_plural(second):
        is_verb = third.lower() in _DETERMINERS or third[:1].isupper() or third.isdigit()
        is_one = is_verb and not first[:1].isupper()
    else:
        is_one = not may_be_plural(second) and not (first.lower() in _DESCRIBING and may_be_plural(third))
    return Number.ONE if is_one else Number.UNSURE


def _noun_phrase(rest: str) -> list[str]:
    words = _words(rest)
    for place, word in enumerate(words):
        if word.lower() in _ENDS_OF_A_NOUN or (place and word.lower() == "the") or not word[0].isalnum():
            return words[:place] or [""]
    return words or [""]


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _is_plural(word: str) -> bool:
    """True if a word can hardly be anything but a plural, or a verb in the third person."""
    lower = word.lower()
    if lower in _NO_PLURALS or not word[:1].islower() or "'" in word or "’" in word:
        return False
    return regex.fullmatch(r"\p{L}+[^suic]s|people|(?:\p{L}*(?:wo|[srey]))?men|children", lower) is not None


def _is_above_one(word: str) -> bool:
    return _count(word) > 1


def _count(word: str) -> int:
    lower = word.lower()
    return int(lower) if regex.fullmatch(r"\d{1,2}", lower) else UNITS.index(lower) if lower in UNITS else 0

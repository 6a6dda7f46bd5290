"""The kind of answer that a question wants, as far as its words tell."""

from __future__ import annotations

from enum import StrEnum

import regex

from citespan.corpus.english.lexicon import words
from citespan.corpus.english.word_classes import COMMON_AUXILIARIES, any_of, may_be_plural
from citespan.qa.question.number import Number


class AnswerKind(StrEnum):
    """What kind of answer a question wants; `NAME` only where it supposes that there is just one.

    A `CODE` is a number or word that names one thing, as a postcode or a room's number: it has no size.
    """

    QUANTITY = "quantity"
    DATE = "date"
    NAME = "name"
    CODE = "code"
    OTHER = "other"


_MEASURED = "|".join(words("questions", "measured"))
_TELLERS = "|".join(words("questions", "tellers"))
_QUANTITY = regex.compile(
    r"\bhow (?:many|much|long|far|tall|high|old|deep|wide|large|big|fast|heavy|thick|hot|cold)\b"
    rf"|\b(?:what|which) (?:(?:is|was|are|were) )?(?:(?:the|its|their) )?(?:\p{{L}}+ ){{0,2}}(?:{_MEASURED})\b",
    regex.IGNORECASE,
)
_TELL = regex.compile(rf"^\W*(?:please )?(?:{_TELLERS})\b", regex.IGNORECASE)
_DATE = regex.compile(
    r"\bwhen\b|\b(?:what|which) (?:\p{L}+ )?(?:year|date|days?|weekdays?|month|time)\b"
    r"|\bwhat (?:are|is) (?:the |its |their )?(?:\p{L}+ )?(?:opening|closing|visiting|office) (?:hours|times?)\b",
    regex.IGNORECASE,
)
_CODED = (
    r"(?:post ?code|zip(?: code)?|postal code|(?:tele)?phone|fax|mobile|isbn|issn|iban|bic|sku|pin|pass ?code|password"
    r"|serial|licen[cs]e plate|number plate|id|identifier|e-?mail(?: address)?|url|web address|ip address|mac address)"
)
_NUMBERED = (
    r"(?:room|gate|port|platform|invoice|order|model|part|serial|version|build|account|customer|case|ticket|reference"
    r"|flight|bus|route|flat|file|passport|registration|(?:tele)?phone|fax|mobile|extension|emergency|batch|lot|item"
    r"|product|catalogue|catalog|contract|policy|receipt|tracking|tax|vat|firmware|release|door"
    r"|key ?box|access|alarm|entry|code)"
)
_CODE = regex.compile(
    rf"\b(?:what|which) (?:(?:is|was|are|were) )?(?:(?:the|its|their|his|her) )?(?:[\p{{L}}’'-]+ ){{0,2}}?"
    rf"(?:{_CODED}|{_NUMBERED} (?:number|no\.?|code|id))\b(?! of (?:people|persons|rooms|days|times))"
    r"|\b(?:what|which) (?:room|gate|port|platform|floor|track|bay|berth|extension)\b(?! (?:name|called)\b)"
    r"|\b(?:what|which) (?:version|build|release|firmware|invoice|flight|model|step|clause|section|page|chapter)\b"
    r"(?! (?:name|called|do|does)\b)"
    r"|\bwhat (?:version|model|port|room|build|firmware)\b",
    regex.IGNORECASE,
)
_WHICH = regex.compile(
    rf"\b(?:which|what) (?!(?:{any_of(COMMON_AUXILIARIES)}|other|else)\b)"
    r"(?!(?:kind|type|sort)s?\b)[\p{L}\d]"
    r"|\bwhat\b.*\b(?P<called>name of|named|called)\b",
    regex.IGNORECASE,
)
_WHO = regex.compile(r"\bwho(?:m|se)?\b(?P<rest>.*)", regex.IGNORECASE)
# Of these there is one who did it, or one group that did it together.
_DONE_ONCE = frozenset(words("questions", "done_once"))
_THE_ONE = regex.compile(
    r"^\s*(?:(?:is|was) named(?: as)?|is|was|becomes|became|serve[sd] as|act(?:s|ed) as)\s+"
    r"(?:the|its|his|her|their|[\p{L}'’ -]+['’]s?)\s+(?P<role>[\p{L}-]+)",
    regex.IGNORECASE,
)


def kind_wanted(question: str, number: Number) -> AnswerKind:
    """What kind of answer an English question wants that asks for this number of things.

    A name is only wanted where the question supposes that there is just one: *which* or *what* with one thing, *who*
    with what is done once or with the one who holds a place. *Who visited?* may rightly be answered by many names, and
    *where?* by a town and by its country.

    Source: Ritter et al. 2008, contradictions need functional relations; Dayal 1996, singular *which* supposes one.
    """
    matches = (pattern.search(question) for pattern in (_TELL, _CODE, _DATE, _QUANTITY, _WHICH, _WHO))
    found = [match for match in matches if match]
    if not found:
        return AnswerKind.OTHER
    first = min(found, key=lambda match: match.start())
    if first.re is _TELL:
        return AnswerKind.OTHER
    if first.re is _CODE:
        return AnswerKind.CODE
    if first.re is _DATE:
        return AnswerKind.DATE
    if first.re is _QUANTITY:
        return AnswerKind.QUANTITY
    if first.re is _WHICH:
        one = first["called"] or number is Number.ONE
    else:
        role = _THE_ONE.match(first["rest"])
        words = regex.findall(r"[\p{L}-]+", first["rest"].lower())
        done = any(word in _DONE_ONCE or word.removesuffix("s") in _DONE_ONCE for word in words[:3])
        one = done or (role and not may_be_plural(role["role"]))
    return AnswerKind.NAME if one else AnswerKind.OTHER


def asks_who(question: str) -> bool:
    """True if a question asks for persons: *who*, *whom*, *whose*."""
    return _WHO.search(question) is not None

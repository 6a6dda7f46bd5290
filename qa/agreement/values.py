"""Values: what an answer says, in a form in which answers can be compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import regex

from citespan.corpus.english.dates import PartialDate, find_dates
from citespan.corpus.english.word_classes import COMMON_AUXILIARIES, any_of, may_be_plural
from citespan.index.search.query import content_words
from citespan.qa.agreement.names import compare_names, in_full, is_name, mentions
from citespan.qa.agreement.number import Number, number_asked_for
from citespan.qa.agreement.quantities import Quantity, compare_quantities, find_quantity, quantities_in
from citespan.qa.agreement.relation import Relation


class Asked(StrEnum):
    """What kind of answer a question wants; `NAME` only where it supposes that there is just one."""

    QUANTITY = "quantity"
    DATE = "date"
    NAME = "name"
    OTHER = "other"


_MEASURED = "|".join(
    "percentage percent proportion share fraction number amount quantity population length height width depth distance"
    " area size weight speed temperature age price cost budget revenue salary capacity duration toll total".split()
)
_QUANTITY = regex.compile(
    r"\bhow (?:many|much|long|far|tall|high|old|deep|wide|large|big|fast|heavy|thick|hot|cold)\b"
    rf"|\b(?:what|which) (?:(?:is|was|are|were) )?(?:(?:the|its|their) )?(?:\p{{L}}+ ){{0,2}}(?:{_MEASURED})\b",
    regex.IGNORECASE,
)
_TELL = regex.compile(r"^\W*(?:please )?(?:name|list|enumerate|mention)\b", regex.IGNORECASE)
_DATE = regex.compile(r"\bwhen\b|\b(?:what|which) (?:\p{L}+ )?(?:year|date|day|month)\b", regex.IGNORECASE)
_WHICH = regex.compile(
    rf"\b(?:which|what) (?!(?:{any_of(COMMON_AUXILIARIES)}|other|else)\b)"
    r"(?!(?:kind|type|sort)s?\b)[\p{L}\d]"
    r"|\bwhat\b.*\b(?P<called>name of|named|called)\b",
    regex.IGNORECASE,
)
_WHO = regex.compile(r"\bwho(?:m|se)?\b(?P<rest>.*)", regex.IGNORECASE)
# Of these there is one who did it, or one group that did it together.
_DONE_ONCE = frozenset(
    "win won write wrote written author authored compose composed paint painted design designed build built found"
    " founded invent invented discover discovered direct directed command commanded captain captained lead led head"
    " headed succeed succeeded replace replaced defeat defeated marry married inherit inherited own owned edit"
    " edited translate translated sculpt sculpted illustrate illustrated assassinate assassinated chair"
    " chaired preside presided govern governed coach coached manage managed".split()
)
_THE_ONE = regex.compile(
    r"^\s*(?:(?:is|was) named(?: as)?|is|was|becomes|became|serve[sd] as|act(?:s|ed) as)\s+"
    r"(?:the|its|his|her|their|[\p{L}'’ -]+['’]s?)\s+(?P<role>[\p{L}-]+)",
    regex.IGNORECASE,
)
_ABOUT = regex.compile(
    r"(?:\b(?:about|around|approximately|roughly|circa|near(?:ly)?|early|late|mid)|\bca?\.|[~≈-])\s*$",
    regex.IGNORECASE,
)
_BOUND = regex.compile(r"\b(?:before|after|by|prior to|not)\s+(?:the\s+)?$", regex.IGNORECASE)
_ABOUT_YEARS = 10


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates that an answer names; `is_about` if only about, `is_bound` if it only says before or after."""

    dates: tuple[PartialDate, ...]
    is_about: bool = False
    is_bound: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """What an answer gives: a quantity or dates, or neither; then its `text` is compared, a name in full."""

    text: str
    content: Quantity | Dates | None = field(default=None)


def asks_for_a_list(question: str) -> bool:
    """True if a question surely asks for several things, other than figures and dates."""
    return number_asked_for(question) is Number.SEVERAL and asked_for(question) not in {Asked.QUANTITY, Asked.DATE}


def asked_for(question: str) -> Asked:
    """What kind of answer an English question wants.

    A name is only wanted where the question supposes that there is just one: *which* or *what* with one thing, *who*
    with what is done once or with the one who holds a place. *Who visited?* may rightly be answered by many names, and
    *where?* by a town and by its country.

    Source: Ritter et al. 2008, contradictions need functional relations; Dayal 1996, singular *which* supposes one.
    """
    matches = (pattern.search(question) for pattern in (_TELL, _DATE, _QUANTITY, _WHICH, _WHO))
    found = [match for match in matches if match]
    if not found:
        return Asked.OTHER
    first = min(found, key=lambda match: match.start())
    if first.re is _TELL:
        return Asked.OTHER
    if first.re is _DATE:
        return Asked.DATE
    if first.re is _QUANTITY:
        return Asked.QUANTITY
    if first.re is _WHICH:
        one = first["called"] or number_asked_for(question) is Number.ONE
    else:
        role = _THE_ONE.match(first["rest"])
        words = regex.findall(r"[\p{L}-]+", first["rest"].lower())
        done = any(word in _DONE_ONCE or word.removesuffix("s") in _DONE_ONCE for word in words[:3])
        one = done or (role and not may_be_plural(role["role"]))
    return Asked.NAME if one else Asked.OTHER


def value_of(text: str, *, asked: Asked, before: str = "", after: str = "") -> Value:
    """What `text` says as an answer, where `before` and `after` stand around it in its sentence."""
    if asked is Asked.QUANTITY:
        return Value(text, find_quantity(text, before=before, after=after))
    if asked is Asked.DATE or not is_name(text):
        dates = _dates(text, before, after)
        if dates or asked is Asked.DATE:
            return Value(text, dates)
        return Value(text, find_quantity(text, before=before, after=after))
    return Value(in_full(text, before=before, after=after))


def compare(one: Value, other: Value, *, asked: Asked, question: str = "") -> Relation:
    """Whether two answers to `question` say the same, differ, or cannot be told. It does not matter which comes first.

    They can only differ in a quantity, a date or a name that the question asks for, as `asked` says.
    """
    if one.text.casefold() == other.text.casefold():
        return Relation.SAME
    if isinstance(one.content, Quantity) and isinstance(other.content, Quantity):
        relation = compare_quantities(one.content, other.content, asked=content_words(question))
    elif isinstance(one.content, Dates) and isinstance(other.content, Dates):
        relation = _compare_dates(one.content, other.content)
    elif one.content or other.content or asked in {Asked.QUANTITY, Asked.DATE}:
        relation = Relation.UNCLEAR
    else:
        relation = compare_names(one.text, other.text, are_persons=_WHO.search(question) is not None)
    return Relation.UNCLEAR if relation is Relation.DIFFERENT and asked is Asked.OTHER else relation


def is_said_in(value: Value, text: str) -> bool:
    """True if `text` names the quantity, the date or a word of the name that `value` is, for whatever reason."""
    if isinstance(value.content, Quantity):
        said = value.content
        return any(compare_quantities(said, other) is Relation.SAME for other in quantities_in(text))
    if isinstance(value.content, Dates):
        found = [found.date for found in find_dates(text)]
        return any(other.covers(date) for date in value.content.dates for other in found)
    return mentions(text, value.text)


def _dates(text: str, before: str, after: str) -> Dates | None:
    whole = before + text + after
    start, end = len(before), len(before) + len(text)
    touched = [found for found in find_dates(whole) if found.start < end and start < found.end]
    if not touched:
        return None
    ahead = whole[: touched[0].start]
    return Dates(
        tuple(found.date for found in touched),
        is_about=_ABOUT.search(ahead) is not None,
        is_bound=_BOUND.search(ahead) is not None,
    )


def _compare_dates(one: Dates, other: Dates) -> Relation:
    relations = {
        _compare_two_dates(a, b, is_about=one.is_about or other.is_about) for a in one.dates for b in other.dates
    }
    if Relation.SAME in relations:
        return Relation.SAME
    plain = len(one.dates) == len(other.dates) == 1 and not one.is_bound and not other.is_bound
    return Relation.DIFFERENT if plain and relations == {Relation.DIFFERENT} else Relation.UNCLEAR


def _compare_two_dates(one: PartialDate, other: PartialDate, *, is_about: bool) -> Relation:
    if is_about and one.year and other.year:
        return Relation.SAME if abs(one.year - other.year) <= _ABOUT_YEARS else Relation.DIFFERENT
    shared = one.shared_parts(other)
    if not shared:
        return Relation.UNCLEAR
    return Relation.SAME if all(shared) else Relation.DIFFERENT

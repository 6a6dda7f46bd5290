"""Values: what an answer says, in a form in which answers can be compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import regex

from citespan.corpus.english.dates import PartialDate, find_dates
from citespan.qa.agreement.codes import Code, codes_in, compare_codes
from citespan.qa.agreement.names import compare_names, in_full, is_name, mentions
from citespan.qa.agreement.opposites import are_opposites, turn_alike
from citespan.qa.agreement.quantities import Quantity, compare_quantities, find_quantity, quantities_in
from citespan.qa.agreement.relation import Relation
from citespan.qa.agreement.times import Times, compare_times, times_in
from citespan.qa.question.kind import AnswerKind

if TYPE_CHECKING:
    from citespan.qa.question.question import Question


_ABOUT = regex.compile(
    r"(?:\b(?:about|around|approximately|roughly|circa|near(?:ly)?|early|late|mid)|\bca?\.|[~≈-])\s*$",
    regex.IGNORECASE,
)
_BOUND = regex.compile(r"\b(?P<word>before|after|by|prior to|not)\s+(?:the\s+)?$", regex.IGNORECASE)
_ABOUT_YEARS = 10


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates that an answer names; `is_about` if only about; `bound` is *before*, *after* and the like."""

    dates: tuple[PartialDate, ...]
    is_about: bool = False
    bound: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """What an answer gives: a quantity or dates, or neither; then its `text` is compared, a name in full."""

    text: str
    content: Quantity | Dates | Times | Code | None = field(default=None)


def value_of(text: str, *, kind: AnswerKind, before: str = "", after: str = "") -> Value:
    """What `text` says as an answer, where `before` and `after` stand around it in its sentence."""
    if kind is AnswerKind.CODE and (code := codes_in(text)):
        return Value(text, code)
    if kind is AnswerKind.QUANTITY:
        return Value(text, find_quantity(text, before=before, after=after))
    if kind is AnswerKind.DATE or not is_name(text):
        dates = _dates(text, before, after)
        if dates or kind is AnswerKind.DATE:
            return Value(text, dates or times_in(text, before=before, after=after))
        return Value(text, find_quantity(text, before=before, after=after))
    return Value(in_full(text, before=before, after=after))


def compare(one: Value, other: Value, *, question: Question) -> Relation:
    """Whether two answers to `question` say the same, differ, or cannot be told. It does not matter which comes first.

    They can only differ in a quantity, a date or a name that the question asks for.
    """
    if are_opposites(one.text, other.text):
        return Relation.DIFFERENT
    if one.text.casefold() == other.text.casefold() and one.content == other.content:
        return Relation.SAME
    if isinstance(one.content, Code) and isinstance(other.content, Code):
        return compare_codes(one.content, other.content)
    if isinstance(one.content, Times) and isinstance(other.content, Times):
        return compare_times(one.content, other.content)
    if isinstance(one.content, Quantity) and isinstance(other.content, Quantity):
        relation = compare_quantities(one.content, other.content, asked=question.content_words)
    elif isinstance(one.content, Dates) and isinstance(other.content, Dates):
        relation = _compare_dates(one.content, other.content)
    elif one.content != other.content or one.content or question.kind in {AnswerKind.QUANTITY, AnswerKind.DATE}:
        relation = Relation.UNCLEAR
    else:
        relation = compare_names(one.text, other.text, are_persons=question.asks_who)
    if relation is Relation.SAME and not turn_alike(one.text, other.text):
        relation = Relation.UNCLEAR
    may_differ = question.kind is not AnswerKind.OTHER or (question.wants_one_thing and one.content and other.content)
    return relation if may_differ or relation is not Relation.DIFFERENT else Relation.UNCLEAR


def is_said_in(value: Value, text: str) -> bool:
    """True if `text` names the quantity, the date or a word of the name that `value` is, for whatever reason."""
    if isinstance(value.content, Quantity):
        said = value.content
        return any(compare_quantities(said, other) is Relation.SAME for other in quantities_in(text))
    if isinstance(value.content, Code):
        said_there = codes_in(" ".join(text.split()))
        return said_there is not None and not set(value.content.keys).isdisjoint(said_there.keys)
    if isinstance(value.content, Times):
        return False
    if isinstance(value.content, Dates):
        found = [found.date for found in find_dates(text)]
        return all(any(other.covers(date) for other in found) for date in value.content.dates)
    return mentions(text, value.text)


def _dates(text: str, before: str, after: str) -> Dates | None:
    whole = before + text + after
    start, end = len(before), len(before) + len(text)
    touched = [found for found in find_dates(whole) if found.start < end and start < found.end]
    if not touched:
        return None
    ahead = whole[: touched[0].start]
    bound = _BOUND.search(ahead)
    return Dates(
        tuple(found.date for found in touched),
        is_about=_ABOUT.search(ahead) is not None,
        bound=bound["word"].lower() if bound else "",
    )


def _compare_dates(one: Dates, other: Dates) -> Relation:
    if len(one.dates) != len(other.dates):
        return Relation.UNCLEAR
    is_about = one.is_about or other.is_about
    pairs = zip(one.dates, other.dates, strict=True)
    relations = {_compare_two_dates(a, b, is_about=is_about) for a, b in pairs}
    if one.bound != other.bound:
        opposite = {one.bound, other.bound} == {"before", "after"} and relations == {Relation.SAME}
        return Relation.DIFFERENT if opposite else Relation.UNCLEAR
    if relations == {Relation.SAME}:
        return Relation.SAME
    plain = not one.bound and (len(one.dates) == 1 or Relation.SAME in relations)
    return Relation.DIFFERENT if plain and Relation.DIFFERENT in relations else Relation.UNCLEAR


def _compare_two_dates(one: PartialDate, other: PartialDate, *, is_about: bool) -> Relation:
    if is_about and one.year and other.year:
        return Relation.SAME if abs(one.year - other.year) <= _ABOUT_YEARS else Relation.DIFFERENT
    shared = one.shared_parts(other)
    if not shared or (all(shared) and (one.is_ambiguous or other.is_ambiguous)):
        return Relation.UNCLEAR
    return Relation.SAME if all(shared) else Relation.DIFFERENT

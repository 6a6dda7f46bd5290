"""Quantities: what a text gives as a number, its unit, and how exactly it says so."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import regex

from citespan.corpus.document import Span
from citespan.corpus.english.number_words import TENS, UNITS
from citespan.corpus.english.units import Unit, unit_at_end, unit_at_start
from citespan.qa.agreement.relation import Relation

if TYPE_CHECKING:
    from collections.abc import Collection

_SMALL = {word: value for value, word in enumerate(UNITS)} | {word: 10 * n for n, word in enumerate(TENS, start=2)}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0}
_SHORT_SCALES = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "tn": 1e12}
_SCALE = "|".join(_SCALES)
_WORD = "|".join((*sorted(_SMALL, key=len, reverse=True), *_SCALES))
_BLANK = r"[\s\u00a0-]"
_NUMBER = regex.compile(
    r"(?<![\p{L}\d.,:/])(?P<figure>[-−]?(?:\d{1,3}(?:[,\u00a0\u202f]\d{3})+|\d+)(?:\.\d+)?)(?![,.:/]?\d)"
    rf"(?:{_BLANK}*(?P<scale>{_SCALE})\b|{_BLANK}?(?P<short>{'|'.join(_SHORT_SCALES)})\b)?(?!(?:st|nd|rd|th|s)\b)"
    rf"|(?<!\b(?:no|any|some|every|half|half an?)\s)\b(?P<words>(?:(?<!half\s)an?{_BLANK}+(?={_SCALE}))?(?:{_WORD})"
    rf"(?:{_BLANK}+(?:(?<=(?:{_SCALE})\s)and{_BLANK}+)?(?:{_WORD}))*)\b"
    r"(?<!\bone(?=\sof\b))",
    regex.IGNORECASE,
)
_ABOUT = (
    r"\b(?:about|around|approximately|roughly|some|circa|nearly|almost|close to|(?:an )?estimated|just (?:over|under))"
    r"|\bapprox\.?|\bca?\.|[~≈]"
)
_AT_LEAST = (
    r"\b(?:at least|(?:no|not) (?:fewer|less) than|more than|over|above|upwards? of|exceed(?:s|ed|ing)?"
    r"|a minimum of)|[>≥]"
)
_AT_MOST = (
    r"\b(?:at most|up to|(?:no|not) more than|(?:fewer|less) than|under|below|a maximum of|as (?:many|much) as)|[<≤]"
)
_QUALIFIED = regex.compile(
    rf"(?:(?P<about>{_ABOUT})|(?P<most>{_AT_MOST})|(?P<least>{_AT_LEAST}))"
    r"\s*(?:the |an? )?(?:\p{Lu}{0,3}\p{Sc})?$",
    regex.IGNORECASE,
)
_AFTERWARDS = regex.compile(
    r"(?P<least>\+|\s+or (?:more|over)\b)|(?P<most>\s+or (?:fewer|less|under)\b)", regex.IGNORECASE
)
_RANGE = regex.compile(r"\s*(?:[-–—]|\bto\b)\s*", regex.IGNORECASE)
_BETWEEN = regex.compile(r"\bbetween\s*$", regex.IGNORECASE)
_WHOLE_AND_PART = regex.compile(r"\b(?:includ(?:ing|es?|ed)|among|of (?:whom|which))\b", regex.IGNORECASE)
_NOUN = r"(?:people|men|women|children|police|\p{L}{2,}s)"
_ENUMERATED = regex.compile(rf"(?:\s+(?!and\b)\p{{L}}[\p{{L}}'’-]*){{0,2}}\s+{_NOUN}(?:\s*,\s*(?:and\s+)?|\s+and\s+)")
_LAST_NOUN = regex.compile(rf"(?:\s+\p{{L}}[\p{{L}}'’-]*){{0,2}}?\s+{_NOUN}\b")
_COUNTED = regex.compile(
    r"(?:[\s-]+(?!(?:and|or|of|in|on|at|by|to|for|from|who|were|was|had|have|has|that)\b)\p{L}[\p{L}'’]*){1,3}"
)
_COUNT_NOUN = regex.compile(_NOUN)

_RATE = regex.compile(
    r"\s*(?:[^\s\d,.;()]+\s+){0,2}?(?:per|an?|each|every)\s+"
    r"(?P<rate>second|minute|hour|day|night|week|fortnight|month|quarter|year|person|head|child|adult|metre|kilometre|mile"
    r"|kilo|litre|page|copy|piece|item|visit|trip)\b",
    regex.IGNORECASE,
)
_ROUNDING = 0.05
_APPROXIMATION = 0.1
_ANYBODY = frozenset("peopl perso human inhab resid citiz victi death deads fatal lives".split())
_BEGINNING = 5  # letters of a word that are compared, as in the evidence


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as a text gives it: `value`, and the interval `[low, high]` of what it may stand for.

    The interval is a point for a plain number, what rounds to it for one that is marked as rounded by its scale (3.4
    million), wider for *about*, open on one side for *at least* and *at most*, and from end to end for a range, which
    `is_range`. `rate` is what it is told for each of, as *day*. `unit` is None for a count,
    `counted` what then is counted, as far as the words behind the number tell.
    """

    value: float
    low: float
    high: float
    unit: Unit | None = None
    counted: frozenset[str] = frozenset()
    is_range: bool = False
    rate: str = ""

    @property
    def is_bound(self) -> bool:
        """True if the text only says that it is more, or less, than `value`."""
        return math.isinf(self.low) or math.isinf(self.high)


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number in a text at `[start, end)`, and the worth of its last place that is not a zero at its end."""

    value: float
    last_place: float
    start: int
    end: int
    is_scaled: bool = False


def find_quantity(text: str, *, before: str = "", after: str = "") -> Quantity | None:
    """The one quantity that `text` gives, `before` and `after` being around it; None if it gives none, or several.

    A range is one quantity, and so is an enumeration of counts (three women and four children), which counts its sum;
    of a whole and its parts (nine, including four children) the whole counts.
    """
    figures = _figures(text)
    if not figures:
        return None
    gaps = [text[one.end : other.start] for one, other in pairwise(figures)]
    if gaps and _WHOLE_AND_PART.search(gaps[0]):
        return _qualified(figures[0], before + text[: figures[0].start], gaps[0])
    ahead, behind = before + text[: figures[0].start], text[figures[-1].end :] + after
    if not gaps:
        return _qualified(figures[0], ahead, behind)
    low, high = figures[0].value, figures[-1].value
    unit = unit_at_start(behind) or unit_at_end(ahead)
    if len(figures) == 2 and low < high and (_RANGE.fullmatch(gaps[0]) or _BETWEEN.search(ahead)):
        return Quantity(high, low, high, unit, is_range=True)
    if unit is None and all(_ENUMERATED.fullmatch(gap) and unit_at_start(gap) is None for gap in gaps):
        total = sum(figure.value for figure in figures)
        return Quantity(total, total, total)
    return None


def enumeration_around(text: str, start: int, end: int) -> Span | None:
    """Where the enumeration of counts stands that `text[start:end]` gives one count of; None if it gives none of one.

    Of *three women and four children were hurt* it ends with *children*. Parts of a whole that is given before them
    (nine, including three women and four children) are no enumeration.
    """
    figures = _figures(text)
    runs: list[list[_Figure]] = []
    for number, figure in enumerate(figures):
        if number and _ENUMERATED.fullmatch(text, figures[number - 1].end, figure.start):
            runs[-1].append(figure)
        else:
            runs.append([figure])
    for run in runs:
        first, last = run[0], run[-1]
        noun = _LAST_NOUN.match(text, last.end)
        touched = any(figure.start < end and start < figure.end for figure in run)
        if touched and noun and len(run) > 1 and not _WHOLE_AND_PART.search(text, 0, first.start):
            return Span(first.start, noun.end())
    return None


def quantities_in(text: str) -> tuple[Quantity, ...]:
    """Every number that a text gives as a quantity of its own."""
    return tuple(_qualified(figure, text[: figure.start], text[figure.end :]) for figure in _figures(text))


def compare_quantities(one: Quantity, other: Quantity, *, asked: Collection[str] = ()) -> Relation:
    """Whether two quantities are the same, differ, or cannot be told; `asked` are the words of the question.

    They are the same if their intervals overlap; where one is but a bound, if they are near each other besides. Two
    ranges, or two bounds, are the same only if all their ends are; a number inside a range may be meant by it or not.
    Money in one currency differs from money in another. The
    smaller of two counts is never called different if it counts something that neither the question nor the other
    names: it may be a part of it.
    """
    factor: float | None = 1.0
    if one.unit and other.unit:
        factor = one.unit.factor_to(other.unit)
    elif (one.unit and other.counted) or (other.unit and one.counted):
        factor = None
    if factor is None:
        is_money = one.unit and other.unit and one.unit.is_currency and other.unit.is_currency
        return Relation.DIFFERENT if is_money else Relation.UNCLEAR
    if one.rate != other.rate:
        return Relation.DIFFERENT if one.rate and other.rate else Relation.UNCLEAR
    if (one.is_range and other.is_range) or (one.is_bound and other.is_bound):
        return Relation.SAME if _have_the_same_ends(one, other, factor) else Relation.DIFFERENT
    slack = 0.0 if factor == 1.0 else _ROUNDING
    value = one.value * factor
    if one.low * factor <= other.high * (1 + slack) and other.low <= one.high * factor * (1 + slack):
        if one.is_range or other.is_range:
            return Relation.UNCLEAR
        near = abs(value - other.value) <= _APPROXIMATION * max(abs(value), abs(other.value))
        return Relation.SAME if near or not (one.is_bound or other.is_bound) else Relation.UNCLEAR
    smaller, larger = (one, other) if value < other.value else (other, one)
    known = {word[:_BEGINNING] for word in (*larger.counted, *asked)}
    if not known.isdisjoint(_ANYBODY):
        known |= _ANYBODY
    is_else = smaller.counted and known.isdisjoint(word[:_BEGINNING] for word in smaller.counted)
    return Relation.UNCLEAR if is_else else Relation.DIFFERENT


def _have_the_same_ends(one: Quantity, other: Quantity, factor: float) -> bool:
    slack = 0.0 if factor == 1.0 else _ROUNDING
    pairs = ((one.low * factor, other.low), (one.high * factor, other.high))
    return all(a == b or abs(a - b) <= slack * max(abs(a), abs(b)) for a, b in pairs)


def _qualified(figure: _Figure, ahead: str, behind: str) -> Quantity:
    unit = unit_at_start(behind) or unit_at_end(ahead)
    counted = _COUNTED.match(behind) if unit is None else None
    words = regex.findall(r"\p{L}+", counted[0].lower()) if counted else []
    nouns = frozenset(word for word in words if _COUNT_NOUN.fullmatch(word))
    value = figure.value
    told = _RATE.match(behind)
    rate = told["rate"].lower() if told else ""
    before, after = _QUALIFIED.search(ahead), _AFTERWARDS.match(behind)
    least = (before and before["least"]) or (after and after["least"])
    most = (before and before["most"]) or (after and after["most"])
    if least or most:
        return Quantity(value, value if least else -math.inf, value if most else math.inf, unit, nouns, rate=rate)
    if before:
        half = max(figure.last_place / 2, _APPROXIMATION * abs(value), 1.0 if figure.last_place >= 1 else 0.0)
    else:
        half = min(figure.last_place / 2, _ROUNDING * abs(value)) if figure.is_scaled else 0.0
    return Quantity(value, value - half, value + half, unit, nouns, rate=rate)


def _figures(text: str) -> list[_Figure]:
    found = (_figure(match, text[: match.start()]) for match in _NUMBER.finditer(text))
    return [figure for figure in found if figure is not None]


def _figure(match: regex.Match[str], ahead: str) -> _Figure | None:
    if match["words"]:
        value = _spoken(regex.split(r"[\s\u00a0-]+", match["words"].lower()))
        return None if value is None else _Figure(value, _last_place(f"{value:.0f}"), *match.span())
    digits = regex.sub(r"[,\u00a0\u202f]", "", match["figure"]).replace("−", "-")
    scale, end = 1.0, match.end("figure")
    if match["scale"]:
        scale, end = _SCALES[match["scale"].lower()], match.end()
    elif match["short"] and unit_at_end(ahead):  # $5m are millions, 5 m are metres
        scale, end = _SHORT_SCALES[match["short"].lower()], match.end()
    return _Figure(float(digits) * scale, _last_place(digits) * scale, match.start(), end, is_scaled=scale != 1.0)


def _last_place(digits: str) -> float:
    _, dot, decimals = digits.partition(".")
    if dot:
        return float(10 ** -len(decimals))
    return float(10 ** (len(digits) - len(digits.rstrip("0")))) if digits.strip("-0") else 1.0


def _spoken(words: list[str]) -> float | None:
    """The number that these words say; None if they say none, as *nineteen eighty-four*."""
    total, current, last = 0.0, 0.0, math.inf
    for word in words:
        if word in {"a", "an", "and"}:
            continue
        if word in _SMALL:
            value = _SMALL[word]
            if last < 100 and not (last in range(20, 100, 10) and 0 < value < 10):
                return None
            current += value
            last = value
        elif word in {"hundred", "dozen"}:
            current, last = (current or 1.0) * _SCALES[word], math.inf
        else:
            total, current, last = total + (current or 1.0) * _SCALES[word], 0.0, math.inf
    return total + current

"""Raised and lowered characters: exponents and indices stay what they are, marks of notes go.

A text without type sizes would read *10* with a raised *9* as 109, and *4* with the mark of a note as 41.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SUPERSCRIPTS = str.maketrans("0123456789+-−–=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ")
"""The characters that Unicode has in a raised form."""

SUBSCRIPTS = str.maketrans("0123456789+-−–=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎")
"""The characters that Unicode has in a lowered form."""

CLOSING = frozenset(".,;:!?)]")
"""What ends a word or sentence: no blank is left before it where a mark between them goes."""

_RAISED = frozenset(map(chr, SUPERSCRIPTS.values()))
_LOWERED = frozenset(map(chr, SUBSCRIPTS.values()))
_SLASHES = frozenset("/⁄∕")
_LONGEST_RAISED = 24
_LONGEST_LOWERED = 12
_MARK = re.compile(
    r"[\[(]?\s*(?:\d{1,3}|[a-z]|[ivx]{2,4}|[*†‡§¶#]{1,4})(?:\s*[,;–-]\s*(?:\d{1,3}|[a-z]|[*†‡§¶#]))*\s*[\])]?"
)
_BRACKETED = re.compile(r"(?:\[[^\[\]]{1,24}\]\s*)+")
_EXPONENT = re.compile(r"[-−–+]\s?\d{1,4}|\d{0,2}[-−–+]")
_ENDINGS = re.compile(r"st|nd|rd|th|ers?|res?|ème|os?|mes?|lles?|rs?|té|do|\N{DEGREE SIGN}|[′″'\"®©™℠]", re.IGNORECASE)
_SIGNS = {"TM": "™", "SM": "℠", "(R)": "®", "R": "®"}
_NUMBER = re.compile(r"(?<![\w.,])\d(?:[\d.,]*\d)?$")
_FACTOR = re.compile(r"[×·⋅∙*+=/^]\s*(?:\d(?:[\d.,]*\d)?)?$|(?<=\d)\s*x\s*\d+$")
_OPERATOR = re.compile(r"\s*[=≈<>≤≥×·⋅^]|\s[+−*/]\s")
_WORD = re.compile(r"[^\W\d_]+$")
_UNITS = frozenset("m km cm mm dm nm µm μm pm hm ft yd mi s ms h min g kg l px sec".split())
_FUNCTION_WORDS = frozenset("am an as at be by do go he if in is it me my no of on or so to up us we".split())
_ELEMENT = re.compile(r"[A-Z][a-z]?(?![a-z])")
_PARENTHESES = re.compile(r"\(([^()]{1,40})\)$")
_SIMPLE = re.compile(r"\w+")


class Rise(StrEnum):
    """How characters stand: on the line, above or below it; or they are the mark of a note, which the file says."""

    LEVEL = "level"
    RAISED = "raised"
    LOWERED = "lowered"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class TextRun:
    """Characters of one line that stand alike."""

    text: str
    rise: Rise = Rise.LEVEL


def compose(runs: Iterable[TextRun]) -> str:
    """The text of runs that follow each other, with exponents and indices as such and without marks of notes."""
    joined = _joined(runs)
    if not any(run.rise is Rise.LEVEL and any(map(str.isalnum, run.text)) for run in joined):
        return "".join(run.text for run in joined)
    text = ""
    for place, run in enumerate(joined):
        after = "".join(other.text for other in joined[place + 1 : place + 3])
        made = rendered(run, before=text, after=after)
        if not made and after[:1] in CLOSING:
            text = text.rstrip(" ")
        text += made
    return text


def rendered(run: TextRun, *, before: str, after: str) -> str:
    """What a run is in a text in which `before` stands before it and `after` behind; nothing if it marks a note."""
    said = run.text.strip()
    if run.rise is Rise.LEVEL or not said:
        return run.text
    if run.rise is Rise.NOTE:
        return _blank_between(before, after)
    if run.rise is Rise.LOWERED:
        return _lowered(run.text, before)
    return _raised(run.text, before, after)


def is_note_mark(mark: str, *, before: str, after: str) -> bool:  # noqa: PLR0911  # a line for each case
    """True if raised characters mark a note, and are neither an exponent nor the ending of a word or number."""
    if _BRACKETED.fullmatch(mark):
        return True
    if not _MARK.fullmatch(mark) or (_ENDINGS.fullmatch(mark) and before[-1:].isdigit()):
        return False
    if not before or before[-1].isspace():
        return not (mark.isdigit() and _ELEMENT.match(after))
    if not mark.isalnum():
        return not (mark in "*" and after[:1].isalnum())
    if before[-1] in _RAISED or before[-1] in _LOWERED:
        return False
    if number := _NUMBER.search(before):
        return _marks_number(mark, number[0], before, after)
    if word := _WORD.search(before):
        return _marks_word(mark, word[0], before)
    if inside := _PARENTHESES.search(before):
        return not (re.search(r"[-+−*/×·=^]", inside[1]) or len(inside[1]) < 3)
    return True


def fraction(above: str, below: str) -> str:
    """One term over another."""
    return f"{grouped(above)}/{grouped(below)}"


def in_line(terms: Iterable[str], are_fractions: Iterable[bool]) -> str:
    """Terms that follow each other, a blank between a number and a fraction of numbers: *3 1/2* is not 31/2."""
    text = ""
    for term, is_fraction in zip(terms, are_fractions, strict=True):
        text += f" {term}" if is_fraction and text[-1:].isdigit() and term[:1].isdigit() else term
    return text


def power(text: str) -> str:
    """A raised term."""
    return _shifted(text, SUPERSCRIPTS, sign="^")


def index(text: str) -> str:
    """A lowered term."""
    return _shifted(text, SUBSCRIPTS, sign="_")


def _shifted(text: str, characters: Mapping[int, int], *, sign: str) -> str:
    """A term in characters of its own where there are such for all of it, else behind a sign."""
    if all(ord(character) in characters for character in text):
        return text.translate(characters)
    return f"{sign}{grouped(text)}"


def grouped(text: str) -> str:
    """A term, in parentheses if it is more than a name or number."""
    is_one = not text or all(character.isalnum() or character in ".," for character in text)
    return text if is_one or (text[0] in "([" and text[-1] in ")]") else f"({text})"


def _marks_number(mark: str, number: str, before: str, after: str) -> bool:
    if not mark.isdigit():
        return mark in "abcdefgh"
    if _OPERATOR.match(after) or _FACTOR.search(before):
        return False
    return number != "10" and not (number == "2" and int(mark) > 2)


def _marks_word(mark: str, word: str, before: str) -> bool:
    is_measured = before[: -len(word)].rstrip()[-1:].isdigit()
    if word in _UNITS or (word == "in" and is_measured):
        return not (mark in {"2", "3", "4"} or not mark.isdigit())
    if len(word) == 1:
        return mark in "abcdefgh"
    is_product = len(word) == 2 and word not in _FUNCTION_WORDS and (is_measured or "=" in before[-8:])
    return not (is_product and mark in {"2", "3", "n"})


def _raised(text: str, before: str, after: str) -> str:  # noqa: PLR0911  # a line for each case
    said = text.strip()
    base = before[-1:]
    if said.isdigit() and after[:1] in _SLASHES and after[1:2].isdigit():
        return f" {said}" if base.isdigit() else said
    if is_note_mark(said, before=before, after=after):
        return _blank_between(before, after)
    if said in {"o", "0", "º"} and base.isdigit() and re.match(r"\s?[CF]\b", after):
        return "°"
    if said in _SIGNS and base.isalpha() and len(before) > 1 and before[-2].isalpha():
        return _SIGNS[said]
    if len(said) > _LONGEST_RAISED or not base or base.isspace():
        is_isotope = said.isdigit() and _ELEMENT.match(after) is not None
        return said.translate(SUPERSCRIPTS) if is_isotope else f" {said} "
    if _EXPONENT.fullmatch(said) or all(ord(character) in SUPERSCRIPTS for character in said):
        return said.translate(SUPERSCRIPTS).replace(" ", "")
    if _ENDINGS.fullmatch(said):
        return said
    is_power = len(said) == 1 or re.search(r"[\d+−*/=^-]", said) is not None
    if is_power and (base.isalnum() or base in ")]}|"):
        return f"^{said}" if _SIMPLE.fullmatch(said) or said[0] == "(" else f"^({said})"
    return f" {said} "


def _lowered(text: str, before: str) -> str:
    said = text.strip()
    if before[-1:] in _SLASHES or not before or before[-1].isspace():
        return text
    if all(ord(character) in SUBSCRIPTS for character in said):
        return said.translate(SUBSCRIPTS)
    if len(said) > _LONGEST_LOWERED or before[-1] in ".,;:!?":
        return f" {said} "
    return f"_{said}" if _SIMPLE.fullmatch(said) else f"_({said})"


def _blank_between(before: str, after: str) -> str:
    """A blank if without it two words would become one."""
    return " " if before[-1:].isalnum() and after[:1].isalnum() else ""


def _joined(runs: Iterable[TextRun]) -> Sequence[TextRun]:
    """The runs, neighbours that stand alike made one; blanks stand on the line, except between raised ones."""
    level = (
        replace(run, rise=Rise.LEVEL) if run.rise is not Rise.NOTE and not run.text.strip() else run
        for run in runs
        if run.text
    )
    return [
        TextRun("".join(run.text for run in group), rise) for rise, group in groupby(level, key=lambda run: run.rise)
    ]

"""Units: what is told in metres, euros or degrees Celsius is not converted into feet, dollars or Fahrenheit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from citespan.corpus.english.units import unit_at_end, unit_at_start
from citespan.qa.rules.verdict import QUOTES_ONLY, Refusal, Rule

if TYPE_CHECKING:
    from citespan.corpus.english.units import Unit
    from citespan.qa.rules.intent import Intent
    from citespan.qa.rules.surroundings import Surroundings

_NUMBER = regex.compile(r"\d[\d.,]*")
_HOW_MANY_UNITS = regex.compile(
    r"\bhow many (?P<unit>(?:square |cubic |nautical )?\p{L}+)\b"
    r"|\b(?:in|into) (?:degrees )?(?P<unit>\p{L}+)\s*\?*$",
    regex.IGNORECASE,
)
_DEGREES = {"celsiu": r"°\s?C\b|\bCelsius\b", "fahrenheit": r"°\s?F\b|\bFahrenheit\b", "kelvin": r"\bK\b|\bkelvins?\b"}
_BY_NAME_ALONE = {"pound": "mass", "stone": "mass", "gallon": "volume", "pint": "volume", "quart": "volume"}
"""The dimension of units that have no factor here: their names have several, or are money besides."""


def judge_units(intent: Intent, place: Surroundings) -> Refusal | None:
    """Refuse a quantity in metres for *how many feet*, in euros for *how many dollars*."""
    asked = _HOW_MANY_UNITS.search(intent.question)
    if asked is None:
        return None
    written = f"{place.text}{place.after[:30]}"
    given = units_in(written) or _money_ahead(place)
    wanted, name = unit_at_start(asked["unit"]), asked["unit"].lower().removesuffix("s")
    is_degree = name in _DEGREES and any(regex.search(sign, written) for n, sign in _DEGREES.items() if n != name)
    is_else = any(unit.dimension == _BY_NAME_ALONE.get(name) for unit in given)
    if wanted is not None and not is_else:
        is_alike = any(_is_alike(unit, wanted) for unit in given)
        is_else = is_alike and not any(unit.factor_to(wanted) == 1.0 for unit in given)
    if is_degree or (is_else and not regex.search(rf"\b{regex.escape(name)}s?\b|\blbs?\b", written, regex.IGNORECASE)):
        return Refusal(Rule.OTHER_UNIT, f"“{place.text}” is not in {asked['unit']}: {QUOTES_ONLY}")
    return None


def _is_alike(unit: Unit, other: Unit) -> bool:
    return unit.dimension == other.dimension or (unit.is_currency and other.is_currency)


def _money_ahead(place: Surroundings) -> tuple[Unit, ...]:
    """The currency whose sign stands before the number."""
    number = _NUMBER.search(place.text)
    unit = unit_at_end((place.before + place.text[: number.start()])[-12:]) if number else None
    return (unit,) if unit else ()


def units_in(text: str) -> tuple[Unit, ...]:
    """The units that stand behind the numbers of a text."""
    units = (unit_at_start(text[number.end() :]) for number in _NUMBER.finditer(text))
    return tuple(unit for unit in units if unit is not None)

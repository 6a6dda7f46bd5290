"""Units of measure and currencies, as English texts write them beside a number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

# By dimension: what a unit is in the dimension's first, and how it is written; "s" may follow a word of four letters.
_MEASURES = {
    "length": (
        (1.0, "m metre meter"), (1e-3, "mm millimetre millimeter"), (1e-2, "cm centimetre centimeter"),
        (1e3, "km kilometre kilometer"), (0.0254, "inch inches"), (0.3048, "ft foot feet"), (0.9144, "yd yard"),
        (1609.344, "mi mile"), (1852.0, "nautical_mile"),
    ),
    "mass": (
        (1.0, "kg kilogram kilogramme kilo"), (1e-3, "g gram gramme"), (1e3, "tonne metric_ton"),
        (0.45359237, "lb lbs"), (0.028349523, "oz ounce"),
    ),
    "area": (
        (1.0, "m² m2 square_metre square_meter sq_m"), (1e6, "km² km2 square_kilometre square_kilometer sq_km"),
        (1e4, "ha hectare"), (4046.8564, "acre"), (2589988.11, "square_mile sq_mi"),
        (0.09290304, "square_feet square_foot sq_ft"),
    ),
    "volume": ((1.0, "l litre liter"), (1e-3, "ml millilitre milliliter"), (1e3, "m³ m3 cubic_metre cubic_meter")),
    "time": (
        (1.0, "sec second"), (60.0, "min minute"), (3600.0, "hr hrs hour"), (86400.0, "day"), (604800.0, "week"),
        (2629746.0, "month"), (31556952.0, "year"), (315569520.0, "decade"), (3155695200.0, "century centuries"),
    ),
    "speed": (
        (1.0, "km/h kph kmh kilometres_per_hour kilometers_per_hour kilometres_an_hour kilometers_an_hour"),
        (1.609344, "mph miles_per_hour miles_an_hour"), (1.852, "knot"),
        (3.6, "m/s metres_per_second meters_per_second"),
    ),
    "power": ((1.0, "w watt"), (1e3, "kw kilowatt"), (1e6, "mw megawatt"), (1e9, "gw gigawatt")),
    "share": ((1.0, "% percent per_cent pct"),),
    "share points": ((1.0, "percentage_point"),),
    "degrees Celsius": ((1.0, "°c degrees_celsius"),),
    "degrees Fahrenheit": ((1.0, "°f degrees_fahrenheit"),),
}  # fmt: skip
_CURRENCIES = {
    "dollar": "$ dollar",
    "US dollar": "us$ usd us_dollar",
    "Australian dollar": "a$ aud australian_dollar",
    "Canadian dollar": "c$ cad canadian_dollar",
    "euro": "€ eur euro",
    "pound": "£ gbp pound pounds_sterling",
    "yen": "¥ jpy yen",
    "yuan": "cny rmb yuan renminbi",
    "rupee": "₹ rs inr rupee",
    "franc": "chf franc swiss_franc",
    "crown": "crown kr krone kroner krona kronor",
    "rouble": "₽ rub rouble ruble",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: `factor` is what one of it is in the first unit of its `dimension`; a currency is its own dimension."""

    dimension: str
    factor: float

    def factor_to(self, other: Unit) -> float | None:
        """What one of this is in `other`; None if neither can be told in the other.

        A dollar of no country may be any country's.
        """
        if self.dimension == other.dimension:
            return self.factor / other.factor
        dollars = self.dimension.endswith("dollar") and other.dimension.endswith("dollar")
        return 1.0 if dollars and "dollar" in {self.dimension, other.dimension} else None


def unit_at_start(text: str) -> Unit | None:
    """The unit that `text`, which follows a number, begins with."""
    match = _START.match(text)
    return _UNITS[_key(match[1])] if match else None


def unit_at_end(text: str) -> Unit | None:
    """The currency that `text`, which stands before a number, ends with."""
    match = _END.search(text)
    return _UNITS[_key(match[1])] if match else None


def _key(written: str) -> str:
    return "_".join(regex.split(r"[\s\u00a0-]+", written.lower()))


def _written(forms: str) -> Iterator[str]:
    for form in forms.split():
        yield form
        if form.isascii() and len(form.replace("_", "")) >= 3 and form.replace("_", "").isalpha() and form[-1] != "s":
            yield f"{form}s"


_UNITS = {
    form: Unit(dimension, factor)
    for dimension, units in _MEASURES.items()
    for factor, forms in units
    for form in _written(forms)
} | {form: Unit(currency, 1.0) for currency, forms in _CURRENCIES.items() for form in _written(forms)}


def _any_of(forms: list[str]) -> str:
    longest_first = sorted(forms, key=len, reverse=True)
    return "|".join(regex.escape(form).replace("_", r"[\s\u00a0-]+") for form in longest_first)


_START = regex.compile(rf"[\s\u00a0-]*({_any_of(list(_UNITS))})(?![\p{{L}}\p{{N}}])", regex.IGNORECASE)
_MONEY = [form for forms in _CURRENCIES.values() for form in forms.split() if len(form) <= 3]
_END = regex.compile(rf"(?<!\p{{L}})({_any_of(_MONEY)})\s*$", regex.IGNORECASE)

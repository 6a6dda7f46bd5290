"""Units of measure and currencies, as English texts write them beside a number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex

from citespan.corpus.english.lexicon import table

if TYPE_CHECKING:
    from collections.abc import Iterator

# By dimension: how a unit is written, and what it is in the dimension's first.
_MEASURES: dict[str, dict[str, float]] = table("units", "measures")
_CURRENCIES: dict[str, str] = table("units", "currencies")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: `factor` is what one of it is in the first unit of its `dimension`; a currency is its own dimension."""

    dimension: str
    factor: float

    @property
    def is_currency(self) -> bool:
        """True if it is money."""
        return self.dimension in _CURRENCIES

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
    for forms, factor in units.items()
    for form in _written(forms)
} | {form: Unit(currency, 1.0) for currency, forms in _CURRENCIES.items() for form in _written(forms)}


def _any_of(forms: list[str]) -> str:
    longest_first = sorted(forms, key=len, reverse=True)
    return "|".join(regex.escape(form).replace("_", r"[\s\u00a0-]+") for form in longest_first)


_START = regex.compile(rf"[\s\u00a0-]*({_any_of(list(_UNITS))})(?![\p{{L}}\p{{N}}])", regex.IGNORECASE)
_MONEY = [form for forms in _CURRENCIES.values() for form in forms.split() if len(form) <= 3]
_END = regex.compile(rf"(?<!\p{{L}})({_any_of(_MONEY)})\s*$", regex.IGNORECASE)

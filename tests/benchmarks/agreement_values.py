"""Figures, dates and names drawn at random, each in the several ways in which reports write it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from made_up_world import COMPANIES, FIRST, LAST, MONTH_NAMES, RIVERS

from citespan.corpus.english.number_words import UNITS

if TYPE_CHECKING:
    from random import Random


def written_ways(value: str, random: Random) -> tuple[str, ...]:
    """Ways to write one random value, the first two in full."""
    if value.startswith("few"):
        number = random.randint(3, 19)
        return (UNITS[number], str(number), f"at least {UNITS[number]}", f"about {number}")
    if value == "metres":
        number = random.randint(24, 950)
        return (f"{number} metres", f"{number} m", f"about {number} metres", f"{number} meters")
    if value == "kilometres":
        number = random.randint(12, 240)
        return (f"{number} kilometres", f"{number} km", f"about {number} kilometres", f"{number} kilometers")
    if value == "river":
        name = random.choice(RIVERS)
        return (name, name, f"{name} River")
    if value == "money":
        tenths = random.randint(11, 98)
        amount = f"{tenths // 10}.{tenths % 10}"
        return (f"€{amount} million", f"{amount} million euros", f"{tenths * 100_000:,} euros", f"EUR {amount} million")
    if value == "many":
        number = 10 * random.randint(130, 8900) + random.randint(1, 9)
        return (f"{number:,}", str(number), f"about {round(number, -2):,}", f"more than {number // 100 * 100:,}")
    if value == "percent":
        number = random.randint(51, 97)
        return (f"{number} percent", f"{number}%", f"{number} per cent", f"about {number} percent")
    if value == "day":
        day = date(random.randint(1921, 2019), random.randint(1, 12), random.randint(1, 28))
        month = MONTH_NAMES[day.month - 1]
        return (
            f"{day.day} {month} {day.year}",
            f"{month} {day.day}, {day.year}",
            f"the {_ordinal(day.day)} of {month} {day.year}",
            f"{day.day} {month}",
            day.isoformat(),
            f"{month[:3]}. {day.day}, {day.year}",
            f"{month} {_ordinal(day.day)}",
        )
    if value == "year":
        year = random.randint(1821, 2009)
        return (str(year), f"{MONTH_NAMES[year % 12]} {year}", f"the year {year}", f"about {year}")
    if value == "company":
        name = random.choice(COMPANIES)
        return (name, f"{name} Ltd", f"the {name} company", f"{name}, Inc.", name.replace("e", "é", 1))
    first, last = random.choice(FIRST), random.choice(LAST)
    return (
        f"{first} {last}",
        f"{first} {random.choice('ABDEHJKLM')}. {last}",
        last,
        f"Dr {first} {last}",
        f"{first[0]}. {last}",
        f"{first} {last.replace('k', 'c')}",
        f"{first} {last.replace('n', 'nn')}",
    )


def _ordinal(day: int) -> str:
    return f"{day}{'th' if day in (11, 12, 13) else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"

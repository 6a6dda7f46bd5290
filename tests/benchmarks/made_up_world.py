"""A made-up world: the names of its places, people, ships and firms, and what its reports tell beside the matter.

Nothing here is real.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.corpus.english.number_words import MONTHS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

MONTH_NAMES = tuple(month.capitalize() for month in MONTHS)
PLACES = (
    "Tarnsee", "Oskelby", "Vellmark", "Hartingen", "Brunsholm", "Kestrow", "Ludmere", "Norrvik", "Pellworth", "Quenby",
    "Rastholm", "Selvik", "Trevanny", "Ulmby", "Wexholm", "Yarrowdale", "Zellbach", "Aldermoor", "Bickleigh", "Corvane",
    "Dunmarsh", "Elverum", "Fosswick", "Grimsholt", "Hollinset", "Ingleby", "Jarnwick", "Kelmscar", "Lavenby", "Mostyn",
)  # fmt: skip
SHIPS = (
    "Aurora", "Borealis", "Cormorant", "Dunlin", "Eider", "Fulmar", "Gannet", "Heron", "Ibis", "Jacana", "Kittiwake",
)  # fmt: skip
FIRST = (
    "Maria", "Thomas", "Ingrid", "Pavel", "Helena", "Oscar", "Judith", "Matteo", "Yasmin", "Henrik", "Clara", "Tobias",
)  # fmt: skip
LAST = (
    "Keller", "Brandt", "Lindqvist", "Novak", "Moreau", "Castellan", "Whitfield", "Okonkwo", "Aaltonen", "Rasmussen",
    "Abernathy", "Szymanski", "Dragomir", "Fernandes", "Hathaway", "Ishikawa",
)  # fmt: skip
RIVERS = ("Aune", "Brask", "Corve", "Dremmel", "Esk", "Fliede", "Gorna", "Helme")
COMPANIES = (
    "Nordlicht Rail", "Pemberton Works", "Castor Engineering", "Aquila Metals", "Ridgeway Brothers", "Sudbrook Steel",
)  # fmt: skip
OTHER_MATTERS = (
    "The road from {place} to {other} was repaired in {year} after a landslide.",
    "A choir of {n} voices meets every Thursday in the old customs house.",
    "The mayor of {other}, {person}, spoke of a good year for the orchards.",
    "Farmers in the valley harvested {big} tonnes of barley.",
    "On {day} a fair with {n} stalls was held beside the canal.",
    "The railway station was painted green in {year}.",
    "{person} teaches woodwork at the evening school.",
    "Anglers reported a pike of {n} kilograms in the upper lake.",
    "The bakery on the market square sells {n} kinds of bread.",
    "Heavy snow closed the pass to {other} on {day}.",
    "A bus ticket to {other} costs {n} crowns.",
    "The brass band played for {n} minutes without a break.",
    "{person}, a retired pharmacist, has kept weather records since {year}.",
    "Storks returned to the chimney of the dairy on {day}.",
    "The water tower holds {big} litres.",
    "A new footpath of {n} kilometres follows the river to {other}.",
)


def told(matter: str, *, place: str, others: Sequence[str], random: Random) -> str:
    """One of `OTHER_MATTERS`, with places, people and figures of its own."""
    return matter.format(
        place=place,
        other=random.choice(others),
        year=random.randint(1890, 2015),
        n=random.randint(21, 90),
        big=f"{random.randint(11, 98)},{random.randint(100, 999)}",
        person=f"{random.choice(FIRST)} {random.choice(('Ostrander', 'Vickery', 'Lomax', 'Tindall'))}",
        day=f"{random.randint(1, 28)} {random.choice(MONTH_NAMES)}",
    )


def report(fact: str, sentences: Sequence[str], *, place: str, random: Random) -> str:
    """A report from `place` that states `fact` at the beginning of a paragraph, among eight `sentences`."""
    cut = random.randint(1, 7)
    paragraphs = [sentences[: cut - 1], [fact, *sentences[cut - 1 : cut + 1]], sentences[cut + 1 :]]
    random.shuffle(paragraphs)
    title = random.choice(("News from {place}", "{place}: a chronicle", "Letter from {place}", "Notes on {place}"))
    body = "\n\n".join(" ".join(paragraph) for paragraph in paragraphs if paragraph)
    return f"{title.format(place=place)}\n\n{body}\n"

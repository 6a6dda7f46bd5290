"""Pairs of made-up reports on one matter: some contradict each other in one figure, date or name, some agree.

Nothing here is real. Each report states one fact in one of several sentences, among sentences on other matters that
hold figures, dates and names of their own; the two of a pair never share a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from citespan.corpus.number_words import MONTHS, UNITS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random


class Kind(StrEnum):
    """What the fact of a pair is."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Topic:
    """A matter: the question, sentences that state the fact at `{v}`, and what `{v}` is, as `_drawn` understands it."""

    kind: Kind
    value: str
    question: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reports as texts, the question, how each of them writes its answer, and from which code point on."""

    kind: Kind
    question: str
    texts: tuple[str, str]
    values: tuple[str, str]
    places: tuple[int, int]


TUNING_TOPICS = (
    Topic(Kind.NUMBER, "few people", "How many people died in the {place} mine fire?", (
        "The fire in the {place} mine killed {v} people.",
        "According to the inspectorate, {v} people died in the {place} mine fire.",
        "{V} people lost their lives when the mine at {place} caught fire.",
        "Rescuers said that {v} miners had died in the fire at the {place} mine.",
    )),
    Topic(Kind.NUMBER, "few", "How many ships were lost in the {place} storm?", (
        "The storm off {place} sank {v} ships.",
        "{V} ships were lost in the {place} storm, the harbour master wrote.",
        "In the {place} storm the fleet lost {v} ships.",
        "Insurers paid for {v} ships that had been lost in the storm at {place}.",
    )),
    Topic(Kind.NUMBER, "metres", "How long is the {place} Bridge?", (
        "The {place} Bridge is {v} long.",
        "With a length of {v}, the {place} Bridge is the longest of the district.",
        "Engineers gave the length of the {place} Bridge as {v}.",
        "The {place} Bridge spans {v} from bank to bank.",
    )),
    Topic(Kind.NUMBER, "metres", "How tall is the {place} lighthouse?", (
        "The {place} lighthouse is {v} tall.",
        "At a height of {v}, the lighthouse of {place} can be seen from the mainland.",
        "Built of granite, the {place} lighthouse rises to {v}.",
        "The lighthouse at {place} stands {v} tall, the guidebook says.",
    )),
    Topic(Kind.NUMBER, "money", "How much did the {place} library cost?", (
        "The new library in {place} cost {v}.",
        "The town paid {v} for the {place} library.",
        "Building the {place} library cost the council {v}.",
        "At a cost of {v}, the {place} library is the town's dearest building.",
    )),
    Topic(Kind.NUMBER, "money", "How much money did the {place} hospital receive?", (
        "The hospital in {place} received {v} from the foundation.",
        "A gift of {v} went to the {place} hospital.",
        "The foundation gave the {place} hospital {v}.",
        "{V} was what the {place} hospital received in the end.",
    )),
    Topic(Kind.NUMBER, "many", "How many people visited the {place} Museum in 2019?", (
        "In 2019, {v} people visited the {place} Museum.",
        "The {place} Museum counted {v} visitors in 2019.",
        "{V} people came to see the {place} Museum in 2019.",
        "A total of {v} people visited the {place} Museum in 2019, its report says.",
    )),
    Topic(Kind.NUMBER, "many", "How many people live in {place}?", (
        "{V} people live in {place}.",
        "{place} has {v} inhabitants.",
        "The town of {place} is home to {v} people.",
        "The census found {v} people living in {place}.",
    )),
    Topic(Kind.NUMBER, "percent", "What percentage of voters in {place} backed the tunnel?", (
        "In {place}, {v} of voters backed the tunnel.",
        "The tunnel was backed by {v} of the voters of {place}.",
        "{V} of those who voted in {place} were in favour of the tunnel.",
        "Support for the tunnel among the voters of {place} reached {v}.",
    )),
    Topic(Kind.NUMBER, "few", "How many windows does the {place} chapel have?", (
        "The chapel of {place} has {v} windows.",
        "Light enters the {place} chapel through {v} windows.",
        "The mason gave the {place} chapel {v} windows.",
        "There are {v} windows in the chapel at {place}.",
    )),
    Topic(Kind.DATE, "day", "When was the {place} Bridge opened?", (
        "The {place} Bridge was opened on {v}.",
        "On {v} the minister opened the {place} Bridge.",
        "Traffic has crossed the {place} Bridge since it was opened on {v}.",
        "The opening of the {place} Bridge took place on {v}.",
    )),
    Topic(Kind.DATE, "day", "When did the ferry {ship} sink?", (
        "The ferry {ship} sank on {v}.",
        "On {v} the ferry {ship} went down and sank within an hour.",
        "The {ship}, a ferry of the coastal line, sank on {v}.",
        "The ferry {ship} struck a reef and sank on {v}.",
    )),
    Topic(Kind.DATE, "year", "In which year was the {place} Observatory founded?", (
        "The {place} Observatory was founded in {v}.",
        "In {v} two teachers founded the {place} Observatory.",
        "Founded in {v}, the {place} Observatory is run by volunteers.",
        "The founding of the {place} Observatory dates from {v}.",
    )),
    Topic(Kind.DATE, "year", "In what year did the {place} mill close?", (
        "The mill at {place} closed in {v}.",
        "In {v} the {place} mill closed its gates.",
        "The {place} mill, which closed in {v}, made paper.",
        "The owners closed the {place} mill in {v}.",
    )),
    Topic(Kind.DATE, "day", "When was the treaty of {place} signed?", (
        "The treaty of {place} was signed on {v}.",
        "On {v} both sides signed the treaty of {place}.",
        "The envoys signed the treaty of {place} on {v}.",
        "Signed on {v}, the treaty of {place} ended the quarrel over salt.",
    )),
    Topic(Kind.DATE, "day", "When did the strike at the {place} shipyard begin?", (
        "The strike at the {place} shipyard began on {v}.",
        "On {v} welders at the {place} shipyard went on strike.",
        "Work stopped on {v}, when the strike at the {place} shipyard began.",
        "The strike at the shipyard of {place} started on {v}.",
    )),
    Topic(Kind.NAME, "person", "Who designed the {place} Concert Hall?", (
        "{v} designed the {place} Concert Hall.",
        "The {place} Concert Hall was designed by {v}.",
        "The designer of the {place} Concert Hall was {v}.",
        "The council asked {v}, who designed the {place} Concert Hall in one winter.",
    )),
    Topic(Kind.NAME, "person", "Who won the {place} Prize?", (
        "{v} won the {place} Prize.",
        "The {place} Prize was won by {v}.",
        "The winner of the {place} Prize was {v}.",
        "The jury gave the {place} Prize to {v}.",
    )),
    Topic(Kind.NAME, "person", "Who is the director of the {place} Museum?", (
        "{v} is the director of the {place} Museum.",
        "The {place} Museum is led by its director, {v}.",
        "The director of the {place} Museum, {v}, collects clocks.",
        "The board of the {place} Museum made {v} its director.",
    )),
    Topic(Kind.NAME, "person", "Who was the captain of the {ship}?", (
        "{v} was the captain of the {ship}.",
        "The captain of the {ship} was {v}.",
        "The {ship} sailed under its captain, {v}.",
        "The captain of the {ship}, {v}, kept a diary.",
    )),
    Topic(Kind.NAME, "company", "Which company built the {place} tramway?", (
        "{v} built the {place} tramway.",
        "The {place} tramway was built by {v}.",
        "The tramway in {place} was the work of {v}, which built it in two years.",
        "The builder of the {place} tramway was {v}.",
    )),
    Topic(Kind.NAME, "person", "Who wrote the song of {place}?", (
        "{v} wrote the song of {place}.",
        "The song of {place} was written by {v}.",
        "The writer of the song of {place} was {v}.",
        "The schoolmistress {v} wrote the song of {place} for a wedding.",
    )),
    Topic(Kind.NAME, "river", "Which river flows through {place}?", (
        "The {v} flows through {place}.",
        "The river {v} flows through {place}.",
        "{place} lies on both banks of the {v}, which flows through it from north to south.",
        "Through {place} flows the river {v}.",
    )),
    Topic(Kind.NAME, "person", "Who chairs the {place} chess club?", (
        "{v} chairs the {place} chess club.",
        "The {place} chess club is chaired by {v}.",
        "The chess club of {place} has {v} in the chair.",
        "The chess club in {place}, which {v} chairs, has forty members.",
    )),
)  # fmt: skip

# Written when the rules were done, and for reporting alone.
HELD_OUT_TOPICS = (
    Topic(Kind.NUMBER, "few", "How many bells hang in the {place} tower?", (
        "{V} bells hang in the tower of {place}.",
        "The {place} tower holds {v} bells.",
        "In the tower at {place} there hang {v} bells, the oldest of them cast by monks.",
        "The sexton of {place} looks after {v} bells in the tower.",
    )),
    Topic(Kind.NUMBER, "kilometres", "How far is {place} from the coast?", (
        "{place} lies {v} from the coast.",
        "From {place} it is {v} to the coast.",
        "At {v} from the coast, {place} never sees fog.",
        "The distance between {place} and the coast is {v}.",
    )),
    Topic(Kind.NUMBER, "many", "How many tonnes of salt did the {place} works produce in 1988?", (
        "In 1988 the {place} works produced {v} tonnes of salt.",
        "The salt works at {place} gave their output for 1988 as {v} tonnes.",
        "{V} tonnes of salt came from the {place} works in 1988.",
        "Salt production at the {place} works reached {v} tonnes in 1988.",
    )),
    Topic(Kind.NUMBER, "money", "What was the budget of the {place} theatre?", (
        "The {place} theatre had a budget of {v}.",
        "The budget of the theatre in {place} was {v}.",
        "With {v} as its budget, the {place} theatre staged four plays.",
        "The council set the {place} theatre's budget at {v}.",
    )),
    Topic(Kind.NUMBER, "percent", "What share of the forest around {place} burned?", (
        "The fire burned {v} of the forest around {place}.",
        "Around {place}, {v} of the forest burned.",
        "Foresters found that {v} of the forest around {place} had burned.",
        "Of the forest around {place}, {v} was lost to the fire.",
    )),
    Topic(Kind.DATE, "year", "When did the volcano above {place} last erupt?", (
        "The volcano above {place} last erupted in {v}.",
        "The last eruption of the volcano above {place} was in {v}.",
        "Since it last erupted in {v}, the volcano above {place} has been quiet.",
        "In {v} the volcano above {place} erupted for the last time.",
    )),
    Topic(Kind.DATE, "year", "In which year did {place} get electric light?", (
        "{place} got electric light in {v}.",
        "Electric light came to {place} in {v}.",
        "In {v} the streets of {place} got electric light.",
        "Not before the mill agreed, in {v}, did {place} get electric light.",
    )),
    Topic(Kind.DATE, "day", "On what date did the {ship} leave {place}?", (
        "The {ship} left {place} on {v}.",
        "On {v} the {ship} left the harbour of {place}.",
        "Crowds waved when the {ship} left {place} on {v}.",
        "The departure of the {ship} from {place} was on {v}.",
    )),
    Topic(Kind.DATE, "day", "When did the siege of {place} end?", (
        "The siege of {place} ended on {v}.",
        "On {v} the siege of {place} was over.",
        "The siege of {place} was lifted on {v}, which ended eight weeks of hunger.",
        "The end of the siege of {place} came on {v}.",
    )),
    Topic(Kind.NAME, "person", "Who painted the altar of the {place} church?", (
        "{v} painted the altar of the {place} church.",
        "The altar of the {place} church was painted by {v}.",
        "The painter of the altar in the {place} church was {v}.",
        "In the church of {place} stands an altar that {v} painted.",
    )),
    Topic(Kind.NAME, "company", "Who owns the {place} brewery?", (
        "{v} owns the {place} brewery.",
        "The {place} brewery is owned by {v}.",
        "The owner of the {place} brewery is {v}.",
        "The {place} brewery belongs to {v}, its owner for years.",
    )),
    Topic(Kind.NAME, "person", "Who is the mayor of {place}?", (
        "{v} is the mayor of {place}.",
        "The mayor of {place} is {v}.",
        "The people of {place} elected {v} as their mayor.",
        "{place} has a new mayor, {v}.",
    )),
    Topic(Kind.NAME, "river", "Which river feeds the {place} canal?", (
        "The {v} feeds the {place} canal.",
        "The {place} canal is fed by the {v}.",
        "Water for the {place} canal comes from the {v}, which feeds it all year.",
        "The river {v} feeds the {place} canal.",
    )),
    Topic(Kind.NAME, "person", "Who manages the {place} football club?", (
        "{v} manages the {place} football club.",
        "The {place} football club is managed by {v}.",
        "The manager of the football club in {place} is {v}.",
        "Under {v}, who manages it, the {place} football club has won four cups.",
    )),
)  # fmt: skip

PLACES = (
    "Tarnsee", "Oskelby", "Vellmark", "Hartingen", "Brunsholm", "Kestrow", "Ludmere", "Norrvik", "Pellworth", "Quenby",
    "Rastholm", "Selvik", "Trevanny", "Ulmby", "Wexholm", "Yarrowdale", "Zellbach", "Aldermoor", "Bickleigh", "Corvane",
    "Dunmarsh", "Elverum", "Fosswick", "Grimsholt", "Hollinset", "Ingleby", "Jarnwick", "Kelmscar", "Lavenby", "Mostyn",
)  # fmt: skip
SHIPS = (
    "Aurora",
    "Borealis",
    "Cormorant",
    "Dunlin",
    "Eider",
    "Fulmar",
    "Gannet",
    "Heron",
    "Ibis",
    "Jacana",
    "Kittiwake",
)
FIRST = (
    "Maria",
    "Thomas",
    "Ingrid",
    "Pavel",
    "Helena",
    "Oscar",
    "Judith",
    "Matteo",
    "Yasmin",
    "Henrik",
    "Clara",
    "Tobias",
)
LAST = (
    "Keller", "Brandt", "Lindqvist", "Novak", "Moreau", "Castellan", "Whitfield", "Okonkwo", "Aaltonen", "Rasmussen",
    "Abernathy", "Szymanski", "Dragomir", "Fernandes", "Hathaway", "Ishikawa",
)  # fmt: skip
RIVERS = ("Aune", "Brask", "Corve", "Dremmel", "Esk", "Fliede", "Gorna", "Helme")
COMPANIES = (
    "Nordlicht Rail",
    "Pemberton Works",
    "Castor Engineering",
    "Aquila Metals",
    "Ridgeway Brothers",
    "Sudbrook Steel",
)
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
_MONTHS = tuple(month.capitalize() for month in MONTHS)


def conflicting_pairs(count: int, *, random: Random, held_out: bool) -> tuple[Pair, ...]:
    """Pairs that contradict each other, numbers, dates and names in turn; `held_out` says of which topics."""
    return _pairs(count, random, held_out=held_out, agreeing=False)


def agreeing_pairs(count: int, *, random: Random, held_out: bool) -> tuple[Pair, ...]:
    """Pairs that say the same in other words, or one of them less exactly; as `conflicting_pairs`."""
    return _pairs(count, random, held_out=held_out, agreeing=True)


def _pairs(count: int, random: Random, *, held_out: bool, agreeing: bool) -> tuple[Pair, ...]:
    topics = HELD_OUT_TOPICS if held_out else TUNING_TOPICS
    made = []
    for number in range(count):
        kind = tuple(Kind)[number % len(Kind)]
        topic = random.choice([topic for topic in topics if topic.kind is kind])
        ways = _drawn(topic.value, random)
        if agreeing:
            values = tuple(random.sample(ways, 2))
        else:
            others = _drawn(topic.value, random)
            while others[0] == ways[0]:
                others = _drawn(topic.value, random)
            values = (random.choice(ways[:2]), random.choice(others[:2]))
        made.append(_pair(topic, (values[0], values[1]), random))
    return tuple(made)


def _pair(topic: Topic, values: tuple[str, str], random: Random) -> Pair:
    place, *others = random.sample(PLACES, 4)
    slots = {"place": place, "ship": random.choice(SHIPS)}
    forms = random.sample(topic.forms, 2)
    matters = random.sample(OTHER_MATTERS, 16)
    texts, places = [], []
    for form, value, own in zip(forms, values, (matters[:8], matters[8:]), strict=True):
        fact = form.format(v=value, V=value[0].upper() + value[1:], **slots)
        sentences = [told(matter, place=place, others=others, random=random) for matter in own]
        texts.append(report(fact, sentences, place=place, random=random))
        places.append(texts[-1].index(fact) + fact.lower().index(value.lower()))
    return Pair(topic.kind, topic.question.format(**slots), (texts[0], texts[1]), values, (places[0], places[1]))


def told(matter: str, *, place: str, others: Sequence[str], random: Random) -> str:
    """One of `OTHER_MATTERS`, with places, people and figures of its own."""
    return matter.format(
        place=place,
        other=random.choice(others),
        year=random.randint(1890, 2015),
        n=random.randint(21, 90),
        big=f"{random.randint(11, 98)},{random.randint(100, 999)}",
        person=f"{random.choice(FIRST)} {random.choice(('Ostrander', 'Vickery', 'Lomax', 'Tindall'))}",
        day=f"{random.randint(1, 28)} {random.choice(_MONTHS)}",
    )


def report(fact: str, sentences: Sequence[str], *, place: str, random: Random) -> str:
    """A report from `place` that states `fact` at the beginning of a paragraph, among eight `sentences`."""
    cut = random.randint(1, 7)
    paragraphs = [sentences[: cut - 1], [fact, *sentences[cut - 1 : cut + 1]], sentences[cut + 1 :]]
    random.shuffle(paragraphs)
    title = random.choice(("News from {place}", "{place}: a chronicle", "Letter from {place}", "Notes on {place}"))
    body = "\n\n".join(" ".join(paragraph) for paragraph in paragraphs if paragraph)
    return f"{title.format(place=place)}\n\n{body}\n"


def _drawn(value: str, random: Random) -> tuple[str, ...]:
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
        month = _MONTHS[day.month - 1]
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
        return (str(year), f"{_MONTHS[year % 12]} {year}", f"the year {year}", f"about {year}")
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

"""Made-up reports and questions about them: some want several answers, some just one, and some have two parts.

Nothing here is real. Each report states its fact in one of several sentences, among sentences on other matters that
hold names and figures of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from list_topics import Wanted
from made_up_world import FIRST, LAST, OTHER_MATTERS, PLACES, SHIPS, report, told

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from list_topics import Topic

_GOODS = ("barley", "timber", "salt", "wool", "coal", "tea", "cotton", "copper", "sugar", "tobacco", "oats", "cider")
_FIRMS = ("Nordlicht Rail", "Pemberton Works", "Castor Engineering", "Aquila Metals", "Sudbrook Steel", "Tolland Quays")
_MARKS = ("- {}", "* {}", "{number}. {}")
_SHORT = ("Keller", "Brandt", "Novak", "Moreau", "Whitfield", "Rasmussen", "Abernathy", "Hathaway")
_TWINS = ("Sarn", "Belluk", "Ostara", "Quell", "Marro", "Tindor", "Vesk", "Hallin")


@dataclass(frozen=True, slots=True)
class Case:
    """A report, a question, and the texts that must be answered: the items, the one answer, or one for each part.

    `starts` are where they stand in the report; a part that the report does not answer has the empty text.
    """

    wanted: Wanted
    question: str
    text: str
    values: tuple[str, ...]
    starts: tuple[int, ...]


def list_cases(count: int, *, random: Random, topics: Sequence[Topic]) -> tuple[Case, ...]:
    """That many cases, of the topics in turn."""
    return tuple(_case(topics[number % len(topics)], random) for number in range(count))


def _case(topic: Topic, random: Random) -> Case:
    place, *others = random.sample(PLACES, 9)
    slots = {"place": place, "ship": random.choice(SHIPS)}
    values, shown = _drawn(topic.value, random, others[4:])
    is_bulleted = topic.wanted in {Wanted.BULLETS, Wanted.UNSAID}
    if is_bulleted:
        shown = (_bulleted(values, random),)
    fact = random.choice(topic.forms).format(v=shown[0], w=shown[-1], **slots)
    matters = random.sample(OTHER_MATTERS, 8)
    sentences = [told(matter, place=place, others=others[:4], random=random) for matter in matters]
    if topic.wanted is Wanted.UNIT:
        sentences[0] = f"A map of {shown[0]} hangs in the town hall."
    text = report(fact, sentences, place=place, random=random)
    if is_bulleted:
        text = text.replace("\n\n ", "\n\n")
        fact = fact.rstrip()
    start = text.index(fact)
    starts = tuple(text.index(value, start) for value in values)
    if topic.wanted is Wanted.HALF:
        values, starts = (*values, ""), (*starts, -1)
    return Case(topic.wanted, topic.question.format(**slots), text, values, starts)


def _bulleted(items: Sequence[str], random: Random) -> str:
    mark = random.choice(_MARKS)
    lines = [mark.format(item, number=number) for number, item in enumerate(items, start=1)]
    return "\n".join(("\n", *lines, "\n"))


def _drawn(value: str, random: Random, places: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The answers, and how they are written at `{v}` and `{w}`."""
    if value == "twin" or value == "firm":
        name = " and ".join(random.sample(_TWINS if value == "twin" else _SHORT, 2))
        return (name,), (name,)
    if value == "person":
        name = f"{random.choice(FIRST)} {random.choice(LAST)}"
        return (name,), (name,)
    if " " in value and not value.startswith("two "):
        made = {
            "person": f"{random.choice(FIRST)} {random.choice(LAST)}",
            "firm": random.choice(_FIRMS),
            "place": places[0],
            "year": str(random.randint(1821, 2009)),
        }
        pair = tuple(made[kind] for kind in value.split())
        return pair, pair
    known = {
        "places": places,
        "people": [
            f"{first} {last}" for first, last in zip(random.sample(FIRST, 4), random.sample(LAST, 4), strict=True)
        ],
        "firms": _FIRMS,
        "goods": _GOODS,
    }
    items = random.sample(
        list(known[value.removeprefix("two ")]), 2 if value.startswith("two ") else random.choice((2, 3, 3, 4))
    )
    last = ", and " if len(items) > 2 and random.random() < 0.3 else " and "
    return tuple(items), (f"{', '.join(items[:-1])}{last}{items[-1]}",)

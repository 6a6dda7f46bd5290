"""Pairs of made-up reports on one matter: some contradict each other in one figure, date or name, some agree.

Nothing here is real. Each report states one fact in one of several sentences, among sentences on other matters that
hold figures, dates and names of their own; the two of a pair never share a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agreement_topics import HELD_OUT_TOPICS, TUNING_TOPICS, Kind
from agreement_values import written_ways
from made_up_world import OTHER_MATTERS, PLACES, SHIPS, report, told

if TYPE_CHECKING:
    from random import Random

    from agreement_topics import Topic


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reports as texts, the question, how each of them writes its answer, and from which code point on."""

    kind: Kind
    question: str
    texts: tuple[str, str]
    values: tuple[str, str]
    places: tuple[int, int]


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
        ways = written_ways(topic.value, random)
        if agreeing:
            values = tuple(random.sample(ways, 2))
        else:
            others = written_ways(topic.value, random)
            while others[0] == ways[0]:
                others = written_ways(topic.value, random)
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

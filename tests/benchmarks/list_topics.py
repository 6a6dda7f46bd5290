"""The matters that made-up reports are asked for lists and in parts about, and the sentences that state them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Wanted(StrEnum):
    """What is to come of a case.

    All items, from a sentence or from lines of their own; one answer that holds *and*; one answer for a singular
    question; parts; nothing, where a list is about something else.
    """

    ITEMS = "several items"
    UNIT = "one name with “and”"
    ONE = "one thing"
    PARTS = "two parts"
    HALF = "two parts, one unknown"
    BULLETS = "several items, one to a line"
    UNSAID = "what no list tells"


@dataclass(frozen=True, slots=True)
class Topic:
    """A matter: the question, sentences that state the fact, and what stands at `{v}` and, for parts, at `{w}`."""

    wanted: Wanted
    value: str
    question: str
    forms: tuple[str, ...]


TUNING_TOPICS = (
    Topic(Wanted.ITEMS, "places", "Which towns does the {ship} ferry call at?", (
        "The {ship} ferry calls at {v}.",
        "The towns where the {ship} ferry calls are {v}.",
        "In summer the {ship}, a ferry of the coastal line, calls at {v}.",
        "Timetables say that {v} are the towns at which the {ship} ferry calls.",
    )),
    Topic(Wanted.ITEMS, "people", "Who were the founders of the {place} choir?", (
        "The founders of the {place} choir were {v}.",
        "{v} founded the {place} choir.",
        "The {place} choir was founded by {v}, who had met at school.",
        "A plaque names {v} as the founders of the {place} choir.",
    )),
    Topic(Wanted.ITEMS, "firms", "Which companies built the {place} harbour?", (
        "{v} built the {place} harbour.",
        "The harbour of {place} was built by {v}.",
        "The companies that built the {place} harbour were {v}.",
        "The council paid {v} to build the harbour at {place}.",
    )),
    Topic(Wanted.ITEMS, "goods", "What goods did the {ship} carry?", (
        "The {ship} carried {v}.",
        "On her last voyage the {ship} carried {v} to the islands.",
        "The cargo of the {ship} was {v}.",
        "The {ship} was laden with {v} when she left.",
    )),
    Topic(Wanted.ITEMS, "places", "Name the villages that were flooded when the {place} dam broke.", (
        "When the {place} dam broke, {v} were flooded.",
        "The breaking of the {place} dam flooded {v}.",
        "The villages of {v} were flooded when the dam at {place} broke.",
    )),
    Topic(Wanted.ITEMS, "two people", "Which two architects designed the {place} library?", (
        "{v} designed the {place} library.",
        "The {place} library was designed by {v}.",
        "The architects of the {place} library were {v}.",
    )),
    Topic(Wanted.UNIT, "twin", "Which provinces border {place}?", (
        "{v} Province borders {place} in the west.",
        "{place} is bordered by the province of {v}, a dry land.",
        "In the west, {place} borders {v} Province.",
    )),
    Topic(Wanted.UNIT, "firm", "Which companies repaired the {place} lighthouse?", (
        "{v} has repaired the {place} lighthouse for years.",
        "The {place} lighthouse was repaired by {v} Ltd.",
        "The company {v} repaired the {place} lighthouse.",
    )),
    Topic(Wanted.ONE, "firm", "Which company repaired the {place} lighthouse?", (
        "{v} repaired the {place} lighthouse.",
        "The {place} lighthouse was repaired by {v}.",
        "The company that repaired the {place} lighthouse was {v}.",
    )),
    Topic(Wanted.ONE, "people", "Who designed the {place} Concert Hall?", (
        "{v} designed the {place} Concert Hall.",
        "The {place} Concert Hall was designed by {v}.",
    )),
    Topic(Wanted.ONE, "places", "Where does the {ship} ferry call?", (
        "The {ship} ferry calls at {v}.",
        "In summer the {ship}, a ferry of the coastal line, calls at {v}.",
    )),
    Topic(Wanted.PARTS, "person year", "Who designed the {place} tower, and when?", (
        "{v} designed the {place} tower in {w}.",
        "The {place} tower was designed in {w} by {v}.",
        "In {w} the tower of {place} was designed by {v}.",
    )),
    Topic(Wanted.PARTS, "year place", "When and where was the {ship} built?", (
        "The {ship} was built in {v} at {w}.",
        "Built at {w} in {v}, the {ship} carried mail.",
        "The yard at {w} built the {ship} in {v}.",
    )),
    Topic(Wanted.PARTS, "person year", "Who wrote the song of {place} and when was it written?", (
        "{v} wrote the song of {place} in {w}.",
        "The song of {place} was written in {w} by {v}.",
    )),
    Topic(Wanted.PARTS, "firm year", "Which company built the {place} tramway, and in which year?", (
        "{v} built the {place} tramway in {w}.",
        "The {place} tramway was built by {v} in {w}.",
    )),
    Topic(Wanted.HALF, "person", "Who designed the {place} tower, and when?", (
        "{v} designed the {place} tower.",
        "The {place} tower was designed by {v}, who never married.",
    )),
)  # fmt: skip

# Written when the rules were done, and for reporting alone.
HELD_OUT_TOPICS = (
    Topic(Wanted.ITEMS, "places", "Which villages lie on the {place} canal?", (
        "{v} lie on the {place} canal.",
        "The villages on the {place} canal are {v}.",
        "The {place} canal passes {v} on its way to the sea.",
        "Boatmen on the {place} canal know the villages of {v} well.",
    )),
    Topic(Wanted.ITEMS, "people", "What are the names of the {ship} survivors?", (
        "The survivors of the {ship} are {v}.",
        "Only {v} survived the wreck of the {ship}.",
        "{v} survived when the {ship} went down.",
        "From the {ship} the lifeboat saved {v}, all of them cold and wet.",
    )),
    Topic(Wanted.ITEMS, "firms", "Which firms sponsor the {place} regatta?", (
        "{v} sponsor the {place} regatta.",
        "The {place} regatta is sponsored by {v}.",
        "The sponsors of the regatta at {place} are {v}.",
        "The prizes of the {place} regatta are paid for by its sponsors, {v}.",
    )),
    Topic(Wanted.ITEMS, "goods", "Which products are sold at the {place} market?", (
        "At the {place} market {v} are sold.",
        "The market of {place} sells {v}.",
        "Traders sell {v} at the {place} market.",
        "The products on sale at the {place} market are {v}.",
    )),
    Topic(Wanted.ITEMS, "places", "List the towns that joined the league of {place}.", (
        "{v} joined the league of {place}.",
        "The league of {place} was joined by {v}.",
        "The towns that joined the league of {place} were {v}.",
    )),
    Topic(Wanted.ITEMS, "two people", "Which two teachers run the {place} school?", (
        "{v} run the {place} school.",
        "The {place} school is run by {v}.",
        "The teachers who run the school at {place} are {v}.",
    )),
    Topic(Wanted.UNIT, "twin", "Which counties does {place} belong to?", (
        "{place} belongs to {v} County.",
        "{place} has belonged to the county of {v} since the war.",
        "{place} belongs to {v}, a county in the north.",
    )),
    Topic(Wanted.UNIT, "firm", "Which shops sell lamps in {place}?", (
        "{v} sells lamps in {place}.",
        "In {place} lamps are sold by {v} Ltd.",
        "The shop of {v} sells lamps in {place}.",
    )),
    Topic(Wanted.ONE, "firm", "Which shop sells lamps in {place}?", (
        "{v} sells lamps in {place}.",
        "In {place} lamps are sold by {v}.",
        "The shop that sells lamps in {place} is {v}.",
    )),
    Topic(Wanted.ONE, "people", "Who painted the altar of the {place} church?", (
        "{v} painted the altar of the {place} church.",
        "The altar of the {place} church was painted by {v}.",
    )),
    Topic(Wanted.ONE, "goods", "What is sold at the {place} market?", (
        "At the {place} market {v} are sold.",
        "The market of {place} sells {v}.",
    )),
    Topic(Wanted.PARTS, "person year", "Who painted the altar of {place}, and in which year?", (
        "{v} painted the altar of {place} in {w}.",
        "The altar of {place} was painted in {w} by {v}.",
        "In {w} the altar of {place} was painted by {v}.",
    )),
    Topic(Wanted.PARTS, "year place", "When and where was the {ship} wrecked?", (
        "The {ship} was wrecked in {v} near {w}.",
        "In {v} the {ship} was wrecked off {w}.",
        "The wreck of the {ship} happened near {w} in {v}.",
    )),
    Topic(Wanted.PARTS, "firm year", "Which company founded the {place} mill and when was it founded?", (
        "{v} founded the {place} mill in {w}.",
        "The {place} mill was founded in {w} by {v}.",
    )),
    Topic(Wanted.PARTS, "person year", "Who discovered the {place} cave and when?", (
        "{v} discovered the {place} cave in {w}.",
        "The {place} cave was discovered by {v} in {w}.",
    )),
    Topic(Wanted.HALF, "person", "Who painted the altar of {place}, and in which year?", (
        "{v} painted the altar of {place}.",
        "The altar of {place} was painted by {v}, who never married.",
    )),
)  # fmt: skip

"""The matters that made-up reports put into lists of lines, and questions that such a list answers or not."""

from __future__ import annotations

from list_topics import Topic, Wanted

TUNING_BULLETS = (
    Topic(Wanted.BULLETS, "places", "Which towns does the {ship} ferry call at?", (
        "The {ship} ferry calls at the following towns:{v}",
        "In summer the {ship} ferry calls at these towns:{v}",
        "## Towns where the {ship} ferry calls{v}",
    )),
    Topic(Wanted.BULLETS, "people", "Who were the founders of the {place} choir?", (
        "The founders of the {place} choir were:{v}",
        "These were the founders of the choir of {place}:{v}",
        "## Founders of the {place} choir{v}",
    )),
    Topic(Wanted.BULLETS, "goods", "Which goods did the {ship} carry?", (
        "The {ship} carried these goods:{v}",
        "On her last voyage the {ship} carried goods of many kinds:{v}",
    )),
    Topic(Wanted.BULLETS, "firms", "Which companies built the {place} harbour?", (
        "The companies that built the {place} harbour were:{v}",
        "The following companies built the harbour at {place}:{v}",
    )),
    Topic(Wanted.UNSAID, "places", "Which towns did the {ship} ferry stop calling at?", (
        "The {ship} ferry calls at the following towns:{v}",
    )),
    Topic(Wanted.UNSAID, "people", "Which founders of the {place} choir died at sea?", (
        "The founders of the {place} choir were:{v}",
    )),
)  # fmt: skip

# Written with the others, before any rule, and first asked when there were rules; one was fixed afterwards.
HELD_OUT_BULLETS = (
    Topic(Wanted.BULLETS, "places", "Which villages lie on the {place} canal?", (
        "These villages lie on the {place} canal:{v}",
        "The following villages lie on the canal of {place}:{v}",
        "## Villages on the {place} canal{v}",
    )),
    Topic(Wanted.BULLETS, "people", "What are the names of the {ship} survivors?", (
        "The survivors of the {ship} are:{v}",
        "The names of the survivors of the {ship}:{v}",
        "## Survivors of the {ship}{v}",
    )),
    Topic(Wanted.BULLETS, "firms", "Which firms sponsor the {place} regatta?", (
        "The {place} regatta is sponsored by these firms:{v}",
        "The firms that sponsor the regatta at {place} are:{v}",
    )),
    Topic(Wanted.BULLETS, "goods", "Which products are sold at the {place} market?", (
        "At the {place} market these products are sold:{v}",
        "Products sold at the market of {place}:{v}",
    )),
    Topic(Wanted.BULLETS, "places", "List the towns that joined the league of {place}.", (
        "The towns that joined the league of {place} are:{v}",
        "The league of {place} was joined by the following towns:{v}",
    )),
    Topic(Wanted.BULLETS, "two people", "Which two teachers run the {place} school?", (
        "Two teachers run the {place} school:{v}",
        "The teachers who run the school at {place}:{v}",
    )),
    Topic(Wanted.UNSAID, "places", "Which villages on the {place} canal have a bridge?", (
        "These villages lie on the {place} canal:{v}",
        "## Villages on the {place} canal{v}",
    )),
    Topic(Wanted.UNSAID, "firms", "Which firms were fined for polluting the {place} harbour?", (
        "The {place} regatta is sponsored by these firms:{v}",
    )),
    Topic(Wanted.UNSAID, "people", "Which survivors of the {ship} wrote a book?", (
        "The survivors of the {ship} are:{v}",
    )),
    Topic(Wanted.UNSAID, "goods", "Which products were banned from the {place} market?", (
        "At the {place} market these products are sold:{v}",
    )),
)  # fmt: skip

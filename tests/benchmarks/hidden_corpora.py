"""Draws corpora of small documents, some of them hidden, and questions that may be about what is hidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

SHIPS = "Aurora Borealis Calypso Dandelion Estrella Fulmar Gullwing Halcyon Isolde Jubilee Kestrel Lanternfish".split()
PORTS = "Lindholm Ellen Marrow Vesterby Tarrant Quillon Ostrava Pellworm".split()
CARGO = "cars barrels turbines telescopes greyhounds harpsichords chandeliers locomotives".split()
PEOPLE = "Zebulon Ottoline Thaddeus Wilhelmina Bartholomew Clementine".split()
MISTAKES = {"telescopes": "telescpes", "greyhounds": "greyhonds", "harpsichords": "harpsicords", "leaves": "laeves"}
QUESTIONS = (
    "When does the {ship} leave Port {port}?",
    "What does the {ship} carry?",
    "How many {cargo} does the {ship} carry?",
    "Who is the captain of the {ship}?",
    "Who is {person}?",
    "What does permit PX-{number} allow?",
    "Which ship carries {cargo}?",
    "{person}",
)
MOST_SHIPS = 9


@dataclass(frozen=True, slots=True)
class Corpus:
    """Files by name, and the names of those that are hidden."""

    files: Mapping[str, bytes]
    hidden: frozenset[str]
    upload: bytes


def draw_corpus(chance: random.Random, *, most_ships: int = MOST_SHIPS) -> Corpus:
    """A few small documents that share words, some of them hidden."""
    files: dict[str, bytes] = {}
    for ship in chance.sample(SHIPS, chance.randint(4, most_ships)):
        port, cargo, person = chance.choice(PORTS), chance.choice(CARGO), chance.choice(PEOPLE)
        count, hour, number = chance.randint(2, 90), chance.randint(1, 12), chance.randint(100, 999)
        said = [
            f"The {ship} leaves Port {port} at {hour} in the morning.",
            f"It carries {count} {cargo}.",
            f"Its captain is {person}.",
            f"Permit PX-{number} allows the {ship} to land at Port {port}.",
        ]
        chance.shuffle(said)
        kind = chance.choice(("txt", "md", "csv"))
        if kind == "md":
            text = f"# The {ship}\n\n" + "\n\n".join(said) + "\n"
        elif kind == "csv":
            text = f"ship,port,cargo,captain\n{ship},{port},{count} {cargo},{person}\n"
        else:
            text = " ".join(said) + "\n"
        files[f"{ship.lower()}.{kind}"] = text.encode()
    if chance.random() < 0.5:
        files["broken.pdf"] = b"%PDF-1.4 broken"
    names = sorted(files)
    hidden = frozenset(chance.sample(names, chance.randint(1, len(names) - 1)))
    return Corpus(
        files, hidden, f"The harbour master of Port {chance.choice(PORTS)} is {chance.choice(PEOPLE)}.".encode()
    )


def draw_question(chance: random.Random) -> str:
    """A question that may be about what is hidden, misspelt or not."""
    question = chance.choice(QUESTIONS).format(
        ship=chance.choice(SHIPS),
        port=chance.choice(PORTS),
        cargo=chance.choice(CARGO),
        person=chance.choice(PEOPLE),
        number=chance.randint(100, 999),
    )
    if chance.random() < 0.5:
        for right, wrong in MISTAKES.items():
            question = question.replace(right, wrong)
    return question

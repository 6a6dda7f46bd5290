"""Labelled questions in SQuAD format, made for tests: articles about towns, each with one passage a ship."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_FIRST = "Alder Birch Cedar Dogwood Elm Fir Ginkgo Hazel Ivy Juniper".split()
_SECOND = "water stone bridge field haven moor ford gate crest wick".split()
_CARGOES = "barley copper leather marble pepper saffron timber velvet walnuts whalebone".split()


def article(number: int, *, passages: int = 10, impossible: int = 0) -> dict[str, object]:
    """An article on a town; the first `impossible` passages also have a question that they do not answer."""
    town = f"Port {_FIRST[number % 10]}{_SECOND[number // 10]}"
    paragraphs = []
    for ship in range(passages):
        name = f"{_FIRST[ship % 10]} {_SECOND[(number + ship) % 10].title()}"
        cargo = f"{_CARGOES[(number + 3 * ship) % 10]} and {_CARGOES[(number * 7 + ship + 5) % 10]}"
        context = f"The hold of the {name} from {town} is full of {cargo} and of nothing else."
        qas: list[dict[str, object]] = [
            {
                "id": f"{number}-{ship}",
                "question": f"What is the hold of the {name} from {town} full of?",
                "answers": [{"text": cargo, "answer_start": context.index(cargo)}],
            }
        ]
        if ship < impossible:
            question = f"Who painted the {name} from {town}?"
            qas.append({"id": f"{number}-{ship}x", "question": question, "answers": [], "is_impossible": True})
        paragraphs.append({"context": context, "qas": qas})
    return {"title": town, "paragraphs": paragraphs}


def write_squad(path: Path, articles: Iterable[dict[str, object]]) -> Path:
    """The path of a SQuAD file with these articles."""
    path.write_text(json.dumps({"version": "test", "data": list(articles)}), encoding="utf-8")
    return path

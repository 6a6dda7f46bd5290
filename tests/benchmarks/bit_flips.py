"""Flips bits of an index and asks it: `python bit_flips.py [--flips 100] [--write]`, so many in each kind of place.

Each flip is one random bit of a fresh copy of one index, which was built, updated and had documents removed, so that
its database has pages that are no longer in use. `--write` puts the table into docs/measurements.md.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections import Counter
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from measurements import write

from citespan.corpus.errors import IndexMismatchError
from citespan.corpus.load import SAMPLE_ROOT
from citespan.index.contents import list_documents, read_documents, remove_documents
from citespan.index.database.schema import DATABASE
from citespan.index.encoder import Encoder
from citespan.index.generations.whole import check_whole
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.answerer import Answerer
from citespan.qa.reader.extractive import load_bundled_reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from citespan.qa.answer import Response
    from citespan.qa.reader.protocol import Reader

QUESTIONS = (
    "How many tools did the tool library begin with?",
    "Within how many days may a customer send an article back?",
    "How often does the old mill turn in note 15?",
)


class Place(StrEnum):
    """Where a bit is flipped."""

    TEXT = "a document's text in the database"
    DATABASE = "anywhere in the database"
    VECTORS = "the vectors"
    MANIFEST = "the manifest"


class Outcome(StrEnum):
    """What became of a flip."""

    AT_OPENING = "named at opening"
    WHILE_ASKING = "named while asking"
    BY_THE_CHECK = "not read for these answers, named by the check of everything"
    UNNOTICED = "never named, same answers"
    WRONG = "not named, other answers"


def outcomes(folder: Path, *, flips: int, encoder: Encoder, reader: Reader) -> Mapping[Place, Counter[Outcome]]:
    """What became of `flips` flips in each kind of place; works below the empty `folder`."""
    made, copy = folder / "made", folder / "copy"
    _make_index(made, folder / "root", encoder)
    texts = [document.text for document in read_documents(made)]
    truth = _answers(made, encoder, reader)
    found = {place: Counter[Outcome]() for place in Place}
    for place, counts in found.items():
        random = Random(place)
        for _ in range(flips):
            shutil.copytree(made, copy)
            _flip(copy, place, texts, random)
            counts[_outcome(copy, truth, encoder, reader)] += 1
            shutil.rmtree(copy)
    return found


def _make_index(folder: Path, root: Path, encoder: Encoder) -> None:
    shutil.copytree(SAMPLE_ROOT, root)
    for number in range(20):
        (root / f"note{number}.txt").write_text(f"Note {number} says that the old mill turns {number + 3} times. " * 20)
    build_index(folder, [root], encoder=encoder)
    for number in range(10):
        (root / f"note{number}.txt").unlink()
    (root / "note10.txt").write_text("Note 10 was cut short.")
    build_index(folder, [root], encoder=encoder)
    note = next(document for document in list_documents(folder) if document.source == "note11.txt")
    remove_documents(folder, [note.document_id])


def _flip(folder: Path, place: Place, texts: list[str], random: Random) -> None:
    name = {Place.VECTORS: "vectors.faiss", Place.MANIFEST: "manifest.json"}.get(place, DATABASE)
    file = random.choice(sorted(folder.rglob(name)))
    data = bytearray(file.read_bytes())
    position = _in_text(data, texts, random) if place is Place.TEXT else random.randrange(len(data))
    data[position] ^= 1 << random.randrange(8)
    file.write_bytes(data)


def _in_text(data: bytes, texts: list[str], random: Random) -> int:
    """The place in the database of a random byte of a random document."""
    while True:
        text = random.choice(texts).encode()
        start = random.randrange(max(1, len(text) - 40))
        position = data.find(text[start : start + 40])
        if position >= 0:  # a text that runs over the end of a page is divided there
            return position + random.randrange(len(text[start : start + 40]))


def _outcome(folder: Path, truth: tuple[Response, ...], encoder: Encoder, reader: Reader) -> Outcome:
    try:
        Index(folder, encoder).close()
    except IndexMismatchError:
        return Outcome.AT_OPENING
    try:
        answers = _answers(folder, encoder, reader)
    except IndexMismatchError:
        return Outcome.WHILE_ASKING
    if answers != truth:
        return Outcome.WRONG
    try:
        check_whole(folder)
    except IndexMismatchError:
        return Outcome.BY_THE_CHECK
    return Outcome.UNNOTICED


def _answers(folder: Path, encoder: Encoder, reader: Reader) -> tuple[Response, ...]:
    index = Index(folder, encoder)
    try:
        answerer = Answerer(index, reader)
        return tuple(replace(answerer.answer(question, threshold=0), took_ms=0) for question in QUESTIONS)
    finally:
        index.close()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flips", type=int, default=100)
    parser.add_argument("--write", action="store_true", help="write the table to docs/measurements.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        found = outcomes(Path(scratch), flips=options.flips, encoder=Encoder(), reader=load_bundled_reader())
    lines = [
        f"| one bit flipped in | flips | {' | '.join(Outcome)} |",
        "|---|---|" + "---|" * len(Outcome),
        *(
            f"| {place} | {options.flips} | {' | '.join(str(counts[outcome]) for outcome in Outcome)} |"
            for place, counts in found.items()
        ),
    ]
    print("\n".join(lines))
    if options.write:
        command = f"python tests/benchmarks/bit_flips.py --flips {options.flips} --write"
        write("bit-flips", lines, command=command)


if __name__ == "__main__":
    main()

"""Measures questions about tables: `python tables.py [--tables 10] [--verbose] [--write]`, so many of each format.

Made-up tables of 3 to 40 rows, each in a document with some prose, indexed by itself and asked at threshold 0 and at
the default one: about a cell of a row, and about a row that is not there. Right is the very cell. `--write` puts the
table into docs/measurements.md.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import docx
from made_up_world import COMPANIES, FIRST, LAST, OTHER_MATTERS, PLACES, RIVERS, SHIPS, told
from measurements import write

from citespan.index.encoder import Encoder
from citespan.index.search.retrieve import Index
from citespan.index.updating.mirror import build_index
from citespan.qa.answerer import Answerer
from citespan.qa.calibration_file import calibration_for
from citespan.qa.reader.extractive import load_bundled_reader

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from citespan.qa.answer import Response

SEED = 11
QUESTIONS_EACH = 4


@dataclass(frozen=True)
class Subject:
    """What a table is about: its columns, a question for each but the first, and how a row is made."""

    columns: tuple[str, ...]
    questions: tuple[str, ...]
    names: tuple[str, ...]
    fill: Callable[[Random], tuple[str, ...]]


PEOPLE = tuple(f"{first} {last}" for first, last in zip(FIRST * 4, LAST * 3, strict=True))
SUBJECTS = (
    Subject(
        ("Ship", "Home port", "Cars", "Built", "Captain"),
        ("What is the home port of the {}?", "How many cars does the {} carry?", "When was the {} built?",
         "Who is the captain of the {}?"),
        (*SHIPS, *(f"{ship} II" for ship in SHIPS), *(f"Saint {name}" for name in FIRST), *LAST),
        lambda r: (r.choice(PLACES), str(r.randint(20, 180)), str(r.randint(1950, 2020)), r.choice(PEOPLE)),
    ),
    Subject(
        ("Name", "Department", "Room", "Extension", "Employed since"),
        ("In which department does {} work?", "What is the room of {}?", "What is the telephone extension of {}?",
         "Since when has {} been employed?"),
        PEOPLE,
        lambda r: (r.choice(("Repairs", "Tickets", "Freight", "Accounts")), f"{r.choice('ABC')}{r.randint(100, 399)}",
                   str(r.randint(1000, 9999)), f"{r.choice(('May', 'June', 'August'))} {r.randint(1990, 2020)}"),
    ),
    Subject(
        ("Destination", "Adult", "Child", "Minutes"),
        ("How much does an adult pay to go to {}?", "What does a child's ticket to {} cost?",
         "How many minutes does the journey to {} take?"),
        PLACES * 2,
        lambda r: (f"{r.randint(10, 60)} crowns", f"{r.randint(3, 9)} crowns", str(r.randint(11, 95))),
    ),
    Subject(
        ("Town", "River", "Inhabitants", "Mayor", "Largest employer"),
        ("Which river flows through {}?", "How many people live in {}?", "Who is the mayor of {}?",
         "Which is the largest employer in {}?"),
        PLACES * 2,
        lambda r: (r.choice(RIVERS), f"{r.randint(2, 90)},{r.randint(100, 999)}", r.choice(PEOPLE),
                   r.choice(COMPANIES)),
    ),
)  # fmt: skip
Rows = tuple[tuple[str, ...], ...]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=int, default=10)
    parser.add_argument("--verbose", action="store_true", help="print what is wrong at threshold 0")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    encoder, reader = Encoder(), load_bundled_reader()
    calibration = calibration_for(None, reader=reader.name, encoder=encoder.name)
    lines = [
        "| format | questions about a cell | the very cell at threshold 0 | answered by default | of them the cell |"
        " about a row that is not there | answered by default |",
        "|---|" + "---:|" * 6,
    ]
    for name, form in FORMATS.items():
        seen: Counter[str] = Counter()
        random = Random(SEED)
        for number in range(options.tables):
            subject = SUBJECTS[number % len(SUBJECTS)]
            absent, rows = _rows(subject, random)
            with tempfile.TemporaryDirectory() as folder:
                documents = Path(folder, "documents")
                documents.mkdir()
                (documents / f"document{name.partition(' ')[0]}").write_bytes(
                    form(_prose(random), subject.columns, rows)
                )
                build_index(Path(folder, "index"), [documents], encoder=encoder)
                index = Index(Path(folder, "index"), encoder)
                answerer = Answerer(index, reader, calibration=calibration)
                for _ in range(QUESTIONS_EACH):
                    row, column = random.choice(rows), random.randrange(1, len(subject.columns))
                    question = subject.questions[column - 1]
                    best = answerer.answer(question.format(row[0]), threshold=0.0)
                    seen.update(asked=1, best=_is_cell(best, row, column))
                    given = answerer.answer(question.format(row[0]))
                    seen.update(answered=bool(given.answers), right=_is_cell(given, row, column))
                    seen.update(foreign=1, claimed=bool(answerer.answer(question.format(absent)).answers))
                    if options.verbose and not _is_cell(best, row, column):
                        got = [(answer.text, round(answer.confidence, 2)) for answer in best.answers]
                        print(f"{name}: {question.format(row[0])} {row[column]!r}, not {got}")
                index.close()
        figures = (seen[key] for key in ("asked", "best", "answered", "right", "foreign", "claimed"))
        lines.append(f"| {name} | {' | '.join(map(str, figures))} |")
    print("\n".join(lines))
    if options.write:
        write("tables", lines, command="python tests/benchmarks/tables.py --write")


def _rows(subject: Subject, random: Random) -> tuple[str, Rows]:
    """A name that no row has, and the rows."""
    absent, *names = random.sample(sorted(set(subject.names)), min(len(set(subject.names)), random.randint(4, 41)))
    return absent, tuple((name, *subject.fill(random)) for name in names)


def _prose(random: Random) -> tuple[str, ...]:
    return tuple(
        told(matter, place="Mostyn", others=PLACES, random=random) for matter in random.sample(OTHER_MATTERS, 4)
    )


def _is_cell(response: Response, row: Sequence[str], column: int) -> bool:
    """True if the answer is the cell, and its evidence the row."""
    if len(response.answers) != 1:
        return False
    (answer,) = response.answers
    evidence = answer.citations[0].evidence.exact
    return answer.text == row[column] and row[0] in evidence


def _markdown(prose: Sequence[str], columns: Sequence[str], rows: Rows, *, ruled: bool = True) -> bytes:
    lines = [columns, *([["---"] * len(columns)] if ruled else []), *rows]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return "\n\n".join(("# Overview", *prose[:2], table, *prose[2:])).encode()


def _html(prose: Sequence[str], columns: Sequence[str], rows: Rows) -> bytes:
    head = "".join(f"<th>{name}</th>" for name in columns)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    paragraphs = [f"<p>{text}</p>" for text in prose]
    table = f"<table><tr>{head}</tr>{body}</table>"
    return f"<html><body><h1>Overview</h1>{paragraphs[0]}{table}{''.join(paragraphs[1:])}</body></html>".encode()


def _word(prose: Sequence[str], columns: Sequence[str], rows: Rows) -> bytes:
    document = docx.Document()
    document.add_heading("Overview")
    document.add_paragraph(prose[0])
    table = document.add_table(0, len(columns))
    for row in (columns, *rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for text in prose[1:]:
        document.add_paragraph(text)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


FORMATS: dict[str, Callable[[Sequence[str], Sequence[str], Rows], bytes]] = {
    ".md": _markdown,
    ".md without a rule": lambda prose, columns, rows: _markdown(prose, columns, rows, ruled=False),
    ".html": _html,
    ".docx": _word,
}

if __name__ == "__main__":
    main()

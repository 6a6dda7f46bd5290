"""Cites random spans of files of every format: `python offsets.py [--spans 1000] [--write]`, so many each.

Texts are compared with slices of the file itself, at the same offsets. Other formats are read again by other ways than
citespan's, and the citation's characters must be those that stand at its place there, white space aside: so many
characters before it, and on its page. `--write` puts the table into docs/measurements.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from made_files import epub_file, html_file, json_lines_file, pdf_file, table_file, word_file
from measurements import write
from read_again import Reading, read_book, read_json_lines, read_pdf, read_table, read_web, read_word, solid

from citespan.corpus.document import Document, Span
from citespan.corpus.load import load_file
from citespan.corpus.text.graphemes import is_grapheme_boundary
from citespan.qa.cite import cite

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from citespan.qa.answer import Citation

_PARAGRAPHS = (
    "The ferry Aurora leaves Port Lindholm at noon. It carries forty cars. It carries forty cars.",
    "Costs rose by 3.5 % in 2021, said Dr. Ames. [12] Nobody objected.",
)
_SPECIAL = {
    "CRLF": "One line.\r\nAnother line.\r\n\r\nA third.\r\n",
    "BOM": "Marked.\n",
    "NFD": "Cafe\u0301 de\u0301ja\u0300 vu in Malmo\u0308. \u1112\u1161\u11ab \u0928\u093f\n",
    "emoji": "👩‍👩‍👧‍👦 wave 👋🏽 at 🇵🇰🇮🇷 flags. ❤️‍🔥 burns 1️⃣ time.\n",
    "Arabic": "مَرْحَبًا بالعالم. قال حسين \u200fإنّ السفينة تغادر ظهرًا.\n",
}
_WORDS = "harbour lantern orchard quay meadow copper saddle thimble walnut Ottersford Borealis café naïve Größe".split()
_FILES = 10


@dataclass(frozen=True, slots=True)
class Format:
    """How files of a format are made and read again, and by what means the latter."""

    make: Callable[[Random], bytes]
    read: Callable[[bytes], Mapping[str, Reading]] | None
    compared_with: str


def _sentence(random: Random) -> str:
    return " ".join(random.choices(_WORDS, k=random.randint(4, 14))).capitalize() + f" {random.randrange(10**4)}."


def _paragraphs(random: Random) -> list[str]:
    """Some made-up ones, each ending in something hostile, and two that say the same."""
    made = [
        f"{' '.join(_sentence(random) for _ in range(random.randint(1, 5)))} {special.strip()} {_sentence(random)}"
        for special in _SPECIAL.values()
    ]
    return [*made, *_PARAGRAPHS]


def _chapters(random: Random) -> list[tuple[str, str]]:
    """Pages of their own; a PDF file's standard fonts have Western European letters alone."""
    return [
        (word, f"{' '.join(_sentence(random) for _ in range(30))} The admini-<br/>stration agreed.")
        for word in _WORDS[:5]
    ]


def _rows(random: Random) -> list[dict[str, str]]:
    return [
        {"name": f'{_sentence(random)[:-1]}, "{number}"', "text": paragraph}
        for number, paragraph in enumerate(_paragraphs(random))
    ]


def _text(kind: str) -> Callable[[Random], bytes]:
    def make(random: Random) -> bytes:
        text = "\n\n".join((*_paragraphs(random), _SPECIAL.get(kind, ""))) * 2
        text = "\ufeff" * (kind == "BOM") + (text.replace("\n", "\r\n") if kind == "CRLF" else text)
        return text.encode()

    return make


FORMATS = {
    **{f"txt, {kind}": Format(_text(kind), None, "slices of the file") for kind in _SPECIAL},
    "md": Format(_text("md"), None, "slices of the file"),
    "html": Format(lambda random: html_file(_paragraphs(random)), read_web, "Python's HTML parser"),
    "pdf": Format(lambda random: pdf_file(_chapters(random)), read_pdf, "where the letters stand on the page"),
    "docx": Format(lambda random: word_file(_paragraphs(random)), read_word, "the file's XML"),
    "epub": Format(lambda random: epub_file(_paragraphs(random)), read_book, "Python's HTML parser"),
    "csv": Format(lambda random: table_file(_rows(random)), read_table, "the cells of the row"),
    "jsonl": Format(lambda random: json_lines_file(_rows(random)), read_json_lines, "the values of the record"),
}


def mismatches(name: str, *, spans: int, seed: int) -> int:
    """How many of `spans` random citations of files of this format differ from what stands in the file."""
    form, random, wrong = FORMATS[name], Random(f"{name} {seed}"), 0
    files = min(_FILES, spans)
    for number in range(files):
        with tempfile.TemporaryDirectory() as scratch:
            file = Path(scratch, f"file.{name.partition(',')[0]}")
            file.write_bytes(form.make(random))
            documents = load_file(file, root=Path(scratch))
            again = form.read(file.read_bytes()) if form.read else {}
            with file.open(newline="", encoding="utf-8", errors="replace") as stream:
                text = stream.read()
        for _ in range(spans // files + (number < spans % files)):
            document = random.choice(documents)
            start, end = _span(random, len(document.text))
            citation = cite(document, Span(start, end))
            right = _is_cut_well(citation, text if form.read is None else document.text) and (
                form.read is None or _stands(citation, document, again[document.source.removeprefix(file.name)])
            )
            wrong += not (right and citation.start <= start < end <= citation.end)
    return wrong


def _span(random: Random, length: int) -> tuple[int, int]:
    """Two places, near each other half of the time."""
    if random.random() < 0.5:
        start = random.randrange(length)
        return start, min(length, start + random.randint(1, 60))
    start, end = sorted(random.sample(range(length + 1), 2))
    return start, end


def _is_cut_well(citation: Citation, text: str) -> bool:
    return (
        text[citation.start : citation.end] == citation.exact
        and text[: citation.start].endswith(citation.prefix)
        and text[citation.end :].startswith(citation.suffix)
        and is_grapheme_boundary(text, citation.start)
        and is_grapheme_boundary(text, citation.end)
    )


def _stands(citation: Citation, document: Document, reading: Reading) -> bool:
    place, quote = len(solid(document.text[: citation.start])), solid(citation.exact)
    is_page_right = not quote or not reading.pages or citation.page == reading.pages[place]
    return reading.characters[place : place + len(quote)] == quote and is_page_right


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--spans", type=int, default=1000)
    parser.add_argument("--write", action="store_true", help="write the table to docs/measurements.md")
    options = parser.parse_args()
    lines = [
        "| format | compared with | spans | wrong |",
        "|---|---|---|---|",
        *(
            f"| {name} | {form.compared_with} | {options.spans} | {mismatches(name, spans=options.spans, seed=1)} |"
            for name, form in FORMATS.items()
        ),
    ]
    print("\n".join(lines))
    if options.write:
        write("offsets", lines, command=f"python tests/benchmarks/offsets.py --spans {options.spans} --write")


if __name__ == "__main__":
    main()

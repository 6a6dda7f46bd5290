"""Cites random spans of files in hostile encodings and compares each with a slice of the file: `python offsets.py`."""

from __future__ import annotations

import argparse
import random
import tempfile
from pathlib import Path

from citespan.corpus.document import Span
from citespan.corpus.graphemes import is_grapheme_boundary
from citespan.corpus.load import load_file
from citespan.qa.cite import cite

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
KINDS = tuple(_SPECIAL)


def mismatches(kind: str, *, spans: int, seed: int) -> int:
    """How many of `spans` random citations of a file of this kind differ from a slice of the file itself."""
    text = "\n\n".join((*_PARAGRAPHS, _SPECIAL[kind])) * 5
    text = "\ufeff" * (kind == "BOM") + (text.replace("\n", "\r\n") if kind == "CRLF" else text)
    source = random.Random(seed)
    wrong = 0
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch, "file.txt")
        file.write_bytes(text.encode())
        (document,) = load_file(file, root=Path(scratch))
        with file.open(newline="", encoding="utf-8") as stream:
            expected = stream.read()
        for _ in range(spans):
            start, end = sorted(source.sample(range(len(expected) + 1), 2))
            citation = cite(document, Span(start, end))
            wrong += not (
                expected[citation.start : citation.end] == citation.exact
                and citation.start <= start < end <= citation.end
                and expected[: citation.start].endswith(citation.prefix)
                and expected[citation.end :].startswith(citation.suffix)
                and is_grapheme_boundary(expected, citation.start)
                and is_grapheme_boundary(expected, citation.end)
            )
    return wrong


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--spans", type=int, default=1000)
    spans = parser.parse_args().spans
    for name in KINDS:
        print(f"{name:8} {spans} spans, {mismatches(name, spans=spans, seed=1)} mismatches")

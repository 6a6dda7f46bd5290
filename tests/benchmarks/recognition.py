"""How well and how fast scans are recognised: character error and CPU seconds a page of a scan that is made here.

`python tests/benchmarks/recognition.py` draws pages of the bundled sample documents at 200 dpi, slightly blurred and
noisy, the second one on its side, and recognises them. Needs `citespan[ocr]`.
"""

from __future__ import annotations

import argparse
import itertools
import os
import re
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from made_scans import picture, scan_file
from measurements import write
from PIL import ImageFont
from rapidfuzz.distance import Levenshtein

from citespan.corpus.load import SAMPLE_ROOT, load_documents
from citespan.corpus.recognition import stop_recognising

if TYPE_CHECKING:
    from PIL import Image

A4_AT_200_DPI = (1654, 2339)
_POINTS = 32
_LINES = 40
_ON_ITS_SIDE = 2


def pages(count: int) -> tuple[list[Image.Image], str]:
    """Pages, of which one lies on its side, and the text on them."""
    prose = " ".join(file.read_text(encoding="utf-8") for file in sorted(SAMPLE_ROOT.iterdir()))
    words = re.sub(r"[#*_`|>\[\]]|\(http\S+|—", " ", prose.encode("ascii", "ignore").decode()).split()
    font = ImageFont.load_default(size=_POINTS)
    lines, line = [], ""
    for word in itertools.cycle(words):
        if len(lines) == count * _LINES:
            break
        longer = f"{line} {word}".strip()
        if font.getlength(longer) > A4_AT_200_DPI[0] - 4 * _POINTS:
            lines.append(line)
            longer = word
        line = longer
    made = [lines[start : start + _LINES] for start in range(0, count * _LINES, _LINES)]
    drawn = [picture(("Page", *page), size=A4_AT_200_DPI, points=_POINTS, noise=12.0, blur=0.7) for page in made]
    if count >= _ON_ITS_SIDE:
        drawn[_ON_ITS_SIDE - 1] = drawn[_ON_ITS_SIDE - 1].rotate(90, expand=True)
    return drawn, " ".join(" ".join(("Page", *page)) for page in made)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=10)
    parser.add_argument("--write", action="store_true", help="put the figures into docs/measurements.md")
    options = parser.parse_args()
    count = options.pages
    drawn, expected = pages(count)
    data = scan_file(*drawn)
    started = time.perf_counter()
    (document,) = load_documents(data, source="scan.pdf", root_key="r")
    elapsed = time.perf_counter() - started
    found = " ".join(document.text.split())
    stop_recognising()
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = (spent.ru_utime + spent.ru_stime) / count
    errors = Levenshtein.distance(expected, found) / len(expected)
    solid = expected.replace(" ", "")
    wrong = Levenshtein.distance(solid, found.replace(" ", "")) / len(solid)
    sure = [line.confidence for page in document.pages for line in page.recognised]
    lines = [
        "| what | measured |",
        "|---|---|",
        f"| pages, characters | {count}, {len(expected)} |",
        f"| character error | {errors:.2%} |",
        f"| the same without blanks | {wrong:.2%} |",
        f"| pages not read, lines left out | {len(document.losses)} |",
        f"| CPU seconds a page, the start of the engine included | {seconds:.1f} |",
        f"| seconds a page if {os.cpu_count()} cores share them | {seconds / (os.cpu_count() or 1):.1f} |",
        f"| seconds a page as they passed | {elapsed / count:.1f} |",
        f"| memory of the process that recognises, MB | {spent.ru_maxrss / 1024:.0f} |",
        f"| confidence of a line: least, mean | {min(sure):.3f}, {np.mean(sure):.3f} |",
    ]
    print("\n".join(lines))
    if options.write:
        write("recognition", lines, command=f"python tests/benchmarks/recognition.py --pages {count} --write")


if __name__ == "__main__":
    main()

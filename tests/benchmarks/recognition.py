"""How well and how fast scans are recognised: character error and CPU seconds a page of a scan that is made here.

`python tests/benchmarks/recognition.py` draws pages of the bundled sample documents at 200 dpi, slightly blurred and
noisy, and recognises them. Needs `citespan[ocr]`.
"""

from __future__ import annotations

import argparse
import re
import resource
from typing import TYPE_CHECKING

import numpy as np
from made_scans import picture, scan_file
from PIL import ImageFont
from rapidfuzz.distance import Levenshtein

from citespan.corpus.load import SAMPLE_ROOT, load_documents
from citespan.corpus.recognition import stop_recognising

if TYPE_CHECKING:
    from PIL import Image

A4_AT_200_DPI = (1654, 2339)
_POINTS = 32
_LINES = 40


def pages(count: int) -> tuple[list[Image.Image], str]:
    """Pages, and the text on them."""
    prose = " ".join(file.read_text(encoding="utf-8") for file in sorted(SAMPLE_ROOT.glob("*.md")))
    words = re.sub(r"[#*_`|>\[\]]|\(http\S+|—", " ", prose.encode("ascii", "ignore").decode()).split()
    font = ImageFont.load_default(size=_POINTS)
    lines, line = [], ""
    for word in words:
        longer = f"{line} {word}".strip()
        if font.getlength(longer) > A4_AT_200_DPI[0] - 4 * _POINTS:
            lines.append(line)
            longer = word
        line = longer
    made = [lines[start : start + _LINES] for start in range(0, count * _LINES, _LINES)]
    drawn = [picture(("Page", *page), size=A4_AT_200_DPI, points=_POINTS, noise=12.0, blur=0.7) for page in made]
    return drawn, " ".join(" ".join(("Page", *page)) for page in made)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=3)
    count = parser.parse_args().pages
    drawn, expected = pages(count)
    data = scan_file(*drawn)
    (document,) = load_documents(data, source="scan.pdf", root_key="r")
    found = " ".join(document.text.split())
    stop_recognising()
    seconds = resource.getrusage(resource.RUSAGE_CHILDREN)
    errors = Levenshtein.distance(expected, found)
    solid = Levenshtein.distance(expected.replace(" ", ""), found.replace(" ", ""))
    sure = [line.confidence for page in document.pages for line in page.recognised]
    print(f"{count} pages, {len(expected)} characters: {errors / len(expected):.2%} character error")
    print(f"without blanks: {solid / len(expected.replace(' ', '')):.2%}; losses: {document.losses}")
    print(f"{(seconds.ru_utime + seconds.ru_stime) / count:.1f} CPU seconds a page, the start of the engine included")
    print(f"confidence of lines: {min(sure):.3f} at least, {np.mean(sure):.3f} on average")


if __name__ == "__main__":
    main()

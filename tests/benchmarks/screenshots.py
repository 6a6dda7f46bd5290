"""Draws the page as the documentation shows it: `python tests/benchmarks/screenshots.py [NAME...]`."""

from __future__ import annotations

import sys
import tempfile
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import httpx
from browser import ask, chromium, watched_page
from made_files import CHAPTERS, pdf_file
from served import served

from citespan.corpus.load import SAMPLE_ROOT
from citespan.index.encoder import Encoder
from citespan.index.updating.mirror import build_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

IMAGES = Path(__file__).parents[2] / "docs" / "images"
DESK = {"viewport": {"width": 1200, "height": 800}}
LOOKS: dict[str, dict[str, Any]] = {
    "light": DESK,
    "dark": {**DESK, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 800}, "device_scale_factor": 1.5, "is_mobile": True},
}
HOURS = "When does the tool library open?"
COMMANDER = "Who is named as the commander of Jaish ul-Adl?"
BRIDGE = "How long is the Calder Bridge?"
UNKNOWN = "What is the capital of Australia?"
QUESTIONS = {"answer": COMMANDER, "conflict": BRIDGE, "silence": UNKNOWN}
OPENED = {
    "pdf": ("harbour.pdf", "Tomas Valdemar", ".sheet.drawn .box.cited"),
    "rendered": ("boathouse.md", "35 pounds", ".rendered table"),
}
"""Documents that are opened at words of theirs, and what is to be seen there."""

HANDBOOK = """# The boathouse

Boats are lent from **April** to *October*, every day but Monday.

## Lending

1. Write your name into the book.
2. Pay the deposit; it is given back when the boat is.
3. Be back before dark.

| Boat | Deposit | Seats |
|---|---|---|
| Canoe | 20 pounds | 2 |
| Rowing boat | 35 pounds | 4 |
| Punt | 50 pounds | 6 |

The deposit for a rowing boat is **35 pounds**, and for a punt *50 pounds*.

> Who brings a boat back wet pays nothing. Who brings it back late pays for the evening.

## Rules

- No boat leaves without a life jacket for each of its crew.
- The key hangs at `hook 4`.
"""
REPORTS = {
    "guide-to-the-valley.txt": (
        "A guide to the valley\n\nThe Calder Bridge is 412 metres long and was painted green in 1998.\n\n"
        "From its middle one sees the old mill."
    ),
    "engineers-yearbook.txt": (
        "The engineers' yearbook\n\nEngineers gave the length of the Calder Bridge as 436 metres.\n\n"
        "It rests on nine pillars."
    ),
}


def main() -> None:
    """Write the pictures of asking, reading, disagreement, silence and doubt, in every look; some only, if named."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "documents")
        root.mkdir()
        for file in SAMPLE_ROOT.iterdir():
            (root / file.name).write_bytes(file.read_bytes())
        for name, text in (REPORTS | {"boathouse.md": HANDBOOK}).items():
            (root / name).write_text(text)
        (root / "harbour.pdf").write_bytes(pdf_file(CHAPTERS))
        build_index(Path(folder, "index"), [root], encoder=Encoder())
        wanted = set(sys.argv[1:])
        runs: tuple[tuple[str | None, dict[str, str], dict[str, tuple[str, str, str]]], ...] = (
            (None, QUESTIONS, OPENED),
            ("1", {"unsure": HOURS}, {}),
        )
        for threshold, questions, opened in runs:
            asked = {name: question for name, question in questions.items() if not wanted or name in wanted}
            read = {name: of for name, of in opened.items() if not wanted or name in wanted}
            if not asked and not read:
                continue
            sure = ("--threshold", threshold) if threshold else ()
            with served("--index", str(Path(folder, "index")), *sure) as address, chromium() as browser:
                for look, options in LOOKS.items():
                    for name, page in chain(
                        _asked(browser, address, asked, options), _read(browser, address, read, options)
                    ):
                        page.screenshot(path=IMAGES / f"page-{name}-{look}.png")
                        print(f"page-{name}-{look}.png")


def _asked(
    browser: Browser, address: str, questions: dict[str, str], options: dict[str, Any]
) -> Iterator[tuple[str, Page]]:
    for name, question in questions.items():
        with watched_page(browser, address, **options) as page:
            page.goto("/")
            ask(page, question)
            page.locator(".turn:not(.asking)").wait_for()
            yield name, page


def _read(
    browser: Browser, address: str, opened: dict[str, tuple[str, str, str]], options: dict[str, Any]
) -> Iterator[tuple[str, Page]]:
    listed = httpx.get(f"{address}/v1/documents", timeout=60).json()["documents"]
    ids = {document["source"]: document["document_id"] for document in listed}
    for name, (source, words, sign) in opened.items():
        path = f"/documents/{ids[source]}"
        read = httpx.get(f"{address}/v1{path}/text", timeout=60).json()
        start = read["text"].rindex(words)
        with watched_page(browser, address, **options) as page:
            page.goto(f"{path}?start={start}&end={start + len(words)}&sha256={read['text_sha256']}")
            page.locator(sign).first.wait_for()
            page.wait_for_timeout(1000)  # for the scrolling, and what is drawn then
            yield name, page


if __name__ == "__main__":
    main()

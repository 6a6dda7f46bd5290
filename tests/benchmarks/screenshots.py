"""Draws the page as the documentation shows it: `python tests/benchmarks/screenshots.py`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from browser import ask, chromium, marked, watched_page
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
    """Write the pictures of asking, reading, disagreement, silence and doubt, in every look."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "documents")
        root.mkdir()
        for file in SAMPLE_ROOT.iterdir():
            (root / file.name).write_bytes(file.read_bytes())
        for name, text in REPORTS.items():
            (root / name).write_text(text)
        build_index(Path(folder, "index"), [root], encoder=Encoder())
        for threshold, questions in ((None, QUESTIONS), ("1", {"unsure": HOURS})):
            sure = ("--threshold", threshold) if threshold else ()
            with served("--index", str(Path(folder, "index")), *sure) as address, chromium() as browser:
                for look, options in LOOKS.items():
                    for name, page in _pictures(browser, address, questions, options):
                        page.screenshot(path=IMAGES / f"page-{name}-{look}.png")
                        print(f"page-{name}-{look}.png")


def _pictures(
    browser: Browser, address: str, questions: dict[str, str], options: dict[str, Any]
) -> Iterator[tuple[str, Page]]:
    for name, question in questions.items():
        with watched_page(browser, address, **options) as page:
            page.goto("/")
            ask(page, question)
            page.locator(".turn:not(.asking)").wait_for()
            yield name, page
            if name == "answer":
                page.locator("a.open").click()
                marked(page)
                yield "document", page


if __name__ == "__main__":
    main()

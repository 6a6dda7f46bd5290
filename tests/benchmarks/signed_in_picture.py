"""Draws the page as two people see it, side by side: `python tests/benchmarks/signed_in_picture.py`."""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from browser import ask, chromium, watched_page
from PIL import Image
from signed_on import BERTH, sign_in, signed_on_server

from citespan.index.encoder import Encoder

PICTURE = Path(__file__).parents[2] / "docs" / "images" / "signed-in.png"
VIEWPORT = {"width": 640, "height": 620}
BETWEEN_PIXELS = 8


def main() -> None:
    """Write the picture."""
    shots = []
    with (
        tempfile.TemporaryDirectory() as folder,
        chromium() as browser,
        signed_on_server(Path(folder), Encoder()) as (address, issuer),
    ):
        for subject in ("ann", "bob"):
            with watched_page(
                browser, address, expected="status of 40", issuer=issuer.address, viewport=VIEWPORT
            ) as page:
                page.goto("/")
                sign_in(page, subject)
                ask(page, BERTH)
                page.locator(".turn:not(.asking)").wait_for()
                page.wait_for_timeout(500)
                shots.append(Image.open(io.BytesIO(page.screenshot())))
    whole = Image.new("RGB", (2 * VIEWPORT["width"] + BETWEEN_PIXELS, VIEWPORT["height"]), "black")
    for number, shot in enumerate(shots):
        whole.paste(shot, (number * (VIEWPORT["width"] + BETWEEN_PIXELS), 0))
    whole.save(PICTURE, optimize=True)
    print(PICTURE.name)


if __name__ == "__main__":
    main()

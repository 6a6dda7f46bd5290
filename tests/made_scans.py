"""Pictures of text, as a scanner makes them, alone and as pages of PDF files."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

if TYPE_CHECKING:
    from collections.abc import Sequence

LEASE = (
    "Lease of the boathouse",
    "The boathouse at Sandvik is let to",
    "Agnete Holmboe from 4 May 2021.",
    "The rent is 725 euros a month.",
)
"""Lines of a page; the first is its title."""


def picture(
    lines: Sequence[str] = LEASE,
    *,
    size: tuple[int, int] = (620, 620),
    points: int = 30,
    noise: float = 8.0,
    blur: float = 0.5,
    ink: int = 30,
) -> Image.Image:
    """Lines of text in grey on a page of so many pixels, slightly blurred and noisy."""
    page = Image.new("L", size, 250)
    draw = ImageDraw.Draw(page)
    top = points
    for number, line in enumerate(lines):
        font = ImageFont.load_default(size=points * 1.5 if number == 0 else points)
        draw.text((points, top), line, font=font, fill=ink)
        top += round(font.size * 1.5) + (points if number == 0 else 0)
    grey = np.asarray(page.filter(ImageFilter.GaussianBlur(blur)), dtype=float)
    grey += np.random.default_rng(7).normal(0, noise, grey.shape)
    return Image.fromarray(grey.clip(0, 255).astype(np.uint8))


def picture_file(kind: str = "PNG", *pages: Image.Image, **options: object) -> bytes:
    """A file of pictures, a page each; of the lease, if none is given."""
    first, *others = pages or (picture(),)
    out = io.BytesIO()
    more: dict[str, object] = {"save_all": True, "append_images": others} if others else {}
    first.save(out, kind, **more, **options)  # type: ignore[arg-type]
    return out.getvalue()


def scan_file(*pages: Image.Image) -> bytes:
    """A PDF file whose pages are pictures."""
    return picture_file("PDF", *pages, resolution=100)

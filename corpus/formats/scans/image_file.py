"""Files that are pictures: opened within limits, a page for each frame, turned as their camera says."""

from __future__ import annotations

import io
import struct
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from citespan.corpus.errors import LoadError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_MEGAPIXELS = 100
"""The most that a page of a picture may have."""

MAX_FRAMES = 1000
"""The most pages that a picture may have."""

_FORMATS = ("PNG", "JPEG", "TIFF")
_ORIENTATION = 0x0112
_DAMAGES = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    struct.error,
    Image.DecompressionBombError,
)
_FAULTS = (*_DAMAGES, LookupError, TypeError, AttributeError, ArithmeticError)


def frame_count(data: bytes, *, source: str) -> int:
    """How many pages a picture has; nothing is unpacked.

    Raises:
        LoadError: if it is damaged, of another type than its name says, or has more than `MAX_FRAMES`.
    """
    with _opened(data, source=source) as picture:
        count = int(getattr(picture, "n_frames", 1))
    if count > MAX_FRAMES:
        raise LoadError(f"{source}: has {count} pages, {MAX_FRAMES} at most are read; split it")
    return count


def frame(data: bytes, number: int, *, source: str) -> Image.Image:
    """A page of a picture in RGB, on white where it is transparent; `number` counts from 1.

    Raises:
        LoadError: if it is damaged, has no such page, or one of more than `MAX_MEGAPIXELS`.
    """
    with _opened(data, source=source) as picture:
        _seek(picture, number, source=source)
        return _in_colours(ImageOps.exif_transpose(picture))


def frame_size(data: bytes, number: int, *, source: str) -> tuple[int, int]:
    """The width and height of a page of a picture, in pixels, as it is seen; it is not unpacked.

    Raises:
        LoadError: as `frame` does.
    """
    with _opened(data, source=source) as picture:
        _seek(picture, number, source=source)
        width, height = picture.size
        is_turned = picture.getexif().get(_ORIENTATION, 1) in {5, 6, 7, 8}
    return (height, width) if is_turned else (width, height)


def _seek(picture: Image.Image, number: int, *, source: str) -> None:
    count = getattr(picture, "n_frames", 1)
    if not 1 <= number <= count:
        raise LoadError(f"{source}: has no page {number}; it has {count}")
    picture.seek(number - 1)
    width, height = picture.size
    if width * height > MAX_MEGAPIXELS * 1e6:
        raise LoadError(
            f"{source}: page {number} has {width} x {height} pixels; at most {MAX_MEGAPIXELS} million are read,"
            " make it smaller"
        )


def _in_colours(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith(("I", "F")):  # more than 8 bits a pixel
        values = np.asarray(picture, dtype=np.float64)
        lowest, highest = float(np.min(values)), float(np.max(values))
        picture = Image.fromarray(((values - lowest) * (255 / max(1.0, highest - lowest))).astype(np.uint8))
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        white.alpha_composite(picture)
        picture = white
    return picture.convert("RGB")


@contextmanager
def _opened(data: bytes, *, source: str) -> Iterator[Image.Image]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd tags, and of sizes that are checked here
            with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
                yield picture
    except UnidentifiedImageError as exc:
        raise LoadError(f"{source}: is no PNG, JPEG or TIFF picture, or damaged; save it again") from exc
    except _FAULTS as exc:
        raise LoadError(f"{source}: is a picture that cannot be read ({exc}); save it again") from exc

"""Plain text and Markdown: the text is the file's, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.corpus.formats.decode import decode_text
from citespan.corpus.formats.extract import Extract
from citespan.corpus.text.sections import is_furniture, markdown_headings, plain_headings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.corpus.formats.decode import Decoded
    from citespan.corpus.text.sections import Heading


def extract_plain(data: bytes, *, source: str) -> Extract:
    """The decoded text; lone short lines are its headings.

    Raises:
        LoadError: if it is no text, or empty.
    """
    decoded = decode_text(data, source=source)
    return _extract(decoded, plain_headings(decoded.text))


def extract_markdown(data: bytes, *, source: str) -> Extract:
    """The decoded text with its Markdown headings.

    Raises:
        LoadError: if it is no text, or empty.
    """
    decoded = decode_text(data, source=source)
    return _extract(decoded, markdown_headings(decoded.text))


def _extract(decoded: Decoded, headings: Sequence[Heading]) -> Extract:
    return Extract(
        text=decoded.text,
        headings=tuple(headings),
        title=_title(headings, decoded.text),
        encoding=decoded.encoding,
        losses=decoded.losses,
    )


def _title(headings: Sequence[Heading], text: str) -> str:
    """The outermost of the headings before the first prose; the longest of several: a headline outruns a rubric."""
    leading: list[Heading] = []
    position = 0
    for heading in headings:
        if not is_furniture(text[position : heading.start]):
            break
        leading.append(heading)
        position = heading.end
    return max(leading, key=lambda heading: (-heading.level, len(heading.text))).text if leading else ""

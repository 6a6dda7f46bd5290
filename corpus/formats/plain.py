"""Plain texts: the text is the file's, and nothing else; what differs is how they show their headings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citespan.corpus.formats.decode import decode_text
from citespan.corpus.formats.extract import Extract
from citespan.corpus.formats.light_markup import asciidoc_headings, rst_headings, tex_headings
from citespan.corpus.text.sections import is_furniture, markdown_headings, plain_headings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from citespan.corpus.text.sections import Heading


def extract_plain(data: bytes, *, source: str) -> Extract:
    """The decoded text; lone short lines are its headings.

    Raises:
        LoadError: if it is no text, or empty.
    """
    return _extract(data, source, plain_headings)


def extract_markdown(data: bytes, *, source: str) -> Extract:
    """The decoded text with its Markdown headings.

    Raises:
        LoadError: if it is no text, or empty.
    """
    return _extract(data, source, markdown_headings)


def extract_rst(data: bytes, *, source: str) -> Extract:
    """The decoded text with the section titles of reStructuredText.

    Raises:
        LoadError: if it is no text, or empty.
    """
    return _extract(data, source, rst_headings)


def extract_asciidoc(data: bytes, *, source: str) -> Extract:
    """The decoded text with the section titles of AsciiDoc.

    Raises:
        LoadError: if it is no text, or empty.
    """
    return _extract(data, source, asciidoc_headings)


def extract_tex(data: bytes, *, source: str) -> Extract:
    """The decoded text, commands and all, with its title and section titles.

    Raises:
        LoadError: if it is no text, or empty.
    """
    return _extract(data, source, tex_headings)


def extract_lines(data: bytes, *, source: str) -> Extract:
    """The decoded text of a file that has no headings: a log, a program, settings.

    Raises:
        LoadError: if it is no text, or empty.
    """
    return _extract(data, source, lambda _: ())


def _extract(data: bytes, source: str, find: Callable[[str], Sequence[Heading]]) -> Extract:
    decoded = decode_text(data, source=source)
    headings = find(decoded.text)
    return Extract(
        text=decoded.text,
        headings=tuple(headings),
        title=_stated_title(headings) if find is tex_headings else _title(headings, decoded.text),
        encoding=decoded.encoding,
        losses=decoded.losses,
    )


def _stated_title(headings: Sequence[Heading]) -> str:
    """The heading of level 1, wherever it stands: a TeX text has its title below its settings."""
    return next((heading.text for heading in headings if heading.level == 1), "")


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

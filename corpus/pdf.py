"""PDF: the text of each page as it is read, without running heads, with words joined that a line end divided."""

from __future__ import annotations

import ctypes
import re
from collections import defaultdict
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

import pypdfium2
from pypdfium2 import raw

from citespan.corpus.errors import LoadError
from citespan.corpus.extract import TextBuilder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.corpus.extract import Extract

MAX_PAGES = 5000
"""The most pages that are read of one file."""

_RUNNING_SHARE = 0.5
_FEWEST_PAGES = 3
_EDGE = 0.1
_NUMBER = re.compile(r"\d{1,9}")
_HEADING_SIZE = 1.15
_HEADING_CHARACTERS = 160
# pdfium writes U+FFFE for a hyphen at a line end whose word it has joined.
_WITHIN_WORD = re.compile(r"(?<=\w)[\x02\ufffe](?=\w)")
_DIVIDED = re.compile(r"(?<=\w)[-\u00ad\u2010\x02\ufffe]$")
_SENTENCE_END = re.compile(r"[.!?:;]['\"’”)\]]*$")
_BULLET = re.compile(r"(?:[•‣▪◦*–-]|\d{1,2}(?:\.\d{1,2})*[.)]|\d{1,2}(?:\.\d{1,2})+|[a-z][.)])\s")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of pdfium's text, with the size of its first letter's font in points.

    `top` and `last_top` are the upper edges of its first and last letter, in points from the page's lower edge: they
    differ where pdfium has joined a word that a line end divided.
    """

    text: str = field(repr=False)
    size: float
    top: float
    last_top: float


@dataclass(frozen=True, slots=True)
class _Page:
    """A page's lines as pdfium orders them, and its height in points."""

    lines: tuple[_Line, ...] = field(repr=False)
    height: float


def extract_pdf(data: bytes, *, source: str) -> Extract:
    """The text of a PDF file with its pages; larger type makes headings.

    Raises:
        LoadError: if the file is damaged, encrypted, longer than `MAX_PAGES`, or holds no text (a scan).
    """
    try:
        file = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as exc:
        if "password" in str(exc).lower():
            raise LoadError(f"{source}: is encrypted; save it without a password") from exc
        raise LoadError(f"{source}: is not a PDF file that can be read ({exc})") from exc
    try:
        if len(file) > MAX_PAGES:
            raise LoadError(f"{source}: has {len(file)} pages, {MAX_PAGES} at most are read; split it")
        pages = [_page(file[number]) for number in range(len(file))]
        metadata = file.get_metadata_dict()
    except pypdfium2.PdfiumError as exc:
        raise LoadError(f"{source}: a page cannot be read ({exc})") from exc
    finally:
        file.close()
    builder = TextBuilder()
    _add_pages(builder, _without_running_heads(pages))
    if builder.is_empty:
        raise LoadError(f"{source}: holds no text, only pictures (a scan?); run text recognition (OCR) on it first")
    return builder.extract(
        extractor=f"pypdfium2/{version('pypdfium2')} citespan-pdf/1", title=metadata.get("Title", "")
    )


def _page(page: pypdfium2.PdfPage) -> _Page:
    textpage = page.get_textpage()
    try:
        text = textpage.get_text_range()
        found, start = [], 0
        for line in text.split("\n"):
            stripped = line.strip("\r ")
            if stripped:
                first = start + line.index(stripped)
                top, last_top = (
                    textpage.get_charbox(place, loose=True)[3] for place in (first, first + len(stripped) - 1)
                )
                size = raw.FPDFText_GetFontSize(textpage.raw, ctypes.c_int(first))
                found.append(_Line(_WITHIN_WORD.sub("", stripped), float(size), top, last_top))
            start += len(line) + 1
        return _Page(tuple(found), page.get_height())
    finally:
        textpage.close()
        page.close()


def _without_running_heads(pages: Sequence[_Page]) -> list[list[_Line]]:
    """The lines of each page without running heads and page numbers.

    A running head stands in the outer tenth of most pages at one height; its first occurrence is kept. A page number is
    alike but for a number that grows with the pages. No page loses its last line.
    """
    kept = [list(page.lines) for page in pages]
    if len(pages) < _FEWEST_PAGES:
        return kept
    seen: dict[tuple[str, int], list[tuple[int, _Line]]] = defaultdict(list)
    for number, page in enumerate(pages):
        for line in page.lines:
            if not _EDGE * page.height < line.top < (1 - _EDGE) * page.height:
                seen[_NUMBER.sub("#", line.text).casefold(), round(line.top / 2)].append((number, line))
    for found in seen.values():
        if len(found) < max(_FEWEST_PAGES, _RUNNING_SHARE * len(pages)):
            continue
        same = len({line.text for _, line in found}) == 1
        numbered = _is_numbered([(number, [int(n) for n in _NUMBER.findall(line.text)]) for number, line in found])
        for number, line in found[1:] if same else found if numbered else ():
            if len(kept[number]) > 1:
                kept[number].remove(line)
    return kept


def _is_numbered(found: Sequence[tuple[int, Sequence[int]]]) -> bool:
    """True if the numbers of a line are the same on all pages, or grow with the pages, as page numbers do."""
    columns = zip(*(numbers for _, numbers in found), strict=True)
    pages = [page for page, _ in found]
    return all(
        len(set(column)) == 1 or len({value - page for value, page in zip(column, pages, strict=True)}) == 1
        for column in columns
    )


def _add_pages(builder: TextBuilder, pages: Sequence[Sequence[_Line]]) -> None:
    sizes = [line.size for page in pages for line in page for _ in line.text]
    body = median(sizes) if sizes else 0.0
    open_text = ""
    for number, page in enumerate(pages, start=1):
        blocks = _blocks(page)
        goes_on = bool(open_text and blocks and blocks[0][0].text[:1].islower())
        if not goes_on:
            open_text = ""
        builder.page(number)
        for position, block in enumerate(blocks):
            text = _joined(block)
            if goes_on and position == 0:
                builder.continued(text)
            elif block[0].size > _HEADING_SIZE * body and len(text) <= _HEADING_CHARACTERS:
                builder.heading(text, level=1 if block[0].size > _HEADING_SIZE**3 * body else 2)
            else:
                builder.paragraph(text)
        open_text = "" if not blocks or _SENTENCE_END.search(blocks[-1][-1].text) else blocks[-1][-1].text


def _blocks(page: Sequence[_Line]) -> list[list[_Line]]:
    """The lines of a page in paragraphs: a new one begins after a gap, at a change of size, and at a bullet."""
    found: list[list[_Line]] = []
    pitch = _pitch(page)
    for number, line in enumerate(page):
        before = page[number - 1] if number else None
        same = (
            before is not None
            and abs(before.size - line.size) < 0.1 * max(before.size, line.size)
            and 0 <= before.last_top - line.top <= 1.35 * pitch
            and not _BULLET.match(line.text)
        )
        if same:
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _pitch(page: Sequence[_Line]) -> float:
    """The usual distance from one line to the next, in points."""
    steps = (before.last_top - line.top for before, line in pairwise(page))
    return median([step for step in steps if step > 0] or [0.0])


def _joined(lines: Sequence[_Line]) -> str:
    """The lines as one; a word that a line end divided is made whole where its other half begins in lower case."""
    text = ""
    for line in lines:
        if _DIVIDED.search(text) and line.text[:1].islower():
            text = text[:-1] + line.text
        else:
            text = f"{text} {line.text}" if text else line.text
    return text

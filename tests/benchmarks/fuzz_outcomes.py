"""What a reader may make of any bytes, and what it may not: for fuzzers, which call readers in their own process."""

from __future__ import annotations

import datetime
from dataclasses import replace
from enum import StrEnum
from struct import Struct
from typing import TYPE_CHECKING

from citespan.corpus.document import Box
from citespan.corpus.errors import LoadError
from citespan.corpus.formats.registry import (
    PARSED_SUFFIXES,
    PICTURE_SUFFIXES,
    RECORD_SUFFIXES,
    extractor_for,
    record_extractor_for,
)
from citespan.corpus.formats.scans.image_file import frame, frame_count
from citespan.corpus.formats.scans.picture_text import extract_picture
from citespan.corpus.formats.scans.recognised import RecognisedLine, RecognisedPage, RecognisedWord
from citespan.corpus.text.sections import sections_from

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citespan.corpus.formats.extract import Extract


A_LINE = RecognisedPage(
    1, lines=(RecognisedLine((RecognisedWord("Sandvik", Box(10.0, 10.0, 90.0, 30.0)),), confidence=0.9, height=20.0),)
)
"""A page on which one word was recognised."""

TALLY = Struct("<3Q")
"""How a fuzzer's process writes how many inputs were read, were named as bad, and raised something else."""


class Outcome(StrEnum):
    """What became of an input that is no finding."""

    READ = "read"
    NAMED = "named"


class UnsoundError(Exception):
    """A reader gave a text that could not be stored or cited."""


def outcome(data: bytes, *, suffix: str) -> Outcome:
    """Whether the reader for `suffix` reads these bytes, or names what is wrong with them.

    Memory or recursion used up is named, too, where files are parsed by a process of its own:
    `corpus/formats/worker.py` does.

    Raises:
        UnsoundError: if what was read is not sound.
        Exception: whatever else the reader raises; it is a finding.
    """
    try:
        extracts = _extracts(data, suffix)
    except LoadError as exc:
        if f"x{suffix}" not in str(exc):
            raise UnsoundError(f"the error does not name the file: {exc}") from exc
        return Outcome.NAMED
    except (MemoryError, RecursionError):
        if suffix not in PARSED_SUFFIXES:
            raise
        return Outcome.NAMED
    for extract in extracts:
        check(extract)
    return Outcome.READ


def _extracts(data: bytes, suffix: str) -> Sequence[Extract]:
    if suffix in PICTURE_SUFFIXES:
        return [_of_picture(data, f"x{suffix}")]
    if suffix in RECORD_SUFFIXES:
        return [record.extract for record in record_extractor_for(suffix)(data, source=f"x{suffix}")]
    return [extractor_for(suffix)(data, source=f"x{suffix}")]


def _of_picture(data: bytes, source: str) -> Extract:
    """What is made of a picture of which each page was recognised as one line: the engine is not run."""
    numbers = range(1, frame_count(data, source=source) + 1)
    for number in numbers:
        frame(data, number, source=source)
    return extract_picture(
        data, source=source, recognised={number: replace(A_LINE, number=number) for number in numbers}
    )


def check(extract: Extract) -> None:
    """Make sure that an extract can be stored and cited.

    Raises:
        UnsoundError: if it cannot.
    """
    text = extract.text
    if not text.strip():
        raise UnsoundError("an empty text")
    for name, value in (("text", text), ("title", extract.title), ("url", extract.url or "")):
        try:
            value.encode()
        except UnicodeEncodeError as exc:
            raise UnsoundError(f"a {name} that is not valid Unicode: {value[exc.start : exc.end]!r}") from exc
    if extract.published is not None and not _is_date(extract.published):
        raise UnsoundError(f"a date of publication that is none: {extract.published!r}")
    end = 0
    for page in extract.pages:
        if page.span.start < end or page.span.end > len(text):
            raise UnsoundError(f"{page} of a text of {len(text)} characters, after one that ends at {end}")
        end = page.span.end
    end = 0
    for heading in extract.headings:
        stands = " ".join(text[heading.start : heading.end].split())  # a title of Markdown may go over two lines
        if not heading.text or heading.start < end or " ".join(heading.text.split()) not in stands:
            raise UnsoundError(f"{heading}: where it is said to stand is {text[heading.start : heading.end]!r}")
        end = heading.end
    end = 0
    for section in sections_from(extract.headings, text):
        if section.span.start != end:
            raise UnsoundError(f"{section} begins where none ends")
        end = section.span.end
    if end != len(text):
        raise UnsoundError(f"sections end at {end}, the text at {len(text)}")


def _is_date(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False

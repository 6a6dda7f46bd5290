"""A letter, whatever program saved it: its subject, who wrote it to whom and when, its text, and its attachments."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from citespan.corpus.document import Loss
from citespan.corpus.errors import LoadError
from citespan.corpus.formats.by_content import suffix_of
from citespan.corpus.formats.extract import Record, TextBuilder
from citespan.corpus.formats.registry import RECORD_SUFFIXES, SUPPORTED_SUFFIXES, extractor_for, record_extractor_for
from citespan.corpus.formats.web.page import add_html

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_NESTED = 5
"""How many letters deep attachments are read: a letter in a letter in a letter."""

MOST_ATTACHMENTS = 1000
"""How many attachments of a letter are read."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that hangs on a letter: its bytes, or the letter that it is."""

    name: str
    data: bytes = field(default=b"", repr=False)
    letter: Letter | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """A part of what a letter says, as plain text or as HTML."""

    text: str = field(repr=False)
    is_html: bool = False


@dataclass(slots=True)
class Letter:
    """What a letter says; `stated` are the lines above its text, as in `From: Ada`; `date` is in ISO 8601."""

    subject: str = ""
    stated: list[tuple[str, str]] = field(default_factory=list)
    date: str | None = None
    bodies: list[Body] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)


def letter_records(letter: Letter, *, source: str, message: str = "", part: str = "") -> Iterator[Record]:
    """A letter's text as the first record, if there is any, then its attachments, each a document of its own.

    `message` is its place in a mailbox, as in `message=3`; `part` its number among the attachments of another letter.
    """
    attached: list[Record] = []
    losses = list(letter.losses)
    for number, attachment in enumerate(letter.attachments[:MOST_ATTACHMENTS], start=1):
        inside = f"{part}.{number}" if part else str(number)
        try:
            attached += _attached(attachment, source=source, message=message, part=inside, date=letter.date)
        except LoadError as exc:
            losses.append(Loss(f"an attachment is left out: {exc}"))
    rest = len(letter.attachments) - MOST_ATTACHMENTS
    if rest > 0:
        losses.append(Loss(f"{rest} attachments beyond {MOST_ATTACHMENTS} are left out"))
    builder = TextBuilder()
    builder.heading(letter.subject, level=1)
    for name, value in letter.stated:
        builder.line(f"{name}: {value}")
    for body in letter.bodies:
        builder.break_off()
        if body.is_html:
            add_html(builder, body.text.encode("utf-8", "replace"))
        else:
            _add_lines(builder, body.text)
    if not builder.is_empty:
        extract = builder.extract(title=letter.subject, published=letter.date, losses=losses)
        yield Record(_place("", message, part), extract)
    elif attached and losses:
        attached[0] = replace(attached[0], extract=replace(attached[0].extract, losses=tuple(losses)))
    yield from attached


def _add_lines(builder: TextBuilder, text: str) -> None:
    """Add plain text line by line, with a block for each paragraph."""
    for line in text.splitlines():
        if line.strip():
            builder.line(line)
        else:
            builder.break_off()


def _attached(attachment: Attachment, *, source: str, message: str, part: str, date: str | None) -> list[Record]:
    """The documents that an attachment makes.

    Raises:
        LoadError: if it is of no type that is read, cannot be read, or is nested too deeply.
    """
    name = f"{source}: {attachment.name or f'attachment {part}'}"
    if part.count(".") >= MOST_NESTED:
        raise LoadError(f"{name}: is attached more than {MOST_NESTED} letters deep")
    if attachment.letter is not None:
        return list(letter_records(attachment.letter, source=source, message=message, part=part))
    suffix = PurePosixPath(attachment.name).suffix.lower()
    if suffix not in SUPPORTED_SUFFIXES:
        suffix = "" if suffix else suffix_of(attachment.data)
    if not suffix:
        raise LoadError(f"{name}: is of no type that is read")
    try:
        if suffix in RECORD_SUFFIXES:
            records = record_extractor_for(suffix)(attachment.data, source=name)
        else:
            records = (Record("", extractor_for(suffix)(attachment.data, source=name)),)
    except (LoadError, MemoryError, RecursionError):
        raise
    except Exception as exc:  # parsers raise anything on files that were made to break them; the letter is still read
        raise LoadError(f"{name}: cannot be read ({type(exc).__name__}: {exc})") from exc
    return [
        Record(
            _place(record.place, message, part),
            replace(
                record.extract,
                title=record.extract.title or attachment.name,
                published=record.extract.published or date,
            ),
        )
        for record in records
    ]


def _place(inside: str, message: str, part: str) -> str:
    return "&".join(filter(None, (inside, message, f"part={part}" if part else "")))
